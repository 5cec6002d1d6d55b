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
    "AddEmailForm",
    "Appoint",
    "AppointSomebody",
    "LoginForm",
    "NameField",
    "ProfileForm",
    "RequestLoginCodeForm",
    "ResetPasswordForm",
    "SignupForm",
    "organisations_to_choose_from",
]
