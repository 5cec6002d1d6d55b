from django.db import transaction

from hubportal.workflow.moves import move, refuse_if
from hubs import rules
from hubs.models import Hub

OPEN = {Hub.Status.PILOT, Hub.Status.LIVE}


@transaction.atomic
def move_hub(hub: Hub, *, to: str, by, note: str = "", reason: str = "") -> None:
    """Opens, pauses or closes a hub.

    `reason` is recorded when a hub that owes Welsh and English opens in one of them. Raises
    `Refused` where a language is owed and no reason is given, now or earlier.
    """
    hub.refresh_from_db(from_queryset=Hub.objects.select_for_update())
    kept = reason or hub.one_language_reason
    if to in OPEN:
        refuse_if(rules.reasons_against_languages(hub, why=kept))
        kept = kept if any(rules.reasons_against_languages(hub)) else ""
    move(hub, to, by=by, note=note, one_language_reason=kept)
