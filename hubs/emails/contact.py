from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from hubportal.outbox.letters import Addressee, absolute, in_ascii, post
from hubs.models import Hub


def visitor_message(hub: Hub, *, name: str, email: str, message: str, key: str) -> None:
    """A visitor's words to the hub; an answer goes to the visitor. `key` tells messages apart."""
    to = Addressee(email=hub.reply_to, name=str(hub.name), language=language_of(hub))
    with override(to.language):
        why = _("You receive this letter because the page of your hub lets visitors write to it.")
    context = {
        "hub": hub,
        "hub_url": absolute(hub.get_absolute_url()),
        "name": name,
        "email": email,
        "message": message,
        "why": why,
    }
    post(
        "hubs/email/visitor_message",
        to=to,
        about=hub,
        version=key,
        reply_to=in_ascii(email),
        context=context,
    )


def language_of(hub: Hub) -> str:
    """The first of the hub's languages that letters are written in."""
    spoken = dict(settings.LANGUAGES)
    return next((code for code in hub.languages if code in spoken), settings.LANGUAGE_CODE)
