"""What people may call themselves, what we must know of them, and who gives whom a staff role."""

import re
import unicodedata

from django.utils.translation import gettext as _

from members.models import Membership

# What a hub manager may give away; the rest is for the programme team.
GIVEN_BY_HUB_MANAGERS = {
    Membership.Role.EVENT_OFFICER,
    Membership.Role.REVIEWER,
    Membership.Role.DOOR,
}
LINK = re.compile(r"\b(?:[a-z][a-z0-9+.-]*:\s*//|www\.)\S*|\bmailto:\S*", re.IGNORECASE)
# A bare domain, which mail programs turn into a link; "St.John" and "J. R. Ewing" are none.
DOMAIN = re.compile(r"(?<=[\w-])\.(?=[a-z0-9-]{2})")


def has_complete_profile(user) -> bool:
    """What hubs must know of whoever takes part: a name and a main sector.

    The same for many people at once is `Profile.objects.complete()`.
    """
    profile = getattr(user, "profile", None)
    return bool(user.name and profile and profile.sector_id)


def one_line(text: str) -> str:
    """The text without control signs and line breaks."""
    return " ".join(
        "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text).split()
    )


def plain_name(text: str) -> str:
    """A name that is safe in a letter's header and body: one line, no links, no brackets."""
    words = DOMAIN.sub(" ", LINK.sub(" ", one_line(text)))
    return one_line(words.replace("<", "").replace(">", ""))


def reasons_not_to_be_called(text: str):
    """Why nobody may take this name: what we would have to cut out, they rather leave out."""
    if "<" in text or ">" in text:
        yield _("Leave out the signs < and >.")


def reasons_not_to_appoint(user, *, hub, role, by):
    """Why `by` may not give `user` (or take from them) this role in this hub."""
    if by == user and not by.is_superuser:
        yield _("You cannot change your own roles.")
    if (hub is None) != (role == Membership.Role.PROGRAMME):
        yield _("Choose a hub, unless it is the programme team.")
    elif by.serves_everywhere():
        return
    elif role not in GIVEN_BY_HUB_MANAGERS:
        yield _("Only the programme team gives this role.")
    elif not by.hubs_as(Membership.Role.HUB_MANAGER).filter(pk=hub.pk).exists():
        yield _("You are not a manager of this hub.")
