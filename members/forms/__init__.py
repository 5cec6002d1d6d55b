from members.forms.organisations import (
    AcceptClaim,
    ClaimForm,
    EditorForm,
    EndEditor,
    RefuseClaim,
)
from members.forms.pages import OrganisationPage
from members.forms.people import (
    AddEmailForm,
    Appoint,
    AppointSomebody,
    LoginForm,
    NameField,
    ProfileForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    SignupForm,
    organisations_to_choose_from,
)

__all__ = [
    "AcceptClaim",
    "AddEmailForm",
    "Appoint",
    "AppointSomebody",
    "ClaimForm",
    "EditorForm",
    "EndEditor",
    "LoginForm",
    "NameField",
    "OrganisationPage",
    "ProfileForm",
    "RefuseClaim",
    "RequestLoginCodeForm",
    "ResetPasswordForm",
    "SignupForm",
    "organisations_to_choose_from",
]
