from django.db import migrations

# The services lock the event before they count; this holds whatever else writes to the tables.
# Statement triggers, so that a thousand rows at once are counted once. The lock makes two
# writers wait for each other; what is counted after it includes what the other has committed.
CHECK = """
CREATE FUNCTION event_places_check(events bigint[]) RETURNS void AS $$
DECLARE
    one record;
    taken bigint;
BEGIN
    FOR one IN
        SELECT id, capacity FROM events_event WHERE id = ANY (events) ORDER BY id
        FOR NO KEY UPDATE
    LOOP
        SELECT count(*) INTO taken FROM events_registration
        WHERE event_id = one.id
          AND (status IN ('confirmed', 'attended', 'missed')
               OR (status = 'offered' AND offer_expires_at > clock_timestamp()));
        IF taken > one.capacity THEN
            RAISE EXCEPTION 'event % has % places and % people', one.id, one.capacity, taken
                USING ERRCODE = 'check_violation', CONSTRAINT = 'event_is_not_oversold';
        END IF;
    END LOOP;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION event_places_check_registrations() RETURNS trigger AS $$
BEGIN
    PERFORM event_places_check(ARRAY(
        SELECT DISTINCT event_id FROM new_rows
        WHERE status IN ('confirmed', 'attended', 'missed', 'offered')
    ));
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION event_places_check_moves() RETURNS trigger AS $$
BEGIN
    PERFORM event_places_check(ARRAY(
        SELECT DISTINCT new_rows.event_id FROM new_rows JOIN old_rows USING (id)
        WHERE new_rows.status IN ('confirmed', 'attended', 'missed', 'offered')
          AND (old_rows.status NOT IN ('confirmed', 'attended', 'missed')
               OR old_rows.event_id <> new_rows.event_id)
    ));
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION event_places_check_capacity() RETURNS trigger AS $$
BEGIN
    PERFORM event_places_check(ARRAY[NEW.id]);
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE TRIGGER event_is_not_oversold_by_new AFTER INSERT ON events_registration
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION event_places_check_registrations();
CREATE TRIGGER event_is_not_oversold_by_moves AFTER UPDATE ON events_registration
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION event_places_check_moves();
CREATE TRIGGER event_is_not_oversold_by_capacity AFTER UPDATE OF capacity ON events_event
    FOR EACH ROW WHEN (NEW.capacity < OLD.capacity)
    EXECUTE FUNCTION event_places_check_capacity();
"""

UNDO = """
DROP TRIGGER event_is_not_oversold_by_new ON events_registration;
DROP TRIGGER event_is_not_oversold_by_moves ON events_registration;
DROP TRIGGER event_is_not_oversold_by_capacity ON events_event;
DROP FUNCTION event_places_check_registrations();
DROP FUNCTION event_places_check_moves();
DROP FUNCTION event_places_check_capacity();
DROP FUNCTION event_places_check(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_reminders_can_be_quiet")]
    operations = [migrations.RunSQL(CHECK, UNDO)]
