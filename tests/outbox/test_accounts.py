import re

import pytest

from hubportal.outbox.models import Letter, Priority
from tests.outbox.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_the_code_for_signing_in_is_a_letter_that_overtakes_all_others(client, smtp, deliver):
    person = PersonFactory(email="ada@example.org")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    client.post("/accounts/login/code/", {"email": person.email})
    written = Letter.objects.get()
    assert (written.to, written.person, written.what) == (person.email, person, Letter.ACCOUNT)
    assert written.priority == Priority.DECISION
    assert (written.expires_at - written.created_at).total_seconds() == pytest.approx(600, abs=5)
    (received,) = deliver()
    assert received["Auto-Submitted"] == "auto-generated"
    code = re.search(r"\b[A-Z0-9]{3,}-?[A-Z0-9]{3,}\b", received.get_body(("plain",)).get_content())
    assert code
