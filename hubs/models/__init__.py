from hubs.models.agreements import Agreement, AgreementDocument
from hubs.models.exchanges import FollowUp, NetworkMeeting
from hubs.models.features import Feature, FeatureAnswer, Interviewee
from hubs.models.governance import Body, BodyMeeting, Seat
from hubs.models.hubs import Hub
from hubs.models.imports import ImportBatch
from hubs.models.opportunities import Opportunity
from hubs.models.organisations import Organisation, Tie
from hubs.models.people import PublicRole
from hubs.models.pictures import Picture
from hubs.models.priorities import Backing, HubLink, Milestone, Policy, Priority
from hubs.models.programmes import Programme
from hubs.models.recognitions import Recognition, RecognitionScheme
from hubs.models.resources import GlossaryTerm, Resource
from hubs.models.series import Series, SeriesQuestion
from hubs.models.stories import Quote, Story
from hubs.models.strengths import Affiliation, Fact, Offer, Strength
from hubs.models.vocabularies import Barrier, Sector, Territory, Theme

__all__ = [
    "Affiliation",
    "Agreement",
    "AgreementDocument",
    "Backing",
    "Barrier",
    "Body",
    "BodyMeeting",
    "Fact",
    "Feature",
    "FeatureAnswer",
    "FollowUp",
    "GlossaryTerm",
    "Hub",
    "HubLink",
    "ImportBatch",
    "Interviewee",
    "Milestone",
    "NetworkMeeting",
    "Offer",
    "Opportunity",
    "Organisation",
    "Picture",
    "Policy",
    "Priority",
    "Programme",
    "PublicRole",
    "Quote",
    "Recognition",
    "RecognitionScheme",
    "Resource",
    "Seat",
    "Sector",
    "Series",
    "SeriesQuestion",
    "Story",
    "Strength",
    "Territory",
    "Theme",
    "Tie",
]
