from members.views.organisations import (
    ClaimOrganisation,
    EditOrganisation,
    Editors,
    leave_organisation,
    withdraw_claim,
)
from members.views.people import EditProfile
from members.views.saved import forget, quiet_saved, save

__all__ = [
    "ClaimOrganisation",
    "EditOrganisation",
    "EditProfile",
    "Editors",
    "forget",
    "leave_organisation",
    "quiet_saved",
    "save",
    "withdraw_claim",
]
