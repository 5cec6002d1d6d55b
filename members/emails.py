"""Letters about who may speak for an organisation."""

from django.urls import reverse
from django.utils import translation

from hubportal.outbox.letters import absolute, post
from members.models import Claim, Editor, User


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
