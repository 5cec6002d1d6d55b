from members.models.memberships import Membership
from members.models.people import User, UserManager
from members.models.profiles import Profile

__all__ = ["Membership", "Profile", "User", "UserManager"]
