from hubs.forms.hubs import HubForm, MoveHub, TieForm
from hubs.forms.organisations import CheckStub, MergeStub, OrganisationFilter
from hubs.forms.publishing import Confirm, ContentForm, Publish, Withdraw
from hubs.forms.stories import StoryFilter, StoryForm

__all__ = [
    "CheckStub",
    "Confirm",
    "ContentForm",
    "HubForm",
    "MergeStub",
    "MoveHub",
    "OrganisationFilter",
    "Publish",
    "StoryFilter",
    "StoryForm",
    "TieForm",
    "Withdraw",
]
