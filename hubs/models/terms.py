from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    """Something that holds from a day until a day, as far as they are known."""

    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message=_("This cannot end before it starts."),
            )
        ]
