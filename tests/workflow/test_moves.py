import threading

import pytest
from django.db import DatabaseError, connection, transaction

from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused, move, refuse_if
from hubs.models import Hub
from tests.hubs.factories import HubFactory
from tests.outbox.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_a_move_changes_the_status_and_leaves_a_step():
    hub, person = HubFactory(status="planned"), PersonFactory()
    move(hub, Hub.Status.PILOT, by=person, note="The board agreed")
    assert Hub.objects.get(pk=hub.pk).status == "pilot"
    step = Step.objects.about(hub).get()
    assert (step.was, step.now, step.by, step.note) == (
        "planned",
        "pilot",
        person,
        "The board agreed",
    )
    assert (step.was_label, step.now_label) == ("Planned", "Pilot")
    assert str(step) == "Planned → Pilot"


def test_a_move_may_carry_fields_that_belong_to_it():
    hub = HubFactory(status="planned")
    move(hub, "pilot", by=None, position=7)
    assert hub.position == Hub.objects.get(pk=hub.pk).position == 7
    with pytest.raises(Refused):
        move(hub, "planned", by=None, position=8)
    assert Hub.objects.get(pk=hub.pk).position == 7


def test_a_move_that_does_not_lead_there_is_refused_in_words():
    hub = HubFactory(status="closed")
    with pytest.raises(Refused, match="already “Closed”"):
        move(hub, Hub.Status.PLANNED, by=None)
    assert not Step.objects.exists()


def test_somebody_who_read_an_older_status_is_refused():
    hub = HubFactory(status="live")
    stale = Hub.objects.get(pk=hub.pk)
    move(hub, Hub.Status.PAUSED, by=None)
    with pytest.raises(Refused, match="already “Paused”"):
        move(stale, Hub.Status.CLOSED, by=None)
    assert stale.status == "paused"
    assert Step.objects.about(hub).count() == 1


def test_a_rolled_back_move_leaves_no_step():
    hub = HubFactory(status="live")
    with transaction.atomic():
        move(hub, Hub.Status.PAUSED, by=None)
        transaction.set_rollback(True)
    assert Hub.objects.get(pk=hub.pk).status == "live"
    assert not Step.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_moves_and_seven_are_refused():
    hub = HubFactory(status="live")
    outcomes = []

    def close():
        try:
            move(Hub.objects.get(pk=hub.pk), Hub.Status.CLOSED, by=None)
            outcomes.append("moved")
        except Refused:
            outcomes.append("refused")
        connection.close()

    people = [threading.Thread(target=close) for _ in range(8)]
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()
    assert sorted(outcomes) == ["moved"] + ["refused"] * 7
    assert Step.objects.about(hub).count() == 1


def test_refusals_collect_every_reason():
    refuse_if(reason for reason in [])
    with pytest.raises(Refused) as refusal:
        refuse_if(reason for reason in ["It is full.", "It has started."])
    assert refusal.value.reasons == ["It is full.", "It has started."]
    assert str(refusal.value) == "It is full. It has started."
    assert Refused("One reason.").reasons == ["One reason."]


def test_steps_come_in_order_and_only_of_their_record():
    hub, other = HubFactory(status="live"), HubFactory(status="live")
    move(hub, "paused", by=None)
    move(other, "paused", by=None)
    move(hub, "live", by=None)
    assert [step.now for step in Step.objects.about(hub)] == ["paused", "live"]


@pytest.mark.parametrize("change", [{"note": "Never happened"}, {"now": "live"}, {"was": "closed"}])
def test_the_database_refuses_to_rewrite_a_step(change):
    move(HubFactory(status="live"), "paused", by=PersonFactory())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Step.objects.update(**change)


def test_the_database_refuses_to_drop_a_step_or_put_it_on_another_person():
    move(HubFactory(status="live"), "paused", by=PersonFactory())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Step.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Step.objects.update(by=PersonFactory())


def test_erasing_a_person_leaves_their_steps_without_a_name():
    person = PersonFactory()
    move(HubFactory(status="live"), "paused", by=person)
    person.delete()
    assert Step.objects.get().by is None
