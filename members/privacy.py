"""What this floor holds on a person, and how. Fields that are not named here say nothing of one."""

PERSONAL_FIELDS = {
    "members.User.email": "to sign in and to get letters; never shown on a page",
    "members.User.name": "what people are called in lists, letters and applications",
    "members.User.password": "its Argon2 hash alone",
    "members.User.language": "for pages and letters",
    "members.User.time_zone": "for the times on pages and in letters",
    "members.User.last_login": "when an account was last used; seen by the programme team",
    "members.User.date_joined": "how long an account exists; seen by the hub's managers",
    "members.User.is_active": "whether the account is open",
    "members.User.is_staff": "follows from the staff roles",
    "members.User.is_superuser": "who may do everything",
    "members.User.groups": "follow from the staff roles",
    "members.User.user_permissions": "single rights; normally none",
    "members.Profile.public_id": "the address of a person's own page; 72 random bits",
    "members.Profile.sector": "shown; in figures of five or more",
    "members.Profile.further_sectors": "shown",
    "members.Profile.organisation": "shown; nobody has to say",
    "members.Profile.post": "shown; nobody has to say",
    "members.Profile.home_hub": "decides which hub's managers look after a person",
    "members.Profile.interests": "for events that fit; nobody has to say",
    "members.Profile.about": "shown; nobody has to say",
    "members.Membership.role": "the staff role somebody has; public service, kept while it lasts",
    "members.Membership.hub": "where they have it",
}
# Keys of rows and links between them.
IMPERSONAL = {"id", "user"}
