"""Access needs and diets: few read them, each reading is written down, and soon they are gone."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from events import services
from events.models import Needs, NeedsDeletion, Registration
from events.tasks import delete_old_needs
from tests.events.factories import (
    NOW,
    EventFactory,
    NeedsFactory,
    RegistrationFactory,
    applying,
    waiting,
)
from tests.hubs.factories import HubFactory
from tests.members.factories import MembershipFactory, UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)


def list_of(event) -> str:
    return reverse("admin:events_event_needs", args=[event.pk])


@pytest.mark.parametrize("role", ["hub_manager", "event_officer"])
def test_named_roles_of_the_hub_read_the_list_and_each_reading_is_written_down(client, role):
    event = EventFactory(needs_by=dt.date(2026, 12, 1), catering=True)
    row = NeedsFactory(registration__event=event, registration__person__name="Cerys Aled")
    NeedsFactory(registration=waiting(event), access=["loop"], diet=[])
    reader = staff(role, event.hub)
    client.force_login(reader)
    page = client.get(list_of(event)).content.decode()
    assert "Cerys Aled" in page and "Step-free access" in page and "Vegan" in page
    assert ("after the day" in page) is (row.told_at.date() > event.needs_by)
    assert client.get(list_of(event)).context["needs"].access == [("Step-free access", 1)]
    entries = LogEntry.objects.filter(user=reader, object_id=str(event.pk))
    assert [entry.get_change_message() for entry in entries] == [
        "Opened the list of access needs and diets"
    ] * 2
    history = client.get(reverse("admin:events_event_history", args=[event.pk]))
    assert "Opened the list of access needs" in history.content.decode()


def led_to(client, event) -> list[str]:
    page = client.get(reverse("admin:events_event_change", args=[event.pk]))
    return [link["url"] for link in page.context["desk_links"]]


def test_the_desk_leads_everybody_to_what_they_may_open_and_to_nothing_else(client):
    event = EventFactory(approval=True, format="hybrid", online_capacity=5)
    both = MembershipFactory(user=staff("programme"), role="event_officer").user
    named = [staff("hub_manager", event.hub), staff("event_officer", event.hub)]
    for person in [staff("programme"), both, UserFactory(is_staff=True, is_superuser=True), *named]:
        client.force_login(person)
        links = led_to(client, event)
        assert (list_of(event) in links) is (person in named)
        for link in links:
            assert client.get(link).status_code == 200, (person, link)


def test_for_everybody_else_the_list_does_not_exist(client):
    event = EventFactory()
    scotland = HubFactory(slug="scotland")
    event.co_hosts.add(scotland)
    NeedsFactory(registration__event=event)
    others = [staff("programme"), staff("hub_manager", scotland), staff("reviewer", event.hub)]
    for person in others:
        client.force_login(person)
        assert client.get(list_of(event)).status_code == 404, person.memberships.get()
    assert not LogEntry.objects.exists()


def test_who_told_after_the_day_is_marked_by_the_events_own_calendar(client):
    event = EventFactory(needs_by=timezone.localdate() - DAY)
    NeedsFactory(registration__event=event)
    client.force_login(staff("hub_manager", event.hub))
    assert "after the day" in client.get(list_of(event)).content.decode()
    event.needs_by = timezone.localdate() + DAY
    event.save()
    assert "after the day" not in client.get(list_of(event)).content.decode()


def test_needs_go_at_once_with_the_place():
    given_up, taken_away = NeedsFactory().registration, NeedsFactory().registration
    kept = NeedsFactory()
    services.cancel(given_up, by=given_up.person, now=NOW)
    services.remove(taken_away, by=None, reason="Full", now=NOW)
    assert list(Needs.objects.all()) == [kept]
    services.cancel_event(kept.registration.event, by=None, note="Ill", now=NOW)
    assert not Needs.objects.exists()
    assert not NeedsDeletion.objects.exists()


def test_needs_go_at_once_however_somebody_leaves(caplog):
    """Declined, not decided in time, an offer not taken, a colleague instead."""
    event = EventFactory(capacity=2, approval=True)
    declined, undecided = (NeedsFactory(registration=applying(event)).registration for _ in "ab")
    lapsed = RegistrationFactory(event=event, status="offered", offer_expires_at=NOW)
    holder = RegistrationFactory(event=event)
    for one in (lapsed, holder):
        NeedsFactory(registration=one)
    with caplog.at_level("INFO", "events"):
        services.decline(declined, by=None, reason="No.", now=NOW)
        services.fill_places(event, by=None, now=NOW)
        services.substitute(holder, by=None, colleague=UserFactory(), now=NOW)
        services.answer_undecided(now=event.starts_at)
    people = (declined, lapsed, holder, undecided)
    statuses = [Registration.objects.get(pk=one.pk).status for one in people]
    assert statuses == ["declined", "lapsed", "cancelled", "declined"]
    assert not Needs.objects.exists()
    said = [line for line in caplog.messages if "who do not come were deleted: 1" in line]
    assert len(said) == 4


def test_a_colleague_who_was_asked_and_is_not_any_more_leaves_no_needs():
    holder, colleague = RegistrationFactory(), UserFactory()
    services.ask_colleague(holder, by=holder.person, email=colleague.email, now=NOW)
    NeedsFactory(registration=colleague.registrations.get())
    services.cancel(holder, by=holder.person, now=NOW)
    assert not Needs.objects.exists()


def test_thirty_days_after_the_event_they_are_deleted_once_and_the_proof_stays(client):
    event = EventFactory()
    for _number in range(2):
        NeedsFactory(registration=RegistrationFactory(event=event, status="attended"))
    later = NeedsFactory(registration__event=EventFactory(start_date=event.start_date + DAY))
    due = event.ends_at + 30 * DAY
    assert services.delete_old_needs(now=due - dt.timedelta(minutes=1)) == 0
    assert [services.delete_old_needs(now=due) for _ in "ab"] == [2, 0]
    assert list(Needs.objects.all()) == [later]
    proof = NeedsDeletion.objects.get()
    assert (proof.event, proof.rows, proof.at) == (event, 2, due)
    client.force_login(staff("hub_manager", event.hub))
    page = client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    assert "of 2 people" in page


def test_the_clock_also_deletes_what_was_left_of_people_who_do_not_come():
    NeedsFactory(registration__status="declined")
    delete_old_needs()
    assert not Needs.objects.exists()


def test_saying_the_same_again_does_not_make_it_late():
    registration = RegistrationFactory()
    needs = {"access": ["loop"], "access_note": "", "diet": [], "diet_note": ""}
    services.tell_needs(registration, needs)
    told_at = Needs.objects.get().told_at
    services.tell_needs(registration, needs)
    assert Needs.objects.get().told_at == told_at
    services.tell_needs(registration, needs | {"access_note": "Row one"})
    assert Needs.objects.get().told_at > told_at
