from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='membership',
            options={'permissions': [('appoint_staff', 'Can give and take staff roles')], 'verbose_name': 'staff role', 'verbose_name_plural': 'staff roles'},
        ),
    ]
