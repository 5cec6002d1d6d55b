"""What applicants type. Nothing is required while it is a draft; only nonsense is refused."""

from django import forms
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from funding.forms.fields import Day, Number, Text, long_text
from funding.models import PROJECT, TEAM, Application, Part, Question
from funding.rules import MOST_PARTNERS, SUMMARY_WORDS
from hubs.models import Sector, Territory

SIGNS = {"GBP": "£", "EUR": "€", "NOK": "kr"}


class Answers(forms.Form):
    """One page of the application form."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    completed = forms.BooleanField(label=_("Yes, I have completed this section"), required=False)

    def __init__(self, *args, application: Application, part: Part, initial: dict, **kwargs):
        """`initial` has the shape of `figures.contents`."""
        self.application, self.part = application, part
        marks = {
            "version": application.version,
            "completed": part.slug in application.completed,
        }
        self.saved = initial
        super().__init__(*args, initial=marks | self.as_fields(initial), **kwargs)
        self.add_fields()
        self.order_fields([name for name in self.fields if name != "completed"] + ["completed"])

    def as_fields(self, data: dict) -> dict:
        return data

    def add_fields(self) -> None:
        """Adds the fields that depend on the scheme."""

    def content(self) -> dict:
        """The cleaned page in the shape of `figures.contents`."""
        raise NotImplementedError

    def asked(self):
        """The fields that ask for something, without the marks of the page itself."""
        return [self[name] for name in self.fields if name not in ("version", "completed")]

    def add_gaps(self, gaps) -> None:
        for gap in gaps:
            self.add_error(gap.field if gap.field in self.fields else None, gap.text)


class ProjectForm(Answers):
    title = Text(label=_("Project title"), max_length=150)
    summary = long_text(
        SUMMARY_WORDS,
        label=_("Plain-language summary"),
        help_text=_("For a reader outside your field: what will you do, with whom, and for whom?"),
    )

    def add_fields(self):
        scheme = self.application.call.scheme
        self.fields |= {
            "amount": Number(
                label=_("Amount asked for"),
                max_value=2_000_000_000,
                sign=SIGNS[scheme.currency],
                invalid=_("Enter the amount as a whole number, such as 7500."),
            ),
            "starts_on": forms.DateField(
                label=_("Planned start"),
                required=False,
                input_formats=get_format("DATE_INPUT_FORMATS"),
                widget=Day(),
                error_messages={
                    "invalid": _("There is no such day. Enter a date such as 2027-03-14.")
                },
            ),
            "months": Number(
                label=_("Length in months"),
                max_value=600,
                invalid=_("Enter the months as a whole number from %(shortest)d to %(longest)d.")
                % {"shortest": scheme.min_months, "longest": scheme.max_months},
            ),
        }
        for field in self.fields.values():
            field.conditional = True

    def content(self):
        data = self.cleaned_data
        starts_on = data["starts_on"]
        return {name: data[name] for name in ("title", "summary", "amount", "months")} | {
            "starts_on": starts_on.isoformat() if starts_on else None
        }


class TeamForm(Answers):
    """The applicant's organisation and sector, and a row of fields for each partner."""

    ROW = ("name", "sector", "territory", "contact", "role")
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, rows: int = 0, initial: dict, **kwargs):
        """`rows` asks for so many rows at least."""
        self.wished = max(rows, len(initial["partners"]), 1)
        super().__init__(*args, initial=initial, **kwargs)

    def as_fields(self, data):
        fields = {"employer_name": data["employer_name"], "sector": data["sector"]}
        for number, partner in enumerate(data["partners"]):
            fields |= {f"partner_{number}_{name}": partner[name] for name in self.ROW}
        return fields

    def add_fields(self):
        self.count = self.how_many_rows()
        self.initial["rows"] = self.count
        sectors = choices(Sector.objects.exclude(retired=True).order_by("position"))
        places = choices(Territory.objects.all())
        self.fields["employer_name"] = organisation(
            _("Organisation you work for"),
            help_text=_("Or the one you speak for, if you are not employed."),
        )
        self.fields["sector"] = choice(_("Your sector"), sectors)
        for number in range(self.count):
            for name, field in partner_fields(sectors, places).items():
                self.fields[f"partner_{number}_{name}"] = field
        for name, field in self.fields.items():
            field.conditional = not name.endswith(("_contact", "_role"))

    def how_many_rows(self) -> int:
        posted = str(self.data.get("rows", ""))[:3] if self.is_bound else ""
        count = int(posted) if posted.isascii() and posted.isdigit() else self.wished
        return min(max(count, 1), MOST_PARTNERS)

    def asked(self):
        return [self["employer_name"], self["sector"]]

    def partners(self):
        """The bound fields of each row, numbered from one."""
        for number in range(self.count):
            fields = {name: self[f"partner_{number}_{name}"] for name in self.ROW}
            yield {"number": number + 1, **fields}

    def content(self):
        data = self.cleaned_data
        rows = [
            {name: data[f"partner_{number}_{name}"] for name in self.ROW}
            for number in range(self.count)
        ]
        return {
            "employer_name": data["employer_name"],
            "sector": data["sector"],
            "partners": [row for row in rows if any(row.values())],
        }

    def may_have_more(self) -> bool:
        return self.count < MOST_PARTNERS


def choices(rows) -> list[tuple]:
    named = [(row.pk, str(row)) for row in rows]
    if rows.model is Territory:
        named.sort(key=lambda pair: pair[1])
    return [("", _("Choose…")), *named]


def choice(label, options) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=options, coerce=int, empty_value=None, required=False
    )


def organisation(label, **kwargs) -> Text:
    box = forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"})
    return Text(label=label, max_length=200, widget=box, **kwargs)


def partner_fields(sectors, places) -> dict[str, forms.Field]:
    return {
        "name": organisation(_("Name of the organisation")),
        "sector": choice(_("Sector"), sectors),
        "territory": choice(_("Nation or country"), places),
        "contact": Text(label=_("Person you work with"), max_length=150),
        "role": Text(
            label=_("What they bring"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
        ),
    }


class QuestionsForm(Answers):
    """The questions of one section of the scheme."""

    def as_fields(self, data):
        return {f"q{pk}": text for pk, text in data.items()}

    def add_fields(self):
        for question in self.part.questions:
            self.fields[f"q{question.pk}"] = field_for(question)

    def content(self):
        return {str(pk): self.cleaned_data[f"q{pk}"] for pk in map(int, self.saved)}


def field_for(question: Question) -> forms.Field:
    says = {"label": str(question.wording), "help_text": str(question.hint)}
    if question.kind == Question.Kind.YES_NO:
        options = [("yes", _("Yes")), ("no", _("No"))]
        field = forms.ChoiceField(choices=options, required=False, widget=forms.RadioSelect, **says)
    elif question.kind == Question.Kind.LINE:
        field = Text(max_length=300, **says)
    else:
        field = long_text(question.word_limit, **says)
    field.conditional = question.required
    return field


def form_for(part: Part) -> type[Answers]:
    return {PROJECT: ProjectForm, TEAM: TeamForm}.get(part.slug, QuestionsForm)


class ReplyForm(forms.Form):
    """The answer to a question that staff asked about an application."""

    text = long_text(500, label=_("Your answer"))

    def clean_text(self):
        if not self.cleaned_data["text"]:
            raise forms.ValidationError(_("Write your answer."))
        return self.cleaned_data["text"]
