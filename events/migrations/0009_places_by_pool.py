from django.db import migrations

# The room and the places online of one event are counted apart, and a seat that the hub added
# for somebody is none of either. Of an event that is in one place only, all seats are counted.
CHECK = """
CREATE OR REPLACE FUNCTION event_places_check(events bigint[]) RETURNS void AS $$
DECLARE
    one record;
    taken record;
BEGIN
    FOR one IN
        SELECT id, format, capacity, online_capacity FROM events_event WHERE id = ANY (events)
        ORDER BY id FOR NO KEY UPDATE
    LOOP
        SELECT count(*) FILTER (WHERE one.format <> 'hybrid' OR mode = 'in_person') AS room,
               count(*) FILTER (WHERE one.format = 'hybrid' AND mode = 'online') AS online
        INTO taken FROM events_registration
        WHERE event_id = one.id AND NOT beyond
          AND (status IN ('confirmed', 'attended', 'missed')
               OR (status = 'offered' AND offer_expires_at > clock_timestamp()));
        IF taken.room > one.capacity THEN
            RAISE EXCEPTION 'event % has % places and % people', one.id, one.capacity, taken.room
                USING ERRCODE = 'check_violation', CONSTRAINT = 'event_is_not_oversold';
        END IF;
        IF taken.online > one.online_capacity THEN
            RAISE EXCEPTION 'event % has % places online and % people there',
                one.id, one.online_capacity, taken.online
                USING ERRCODE = 'check_violation', CONSTRAINT = 'event_is_not_oversold';
        END IF;
    END LOOP;
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION event_places_check_moves() RETURNS trigger AS $$
BEGIN
    PERFORM event_places_check(ARRAY(
        SELECT DISTINCT new_rows.event_id FROM new_rows JOIN old_rows USING (id)
        WHERE new_rows.status IN ('confirmed', 'attended', 'missed', 'offered')
          AND (old_rows.status NOT IN ('confirmed', 'attended', 'missed')
               OR old_rows.event_id <> new_rows.event_id
               OR old_rows.mode <> new_rows.mode
               OR (old_rows.beyond AND NOT new_rows.beyond))
    ));
    RETURN NULL;
END $$ LANGUAGE plpgsql;

DROP TRIGGER event_is_not_oversold_by_capacity ON events_event;
CREATE TRIGGER event_is_not_oversold_by_capacity
    AFTER UPDATE OF capacity, online_capacity, format ON events_event
    FOR EACH ROW WHEN (NEW.capacity < OLD.capacity OR NEW.format <> OLD.format
                       OR NEW.online_capacity < OLD.online_capacity
                       OR (OLD.online_capacity IS NULL AND NEW.online_capacity IS NOT NULL))
    EXECUTE FUNCTION event_places_check_capacity();
"""

# Who registered for an event that is online takes part online.
MODES = """
UPDATE events_registration SET mode = 'online' FROM events_event
WHERE events_event.id = event_id AND events_event.format = 'online';
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0008_events_in_full")]
    operations = [
        migrations.RunSQL(CHECK),
        migrations.RunSQL(MODES, migrations.RunSQL.noop),
    ]
