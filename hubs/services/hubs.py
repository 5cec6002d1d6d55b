from django.db import transaction

from hubportal.workflow.moves import move
from hubs.models import Hub


@transaction.atomic
def move_hub(hub: Hub, *, to: str, by, note: str = "") -> None:
    """Opens, pauses or closes a hub."""
    move(hub, to, by=by, note=note)
