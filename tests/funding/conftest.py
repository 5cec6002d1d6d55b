import pytest

from hubportal.outbox.models import Letter


@pytest.fixture(autouse=True)
def _staff_need_no_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def signed_in(client):
    def as_(person):
        client.force_login(person)
        return client

    return as_


@pytest.fixture
def letters():
    """`letters(person)`: the names of the letters written to somebody, oldest first."""

    def written(person):
        return [letter.name for letter in Letter.objects.filter(person=person).order_by("pk")]

    return written


@pytest.fixture
def text_of():
    """`text_of(person, "decision")`: subject and plain text of the newest letter of that name."""

    def newest(person, name):
        rows = Letter.objects.filter(person=person, what=f"funding/email/{name}")
        letter = rows.latest("pk")
        body = letter.message().get_body(("plain",)).get_content()
        return f"{letter.subject}\n{body}"

    return newest
