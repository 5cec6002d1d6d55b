"""Who may say that they speak for an organisation, and who may not."""

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from hubs.models import Organisation
from hubs.rules import domain_of, is_at, is_free_mail
from members.models import Claim, Editor, User
from members.rules.people import has_complete_profile


def verified_addresses(user: User) -> list[str]:
    """The addresses that a person has proved to be theirs, the main one first."""
    rows = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "email")
    return list(rows.values_list("email", flat=True))


def reasons_not_to_ask(organisation: Organisation, *, by: User):
    """Why this person cannot ask for the page at all, whatever address they have."""
    if organisation.successor_id or organisation.stub:
        yield _("This page cannot be claimed.")
    elif organisation.editors.current().filter(user=by).exists():
        yield _("You look after this page already.")
    elif organisation.claims.waiting().filter(user=by).exists():
        yield _("You have asked for this page already. We answer by letter.")
    elif not has_complete_profile(by):
        yield _("Complete your profile first: we need your name and your main sector.")


def reasons_not_to_claim(organisation: Organisation, *, by: User, address: str):
    """Why this person may not claim the page with this address; staff answer in any case."""
    yield from reasons_not_to_ask(organisation, by=by)
    yield from reasons_against_address(organisation, by=by, address=address)


def reasons_against_address(organisation: Organisation, *, by: User, address: str):
    if not is_proved(address, by=by):
        yield _("Choose an address that you have confirmed.")
    else:
        yield from reasons_against_domain(organisation, address=address)


def is_proved(address: str, *, by: User) -> bool:
    return address.lower() in [each.lower() for each in verified_addresses(by)]


def reasons_against_domain(organisation: Organisation, *, address: str):
    if is_free_mail(domain_of(address)):
        yield _("%(domain)s gives addresses to anybody, so it does not show where you work.") % {
            "domain": domain_of(address)
        }
    elif organisation.domains and not is_at(address, organisation.domains):
        yield _("This address is not at the organisation. Its addresses end in %(domains)s.") % {
            "domains": ", ".join(organisation.domains)
        }


def reasons_not_to_answer(claim: Claim, *, by: User):
    if claim.user_id == by.pk:
        yield _("Somebody else has to answer your own claim.")


def reasons_not_to_accept(claim: Claim, *, by: User):
    """The address is looked at again: it may be theirs no more since they asked."""
    yield from reasons_not_to_answer(claim, by=by)
    if not claim.user.is_active:
        yield _("This account is closed.")
    elif claim.organisation.successor_id or claim.organisation.stub:
        yield _("This page cannot be claimed.")
    elif not is_proved(claim.address, by=claim.user):
        yield _("%(address)s is no longer their address.") % {"address": claim.address}
    else:
        yield from reasons_against_domain(claim.organisation, address=claim.address)


def reasons_not_to_edit(organisation: Organisation, *, by: User):
    if not organisation.editors.current().filter(user=by).exists():
        yield _("You do not look after this page any more.")


def is_colleague(organisation: Organisation, *, by: User, address: str) -> bool:
    """Whether the address is where the organisation's people are, or at least where `by` is."""
    if organisation.domains:
        return is_at(address, organisation.domains)
    return is_at(address, [domain_of(each) for each in verified_addresses(by)])


def reasons_not_to_add(organisation: Organisation, *, by: User, address: str, person: User | None):
    """Why an editor may not make the person with this address another editor."""
    yield from reasons_not_to_edit(organisation, by=by)
    if not is_colleague(organisation, by=by, address=address):
        yield _("Only people with an address at the organisation may look after its page.")
    elif person is None or not has_complete_profile(person):
        yield _("Nobody with this address has joined, confirmed it and completed their profile.")
    elif organisation.editors.current().filter(user=person).exists():
        yield _("This person looks after the page already.")


def reasons_not_to_end(editor: Editor):
    if editor.until is not None:
        yield _("This person does not look after the page any more.")
