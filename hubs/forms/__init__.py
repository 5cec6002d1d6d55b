from hubs.forms.contact import WriteToHub
from hubs.forms.exchanges import ExchangeFilter, Finish, NetworkMeetingForm
from hubs.forms.governance import Agree, BodyForm, SeatFormSet, TakeBack
from hubs.forms.hubs import HubForm, MoveHub, TieForm
from hubs.forms.opportunities import CheckedToday, OpportunityFilter, OpportunityForm
from hubs.forms.organisations import CheckStub, MergeStub, OrganisationFilter
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
    "Finish",
    "GlossaryFilter",
    "GlossaryTermForm",
    "HubForm",
    "MergeStub",
    "MoveHub",
    "NetworkMeetingForm",
    "OpportunityFilter",
    "OpportunityForm",
    "OrganisationFilter",
    "PictureForm",
    "Publish",
    "ResourceFilter",
    "ResourceForm",
    "SeatFormSet",
    "StoryFilter",
    "StoryForm",
    "TakeBack",
    "TieForm",
    "Withdraw",
    "WriteToHub",
]
