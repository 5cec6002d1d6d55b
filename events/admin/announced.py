"""What an announced event had better not lack, said whenever staff save it."""

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from events import rules
from events.models import Event, Question
from hubs.rules import reasons_against_row


class AnnouncedMixin:
    """It is saved all the same: the link may come later, and a question may have a reason."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        event = form.instance
        if event.status != Event.Status.PUBLISHED:
            return
        if rules.joining.lacks_link(event, now=timezone.now()):
            words = _("This event has no joining link yet. Add it before people are to join.")
            self.message_user(request, words, messages.WARNING)
        for question in _saved(formsets):
            for reason in reasons_against_row(question, of=event):
                self.message_user(request, reason, messages.WARNING)


def _saved(formsets) -> list[Question]:
    """The questions that were added or changed, and are asked."""
    sets = [each for each in formsets if each.model is Question]
    rows = [row for each in sets for row in each.new_objects]
    rows += [row for each in sets for row, _fields in each.changed_objects]
    return [row for row in rows if not row.retired]
