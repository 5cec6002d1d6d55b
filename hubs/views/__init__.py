from hubs.views.hubs import HubDetail, HubList
from hubs.views.organisations import OrganisationDetail, OrganisationList
from hubs.views.stories import StoryDetail, StoryList

__all__ = [
    "HubDetail",
    "HubList",
    "OrganisationDetail",
    "OrganisationList",
    "StoryDetail",
    "StoryList",
]
