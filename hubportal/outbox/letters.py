"""One letter to one person, rendered once, written in the transaction of its cause."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

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
) -> Letter | None:
    """Writes the letter `<template>_{subject.txt,message.txt,message.html}` to one person.

    `to` is a user, or an `Addressee` where there is no account. Returns None, having done nothing,
    when the same template about the same version of `about` was already written to this person.
    Raises outside a transaction: a letter without its cause, or a cause without its letter, must
    not be possible.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("post() needs the transaction of its cause")
    key = f"{template}:{about._meta.label_lower}:{about.pk}:{version}:{to.pk or digest(to.email)}"
    if Letter.objects.filter(key=key).exists():
        return None
    language = to.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(to.time_zone or None):
        subject, text, html = render(template, {"recipient": to, "about": about, **(context or {})})
    message = compose(subject, text, html, attachments)
    address(message, to.email, unsubscribe_url=unsubscribe_url, reply_to=reply_to)
    letter = Letter(key=key, what=template, version=version, priority=priority, language=language)
    letter.about_type, letter.about_id = ContentType.objects.get_for_model(about), about.pk
    letter.person, letter.to, letter.subject = to if to.pk else None, to.email, subject
    letter.mime, letter.message_id = message.as_bytes(policy=policy.SMTP), message["Message-ID"]
    letter.expires_at = expires_at or timezone.now() + LIFETIME
    if any(isinstance(part, Calendar) for part in attachments):
        letter.queue = f"{about._meta.label_lower}:{about.pk}"
    return write(letter)


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


def compose(subject, text, html, attachments=()) -> EmailMessage:
    """The message without its recipient, with the Message-ID and Date it keeps for ever."""
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = subject
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["Date"] = timezone.now()
    message["Message-ID"] = new_message_id()
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, DR, RN, NRN, AutoReply"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    embed(message, [part for part in attachments if isinstance(part, Picture)])
    for part in attachments:
        if isinstance(part, Calendar):
            calendar = {"maintype": "text", "subtype": "calendar"}
            params = {"method": part.method, "charset": "utf-8"}
            message.add_alternative(part.content, **calendar, params=params)
    for part in attachments:
        if isinstance(part, Calendar):
            message.add_attachment(part.content, **calendar, params=params, filename="invite.ics")
        elif isinstance(part, File):
            maintype, subtype = part.mimetype.split("/", 1)
            message.add_attachment(
                part.content, maintype=maintype, subtype=subtype, filename=part.name
            )
    return message


def embed(message: EmailMessage, pictures: Sequence[Picture]) -> None:
    """Puts pictures beside the HTML that shows them (RFC 2387)."""
    html = message.get_body(("html",))
    for picture in pictures:
        html.add_related(
            picture.content, "image", "png", cid=f"<{picture.cid}>", filename=picture.name,
            disposition="inline",
        )  # fmt: skip


def new_message_id() -> str:
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost")


def address(message: EmailMessage, to: str, *, unsubscribe_url="", reply_to="") -> None:
    """Sets the one recipient and the ways back; raises ValueError on what is not one address."""
    del message["To"]
    message["To"] = Address(addr_spec=in_ascii(to))
    if reply_to:
        message["Reply-To"] = reply_to
    if unsubscribe_url:  # RFC 8058
        message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def in_ascii(address: str) -> str:
    """The address as every mail server takes it; a domain such as müller.de has such a form."""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def write(letter: Letter) -> Letter | None:
    """Inserts the letter unless its key is taken, and wakes a sender once that is committed.

    Waits for a transaction that is just writing the same key; no error and no savepoint either way.
    """
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    written = Letter.objects.filter(message_id=letter.message_id).defer("mime").first()
    if written:
        nudge()
    return written
