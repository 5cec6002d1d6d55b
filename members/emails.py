"""Letters about who may speak for an organisation, and about what people have saved."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hubportal.outbox.letters import absolute, post
from hubportal.outbox.models import Letter, Priority
from hubs import figures
from hubs.models import Opportunity
from hubs.templatetags.hub import zoned
from members.models import Claim, Editor, Saved, User
from members.models.saved import moment


def claim_waiting(claim: Claim, *, to: User) -> None:
    """To one of those who may answer."""
    page = ("admin:members_claim_change", claim.pk)
    _post("claim_waiting", claim, to=to, page=page)


def claim_accepted(claim: Claim) -> None:
    page = ("members:edit_organisation", claim.organisation.slug)
    _post("claim_accepted", claim, to=claim.user, page=page)


def claim_refused(claim: Claim, *, reason: str) -> None:
    page = ("hubs:organisation", claim.organisation.slug)
    _post("claim_refused", claim, to=claim.user, page=page, reason=reason)


def editor_added(editor: Editor, *, by: User) -> None:
    page = ("members:editors", editor.organisation.slug)
    _post("editor_added", editor, to=editor.user, page=page, colleague=by.name)


def editor_ended(editor: Editor, *, reason: str) -> None:
    page = ("hubs:organisation", editor.organisation.slug)
    _post("editor_ended", editor, to=editor.user, page=page, reason=reason)


def page_unclaimed(editor: Editor, *, to: User) -> None:
    """To one of the staff, when the last editor is gone."""
    page = ("hubs:organisation", editor.organisation.slug)
    _post("page_unclaimed", editor, to=to, page=page)


def _post(letter: str, about: Claim | Editor, *, to: User, page: tuple, **context) -> None:
    name, key = page
    with translation.override(to.language):
        context |= {"organisation": str(about.organisation), "person": about.user}
        context["url"] = absolute(reverse(name, args=[key]))
    post(f"members/email/{letter}", to=to, about=about, context=context)


def opportunity_closes(saved: Saved, *, days: int, now: dt.datetime) -> Letter | None:
    """At most `days` before it closes. Returns None where this reminder was written before."""
    opportunity, person = saved.opportunity, saved.user
    with translation.override(person.language), timezone.override(person.time_zone):
        stop_url = absolute(reverse("members:quiet_saved", args=[saved.token]))
        context = {
            "opportunity": opportunity,
            "closing": figures.timing(opportunity, now=now).text,
            "facts": _facts(opportunity, person.time_zone),
            "url": absolute(opportunity.get_absolute_url()),
            "unsubscribe_url": stop_url,
        }
    return post(
        "members/email/opportunity_closes",
        to=person,
        about=saved,
        version=f"{moment(opportunity)}:{days}",
        priority=Priority.REMINDER,
        expires_at=opportunity.closes_at,
        context=context,
        unsubscribe_url=stop_url,
        reply_to=opportunity.hub.reply_to if opportunity.hub else "",
    )


def _facts(opportunity: Opportunity, zone: str) -> list[tuple[str, str]]:
    """In the active language; the deadline also on the clock of `zone` where it differs."""
    zones = dict.fromkeys([opportunity.time_zone, zone])
    closes = "\n".join(zoned(opportunity.closes_at, each) for each in zones)
    return [
        (_("Closes"), closes),
        (_("Offered by"), str(opportunity.funder or "")),
        (_("Amount"), figures.amount(opportunity)),
    ]
