from hubs.views.hubs import HubDetail, HubList
from hubs.views.organisations import OrganisationDetail, OrganisationList

__all__ = ["HubDetail", "HubList", "OrganisationDetail", "OrganisationList"]
