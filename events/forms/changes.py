from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events import emails, rules, services
from events.forms.announcing import who_is_written_to
from events.forms.events import EventVerb, Status
from events.models import ChangeNotice, Event
from hubportal.workflow.moves import Refused


def open_notice(event: Event) -> ChangeNotice | None:
    """Read once for the page on which it is asked for twice."""
    if not hasattr(event, "open_notice"):
        there = getattr(event, "has_notice", True)
        event.open_notice = event.change_notices.open().first() if there else None
    return event.open_notice


def untold(event: Event) -> dict | None:
    """What people do not know yet, how many they are, and the letter; None where nothing is."""
    notice = open_notice(event)
    if notice is None:
        return None
    concerned = services.to_tell(notice, event)
    known = rules.changes.as_known(event, concerned[0][1] if concerned else notice.before)
    return {
        "notice": notice,
        "people": len(concerned),
        "changes": emails.differences(known, event, event.time_zone),
        "drafts": emails.drafts_of_change(event, known),
    }


class TellChange(EventVerb):
    """What has changed is told now, rather than when its hour has come."""

    title = _("Tell them now")
    permission = "events.change_event"
    success = _("Everybody whom the change concerns is told.")
    template = "admin/events/tell.html"
    states = (Status.PUBLISHED,)

    @cached_property
    def untold(self) -> dict | None:
        return untold(self.subject)

    def facts(self) -> list[tuple[str, str]]:
        """Of the event as it is now, and who hears of it."""
        event = self.subject
        people = self.untold["people"] if self.untold else 0
        return [*emails.facts(event, event.time_zone), who_is_written_to(people)]

    @classmethod
    def offered(cls, subject, by) -> bool:
        return super().offered(subject, by) and open_notice(subject) is not None

    def apply(self, subject, *, by) -> None:
        notice = open_notice(subject)
        if notice is None:
            raise Refused(_("Nothing of this waits to be told any more."))
        services.tell(notice, by=by)
