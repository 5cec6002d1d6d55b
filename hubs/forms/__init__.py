from hubs.forms.hubs import HubForm, MoveHub, TieForm
from hubs.forms.organisations import CheckStub, MergeStub, OrganisationFilter
from hubs.forms.publishing import Confirm, ContentForm, Publish, Withdraw

__all__ = [
    "CheckStub",
    "Confirm",
    "ContentForm",
    "HubForm",
    "MergeStub",
    "MoveHub",
    "OrganisationFilter",
    "Publish",
    "TieForm",
    "Withdraw",
]
