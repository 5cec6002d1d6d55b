from hubs.forms.contact import WriteToHub
from hubs.forms.exchanges import ExchangeFilter, Finish, NetworkMeetingForm
from hubs.forms.features import (
    FeatureFilter,
    Invite,
    NewLink,
    PerspectiveForm,
    Propose,
    PublishFeature,
    Reopen,
    WishForm,
    WithdrawFeature,
)
from hubs.forms.governance import Agree, BodyForm, SeatFormSet, TakeBack
from hubs.forms.hubs import ConfirmHub, HubForm, MoveHub, RowForm, TieForm
from hubs.forms.opportunities import CheckedToday, OpportunityFilter, OpportunityForm
from hubs.forms.organisations import CheckStub, MergeStub, OrganisationFilter, OrganisationForm
from hubs.forms.pictures import PictureForm
from hubs.forms.publishing import Confirm, ContentForm, Publish, Withdraw
from hubs.forms.resources import GlossaryFilter, GlossaryTermForm, ResourceFilter, ResourceForm
from hubs.forms.stories import StoryFilter, StoryForm

__all__ = [
    "Agree",
    "BodyForm",
    "CheckStub",
    "CheckedToday",
    "Confirm",
    "ContentForm",
    "ExchangeFilter",
    "FeatureFilter",
    "Finish",
    "GlossaryFilter",
    "GlossaryTermForm",
    "HubForm",
    "Invite",
    "MergeStub",
    "MoveHub",
    "NetworkMeetingForm",
    "NewLink",
    "OpportunityFilter",
    "OpportunityForm",
    "OrganisationFilter",
    "OrganisationForm",
    "PerspectiveForm",
    "PictureForm",
    "Propose",
    "Publish",
    "PublishFeature",
    "Reopen",
    "ResourceFilter",
    "ResourceForm",
    "SeatFormSet",
    "StoryFilter",
    "StoryForm",
    "TakeBack",
    "TieForm",
    "WishForm",
    "Withdraw",
    "WithdrawFeature",
    "WriteToHub",
    "RowForm",
    "ConfirmHub",
]
