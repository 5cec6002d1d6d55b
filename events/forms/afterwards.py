"""What people say once they have a place, and afterwards; and what staff say of attendance."""

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import rules, services
from events.models import Event, Opinion, Registration
from hubportal.workflow.forms import UNPRINTABLE, VerbForm
from hubs.forms.filters import ChipFilter, OfSector, Words
from hubs.models.search import matching, searchable

READ_BY_OTHERS = searchable("person__name", "affiliation", "comes_for", "team_note")


class PeopleFilter(ChipFilter):
    """What those on the list of an event may narrow it by."""

    q = Words(label=_("Name, organisation or words"), method="search")
    sector = OfSector()
    team = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[("1", _("People who look for others to apply with"))],
        empty_label=_("Everybody"),
        method="seeking",
    )

    class Meta:
        model = Registration
        fields = ["q", "sector", "team"]

    def __init__(self, *args, has_calls: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_calls:
            del self.filters["team"]

    def search(self, queryset, name, words):
        return matching(queryset.alias(read=READ_BY_OTHERS), words, column="read")

    def seeking(self, queryset, name, value):
        return queryset.filter(seeks_team=True)


class ListedForm(forms.ModelForm):
    """What the others on the list of an event read of somebody."""

    class Meta:
        model = Registration
        fields = ["affiliation", "comes_for", "seeks_team", "team_note"]
        help_texts = {
            "seeks_team": _("Others who do then see you until the call closes."),
            "team_note": _(
                "For example: a trial of sensors in care homes, we miss a statistician."
            ),
        }

    def __init__(self, *args, has_calls: bool, **kwargs):
        """The first words are those of the profile, until somebody says something else."""
        registration = kwargs["instance"]
        if not registration.affiliation and not registration.listed:
            kwargs["initial"] = {"affiliation": rules.affiliation_of(registration.person)}
        super().__init__(*args, **kwargs)
        if not has_calls:
            del self.fields["seeks_team"], self.fields["team_note"]

    def clean(self):
        said = super().clean()
        for name, value in said.items():
            if isinstance(value, str):
                said[name] = " ".join(UNPRINTABLE.sub("", value).split())
        if said.get("team_note") and not said.get("seeks_team"):
            said["team_note"] = ""
        return said


WILL_WORK = [("", _("I do not know yet")), ("yes", _("Yes")), ("no", _("No"))]


class SurveyForm(forms.ModelForm):
    """Five questions; none has to be answered, but one of them."""

    useful = forms.TypedChoiceField(
        label=_("How useful was it for you?"),
        choices=[
            (5, _("5 – very useful")),
            *((number, str(number)) for number in (4, 3, 2)),
            (1, _("1 – not useful")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    met = forms.IntegerField(
        label=_("How many people from other sectors did you talk with?"),
        min_value=0,
        max_value=500,
        required=False,
    )
    will_work = forms.TypedChoiceField(
        label=_("Will you work together with somebody whom you met there?"),
        choices=WILL_WORK,
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    best = forms.CharField(
        label=_("What was best?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    better = forms.CharField(
        label=_("What should be better?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Opinion
        fields = ["useful", "met", "will_work", "best", "better"]

    def clean(self):
        said = super().clean()
        for name in ("best", "better"):
            said[name] = UNPRINTABLE.sub("", said.get(name, ""))
        if not self.errors and not any(value not in (None, "") for value in said.values()):
            raise forms.ValidationError(_("Answer at least one of the questions."))
        return said


class CertificateForm(forms.Form):
    """A code as people read it from paper."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Three groups of four letters and digits, at the foot of the certificate."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class SettleAttendance(VerbForm):
    """Shows the counts first: a click too early writes to the wrong people."""

    title = _("Attendance is complete")
    permission = "events.mark_attendance"
    success = _("Those who came get a letter with their certificate and the survey.")

    others = forms.ChoiceField(
        label=_("Everybody else who had a place"),
        choices=[
            ("leave", _("Leave them as they are")),
            ("missed", _("Mark them as: did not come")),
        ],
        initial="leave",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.fields["others"].help_text = self._counts()

    def _counts(self) -> str:
        attended = self.subject.registrations.attended().count()
        others = self.subject.registrations.confirmed().count()
        came = ngettext(
            "%(number)d person is marked as attended.",
            "%(number)d people are marked as attended.",
            attended,
        )
        left = ngettext(
            "%(number)d person is not marked yet.", "%(number)d people are not marked yet.", others
        )
        return f"{came % {'number': attended}} {left % {'number': others}} {self.success}"

    @classmethod
    def offered(cls, subject, by) -> bool:
        over = subject.status == Event.Status.PUBLISHED and subject.ends_at <= timezone.now()
        return over and subject.attendance_settled_at is None

    def apply(self, subject, *, by) -> None:
        missed = self.cleaned_data["others"] == "missed"
        services.settle_attendance(subject, by=by, others_missed=missed)
