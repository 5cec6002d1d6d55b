from django.core.management.base import BaseCommand

from hubportal.outbox import services


class Command(BaseCommand):
    help = "Pauses or resumes the sending of letters, or tells how it goes."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["pause", "resume", "status"])
        parser.add_argument("--reason", default="manage.py outbox pause")

    def handle(self, *, what, reason, **options):
        if what == "pause":
            services.pause(by=None, reason=reason)
        elif what == "resume":
            services.resume(by=None)
        for name, figure in services.health().items():
            self.stdout.write(f"{name}: {figure}")
