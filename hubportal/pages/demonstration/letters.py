from django.db.models import F

from hubportal.outbox.models import Letter

KEPT_HERE = "Part of the demonstration: kept here to be read, handed to no mail server."


def newest() -> int:
    return Letter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def keep_here(*, after: int) -> None:
    """What the demonstration's past wrote leaves this house on no account, with SMTP or without."""
    written = Letter.objects.filter(pk__gt=after, status=Letter.Status.WAITING)
    written.update(
        status=Letter.Status.SENT,
        sent_at=F("created_at"),
        closed_at=F("created_at"),
        smtp_reply=KEPT_HERE,
    )
