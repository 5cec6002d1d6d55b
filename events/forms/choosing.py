from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import rules


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
        elif "decide_by" in self.changed_data and day < timezone.localdate():
            self.add_error("decide_by", _("This day lies in the past."))
