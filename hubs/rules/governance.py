from itertools import combinations

from django.utils.translation import gettext as _

from hubs.models.people import PublicPerson


def reasons_against_chairs(seats: list):
    """A body has one chair at a time; the day of a hand-over may belong to both."""
    chairs = [seat for seat in seats if seat.chair]
    for one, other in combinations(chairs, 2):
        if at_once(one, other):
            yield _("%(one)s and %(other)s would be chair at once; end one term first.") % {
                "one": one.name,
                "other": other.name,
            }


def at_once(one: PublicPerson, other: PublicPerson) -> bool:
    """Whether two terms are known to run side by side; an open start proves nothing."""
    if one.until is None and other.until is None:
        return True
    ended = [term for term in (one, other) if term.until]
    first = min(ended, key=lambda term: term.until)
    second = other if first is one else one
    return second.since is not None and second.since < first.until


def reasons_not_to_take_back(person: PublicPerson):
    if person.consented_on is None:
        yield _("This person never agreed to be named, so no page names them.")
    elif person.withdrawn_on is not None:
        yield _("This person took it back already.")


def reasons_not_to_agree(person: PublicPerson):
    if person.is_named():
        yield _("This person has agreed already.")
    yield from reasons_not_to_erase(person)


def reasons_not_to_erase(person: PublicPerson):
    if person.is_erased():
        yield _("This name was erased.")
