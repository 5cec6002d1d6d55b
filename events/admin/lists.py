from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class When(admin.SimpleListFilter):
    """Events that are still to come or go on, and those that are over."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("coming", _("Coming events")), ("past", _("Past events"))]

    def queryset(self, request, queryset):
        """In the order of the list, whatever that is."""
        now = timezone.now()
        if self.value() == "coming":
            return queryset.filter(ends_at__gte=now)
        return queryset.filter(ends_at__lt=now) if self.value() == "past" else queryset
