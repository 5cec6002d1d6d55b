from django.db import migrations

# A row written before in one transaction with the mark that somebody answered led from one to the
# other; see `events.services.say_opinion`. The new keys are as random as those of the model.
MARKS = "UPDATE events_registration SET surveyed = true WHERE surveyed"
OPINIONS = """
    WITH gone AS (DELETE FROM events_opinion RETURNING *)
    INSERT INTO events_opinion (id, event_id, useful, met, will_work, best, better)
    SELECT floor(random() * 4611686018427387904)::bigint,
           event_id, useful, met, will_work, best, better
    FROM gone
    ORDER BY random()
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0011_days_for_which_people_see_each_other")]

    operations = [
        migrations.RunSQL([MARKS, OPINIONS], reverse_sql=migrations.RunSQL.noop),
    ]
