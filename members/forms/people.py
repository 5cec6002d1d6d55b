from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context, ratelimit
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.forms import VerbForm
from hubs.models import Hub, Organisation, Sector, Theme
from hubs.models.search import by_name
from members import rules, services
from members.models import Membership, Profile, User

TOO_LONG = ngettext_lazy(
    "Use no more than %(limit_value)d character; you have used %(show_value)d.",
    "Use no more than %(limit_value)d characters; you have used %(show_value)d.",
    "limit_value",
)


class NameField(forms.CharField):
    """What people are called: safe in letters, and never empty."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("max_length", 150)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        words = {"required": _("Enter your name."), "max_length": TOO_LONG}
        kwargs.setdefault("error_messages", words)
        super().__init__(**kwargs)

    def to_python(self, value):
        """Refuses what a person would miss in their name; control signs and links just go."""
        text = super().to_python(value) or ""
        if reasons := list(rules.reasons_not_to_be_called(text)):
            raise forms.ValidationError(reasons)
        return rules.plain_name(text)


class OneNameForEmail:
    """It is called the same on every page; allauth has several names for it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("login") or self.fields["email"]
        field.label = _("Email address")
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = _("Enter your email address.")


class LoginForm(OneNameForEmail, allauth.LoginForm):
    """Sign-in with a password; a mailed code has its own form beside it."""

    def _setup_password_field(self):
        """allauth drops the field where sign-up asks for no password; people may set one later."""


class RequestLoginCodeForm(OneNameForEmail, allauth.RequestLoginCodeForm):
    pass


class ResetPasswordForm(OneNameForEmail, allauth.ResetPasswordForm):
    pass


class AddEmailForm(OneNameForEmail, allauth.AddEmailForm):
    pass


class SignupForm(OneNameForEmail, allauth.SignupForm):
    """Three questions and no more; a mailed code takes the place of a password.

    A new address and a known one are answered alike, to the byte: whoever proves that the address
    is theirs comes out signed in.
    """

    field_order = ["name", "email", "sector"]
    name = NameField()
    sector = forms.ModelChoiceField(
        Sector.objects.filter(retired=False),
        label=_("Your main sector"),
        help_text=_("Choose what fits you best. You can add two more later."),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose the one that fits best.")},
    )

    def clean(self):
        cleaned = super().clean()
        email = cleaned.get("email")
        if email and not self.errors and not self._may_send_code(email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return cleaned

    def _may_send_code(self, email: str) -> bool:
        return ratelimit.consume(context.request, action="request_login_code", key=email)

    @transaction.atomic
    def try_save(self, request):
        email = self.cleaned_data["email"]
        user = User.objects.filter(email__iexact=email).first() or self._join(email)
        LoginCodeVerificationProcess.initiate(request=request, user=user, email=email)
        address = reverse("account_confirm_login_code")
        return user, redirect(passthrough_next_redirect_url(request, address, "next"))

    def _join(self, email: str) -> User:
        """A second click that was faster is no error: the person is the same."""
        answers = {"name": self.cleaned_data["name"], "sector": self.cleaned_data["sector"]}
        try:
            with transaction.atomic():
                return services.join(email=email, language=get_language(), **answers)
        except IntegrityError:
            return User.objects.get(email__iexact=email)


class ProfileForm(forms.ModelForm):
    """What a person says about themselves. Only the name and the main sector are needed."""

    name = NameField()
    organisation_name = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        help_text=_("Type to choose one, or enter a new one."),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "organization"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("For our pages and our letters to you."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=settings.TIME_ZONES)

    class Meta:
        model = Profile
        fields = ["sector", "further_sectors", "post", "home_hub", "interests", "about"]
        help_texts = {
            "further_sectors": _("Up to two more, if you work in several."),
            "home_hub": _("We show you its events first."),
            "interests": _("We use these to tell you about events that fit."),
            "about": _("A few sentences on what you do and whom you would like to meet."),
        }
        widgets = {
            "further_sectors": forms.CheckboxSelectMultiple,
            "interests": forms.CheckboxSelectMultiple,
            "about": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args, user, **kwargs):
        self.user = user
        profile = services.profile_of(user)
        kwargs["initial"] = {
            "name": user.name,
            "language": user.language,
            "time_zone": user.time_zone,
            "organisation_name": str(profile.organisation or ""),
        }
        super().__init__(*args, instance=profile, **kwargs)
        for name in ["organisation_name", "post", "about"]:
            self.fields[name].error_messages["max_length"] = TOO_LONG
        self._offer_choices()
        self.helper = self._helper()

    def _offer_choices(self):
        sectors = Sector.objects.filter(retired=False)
        self.fields["sector"].queryset = sectors
        self.fields["sector"].required = True
        self.fields["sector"].empty_label = _("Choose one")
        self.fields["sector"].error_messages["required"] = _("Choose your main sector.")
        self.fields["further_sectors"].queryset = sectors
        self.fields["interests"].queryset = Theme.objects.filter(retired=False)
        self.fields["home_hub"].queryset = Hub.objects.visible_to(self.user).in_order()
        self.fields["home_hub"].empty_label = _("None")

    def _helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            Fieldset(_("You"), "name", "sector", "further_sectors"),
            Fieldset(_("Where you work"), "organisation_name", "post"),
            Fieldset(_("What you are here for"), "home_hub", "interests", "about"),
            Fieldset(_("How we write to you"), "language", "time_zone"),
        )
        helper.add_input(Submit("save", _("Save")))
        return helper

    def clean_organisation_name(self):
        return rules.one_line(self.cleaned_data["organisation_name"])

    def clean_further_sectors(self):
        chosen = self.cleaned_data["further_sectors"]
        if len(chosen) > 2:
            raise forms.ValidationError(_("Choose no more than two further sectors."))
        return chosen

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("sector") in (cleaned.get("further_sectors") or []):
            self.add_error("further_sectors", _("Your main sector need not be chosen again here."))
        return cleaned

    def _post_clean(self):
        """The service writes; a refused form must leave the profile as it was."""

    def save(self, commit: bool = True) -> Profile:
        return services.save_profile(self.user, by=self.user, **self.cleaned_data)


def organisations_to_choose_from():
    """Checked ones only; a stub may hold anything that somebody typed."""
    return Organisation.objects.filter(stub=False, successor=None).order_by(by_name())[:500]


# Staff ---------------------------------------------------------------------------------------


class RoleFields:
    """The roles and hubs that `by` may give away."""

    def offer_roles(self, by):
        everywhere = by.serves_everywhere()
        given = set(Membership.Role) if everywhere else rules.GIVEN_BY_HUB_MANAGERS
        roles = [each for each in Membership.Role.choices if each[0] in given]
        self.fields["role"].choices = [("", "---------"), *roles]
        self.fields["hub"].queryset = by.hubs_as("hub_manager").in_order()
        self.fields["hub"].required = not everywhere
        if not everywhere:
            self.fields["hub"].help_text = ""


class Appoint(RoleFields, VerbForm):
    title = _("Give a staff role")
    permission = "members.appoint_staff"
    success = _("The role is given.")

    role = forms.ChoiceField(label=_("Role"))
    hub = forms.ModelChoiceField(
        Hub.objects.none(),
        label=_("Hub"),
        required=False,
        help_text=_("Empty for the programme team, which serves all hubs."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_roles(self.by)

    @classmethod
    def offered(cls, subject, by):
        return by.is_superuser or subject != by

    def apply(self, subject, *, by):
        services.appoint(subject, by=by, **self.cleaned_data)


class AppointSomebody(RoleFields, forms.ModelForm):
    """For people of other hubs too: whoever knows the exact address may appoint."""

    by: User  # set by the staff side on the class it makes for each request
    email = forms.EmailField(label=_("Email address"), help_text=_("Of somebody who has joined."))

    class Meta:
        model = Membership
        fields = ["role", "hub"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.offer_roles(self.by)

    def clean_email(self):
        email = self.cleaned_data["email"]
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has joined with this address."))
        self.instance.user = person
        return email

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            place = {"hub": cleaned.get("hub"), "role": cleaned["role"]}
            for reason in rules.reasons_not_to_appoint(self.instance.user, by=self.by, **place):
                self.add_error(None, reason)
        return cleaned
