from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("hubs", "0008_files_to_import"),
    ]

    operations = [
        migrations.AddField(
            model_name="picture",
            name="digest",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
    ]
