"""A file is written while somebody publishes or writes the same: neither undoes the other."""

import threading

import pytest
from django.db import connections, transaction

from hubportal.workflow.moves import Refused
from hubs import figures, services
from hubs.models import ImportBatch, Opportunity
from tests.hubs.factories import HubFactory, OpportunityFactory
from tests.hubs.test_opportunity_import import GOOD, batch_of, line
from tests.members.factories import staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


def confirming(batch, person):
    mark = figures.preview(batch, person).mark
    return lambda: services.confirm_import(batch, by=person, mark=mark)


def during(act, call):
    """What `call` gave or raised, begun in the middle of `act`, which commits a moment later."""
    results = []

    def run():
        try:
            results.append(call())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results.append(error)
        finally:
            connections.close_all()

    calling = threading.Thread(target=run)
    with transaction.atomic():
        act()
        calling.start()
        calling.join(timeout=0.5)
        assert calling.is_alive()
    calling.join()
    return results[0]


def test_a_draft_that_is_published_while_a_file_is_written_stays_public(wales):
    person = staff("hub_manager", wales)
    draft = OpportunityFactory(
        hub=wales, status="draft", public_from=None, url=GOOD["url"], title="Old"
    )
    confirm = confirming(batch_of(line(title="New"), by=person, hub=wales), person)
    publish = lambda: services.publish(Opportunity.objects.get(), by=person)  # noqa: E731
    assert isinstance(during(publish, confirm), Refused)
    draft.refresh_from_db()
    assert (draft.status, str(draft.title)) == ("published", "Old")
    assert draft.public_from is not None


def test_a_file_writes_what_it_says_and_nothing_else(wales):
    person = staff("hub_manager", wales)
    draft = OpportunityFactory(
        hub=wales, status="draft", public_from=None, url=GOOD["url"], title="Old"
    )
    batch = batch_of(line(title="New"), by=person, hub=wales)
    mark = figures.preview(batch, person).mark

    def review():
        Opportunity.objects.update(review_by="2030-01-01")

    during(review, lambda: services.confirm_import(batch, by=person, mark=mark))
    draft.refresh_from_db()
    assert (str(draft.review_by), str(draft.title)) == ("2030-01-01", "New")


def test_the_same_lines_twice_at_once_are_written_once_and_refused_in_words(wales):
    person = staff("hub_manager", wales)
    same = line(source="List", source_id="7")
    batches = [batch_of(same, by=person, hub=wales) for _ in range(2)]
    first, second = (confirming(batch, person) for batch in batches)
    result = during(first, second)
    assert isinstance(result, Refused)
    assert "changed since you looked" in str(result)
    assert Opportunity.objects.count() == 1
    assert ImportBatch.objects.get() == batches[1]
