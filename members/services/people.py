from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from hubportal.roles import STAFF_ROLES, WITHOUT_STAFF_AREA
from hubportal.workflow.moves import refuse_if
from hubs.models import Organisation, Sector
from members import rules
from members.models import Membership, Profile, User

ZONE_OF_LANGUAGE = {"nb": "Europe/Oslo"}


# People --------------------------------------------------------------------------------------


@transaction.atomic
def join(*, email: str, name: str, sector: Sector | None, language: str) -> User:
    """A new person without a password, whose address is still to be proved.

    Raises `IntegrityError` when somebody has this address already.
    """
    user = User.objects.create_user(
        email,
        name=rules.plain_name(name),
        language=language,
        time_zone=ZONE_OF_LANGUAGE.get(language, "Europe/London"),
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    Profile.objects.create(user=user, sector=sector)
    return user


def profile_of(user: User) -> Profile:
    """The person's profile, made on first need.

    People who came through another identity provider or the command line have none at first.
    """
    return Profile.objects.get_or_create(user=user)[0]


OF_THE_PERSON = {"name", "language", "time_zone"}
MANY = {"further_sectors", "interests"}


@transaction.atomic
def save_profile(user: User, *, by: User, **data) -> Profile:
    """Keeps what a person says about themselves.

    `data` holds fields of `Profile` and of `User` (name, language, time_zone); instead of
    `organisation` it may give `organisation_name`, which finds one or enters a stub.
    """
    profile = profile_of(user)
    if "organisation_name" in data:
        data["organisation"] = organisation_called(data.pop("organisation_name"))
    for field, value in data.items():
        if field in MANY:
            getattr(profile, field).set(value)
        else:
            setattr(user if field in OF_THE_PERSON else profile, field, value)
    user.name = rules.plain_name(user.name)
    user.save(update_fields=OF_THE_PERSON)
    profile.save()
    return profile


def organisation_called(name: str) -> Organisation | None:
    """The organisation of this name in any language; a new stub when there is none."""
    name = rules.one_line(name)
    if not name:
        return None
    for known in Organisation.objects.matching(name).order_by("stub", "pk")[:50]:
        if name.casefold() in texts_of(known.name):
            return known.successor or known
    slug = f"{slugify(name)[:100] or 'organisation'}-{get_random_string(6).lower()}"
    return Organisation.objects.create(slug=slug, name=name, stub=True)


def texts_of(translated: LazyI18nString) -> set[str]:
    """A translated field in each of its languages, without case."""
    data = translated.data if isinstance(translated.data, dict) else {"": translated.data}
    return {str(text).casefold() for text in data.values()}


# Staff roles ---------------------------------------------------------------------------------


@transaction.atomic
def appoint(user: User, *, hub, role: str, by: User) -> Membership:
    """Gives `user` a staff role in `hub` (None for the programme team); twice is once."""
    refuse_if(rules.reasons_not_to_appoint(user, hub=hub, role=role, by=by))
    membership = Membership.objects.get_or_create(user=user, hub=hub, role=role)[0]
    sync_rights(user)
    return membership


@transaction.atomic
def dismiss(user: User, *, hub, role: str, by: User) -> None:
    """Takes a staff role away; the last one takes the staff area with it."""
    refuse_if(rules.reasons_not_to_appoint(user, hub=hub, role=role, by=by))
    Membership.objects.filter(user=user, hub=hub, role=role).delete()
    sync_rights(user)


@transaction.atomic
def sync_rights(user: User) -> None:
    """Makes a person's groups and access to the staff area follow from their roles."""
    roles = set(user.memberships.values_list("role", flat=True))
    others = user.groups.exclude(name__in=STAFF_ROLES)
    user.groups.set([*others, *Group.objects.filter(name__in=roles)])
    user.is_staff = user.is_superuser or bool(roles - WITHOUT_STAFF_AREA)
    user.save(update_fields=["is_staff"])
    user.forget_roles()


@transaction.atomic
def sync_groups() -> None:
    """Writes the table of `hubportal.roles` to Django's groups.

    Raises `LookupError` when the table names a permission that does not exist.
    """
    for role, wanted in STAFF_ROLES.items():
        match = Q()
        for permission in wanted:
            app, codename = permission.split(".")
            match |= Q(content_type__app_label=app, codename=codename)
        found = list(Permission.objects.filter(match).select_related("content_type"))
        known = {f"{each.content_type.app_label}.{each.codename}" for each in found}
        if missing := wanted - known:
            raise LookupError(
                _("No such permission: %(names)s") % {"names": ", ".join(sorted(missing))}
            )
        Group.objects.get_or_create(name=role)[0].permissions.set(found)
