from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from hubportal.pages import demonstration
from hubportal.pages.demonstration.people import ACCOUNTS, PASSWORD

WHAT_THEY_DO = {
    "member": "has a place, waits for another and was at an event",
    "applicant": "has an offer to answer, a draft to finish and an award",
    "reviewer": "has a conflict to declare and a review to write",
    "wales": "runs the hub of Wales",
    "scotland": "runs the hub of Scotland",
    "programme": "runs the whole programme",
    "door": "stands at the door of the events in Wales",
}


class Command(BaseCommand):
    help = "Loads the demonstration programme and prints its accounts. Safe to repeat."

    def handle(self, **options):
        if not settings.TRYING_OUT:
            raise CommandError(
                "The demonstration has accounts whose password everybody knows. "
                "Set DEMO=1 if this is what you want here."
            )
        today = timezone.localdate()
        if demonstration.is_current(today):
            self.stdout.write("The demonstration is here already; nothing was changed.")
        else:
            with translation.override("en"):
                demonstration.build(today, self.stdout.write)
        self.print_accounts()

    def print_accounts(self):
        self.stdout.write(f"\nAccounts (password: {PASSWORD})\n")
        for name in ACCOUNTS:
            self.stdout.write(f"  {name + '@example.org':24} {WHAT_THEY_DO[name]}")
