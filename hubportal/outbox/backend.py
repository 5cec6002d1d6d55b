import copy
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation

from hubportal.outbox.letters import new_message_id, one_line, write
from hubportal.outbox.models import Letter, Priority

# For letters of other packages; a caller who knows better sets `lifetime` on its message.
LIFETIME = timedelta(hours=72)


class OutboxBackend(BaseEmailBackend):
    """Django's mail API, and with it allauth's letters: each becomes a Letter per recipient."""

    def send_messages(self, email_messages) -> int:
        written = 0
        with transaction.atomic():
            for message in email_messages:
                for recipient in message.recipients():
                    written += write(letter_from(message, recipient)) is not None
        return written


def letter_from(message, recipient: str) -> Letter:
    """A copy for one recipient alone, whom no other recipient learns of."""
    message = copy.copy(message)
    message.to, message.cc, message.bcc = [recipient], [], []
    message.extra_headers = {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, DR, RN, NRN, AutoReply",
        **message.extra_headers,
        "Message-ID": new_message_id(),
    }
    message.subject = one_line(message.subject)
    to = parseaddr(recipient)[1]
    return Letter(
        key=f"mail:{message.extra_headers['Message-ID']}",
        what=Letter.ACCOUNT,
        person=get_user_model()._default_manager.filter(email__iexact=to).first(),
        to=to,
        # a subject may carry the code
        subject=message.subject if settings.DEMO else "",
        language=translation.get_language() or settings.LANGUAGE_CODE,
        mime=message.message().as_bytes(linesep="\r\n"),
        message_id=message.extra_headers["Message-ID"],
        priority=Priority.DECISION,
        expires_at=timezone.now() + getattr(message, "lifetime", LIFETIME),
    )
