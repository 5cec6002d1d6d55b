import secrets

from django.db import transaction

from hubportal.workflow.moves import refuse_if
from hubs import emails, rules
from hubs.models import Hub


@transaction.atomic
def write_to(hub: Hub, *, name: str, email: str, message: str) -> None:
    """Posts a visitor's words to the hub's own address, which the visitor never sees.

    Whoever writes is who they say they are: that somebody is signed in proves nothing to the hub.
    Raises `Refused` where the hub has no address.
    """
    refuse_if(rules.reasons_not_to_write(hub))
    key = secrets.token_hex(8)
    emails.visitor_message(hub, name=name, email=email, message=message, key=key)
