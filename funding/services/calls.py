from datetime import datetime

from django.db import transaction
from django.utils import timezone

from funding import emails, rules
from funding.models import Call
from funding.services.locks import lock
from hubportal.workflow.moves import move, refuse_if
from members.models import User


@transaction.atomic
def publish_call(call: Call, *, by: User, now: datetime | None = None) -> None:
    """Announces the call; it opens and closes by itself."""
    lock(call)
    refuse_if(rules.reasons_not_to_publish(call, now=now or timezone.now()))
    move(call, Call.Status.PUBLISHED, by=by)


@transaction.atomic
def withdraw_call(call: Call, *, by: User, note: str = "") -> None:
    """Nobody can apply any more; what was handed in stays. Tells those with a draft."""
    lock(call)
    move(call, Call.Status.WITHDRAWN, by=by, note=note)
    emails.call_withdrawn(call)
