"""`{% load calendars %}`: calendars that programs subscribe to."""

from django import template

from hubportal.outbox.letters import absolute

register = template.Library()


@register.simple_tag
def webcal(path: str, query: str = "") -> str:
    """What calendar programs open as a subscription to a calendar of this site."""
    address = absolute(f"{path}?{query}" if query else path)
    return f"webcal://{address.partition('://')[2]}"
