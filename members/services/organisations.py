"""Members ask to speak for an organisation; staff answer; editors look after its page."""

from collections.abc import Callable, Iterable

from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from hubportal.workflow.moves import move, refuse_if
from hubs.models import Hub, Organisation
from members import emails, rules
from members.models import Claim, Editor, Membership, User


def locked(organisation: Organisation) -> Organisation:
    """Whatever concerns who looks after a page happens one after the other."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


@transaction.atomic
def claim(organisation: Organisation, *, by: User, address: str, message: str = "") -> Claim:
    """Asks to look after the page; staff of its hubs hear of it and answer in any case."""
    organisation = locked(organisation)
    refuse_if(rules.reasons_not_to_claim(organisation, by=by, address=address))
    asked = Claim.objects.create(
        user=by, organisation=organisation, address=address, message=message
    )
    for person in staff_of(organisation):
        emails.claim_waiting(asked, to=person)
    return asked


def staff_of(organisation: Organisation) -> list[User]:
    """The managers of the hubs that it is tied to; the programme team where there are none."""
    hubs = Hub.objects.filter(ties__organisation=organisation, ties__until=None)
    roles = Membership.objects.filter(role=Membership.Role.HUB_MANAGER, hub__in=hubs)
    people = User.objects.filter(is_active=True).order_by("pk")
    managers = list(people.filter(memberships__in=roles).distinct())
    return managers or list(people.filter(memberships__role=Membership.Role.PROGRAMME).distinct())


@transaction.atomic
def withdraw_claim(claim: Claim, *, by: User) -> None:
    move(claim, Claim.Status.WITHDRAWN, by=by)


@transaction.atomic
def accept_claim(claim: Claim, *, by: User, note: str = "") -> None:
    """From now on the person looks after the page."""
    claim.organisation = locked(claim.organisation)
    refuse_if(rules.reasons_not_to_accept(claim, by=by))
    move(claim, Claim.Status.ACCEPTED, by=by, note=note)
    Editor.objects.get_or_create(user=claim.user, organisation=claim.organisation, until=None)
    emails.claim_accepted(claim)


@transaction.atomic
def refuse_claim(claim: Claim, *, by: User, reason: str) -> None:
    refuse_if(rules.reasons_not_to_answer(claim, by=by))
    move(claim, Claim.Status.REFUSED, by=by, note=reason)
    emails.claim_refused(claim, reason=reason)


# Editors -------------------------------------------------------------------------------------


@transaction.atomic
def edit_organisation(
    organisation: Organisation, *, by: User, parts: Callable[[Organisation], Iterable], changes
) -> bool:
    """Whether the parts of the page, forms and formsets, are saved: all together or none.

    `parts` reads and checks them while nobody else can change the page, and gives none where
    something is wrong. `changes` is called after them and says for the staff's history what is
    different.
    """
    organisation = locked(organisation)
    refuse_if(rules.reasons_not_to_edit(organisation, by=by))
    checked = list(parts(organisation))
    for part in checked:
        part.save()
    if checked and (words := changes()):
        LogEntry.objects.log_actions(
            by.pk, [organisation], CHANGE, change_message=words, single_object=True
        )
    return bool(checked)


@transaction.atomic
def add_editor(organisation: Organisation, *, by: User, address: str) -> Editor:
    """An editor asks a colleague who has joined; both look after the page from now on."""
    organisation = locked(organisation)
    person = person_at(address)
    refuse_if(rules.reasons_not_to_add(organisation, by=by, address=address.lower(), person=person))
    editor = Editor.objects.create(user=person, organisation=organisation)
    emails.editor_added(editor, by=by)
    return editor


def person_at(address: str) -> User | None:
    """The member who has proved that this address is theirs."""
    proved = EmailAddress.objects.filter(email__iexact=address, verified=True)
    return User.objects.filter(emailaddress__in=proved, is_active=True).first()


@transaction.atomic
def hand_over(organisation: Organisation, *, by: User, address: str) -> Editor:
    """A colleague looks after the page instead of `by`."""
    editor = add_editor(organisation, by=by, address=address)
    leave(organisation, by=by)
    return editor


@transaction.atomic
def leave(organisation: Organisation, *, by: User) -> None:
    """Ends one's own editing; where nobody is left the staff hear of it."""
    organisation = locked(organisation)
    refuse_if(rules.reasons_not_to_edit(organisation, by=by))
    _end(organisation.editors.current().get(user=by))


@transaction.atomic
def end_editor(editor: Editor, *, by: User, reason: str) -> None:
    """Staff take the page from somebody, who is told why."""
    locked(editor.organisation)
    editor.refresh_from_db()
    refuse_if(rules.reasons_not_to_end(editor))
    _end(editor)
    emails.editor_ended(editor, reason=reason)


def _end(editor: Editor) -> None:
    editor.until = timezone.now()
    editor.save(update_fields=["until"])
    if not editor.organisation.editors.current().exists():
        for person in staff_of(editor.organisation):
            emails.page_unclaimed(editor, to=person)
