from django.utils.translation import gettext_lazy as _

from events import services
from events.forms.events import EventVerb, Status
from events.models import ChangeNotice, Event
from hubportal.workflow.moves import Refused


def open_notice(event: Event) -> ChangeNotice | None:
    """Read once for the page on which it is asked for twice."""
    if not hasattr(event, "open_notice"):
        there = getattr(event, "has_notice", True)
        event.open_notice = event.change_notices.open().first() if there else None
    return event.open_notice


class TellChange(EventVerb):
    """What has changed is told now, rather than when its hour has come."""

    title = _("Tell them now")
    permission = "events.change_event"
    success = _("Everybody whom the change concerns is told.")
    states = (Status.PUBLISHED,)

    @classmethod
    def offered(cls, subject, by) -> bool:
        return super().offered(subject, by) and open_notice(subject) is not None

    def apply(self, subject, *, by) -> None:
        notice = open_notice(subject)
        if notice is None:
            raise Refused(_("Nothing of this waits to be told any more."))
        services.tell(notice, by=by)
