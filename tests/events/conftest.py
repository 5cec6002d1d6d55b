import pytest

from hubportal.outbox.models import Letter
from tests.hubs.factories import HubFactory
from tests.members.factories import staff


@pytest.fixture
def wales(db):
    return HubFactory(slug="wales")


@pytest.fixture
def officer(client, wales):
    """Who looks after events in Wales, signed in."""
    person = staff("event_officer", wales)
    client.force_login(person)
    return person


@pytest.fixture
def letters():
    """`letters(person)`: the names of the letters written to somebody, oldest first."""

    def written(person=None):
        rows = Letter.objects.order_by("pk")
        rows = rows.filter(person=person) if person else rows
        return [letter.name for letter in rows]

    return written


@pytest.fixture
def message():
    """`message(person, "reminder")`: the newest letter of that name as an e-mail."""

    def newest(person, name):
        rows = Letter.objects.filter(person=person, what=f"events/email/{name}")
        return rows.latest("pk").message()

    return newest
