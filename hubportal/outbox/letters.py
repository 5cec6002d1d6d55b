"""One letter to one person, rendered once, written in the transaction of its cause."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hubportal.outbox import mime
from hubportal.outbox.models import Letter, Priority
from hubportal.outbox.nudge import nudge

# A decision that could not be handed on for three days needs a person, not a fourth day.
LIFETIME = timedelta(hours=72)
LONGEST_SUBJECT = 200
LONGEST_ADDRESS = 320
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class File:
    """An attachment."""

    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Picture:
    """A PNG shown within the letter, by `<img src="cid:…">`; the text says what it shows."""

    cid: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Calendar:
    """An iCalendar object that mail programs offer to take into the calendar.

    `method` repeats the METHOD in `content`, "REQUEST" or "CANCEL" (RFC 6047, section 2.4).
    """

    content: bytes
    method: str


@dataclass(frozen=True)
class Addressee:
    """Somebody without an account who is written to, such as an interviewee."""

    email: str
    name: str = ""
    language: str = settings.LANGUAGE_CODE
    time_zone: str = settings.TIME_ZONE
    pk: None = None

    def get_short_name(self) -> str:
        return self.name


def digest(email: str) -> str:
    """What stands for an address in a key: keys are of bounded length and outlive erasure."""
    return hashlib.sha256(email.lower().encode()).hexdigest()[:20]


def absolute(path: str) -> str:
    """The full address of one of our pages: from a setting, never from a request."""
    return f"{settings.SITE_URL}{path}"


def post(
    template: str,
    *,
    to,
    about: models.Model,
    version: str = "",
    priority: int = Priority.NORMAL,
    expires_at: datetime | None = None,
    context: dict | None = None,
    attachments: Sequence[File | Calendar | Picture] = (),
    unsubscribe_url: str = "",
    reply_to: str = "",
    first: bool = False,
) -> Letter | None:
    """Writes the letter `<template>_{subject.txt,message.txt,message.html}` to one person.

    `to` is a user, or an `Addressee` where there is no account. Returns None, having done nothing,
    when the same template about the same version of `about` was already written to this person.
    `first`: `about` was made in this transaction, so that this cannot be and is not looked up.
    Raises outside a transaction: a letter without its cause, or a cause without its letter, must
    not be possible.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("post() needs the transaction of its cause")
    key = f"{template}:{about._meta.label_lower}:{about.pk}:{version}:{to.pk or digest(to.email)}"
    if not first and Letter.objects.filter(key=key).exists():
        return None
    language = to.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(to.time_zone or None):
        subject, text, html = render(template, {"recipient": to, "about": about, **(context or {})})
    ways = {"unsubscribe_url": unsubscribe_url, "reply_to": reply_to}
    message_id = new_message_id()
    content = compose(subject, text, html, attachments, to=to.email, message_id=message_id, **ways)
    letter = Letter(key=key, what=template, version=version, priority=priority, language=language)
    letter.about_type, letter.about_id = ContentType.objects.get_for_model(about), about.pk
    letter.person, letter.to, letter.subject = to if to.pk else None, to.email, subject
    letter.mime, letter.message_id = content, message_id
    letter.expires_at = expires_at or timezone.now() + LIFETIME
    letter.queue = _queue(about, attachments)
    return write(letter, first=first)


def _queue(about: models.Model, attachments: Sequence[File | Calendar | Picture]) -> str:
    """Calendar entries about one thing leave one after the other."""
    has_calendar = any(isinstance(part, Calendar) for part in attachments)
    return f"{about._meta.label_lower}:{about.pk}" if has_calendar else ""


def render(template: str, context: dict) -> tuple[str, str, str]:
    """Subject, text and HTML in the active language and time zone."""
    context = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "why": _("You receive this letter because you have an account at %(site)s.")
        % {"site": settings.SITE_NAME},
        **context,
    }
    subject = plain(f"{template}_subject.txt", context)
    text = plain(f"{template}_message.txt", context).strip() + "\n"
    html = get_template(f"{template}_message.html").render(context)
    return one_line(subject), text, html


def plain(template: str, context: dict) -> str:
    """A text template, without the escaping that HTML needs."""
    return get_template(template).template.render(Context(context, autoescape=False))


def one_line(text: str) -> str:
    """Fit for a header: no control characters, of bearable length."""
    return UNPRINTABLE.sub(" ", text).strip()[:LONGEST_SUBJECT].strip()


def compose(
    subject: str,
    text: str,
    html: str,
    attachments: Sequence[File | Calendar | Picture] = (),
    *,
    to: str,
    message_id: str,
    unsubscribe_url: str = "",
    reply_to: str = "",
) -> bytes:
    """The message to one recipient, with the Message-ID and Date it keeps for ever.

    Raises ValueError on what is not one address.
    """
    headers = [
        ("Subject", subject),
        ("From", settings.DEFAULT_FROM_EMAIL),
        ("To", str(Address(addr_spec=in_ascii(to)))),
        ("Date", format_datetime(timezone.now())),
        ("Message-ID", message_id),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, DR, RN, NRN, AutoReply"),
    ]
    if reply_to:
        headers.append(("Reply-To", reply_to))
    if unsubscribe_url:  # RFC 8058
        headers.append(("List-Unsubscribe", f"<{unsubscribe_url}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return mime.message(headers, body(text, html, attachments))


def body(text: str, html: str, attachments: Sequence[File | Calendar | Picture]) -> bytes:
    """Text and HTML with its pictures and calendar parts as alternatives; then what is attached."""
    pictures = [
        mime.file(
            "image/png",
            part.content,
            content_id=f"<{part.cid}>",
            content_disposition=mime.disposition("inline", part.name),
        )
        for part in attachments
        if isinstance(part, Picture)
    ]
    page = mime.several("related", [mime.text(html, "html"), *pictures], type="text/html")
    calendars = [calendar(part) for part in attachments if isinstance(part, Calendar)]
    alternatives = mime.several("alternative", [mime.text(text), page, *calendars])
    attached = [
        calendar(part, "invite.ics") if isinstance(part, Calendar) else _file(part)
        for part in attachments
        if not isinstance(part, Picture)
    ]
    return mime.several("mixed", [alternatives, *attached])


def calendar(part: Calendar, name: str = "") -> bytes:
    """With the method in the MIME header too: mail programs look for it there."""
    headers = {"content_disposition": mime.disposition("attachment", name)} if name else {}
    params = {"method": part.method, "charset": "utf-8"}
    return mime.file("text/calendar", part.content, params, **headers)


def _file(part: File) -> bytes:
    kept = mime.disposition("attachment", part.name)
    return mime.file(part.mimetype, part.content, content_disposition=kept)


def new_message_id() -> str:
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost")


def address(message: EmailMessage, to: str) -> None:
    """Sets the one recipient anew; raises ValueError on what is not one address."""
    del message["To"]
    message["To"] = Address(addr_spec=in_ascii(to))


def in_ascii(address: str) -> str:
    """The address as every mail server takes it; a domain such as müller.de has such a form."""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def write(letter: Letter, *, first: bool = False) -> Letter | None:
    """Inserts the letter unless its key is taken, and wakes a sender once that is committed.

    Waits for a transaction that is just writing the same key; no error and no savepoint either way.
    A key that is taken although the letter is the `first` is an IntegrityError.
    """
    if first:
        letter.save(force_insert=True)
        nudge()
        return letter
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    rows = Letter.objects.filter(message_id=letter.message_id).values_list("pk", flat=True)
    letter.pk = rows.first()
    if letter.pk is None:
        return None
    letter._state.adding = False
    nudge()
    return letter
