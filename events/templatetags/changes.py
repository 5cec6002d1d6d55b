"""`{% load changes %}`: what is different for somebody who registered before."""

from django import template
from django.utils import timezone

from events import emails, rules

register = template.Library()


@register.filter
def changed_lately(registration) -> list[tuple[str, str, str]]:
    """Name, what they knew, and what is true now; of the last two weeks, until the event starts."""
    before = rules.changes.as_it_was(registration, now=timezone.now())
    if before is None:
        return []
    return emails.differences(before, registration.event, registration.person.time_zone)
