"""What staff say about the form of their event: its questions, and until when needs are told."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events import rules
from events.forms.rows import RowForm, RowsFormSet
from events.models import Question

# So long people look for each other again; longer is not what they agreed to.
MOST_LISTED_DAYS = 90


class AskingFields:
    """What `EventForm` checks about what people are asked."""

    def check_asking(self) -> None:
        for name, reason in [
            ("needs_by", _("People must tell their needs before the event starts.")),
            ("interpreters_by", _("Interpreters must be booked before the event starts.")),
        ]:
            day, starts = self.cleaned_data.get(name), self.cleaned_data.get("start_date")
            if day and starts and day >= starts:
                self.add_error(name, reason)


class QuestionForm(RowForm):
    """A question with answers keeps its kind and its choices."""

    class Meta:
        model = Question
        fields = [
            *["position", "kind", "required", "retired", "wording", "help_text", "options"],
            *["only_if", "only_if_option"],
        ]

    def clean(self):
        data = super().clean()
        self._check_options(data)
        if not self.errors:
            question = self._typed()
            for reason in rules.reasons_against_condition(question):
                self.add_error("only_if", reason)
        return data

    def _check_options(self, data: dict) -> None:
        typed = Question(kind=data.get("kind", ""), options=data.get("options") or "")
        for reason in rules.reasons_against_options(typed):
            self.add_error("options", reason)
        was = self.instance
        if was.pk and {"kind", "options"} & set(self.changed_data) and was.answers.exists():
            for reason in rules.reasons_against_change(was, typed):
                self.add_error("options" if "kind" not in self.changed_data else "kind", reason)

    def _typed(self) -> Question:
        """The question as it would be, before Django puts it into the instance."""
        names = ("kind", "only_if", "only_if_option")
        values = {name: self.cleaned_data.get(name) for name in names}
        return Question(pk=self.instance.pk, event_id=self.instance.event_id, **values)


class QuestionFormSet(RowsFormSet):
    """The questions of one event; a question can hang on any other that is saved."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.instance.event_id = self.instance.pk
        if "only_if" in form.fields:
            form.fields["only_if"].choices = self._known()
        form.fields["position"].required = False

    def _known(self) -> list[tuple]:
        if not hasattr(self, "_choices"):
            rows = sorted(self.queryset, key=lambda row: (row.position, row.pk))
            self._choices = [("", "–"), *((row.pk, str(row)) for row in rows if not row.retired)]
        return self._choices

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form.instance.pk and hasattr(form, "cleaned_data")]
        parents = {form.instance.pk: form.cleaned_data.get("only_if") for form in kept}
        if rules.in_a_circle({pk: parent and parent.pk for pk, parent in parents.items()}):
            raise ValidationError(_("These questions depend on each other in a circle."))
        for form in self.deleted_forms:
            self._check_deleted(form)

    def _check_deleted(self, form) -> None:
        question = form.instance
        if question.pk and question.answers.exists():
            reason = _("“%(question)s” has answers: retire it instead of deleting it.")
            raise ValidationError(reason % {"question": question})
