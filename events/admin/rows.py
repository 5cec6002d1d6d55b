from events.forms import RowForm, RowsFormSet


class Remembered:
    """For the inlines of an event: what a colleague did meanwhile is not written over unseen."""

    form = RowForm
    formset = RowsFormSet

    def get_fields(self, request, obj=None):
        """Only who can change a row sends how it was."""
        fields = [name for name in super().get_fields(request, obj) if name != "seen"]
        return [*fields, "seen"] if self.has_change_permission(request, obj) else fields
