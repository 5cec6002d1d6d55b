"""The last step: bytes go to a mail server, or stay where staff read them."""

import contextlib
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from hubportal.outbox.letters import in_ascii

# Seconds for each answer of the mail server.
PATIENCE = 10
# So many connections broken in a row are the server's doing, not the letters'.
BREAKS = 3


class Unreachable(Exception):
    """The mail server takes nothing from us now; the letter has nothing to do with it."""


class Deferred(Exception):
    """Not this letter, not now."""


class Declined(Exception):
    """Not this letter, not ever."""


class Mailbox:
    """Without a mail server letters stay in the outbox, where staff read them."""

    def send(self, to: str, mime: bytes) -> str:
        return "kept in the local mailbox"

    def close(self) -> None:
        pass


class MailServer:
    """One connection over which a whole run of letters leaves."""

    def __init__(self, options: dict):
        self.backend = EmailBackend(
            host=options["EMAIL_HOST"],
            port=options["EMAIL_PORT"],
            username=options.get("EMAIL_HOST_USER") or "",
            password=options.get("EMAIL_HOST_PASSWORD") or "",
            use_tls=options.get("EMAIL_USE_TLS", False),
            use_ssl=options.get("EMAIL_USE_SSL", False),
            timeout=PATIENCE,
        )
        self.sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        self.broken = 0

    def send(self, to: str, mime: bytes) -> str:
        """Hands one letter on and returns the server's words; raises one of the three above."""
        self._introduce(mime)
        try:
            self._judge(self.smtp.rcpt(_ascii(to)))
            reply = self._judge(self.smtp.data(mime))
        except smtplib.SMTPDataError as error:
            reply = self._judge((error.smtp_code, error.smtp_error))
        except UnicodeError as error:
            self._reset()
            raise Declined(str(error)) from error
        except OSError as error:
            self.close()
            self.broken += 1
            raise Deferred(f"{type(error).__name__}: {error}") from error
        self.broken = 0
        return reply

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.backend.close()
        self.backend.connection = None

    @property
    def smtp(self) -> smtplib.SMTP:
        return self.backend.connection

    def _introduce(self, mime: bytes) -> None:
        """Opens the transaction of a letter; a connection gone stale in between is opened anew."""
        if self.broken >= BREAKS:
            raise Unreachable("The mail server keeps breaking the connection.")
        if self.smtp is not None:
            with contextlib.suppress(OSError):
                if self._mail_from(mime)[0] == 250:
                    return
            self.close()
        try:
            self.backend.open()
            code, reply = self._mail_from(mime)
        except OSError as error:
            self.close()
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        if code != 250:
            self.close()
            raise Unreachable(_words(code, reply))

    def _mail_from(self, mime: bytes) -> tuple[int, bytes]:
        self.smtp.ehlo_or_helo_if_needed()
        eight_bits = not mime.isascii() and self.smtp.has_extn("8bitmime")
        return self.smtp.mail(self.sender, ["BODY=8BITMIME"] if eight_bits else [])

    def _judge(self, answer: tuple[int, bytes]) -> str:
        code, reply = answer
        if code < 300:
            return _words(code, reply)
        self._reset()
        self.broken = 0
        raise (Declined if code >= 500 else Deferred)(_words(code, reply))

    def _reset(self) -> None:
        """Leaves the connection ready for the next letter, or closed."""
        try:
            self.smtp.rset()
        except OSError:
            self.close()


def _ascii(address: str) -> str:
    """Raises UnicodeError for a local part that only some servers take."""
    return in_ascii(address).encode("ascii").decode()


def _words(code: int, reply: bytes) -> str:
    # PostgreSQL stores no NUL, and a letter must not be lost over what a server said
    return f"{code} {reply.decode(errors='replace')}".replace("\x00", "")
