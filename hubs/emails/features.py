"""Letters around a Partner Perspective: to the interviewees by link, and to the hub's managers."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hubportal.outbox.letters import Addressee, absolute, post
from hubportal.outbox.models import Priority
from hubs.models import Feature, Interviewee


def perspective_invitation(interviewee: Interviewee) -> None:
    _to_interviewee("invitation", interviewee, mark=interviewee.invited_at.isoformat())


def perspective_reminder(interviewee: Interviewee) -> None:
    """Once for each invitation."""
    _to_interviewee(
        "reminder",
        interviewee,
        mark=interviewee.invited_at.isoformat(),
        priority=Priority.REMINDER,
    )


def perspective_proposed(interviewee: Interviewee) -> None:
    mark = f"{interviewee.feature.proposed_digest[:12]}:{timezone.now().isoformat()}"
    _to_interviewee("proposed", interviewee, mark=mark)


def perspective_published(interviewee: Interviewee) -> None:
    _to_interviewee("published", interviewee, mark=timezone.now().isoformat())


def perspective_answered(feature: Feature, interviewee: Interviewee) -> None:
    _to_managers("answered", feature, interviewee)


def perspective_changes_asked(feature: Feature, interviewee: Interviewee, *, words: str) -> None:
    _to_managers("changes_asked", feature, interviewee, words=words)


def perspective_approved(feature: Feature, interviewee: Interviewee) -> None:
    _to_managers("approved", feature, interviewee)


def perspective_withdrawn(feature: Feature, interviewee: Interviewee) -> None:
    _to_managers("withdrawn", feature, interviewee)


def _to_interviewee(letter: str, interviewee: Interviewee, *, mark: str, priority=Priority.NORMAL):
    """The link is in the language of the person; it is the right to act."""
    feature = interviewee.feature
    with translation.override(interviewee.language):
        context = {
            "feature": feature,
            "link": absolute(interviewee.get_absolute_url()),
            "page": absolute(feature.get_absolute_url()),
            "why": _("You receive this letter because a hub has asked you for an interview."),
        }
    post(
        f"hubs/email/perspective_{letter}",
        to=Addressee(interviewee.email, interviewee.name, interviewee.language),
        about=interviewee,
        version=f"{interviewee.link_version()}:{mark}",
        priority=priority,
        context=context,
        reply_to=feature.hub.reply_to if feature.hub else "",
    )


def _to_managers(letter: str, feature: Feature, interviewee: Interviewee, **context) -> None:
    """Leads to the staff's page of the feature."""
    for person in _managers(feature):
        with translation.override(person.language):
            page = absolute(reverse("admin:hubs_feature_change", args=[feature.pk]))
        post(
            f"hubs/email/perspective_{letter}",
            to=person,
            about=feature,
            version=timezone.now().isoformat(),
            context={"feature": feature, "who": interviewee.name, "page": page, **context},
        )


def _managers(feature: Feature) -> list:
    """The managers of its hub; where there is none, the address that answers for it."""
    if feature.hub is None:
        return [Addressee(settings.CONTACT_EMAIL)]
    roles = feature.hub.memberships.filter(role="hub_manager", user__is_active=True)
    found = [role.user for role in roles.select_related("user").order_by("pk")]
    return found or [Addressee(feature.hub.reply_to or settings.CONTACT_EMAIL)]
