"""One in ten wishes to use Welsh: then the event is held in Welsh, or interpreted."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events import rules
from events.models import Event
from tests.events.factories import EventFactory, RegistrationFactory, waiting
from tests.hubs.factories import HubFactory
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)


def with_wishes(welsh: int, others: int, **fields) -> Event:
    hub = HubFactory(slug="wales", welsh_standards=True)
    day = timezone.localdate() + 30 * DAY
    event = EventFactory(**{"hub": hub, "start_date": day, "capacity": 50, **fields})
    RegistrationFactory.create_batch(welsh, event=event, language_wish="cy")
    RegistrationFactory.create_batch(others, event=event, language_wish="en")
    return event


@pytest.mark.parametrize(
    ("welsh", "others", "reached"), [(1, 9, True), (1, 10, False), (0, 5, False), (0, 0, False)]
)
def test_one_in_ten_of_those_with_a_place_counts(welsh, others, reached):
    event = with_wishes(welsh, others)
    waiting(event, language_wish="cy")
    wishes = rules.language_wishes(event)
    assert (wishes.welsh, wishes.people, wishes.reached) == (welsh, welsh + others, reached)


def test_the_staff_see_what_to_do_on_the_events_page_until_it_is_done(client):
    by = timezone.localdate() + 9 * DAY
    event = with_wishes(1, 4, interpreters_by=by)
    client.force_login(staff("event_officer", event.hub))
    page = reverse("admin:events_event_change", args=[event.pk])
    queue = reverse("staff_queue")
    assert "1 of 5 people with a place. Hold it in Welsh" in client.get(page).content.decode()
    assert "Hold it in Welsh or book interpreters" in client.get(queue).content.decode()
    event.interpretation = "Welsh to English"
    event.save()
    assert "Hold it in Welsh" not in client.get(page).content.decode()
    assert "Hold it in Welsh" not in client.get(queue).content.decode()


def test_past_the_day_it_is_overdue(client):
    event = with_wishes(1, 4, interpreters_by=timezone.localdate() - DAY)
    client.force_login(staff("event_officer", event.hub))
    page = client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    assert "overdue since" in page
    assert "overdue" in client.get(reverse("staff_queue")).content.decode()


def test_an_event_in_welsh_waits_for_nobody_and_neither_does_one_of_another_hub(client):
    with_wishes(1, 1, languages=["cy", "en"])
    theirs = with_wishes(1, 1, slug="theirs")
    Event.objects.filter(slug="theirs").update(hub=HubFactory(slug="scotland"))
    client.force_login(staff("event_officer", HubFactory(slug="wales")))
    assert "Hold it in Welsh" not in client.get(reverse("staff_queue")).content.decode()
    assert rules.to_be_interpreted(Event.objects.all(), now=timezone.now()) == [theirs]
