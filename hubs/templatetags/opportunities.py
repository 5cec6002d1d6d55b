"""What every page says of an opportunity: `{% load opportunities %}`."""

from django import template
from django.utils import timezone

from hubs import figures
from hubs.models import Opportunity

register = template.Library()


@register.filter
def amount(opportunity: Opportunity) -> str:
    """The money in it, such as "up to £100,000"."""
    return figures.amount(opportunity)


@register.filter
def timing(opportunity: Opportunity) -> figures.Timing:
    """Where it stands now: a `kind` of tag and the `text`, such as "Closes in 5 days"."""
    return figures.timing(opportunity, now=timezone.now())


@register.filter
def check_is_due(opportunity: Opportunity) -> bool:
    """Whether the day has come on which staff wanted to look at it again."""
    return bool(opportunity.review_by and opportunity.review_by <= timezone.localdate())
