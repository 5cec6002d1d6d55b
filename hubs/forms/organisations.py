import re

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import VerbForm
from hubs import rules, services
from hubs.forms.filters import ChipFilter, OfSector, Words
from hubs.models import Affiliation, Offer, Organisation, Sector, Territory
from hubs.models.organisations import ror_id
from hubs.models.search import by_name
from hubs.models.vocabularies import inside

ROR_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?ror\.org/", re.IGNORECASE)


def networks_to_choose_from(request):
    """Organisations that others belong to."""
    networks = Affiliation.objects.filter(until=None).values("network")
    return (
        Organisation.objects.visible_to(request.user)
        .filter(pk__in=networks)
        .order_by(by_name(), "slug")
    )


class OrganisationFilter(ChipFilter):
    """What visitors may narrow the list of organisations by."""

    q = Words(label=_("Name or town"), method="search")
    sector = OfSector()
    territory = django_filters.ModelChoiceFilter(
        label=_("Place"),
        queryset=Territory.objects.all(),
        to_field_name="slug",
        empty_label=_("Everywhere"),
        method="within",
    )
    network = django_filters.ModelChoiceFilter(
        label=_("Belongs to"),
        queryset=networks_to_choose_from,
        to_field_name="slug",
        empty_label=_("Any network"),
        method="belonging",
    )
    offers = django_filters.ChoiceFilter(
        label=_("Offers"),
        choices=Offer.Kind.choices,
        empty_label=_("Anything"),
        method="offering",
    )

    class Meta:
        model = Organisation
        fields = ["q", "sector", "territory", "network", "offers"]

    def search(self, queryset, name, words):
        return queryset.matching(words)

    def within(self, queryset, name, place):
        return queryset.filter(inside([place]))

    def belonging(self, queryset, name, network):
        members = Affiliation.objects.filter(network=network, until=None)
        return queryset.filter(pk__in=members.values("organisation"))

    def offering(self, queryset, name, kind):
        """What they offer still, not what they once did."""
        offers = Offer.objects.filter(kind=kind).exclude(until__lt=timezone.localdate())
        return queryset.filter(pk__in=offers.values("organisation"))


class RorField(forms.CharField):
    """A ROR id, typed or pasted as the address that ror.org gives it."""

    default_validators = [ror_id]

    def __init__(self, **kwargs):
        said = _("Its address at ror.org, or only the last nine characters of it.")
        usual = {"label": _("ROR id"), "required": False, "help_text": said}
        super().__init__(**usual | kwargs)

    def to_python(self, value) -> str:
        return ROR_ADDRESS.sub("", super().to_python(value)).rstrip("/").lower()


class OrganisationForm(forms.ModelForm):
    """What staff keep of an organisation."""

    ror_id = RorField(widget=forms.TextInput(attrs={"class": "vTextField"}))

    class Meta:
        model = Organisation
        fields = [
            *["name", "slug", "sector", "size", "territory", "city"],
            *["summary", "website", "domains", "ror_id", "successor"],
        ]

    def clean_domains(self):
        """In lower case and without an @, each one that only this organisation's people have."""
        typed = (each.strip().lower().lstrip("@") for each in self.cleaned_data["domains"])
        domains = list(dict.fromkeys(each for each in typed if each))
        if reasons := list(rules.reasons_against_domains(domains)):
            raise forms.ValidationError(reasons)
        return domains


class CheckStub(VerbForm):
    title = _("Confirm")
    permission = "hubs.change_organisation"
    success = _("Everybody sees this organisation now.")

    sector = forms.ModelChoiceField(Sector.objects.filter(retired=False), label=_("Sector"))
    territory = forms.ModelChoiceField(
        Territory.objects.all(), label=_("Territory"), required=False
    )

    @classmethod
    def offered(cls, subject, by):
        return not list(rules.reasons_not_to_check(subject))

    def apply(self, subject, *, by):
        services.check_stub(subject, by=by, **self.cleaned_data)


class MergeStub(VerbForm):
    title = _("Merge into another organisation")
    permission = "hubs.change_organisation"
    success = _("The two are one now.")

    into = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("The organisation that was meant"),
        to_field_name="slug",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Its address, as in /organisations/address/."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Organisation.objects.managed_by(self.by)

    @classmethod
    def offered(cls, subject, by):
        return not list(rules.reasons_not_to_check(subject))

    def apply(self, subject, *, by):
        services.merge_stub(subject, by=by, **self.cleaned_data)
