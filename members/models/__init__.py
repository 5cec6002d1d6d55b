from members.models.memberships import Membership
from members.models.organisations import Claim, Editor
from members.models.people import User, UserManager
from members.models.profiles import Profile
from members.models.saved import Saved

__all__ = ["Claim", "Editor", "Membership", "Profile", "Saved", "User", "UserManager"]
