"""What an event asks, and what was answered."""

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import figures, rules
from events.admin.desk import LINKS, Link, Page, to
from events.admin.rows import Remembered
from events.forms import QuestionForm, QuestionFormSet
from events.models import Answer, Event, Question
from hubportal.workflow.admin import ReadOnly, Scoped


class QuestionInline(Remembered, Scoped, admin.StackedInline):
    """Questions with answers are retired, not deleted."""

    model = Question
    form = QuestionForm
    formset = QuestionFormSet
    classes = ["collapse"]
    extra = 0
    ordering = ["position", "pk"]
    fields = [
        ("position", "kind", "required", "retired"),
        "wording",
        "help_text",
        "options",
        ("only_if", "only_if_option"),
    ]


class AnswerInline(ReadOnly, Scoped, admin.TabularInline):
    """As they were given, each beside the question as it was worded."""

    model = Answer
    template = "admin/edit_inline/tabular.html"
    fields = ["wording", "text"]
    ordering = ["question__position", "pk"]
    extra = 0
    verbose_name_plural = _("What they answered")

    def has_view_permission(self, request, obj=None):
        # whoever may see the registration may see what was answered with it
        return request.user.has_perm("events.view_registration")


def answers_page(model_admin, request, event: Event):
    """How many chose what, and what was written; of those who still have or want a place."""
    context = {"tallies": figures.tallies(event)}
    return model_admin.desk_page(
        request, event, "admin/events/event/answers.html", title=_("Answers"), **context
    )


LINKS.append(Link(_("Answers"), to("answers"), "events.view_registration"))
ANSWERS = Page(answers_page, "events.view_registration")


class AskingMixin:
    """For the page of an event: what its people wish for, and that their needs are deleted."""

    @admin.display(description=_("who wishes to use Welsh"))
    def wishes(self, event):
        if not event.pk:
            return "–"
        return wishes_in_words(rules.language_wishes(event), today=timezone.localdate())

    @admin.display(description=_("access needs and diets deleted"))
    def needs_deleted(self, event):
        """Proof, and of how many people it was."""
        over = event.pk and event.ends_at < timezone.now()
        rows = event.needs_deletions.order_by("-at") if over else []
        words = gettext("%(date)s: of %(people)d people")
        lines = [words % {"date": date_format(row.at), "people": row.rows} for row in rows]
        return "; ".join(lines) or gettext("Thirty days after the event.")


def wishes_in_words(wishes: rules.LanguageWishes, *, today) -> str:
    """How many, and what to do about it by when."""
    words = {"welsh": wishes.welsh, "people": wishes.people}
    told = gettext("%(welsh)d of %(people)d people with a place.") % words
    return f"{told} {what_to_do(wishes, today=today)}".strip()


def what_to_do(wishes: rules.LanguageWishes, *, today) -> str:
    if not wishes.open:
        return ""
    if wishes.book_by is None:
        return gettext("Hold it in Welsh or book interpreters.")
    words = {"date": date_format(wishes.book_by)}
    if wishes.overdue(today=today):
        return gettext("Hold it in Welsh or book interpreters: overdue since %(date)s.") % words
    return gettext("Hold it in Welsh or book interpreters by %(date)s.") % words
