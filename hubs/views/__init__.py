from hubs.views.agreements import AgreementDetail, AgreementList
from hubs.views.answers import feature_answer
from hubs.views.contact import Contact, ContactSent
from hubs.views.exchanges import ExchangeDetail, ExchangeList
from hubs.views.features import FeatureDetail, FeatureList
from hubs.views.governance import BodyDetail, BodyList
from hubs.views.hubs import HubDetail, HubList
from hubs.views.opportunities import OpportunityDetail, OpportunityList
from hubs.views.organisations import OrganisationDetail, OrganisationList
from hubs.views.pictures import picture
from hubs.views.programmes import Evidence, PolicyDetail, ProgrammeDetail, ThemeDetail
from hubs.views.recognitions import RecognitionDetail, RecognitionList
from hubs.views.resources import Glossary, ResourceDetail, ResourceList
from hubs.views.stories import StoryDetail, StoryList

__all__ = [
    "AgreementDetail",
    "AgreementList",
    "BodyDetail",
    "BodyList",
    "Contact",
    "ContactSent",
    "Evidence",
    "ExchangeDetail",
    "ExchangeList",
    "FeatureDetail",
    "FeatureList",
    "Glossary",
    "HubDetail",
    "HubList",
    "OpportunityDetail",
    "OpportunityList",
    "OrganisationDetail",
    "OrganisationList",
    "PolicyDetail",
    "ProgrammeDetail",
    "RecognitionDetail",
    "RecognitionList",
    "ResourceDetail",
    "ResourceList",
    "StoryDetail",
    "StoryList",
    "ThemeDetail",
    "feature_answer",
    "picture",
]
