from events.models import Event
from hubs import rules

WHY = "why_one_language"


class LanguagesMixin:
    """Whoever owes Welsh can say on the event's page why an announced event is not in it."""

    def get_fieldsets(self, request, obj=None):
        """The box is there where `EventForm.check_announced` may ask for it."""
        fieldsets = super().get_fieldsets(request, obj)
        owed = obj and obj.status == Event.Status.PUBLISHED and rules.owes_welsh(obj)
        if not owed or not self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, {**part, "fields": [*part["fields"], WHY]} if "body" in part["fields"] else part)
            for name, part in fieldsets
        ]
