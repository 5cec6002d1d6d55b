from django.utils.translation import gettext_lazy as _

from events import services
from events.forms.events import EventVerb, Status
from hubportal.workflow.moves import Refused


class TellChange(EventVerb):
    """What has changed is told now, rather than when its hour has come."""

    title = _("Tell them now")
    permission = "events.change_event"
    success = _("Everybody whom the change concerns is told.")
    states = (Status.PUBLISHED,)

    @classmethod
    def offered(cls, subject, by) -> bool:
        return super().offered(subject, by) and subject.change_notices.open().exists()

    def apply(self, subject, *, by) -> None:
        notice = subject.change_notices.open().first()
        if notice is None:
            raise Refused(_("Nothing of this waits to be told any more."))
        services.tell(notice, by=by)
