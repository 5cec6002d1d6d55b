from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0015_readings_can_be_set_aside"),
    ]

    operations = [
        migrations.AddField(
            model_name="scan",
            name="status",
            field=models.CharField(
                choices=[("kept", "Kept"), ("dismissed", "Dismissed")],
                default="kept",
                editable=False,
                max_length=10,
                verbose_name="status",
            ),
        ),
    ]
