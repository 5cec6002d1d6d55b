import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubportal.uploads.forms import CheckedFile
from hubportal.workflow.forms import VerbForm
from hubs import rules, services
from hubs.forms.filters import ChipFilter
from hubs.forms.publishing import ContentForm
from hubs.models import Agreement, Hub
from hubs.models.agreements import Standing

MANAGE = "hubs.change_agreement"


class AgreementFilter(ChipFilter):
    """What visitors may narrow the register by; `queryset` comes with its standing."""

    hub = django_filters.ModelChoiceFilter(
        label=_("Hub"),
        queryset=Hub.objects.none(),
        to_field_name="slug",
        empty_label=_("All hubs"),
        method="of_hub",
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Agreement.Kind.choices, empty_label=_("All kinds")
    )
    standing = django_filters.ChoiceFilter(
        label=_("Where it stands"), choices=Standing.choices, empty_label=_("All")
    )

    class Meta:
        model = Agreement
        fields = ["hub", "kind", "standing"]

    def __init__(self, data, queryset, *, user):
        super().__init__(data, queryset)
        self.filters["hub"].queryset = Hub.objects.visible_to(user).in_order()

    def of_hub(self, queryset, name, hub):
        return queryset.party(hub)


class AgreementForm(ContentForm):
    class Meta:
        model = Agreement
        fields = [
            *["hub", "title", "slug", "kind", "purpose", "results", "hubs", "organisations"],
            *["signed_on", "starts_on", "review_on", "expires_on"],
        ]

    def clean(self):
        typed = super().clean()
        if "hubs" in typed and "organisations" in typed:
            for reason in rules.reasons_against_parties(typed["hubs"], typed["organisations"]):
                self.add_error("organisations", reason)
        for field, reason in rules.reasons_against_days(typed):
            self.add_error(field, reason)
        return typed


class ReviewAgreement(VerbForm):
    title = _("Reviewed")
    permission = MANAGE
    success = _("Thank you. We will remind you before the next review.")

    review_on = forms.DateField(
        label=_("Next review"), widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(
        label=_("What you found"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def offered(cls, subject, by):
        return subject.ended_on is None

    def apply(self, subject, *, by):
        services.review_agreement(subject, by=by, **self.cleaned_data)


class EndAgreement(VerbForm):
    title = _("End early")
    permission = MANAGE
    success = _("It has ended. It stays in the register, and we remind nobody any more.")

    ended_on = forms.DateField(label=_("Ended on"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].initial = timezone.localdate()

    @classmethod
    def offered(cls, subject, by):
        return subject.ended_on is None

    def apply(self, subject, *, by):
        services.end_agreement(subject, by=by, **self.cleaned_data)


class AddDocument(VerbForm):
    title = _("Add a document")
    permission = "hubs.add_agreementdocument"
    success = _("Kept. Only staff who manage this agreement can open it.")

    name = forms.CharField(label=_("Title"), max_length=200)
    file = CheckedFile(label=_("File"))

    def apply(self, subject, *, by):
        typed = self.cleaned_data
        services.add_document(subject, by=by, file=typed["file"], title=typed["name"])


class DocumentFormSet(forms.BaseInlineFormSet):
    """A document that is taken away takes its file with it; `by` is set for each request."""

    by = None

    def delete_existing(self, obj, commit=True):
        if commit:
            services.remove_document(obj, by=self.by)
