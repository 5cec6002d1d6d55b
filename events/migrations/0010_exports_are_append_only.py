from django.db import migrations

# Who took which list out of the portal stays as it was written.
CREATE = """
CREATE FUNCTION events_export_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events_export is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER events_export_is_append_only BEFORE UPDATE OR DELETE ON events_export
    FOR EACH ROW EXECUTE FUNCTION events_export_is_append_only();
"""
DROP = """
DROP TRIGGER events_export_is_append_only ON events_export;
DROP FUNCTION events_export_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0009_places_by_pool")]

    operations = [migrations.RunSQL(CREATE, DROP)]
