"""What people with a place do not know yet, on top of the event's staff page."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from events import services
from events.forms.changes import untold
from hubs.templatetags.hub import zoned


class NoticeMixin:
    """Shows the open notice: what people know, what is true, how many are told, and the letter."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and getattr(obj, "own", False):
            context["untold"] = untold(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, obj):
        """Whoever saves reads at once who will hear of it and when."""
        response = super().response_change(request, obj)
        # not as the page was opened: this save may have made it
        notice = obj.open_notice = obj.change_notices.open().first()
        if notice:
            people = len(services.to_tell(notice, obj))
            self.message_user(request, self._who_hears(request, obj, notice, people))
        return response

    def _who_hears(self, request, obj, notice, people: int) -> str:
        words = ngettext(
            "%(people)d person will be told what changed, automatically at %(moment)s.",
            "%(people)d people will be told what changed, automatically at %(moment)s.",
            people,
        ) % {"people": people, "moment": zoned(notice.due_at, obj.time_zone)}
        if "tell" not in [verb["name"] for verb in self.verbs_for(request, obj)]:
            return words
        url = reverse("admin:events_event_tell", args=[obj.pk])
        return format_html('{} <a href="{}">{}</a>', words, url, gettext("Tell them now"))
