"""What staff see of applications: those to be decided, and what was said."""

from django.contrib import admin
from django.db.models import F
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Registration

ORIGIN = Registration.Origin


class ToDecide(admin.SimpleListFilter):
    """Applications without an answer, or those whose day has passed."""

    title = _("decision")
    parameter_name = "decide"

    def lookups(self, request, model_admin):
        return [("yes", _("To be decided")), ("late", _("Overdue"))]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        waiting = queryset.filter(status=Registration.Status.APPLIED)
        if self.value() == "late":
            return waiting.filter(event__decide_by__lt=timezone.localdate())
        return waiting


class DecidingMixin:
    """The list of those to be decided says what staff decide by, the longest waiting first."""

    deciding_display = ["person", "sector", "said", "takes_part", "event", "hears_by", "created_at"]

    def _deciding(self, request) -> bool:
        return bool(request.GET.get(ToDecide.parameter_name))

    def get_list_display(self, request):
        return self.deciding_display if self._deciding(request) else self.list_display

    def get_ordering(self, request):
        return ["created_at", "pk"] if self._deciding(request) else self.ordering

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.prefetch_related("answers") if self._deciding(request) else rows

    @admin.display(description=_("what they say"))
    def said(self, registration):
        told = [("", registration.affiliation), (_("Comes for"), registration.comes_for)]
        told += [(answer.wording, answer.text) for answer in registration.answers.all()]
        rows = [(f"{name}:" if name else "", text) for name, text in told if text]
        return format_html_join("", "<div>{} {}</div>", rows) or "–"

    @admin.display(description=_("hears by"), ordering=F("event__decide_by"))
    def hears_by(self, registration):
        return registration.event.decide_by

    @admin.display(description=_("seat"))
    def seat(self, registration):
        """What is special about it; of most there is nothing to say."""
        asked = registration.status == Registration.Status.OFFERED
        if registration.origin == ORIGIN.COLLEAGUE:
            if asked:
                return gettext("Asked to come instead of a colleague")
            words = [registration.get_origin_display()]
        else:
            words = (
                [registration.get_origin_display()] if registration.origin != ORIGIN.SELF else []
            )
        if registration.beyond:
            words.append(gettext("Beyond the places"))
        return " · ".join(str(word) for word in words)
