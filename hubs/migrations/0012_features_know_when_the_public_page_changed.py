import django.core.validators
from django.db import migrations, models
from django.db.models import F

import hubs.models.features


def as_before(apps, schema_editor):
    shown = apps.get_model("hubs", "Feature").objects.filter(shown__isnull=False)
    shown.update(shown_at=F("changed_at"))


class Migration(migrations.Migration):
    dependencies = [("hubs", "0011_features_keep_the_approved_picture")]

    operations = [
        migrations.AddField(
            model_name="feature",
            name="shown_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="feature",
            name="slug",
            field=models.SlugField(
                max_length=120,
                unique=True,
                validators=[hubs.models.features.not_taken_by_a_page],
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="feature",
            name="source_url",
            field=models.URLField(
                blank=True,
                validators=[
                    django.core.validators.URLValidator(
                        message="Enter an address that begins with https:// or http://.",
                        schemes=["http", "https"],
                    )
                ],
                verbose_name="first published at",
            ),
        ),
        migrations.RunPython(as_before, migrations.RunPython.noop, elidable=True),
    ]
