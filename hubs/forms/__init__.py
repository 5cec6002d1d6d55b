from hubs.forms.addresses import AddressForm
from hubs.forms.agreements import (
    AddDocument,
    AgreementFilter,
    AgreementForm,
    DocumentFormSet,
    EndAgreement,
    ReviewAgreement,
)
from hubs.forms.contact import WriteToHub
from hubs.forms.exchanges import ExchangeFilter, Finish, FollowUpForm, NetworkMeetingForm
from hubs.forms.features import (
    FeatureFilter,
    IntervieweeForm,
    IntervieweeFormSet,
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
from hubs.forms.imports import ImportFile
from hubs.forms.opportunities import CheckedToday, OpportunityFilter, OpportunityForm
from hubs.forms.organisations import CheckStub, MergeStub, OrganisationFilter, OrganisationForm
from hubs.forms.people import EraseInterviewee, EraseName, EraseQuoted, EraseRole
from hubs.forms.pictures import PictureForm
from hubs.forms.publishing import Confirm, ContentForm, Publish, Reschedule, Withdraw
from hubs.forms.recognitions import RecognitionForm, SchemeForm
from hubs.forms.resources import GlossaryFilter, GlossaryTermForm, ResourceFilter, ResourceForm
from hubs.forms.stories import QuoteForm, StoryFilter, StoryForm

__all__ = [
    "AddDocument",
    "AddressForm",
    "Agree",
    "AgreementFilter",
    "AgreementForm",
    "BodyForm",
    "CheckStub",
    "CheckedToday",
    "Confirm",
    "ConfirmHub",
    "ContentForm",
    "DocumentFormSet",
    "EndAgreement",
    "EraseInterviewee",
    "EraseName",
    "EraseQuoted",
    "EraseRole",
    "ExchangeFilter",
    "FeatureFilter",
    "Finish",
    "FollowUpForm",
    "GlossaryFilter",
    "GlossaryTermForm",
    "HubForm",
    "ImportFile",
    "IntervieweeForm",
    "IntervieweeFormSet",
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
    "RecognitionForm",
    "Reopen",
    "Reschedule",
    "ResourceFilter",
    "ResourceForm",
    "ReviewAgreement",
    "RowForm",
    "SchemeForm",
    "SeatFormSet",
    "QuoteForm",
    "StoryFilter",
    "StoryForm",
    "TakeBack",
    "TieForm",
    "WishForm",
    "Withdraw",
    "WithdrawFeature",
    "WriteToHub",
]
