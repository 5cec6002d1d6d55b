"""Announcing an event: how it will be stands on the page before anybody reads it elsewhere."""

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import emails, rules, services
from events.forms.events import EventVerb, Status
from events.models import Event
from hubs.forms.publishing import why_one_language
from hubs.models.hubs import LANGUAGES


def who_is_written_to(people: int) -> tuple[str, str]:
    """A fact for the page of a verb."""
    words = ngettext("%(count)d person gets a letter.", "%(count)d people get a letter.", people)
    return _("Letters"), words % {"count": people} if people else _("Nobody gets a letter.")


class PublishEvent(EventVerb):
    title = gettext_lazy("Announce")
    permission = "events.publish_event"
    success = gettext_lazy("The event is announced.")
    template = "admin/events/publish.html"
    states = (Status.DRAFT, Status.POSTPONED)

    reason = why_one_language()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject:
            self.reasons = list(rules.reasons_not_to_publish(self.subject, now=timezone.now()))
        lacking = self.subject and list(rules.reasons_against_one_language(self.subject))
        if lacking:
            box = self.fields["reason"]
            lines = format_html_join("", "{}<br>", ((line,) for line in lacking))
            box.help_text = format_html("{}{}", lines, box.help_text)
        else:
            del self.fields["reason"]

    def facts(self) -> list[tuple[str, str]]:
        """What is about to happen, in words: when and where, how it appears, who hears of it."""
        event = self.subject
        return [
            *emails.facts(event, event.time_zone),
            *_link(event),
            (_("Places in all"), _places(event)),
            (_("Applying") if event.approval else _("Registering"), _window(event)),
            (_("Its page is complete in"), _complete_in(event)),
            (_("Spoken there"), ", ".join(_named(code) for code in event.languages)),
            who_is_written_to(event.registrations.live().count()),
        ]

    def apply(self, subject, *, by) -> None:
        services.publish(subject, by=by, **self.cleaned_data)


def _link(event: Event) -> list[tuple[str, str]]:
    """Said where people are to join and cannot yet; that is no reason to wait."""
    if not rules.joining.lacks_link(event, now=timezone.now()):
        return []
    return [(_("Joining link"), _("None yet. Add it before people are to join."))]


def _places(event: Event) -> str:
    if event.format != Event.Format.HYBRID:
        return str(event.capacity)
    words = {"room": event.capacity, "online": event.online_capacity}
    if event.online_capacity is None:
        return _("%(room)d in the room, online as many as come") % words
    return _("%(room)d in the room, %(online)d online") % words


def _window(event: Event) -> str:
    opens, until = event.registration_opens_at, rules.in_words(event.asks_until, event)
    if opens and opens > timezone.now():
        return _("From %(moment)s until %(until)s") % {
            "moment": rules.in_words(opens, event),
            "until": until,
        }
    if event.asks_until <= timezone.now():
        return _("Until %(until)s") % {"until": until}
    return _("At once, until %(until)s") % {"until": until}


def _complete_in(event: Event) -> str:
    codes = [code for code, _name in settings.LANGUAGES if not rules.lacking_in(event, code)]
    return ", ".join(_named(code) for code in codes) or _("No language")


def _named(code: str) -> str:
    return str(dict(LANGUAGES).get(code, code))
