from django.db import migrations

# Counted are the rows that came to hold a seat by this update. An offer that holds what it held
# before, or less, does not: whoever writes to its row alone must not ask for the event's, which
# everybody else locks first.
MOVES = """
CREATE OR REPLACE FUNCTION event_places_check_moves() RETURNS trigger AS $$
BEGIN
    PERFORM event_places_check(ARRAY(
        SELECT DISTINCT new_rows.event_id FROM new_rows JOIN old_rows USING (id)
        WHERE new_rows.status IN ('confirmed', 'attended', 'missed', 'offered')
          AND (NOT {held}
               OR old_rows.event_id <> new_rows.event_id
               OR old_rows.mode <> new_rows.mode
               OR (old_rows.beyond AND NOT new_rows.beyond))
    ));
    RETURN NULL;
END $$ LANGUAGE plpgsql;
"""
SEATED = "old_rows.status IN ('confirmed', 'attended', 'missed')"
OFFERED = """(
                   {seated}
                   OR (old_rows.status = 'offered' AND new_rows.status = 'offered'
                       AND new_rows.offer_expires_at <= old_rows.offer_expires_at))"""


class Migration(migrations.Migration):
    dependencies = [("events", "0013_sessions_in_the_plural")]
    operations = [
        migrations.RunSQL(
            MOVES.format(held=OFFERED.format(seated=SEATED)), MOVES.format(held=SEATED)
        )
    ]
