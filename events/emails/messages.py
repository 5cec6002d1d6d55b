"""What staff write themselves to the people of an event, as a letter of the house."""

import copy
import re

import nh3
from django.conf import settings
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.emails.letters import facts, write
from events.models import Message, Registration
from hubportal.outbox.letters import absolute, post, render
from hubportal.outbox.models import Priority
from hubs.models.publishing import texts
from hubs.templatetags.prose import PROSE_TAGS, markdown

# What mail programs make a link of by themselves: people's names are to lead nowhere.
LINK = re.compile(r"\S*(?:://|www\.|\w\.\w+/)\S*", re.IGNORECASE)
MARKDOWN_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(<?(\S+?)>?(?:\s+\"[^\"]*\")?\)")
ALLOWED = re.compile(r"https?://", re.IGNORECASE)
MARK = re.compile("|".join(re.escape(mark) for mark in Message.PLACEHOLDERS))


def language_for(message: Message, wish: str) -> str:
    """The wished language where all of the message is said in it, else the hub's own."""
    subject, body = texts(message.subject), texts(message.body)
    both = [code for code in subject if code in body] or [*subject, *body, settings.LANGUAGE_CODE]
    wishes = [wish, *message.event.hub.languages, settings.LANGUAGE_CODE]
    return next((code for code in wishes if code in both), both[0])


def parts(message: Message, *, name: str, wish: str) -> dict:
    """Subject and text for one person: {name} and {event} are all that is put in, as mere text."""
    code = language_for(message, wish)
    with translation.override(code):
        event = str(message.event.title)
    put_in = {"{name}": harmless(name), "{event}": event}
    subject = texts(message.subject).get(code, str(message.subject))
    body = texts(message.body).get(code, str(message.body))
    return {
        "subject": filled(subject, put_in),
        "body_html": as_html(body, put_in),
        "body_text": filled(as_text(body), put_in),
        "written_in": code,
    }


def harmless(name: str) -> str:
    """A name without anything that a mail program would turn into a link."""
    return " ".join(LINK.sub("", name).split())[:100]


def filled(text: str, put_in: dict[str, str]) -> str:
    """Each mark is looked for once, so that what is put in is not searched again."""
    return MARK.sub(lambda found: put_in[found[0]], text)


def as_html(body: str, put_in: dict[str, str]) -> SafeString:
    """Safe HTML with links to the web alone; names come in after Markdown has been read."""
    html = nh3.clean(
        markdown(body, 2),
        tags=PROSE_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https"},
    )
    escaped = {mark: escape(value) for mark, value in put_in.items()}
    return mark_safe(filled(html, escaped))  # noqa: S308 - cleaned above, names escaped


def as_text(body: str) -> str:
    """Markdown reads well as it is, but for links: their address follows the words."""
    text = MARKDOWN_LINK.sub(_plain_link, body)
    return re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)


def _plain_link(found: re.Match) -> str:
    words, address = found.groups()
    return f"{words} ({address})" if ALLOWED.match(address) else words


def foreign_links(body: str) -> list[str]:
    """Addresses in the text that do not lead to the web, such as mailto: and javascript:."""
    return [url for _words, url in MARKDOWN_LINK.findall(body) if not ALLOWED.match(url)]


def message(message: Message, registration: Registration):
    """Returns None where it was written to this person before."""
    person = registration.person
    with translation.override(person.language):
        why = why_this(message)
    return write(
        "message",
        registration,
        version=str(message.pk),
        # many at once, so whatever somebody waits for overtakes them
        priority=Priority.REMINDER,
        why=why,
        **parts(message, name=person.get_short_name(), wish=person.language),
    )


def why_this(message: Message) -> str:
    words = _("You receive this letter because you registered for %(event)s.")
    return words % {"event": message.event}


def test_of(message: Message, *, to, language: str):
    """The letter as people get it, to whoever writes it, in the language asked for."""
    reader = copy.copy(to)
    reader.language = language
    with translation.override(language), timezone.override(reader.time_zone or None):
        context = context_of(message, reader)
    return post(
        Message.LETTER,
        to=reader,
        about=message,
        version=f"test {timezone.now():%H:%M:%S}",
        context=context,
        reply_to=message.event.hub.reply_to,
    )


def preview(message: Message, *, reader, language: str) -> tuple[str, str, str]:
    """Subject, text and HTML of the whole letter, header and footer included."""
    with translation.override(language), timezone.override(reader.time_zone or None):
        context = context_of(message, reader, language)
        return render(Message.LETTER, {"recipient": reader, "about": message, **context})


def context_of(message: Message, reader, language: str = "") -> dict:
    """For a letter about no registration: what the person's own links would be is the event."""
    event_url = absolute(message.event.get_absolute_url())
    return {
        "event": message.event,
        "facts": facts(message.event, reader.time_zone),
        "event_url": event_url,
        "place_url": event_url,
        "why": why_this(message),
        **parts(message, name=reader.get_short_name(), wish=language or reader.language),
    }
