from django.db import migrations

# Erasing a person sets `by_id` to null; nothing else about a step ever changes.
CREATE = """
CREATE FUNCTION workflow_step_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL
        AND (to_jsonb(NEW) - 'by_id') = (to_jsonb(OLD) - 'by_id') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'workflow_step is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER workflow_step_is_append_only BEFORE UPDATE OR DELETE ON workflow_step
    FOR EACH ROW EXECUTE FUNCTION workflow_step_is_append_only();
"""
DROP = """
DROP TRIGGER workflow_step_is_append_only ON workflow_step;
DROP FUNCTION workflow_step_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_steps")]

    operations = [migrations.RunSQL(CREATE, DROP)]
