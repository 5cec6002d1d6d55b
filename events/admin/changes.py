"""What people with a place do not know yet, on top of the event's staff page."""

from events import emails, rules, services
from events.forms.changes import open_notice
from events.models import Event


class NoticeMixin:
    """Shows the open notice: what people know, what is true, how many are told, and the letter."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and getattr(obj, "own", False):
            context["untold"] = untold(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


def untold(event: Event) -> dict | None:
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
