from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import rules
from events.models import Event


class ApprovalFields:
    """What `EventForm` checks about the hub choosing who comes."""

    def check_approval(self) -> None:
        """After the event is locked, so that nobody applies or queues in between."""
        data = self.cleaned_data
        if data.get("approval"):
            self._check_day(data.get("decide_by"), data.get("start_date"))
        if "approval" in self.changed_data and not self.instance._state.adding:
            to = bool(data.get("approval"))
            for reason in rules.reasons_not_to_switch_approval(self.instance, to=to):
                self.add_error("approval", reason)

    def _check_day(self, day, starts) -> None:
        if "decide_by" in self.errors:
            return
        if not day:
            self.add_error("decide_by", _("Say by when applicants hear from you."))
        elif starts and day >= starts:
            self.add_error("decide_by", _("Applicants must hear before the event starts."))
        elif self._counts_anew() and day < timezone.localdate():
            self.add_error("decide_by", _("This day lies in the past."))

    def _counts_anew(self) -> bool:
        """A new date of an event that is still to be announced needs a new day as well."""
        new = set(self.changed_data)
        planned = self.instance.status in (Event.Status.DRAFT, Event.Status.POSTPONED)
        return "decide_by" in new or (planned and bool(new & {"start_date", "approval"}))
