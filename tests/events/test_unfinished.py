"""What an announced event still lacks: staff read it when they save, and in their work queue."""

import datetime as dt
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from tests.events.factories import EventFactory, QuestionFactory, SessionFactory
from tests.events.test_announcing import BOTH, WELSH, bound, coming, edit, words_of
from tests.events.test_programme_staff import typed
from tests.hubs.factories import HubFactory
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)
NO_LINK = "has no joining link yet"
HYBRID = {"format": "hybrid", "online_capacity": "9"}
__all__ = ["bound"]


def said(client, response) -> str:
    assert response.status_code == 302, response.context["adminform"].form.errors
    return html.unescape(client.get(response.url).content.decode())


# The joining link --------------------------------------------------------------------------------


def test_an_announced_event_without_a_joining_link_is_saved_with_a_warning(client, officer, wales):
    event = EventFactory(hub=wales, format="hybrid", start_date=coming())
    assert NO_LINK in said(client, edit(client, event, **HYBRID))
    linked = edit(client, event, **HYBRID, join_url="https://meet.example.org/x")
    assert NO_LINK not in said(client, linked)


@pytest.mark.parametrize("fields", [{"status": "draft", "format": "hybrid"}, {}])
def test_drafts_and_events_in_a_room_need_no_link(client, officer, wales, fields):
    event = EventFactory(hub=wales, start_date=coming(), **fields)
    assert NO_LINK not in said(client, edit(client, event, format=event.format))


def test_whoever_announces_reads_that_the_link_is_to_come_and_may_announce(client, officer, wales):
    event = EventFactory(hub=wales, format="online", status="draft", start_date=coming())
    words = words_of(client, event)
    assert "Joining link None yet. Add it before people are to join." in words
    assert client.post(reverse("admin:events_event_publish", args=[event.pk])).status_code == 302
    Event.objects.update(status="draft", join_url="https://meet.example.org/x")
    assert "Joining link" not in words_of(client, event)


def queue(client) -> str:
    return html.unescape(client.get(reverse("staff_queue")).content.decode())


@pytest.mark.parametrize(("days", "waits"), [(6, True), (8, False)])
def test_an_event_without_a_link_is_in_the_work_queue_a_week_ahead(
    client, officer, wales, days, waits
):
    day = timezone.localdate() + days * DAY
    EventFactory(hub=wales, format="hybrid", title="Sandpit", start_date=day)
    assert ("Still without a joining link" in queue(client)) is waits


# The programme -----------------------------------------------------------------------------------


def add(client, event, **changes) -> str:
    return said(client, client.post("/admin/events/session/add/", typed(event, **changes)))


def test_a_session_outside_the_hours_of_its_event_is_saved_with_a_warning(client, officer, wales):
    event = EventFactory(hub=wales, start_date=coming())
    outside = "“Opening” lies outside the hours of the event"
    assert f"{outside}: 09:30–10:30." in add(client, event, start_time="09:30", end_time="10:30")
    session = event.sessions.get()
    address = f"/admin/events/session/{session.pk}/change/"
    hours = {"start_time": "15:30", "end_time": "16:30"}
    assert outside in said(client, client.post(address, typed(event, **hours)))
    assert outside not in said(client, client.post(address, typed(event)))


def test_the_same_session_twice_is_saved_with_a_warning(client, officer, wales):
    event = EventFactory(hub=wales, start_date=coming())
    twice = "“Opening” is in the programme twice at 10:00"
    assert twice not in add(client, event, room="")
    for other in ({"title_0": "Closing"}, {"track_0": "Young people"}, {"start_time": "10:15"}):
        assert "twice" not in add(client, event, **{"room": "", **other})
    assert twice in add(client, event, room="")


# Welsh -------------------------------------------------------------------------------------------


def test_a_session_in_english_alone_is_saved_with_a_warning(client, bound):
    event = EventFactory(hub=bound, start_date=coming(), **BOTH)
    lacks = "“Opening” is still missing in Welsh: title."
    assert lacks in add(client, event, room="")
    assert lacks not in add(client, event, title_1="Agoriad")
    Event.objects.update(status="draft")
    assert lacks not in add(client, event, room="B")


def question(event, number=0, **changes) -> dict:
    data = {"questions-TOTAL_FORMS": "1", "questions-0-position": "0", "questions-0-kind": "line"}
    data |= {"questions-0-wording_0": "What do you bring?"}
    return WELSH | data | {f"questions-0-{name}": value for name, value in changes.items()}


def test_a_question_in_english_alone_is_saved_with_a_warning(client, bound):
    event = EventFactory(hub=bound, start_date=coming(), **BOTH)
    lacks = "“What do you bring?” is still missing in Welsh: question."
    assert lacks in said(client, edit(client, event, **question(event)))
    event.questions.all().delete()
    both = question(event, wording_1="Beth ddewch chi?")
    assert lacks not in said(client, edit(client, event, **both))


def test_hubs_that_owe_no_welsh_read_nothing_of_it(client, officer, wales):
    event = EventFactory(hub=wales, start_date=coming())
    assert "missing in Welsh" not in add(client, event)
    assert "missing in Welsh" not in said(client, edit(client, event, **question(event)))


@pytest.fixture
def welsh(client):
    hub = HubFactory(slug="welsh", languages=["cy", "en"])
    client.force_login(staff("event_officer", hub))
    return hub


def both(**fields) -> dict:
    return {**BOTH, "body": "", "start_date": coming(), **fields}


IN_ENGLISH = [
    lambda event: Event.objects.filter(pk=event.pk).update(title="Sandpit"),
    lambda event: SessionFactory(event=event, title="Opening"),
    lambda event: QuestionFactory(event=event, wording={"en": "What do you bring?", "cy": ""}),
]


@pytest.mark.parametrize("lose", IN_ENGLISH, ids=["event", "session", "question"])
def test_what_is_announced_but_not_in_welsh_is_in_the_work_queue(client, welsh, lose):
    event = EventFactory(hub=welsh, **both())
    lacks = "Public, but not in Welsh"
    assert "Nothing waits for you" in queue(client)
    lose(event)
    assert queue(client).count(lacks) == 1
    event.questions.update(retired=True)
    assert (lacks in queue(client)) is not event.questions.exists()


def test_only_coming_events_of_their_own_wait_for_a_translation(client, welsh):
    EventFactory(hub=welsh, **both(title="Over", start_date=dt.date(2026, 3, 2)))
    EventFactory(hub=welsh, **both(title="Draft", status="draft"))
    EventFactory(hub=HubFactory(slug="other", languages=["cy"]), **both(title="Theirs"))
    assert "Nothing waits for you" in queue(client)
