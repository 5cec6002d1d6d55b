from django.core.management.base import BaseCommand, CommandError

from members import services


class Command(BaseCommand):
    help = "Writes the staff roles of hubportal/roles.py to the database. Safe to repeat."

    def handle(self, **options):
        try:
            services.sync_groups()
        except LookupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Staff roles are as in hubportal/roles.py.")
