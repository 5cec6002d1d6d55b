from members.views.organisations import (
    ClaimOrganisation,
    EditOrganisation,
    Editors,
    leave_organisation,
    withdraw_claim,
)
from members.views.people import EditProfile

__all__ = [
    "ClaimOrganisation",
    "EditOrganisation",
    "EditProfile",
    "Editors",
    "leave_organisation",
    "withdraw_claim",
]
