"""What staff type about a programme, what is refused, and where they find it."""

import datetime as dt

import pytest
from django.utils import timezone

from events.models import Event, EventSeries, Material, Outcome, Session, Speaker
from tests.events.factories import (
    EventFactory,
    EventSeriesFactory,
    MaterialFactory,
    OutcomeFactory,
    SessionFactory,
    SpeakerFactory,
)
from tests.hubs.factories import HubFactory
from tests.members.factories import staff
from tests.uploads.files import handed_in, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def event(client):
    """Of the hub whose event officer is signed in, on the night when clocks go forward."""
    event = EventFactory(start_date=dt.date(2027, 3, 28), start_time=dt.time(0, 30))
    client.force_login(staff("event_officer", event.hub))
    return event


def typed(event, **changes) -> dict:
    return {
        "event": event.pk,
        "kind": "talk",
        "title_0": "Opening",
        "date": str(event.start_date),
        "start_time": "10:00",
        "end_time": "11:00",
        "room": "Hall",
    } | changes


def errors(client, data, address="/admin/events/session/add/") -> dict:
    response = client.post(address, data)
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def test_staff_write_a_session(client, event):
    assert client.post("/admin/events/session/add/", typed(event)).status_code == 302

    session = Session.objects.get()
    assert (session.event, session.room) == (event, "Hall")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"date": "2027-03-29"}, "date", "not a day of the event"),
        ({"end_time": "09:00"}, "end_time", "cannot end before it starts"),
        ({"end_time": "10:00"}, "end_time", "cannot end before it starts"),
        ({"start_time": "01:30"}, "start_time", "There is no 01:30"),
        ({"room": "hall "}, "room", "“Taken” is in this room then, 10:30–11:30."),
    ],
)
def test_what_a_session_cannot_be_is_said_beside_the_field(client, event, changes, field, words):
    SessionFactory(event=event, title="Taken", room="Hall")
    found = errors(client, typed(event) | changes | {"room": changes.get("room", "")})

    assert list(found) == [field]
    assert words in str(found[field])


def test_a_session_is_not_in_its_own_way_nor_one_in_another_room_or_later(client, event):
    session = SessionFactory(event=event, room="Hall")
    SessionFactory(event=event, room="Room 2")
    SessionFactory(event=event, room="Hall", start_time=dt.time(11, 30), end_time=dt.time(12))
    SessionFactory(room="Hall", date=event.start_date)

    address = f"/admin/events/session/{session.pk}/change/"
    data = typed(event, start_time="10:30", end_time="11:30")
    assert client.post(address, data).status_code == 302


def test_somebody_in_two_sessions_at_once_is_saved_with_a_warning(client, event):
    one, other = SessionFactory.create_batch(2, event=event)
    data = {"event": event.pk, "part": "chair", "name": "Ann Example", "position": "0"}

    data["sessions"] = [one.pk, other.pk]
    response = client.post("/admin/events/speaker/add/", data, follow=True)

    assert Speaker.objects.get().sessions.count() == 2
    assert "Ann Example is in two sessions at once" in response.content.decode()


def test_sessions_of_another_event_are_not_offered_and_not_taken(client, event):
    own, other = SessionFactory(event=event), SessionFactory(title="Elsewhere")
    page = client.get(f"/admin/events/speaker/add/?event={event.pk}").content.decode()
    assert str(own) in page and "Elsewhere" not in page

    data = {"event": event.pk, "part": "speaker", "name": "Ann Example", "position": "0"}
    found = errors(client, data | {"sessions": [other.pk]}, "/admin/events/speaker/add/")
    assert "belongs to another event" in str(found["sessions"])
    data = {"event": event.pk, "title_0": "S", "url": "https://x.example.org/", "position": "0"}
    data |= {"audience": "everybody", "session": other.pk}
    found = errors(client, data, "/admin/events/material/add/")
    assert "belongs to another event" in str(found["session"])


def test_consent_of_a_known_speaker_is_given_and_taken_back_by_verbs(client, event):
    speaker = SpeakerFactory(event=event)
    stem = f"/admin/events/speaker/{speaker.pk}/"

    page = client.get(f"{stem}change/").content.decode()
    assert 'name="consented_on"' not in page
    client.post(f"{stem}take_back/")
    assert not Speaker.objects.get().is_named()
    client.post(f"{stem}agree/", {"on": str(timezone.localdate()), "note": "E-mail"})
    assert Speaker.objects.get().is_named()
    client.post(f"{stem}erase/")
    assert Speaker.objects.get().is_erased()


def paper(event, **changes) -> dict:
    data = {"event": event.pk, "title_0": "Slides", "audience": "placed", "position": "0"}
    return data | changes


def test_a_paper_is_handed_in_looked_through_and_replaced(client, event):
    add = "/admin/events/material/add/"
    assert client.post(add, paper(event, file=handed_in(pdf(), "a.pdf"))).status_code == 302
    material = Material.objects.get()
    assert material.upload.content_type == "application/pdf"
    change = f"/admin/events/material/{material.pk}/change/"
    assert client.get(change).status_code == 200
    assert client.post(change, paper(event, title_0="Other")).status_code == 302
    assert Material.objects.get().upload == material.upload
    link = paper(event, url="https://x.example.org/")
    assert client.post(change, link).status_code == 302
    assert Material.objects.get().upload is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Give a file or a link."),
        ({"file": handed_in(pdf()), "url": "https://x.example.org/"}, "one of the two"),
        ({"file": handed_in(b"<script>", "slides.pdf")}, "not a file of these kinds"),
    ],
)
def test_a_paper_is_one_file_of_a_known_kind_or_one_link(client, event, more, words):
    found = errors(client, paper(event, **more), "/admin/events/material/add/")

    assert list(found) == ["file"] and words in str(found["file"])
    assert not Material.objects.exists()


def test_a_deleted_session_leaves_its_papers_with_the_event(client, event):
    material = MaterialFactory(event=event, session=SessionFactory(event=event))

    client.post(f"/admin/events/session/{material.session_id}/delete/", {"post": "yes"})

    assert not Session.objects.exists()
    assert Material.objects.get().session is None


def test_outcomes_are_of_days_that_have_been_and_came_after_the_event(client):
    event = EventFactory(start_date=timezone.localdate() - 30 * DAY)
    client.force_login(staff("event_officer", event.hub))
    add = "/admin/events/outcome/add/"
    data = {"event": event.pk, "title_0": "A pilot"}

    early = data | {"dated": str(event.start_date - DAY)}
    assert "later than its start" in str(errors(client, early, add)["dated"])
    late = data | {"dated": str(timezone.localdate() + DAY)}
    assert "a day that has been" in str(errors(client, late, add)["dated"])
    client.post(add, data | {"dated": str(timezone.localdate())})
    assert Outcome.objects.get().event == event


def test_the_desk_leads_to_the_lists_and_they_to_new_rows_of_the_same_event(client, event):
    desk = client.get(f"/admin/events/event/{event.pk}/change/").content.decode()

    for model in ("session", "speaker", "material", "outcome"):
        address = f"/admin/events/{model}/?event__id__exact={event.pk}"
        assert f'href="{address}"' in desk
        rows = client.get(address).content.decode()
        add = f"/admin/events/{model}/add/?_changelist_filters=event__id__exact%3D{event.pk}"
        assert add in rows
        form = client.get(add).context["adminform"].form
        assert str(form["event"].value()) == str(event.pk)


@pytest.mark.parametrize(
    "factory", [SessionFactory, SpeakerFactory, MaterialFactory, OutcomeFactory]
)
def test_what_belongs_to_an_event_of_another_hub_is_not_there(client, event, factory):
    theirs = factory(event=EventFactory(hub=HubFactory(slug="scotland")))
    stem = f"/admin/events/{theirs._meta.model_name}/"

    assert client.get(f"{stem}{theirs.pk}/change/").status_code == 404
    assert str(theirs) not in client.get(stem).content.decode()
    found = errors(client, typed(theirs.event), "/admin/events/session/add/")
    assert "event" in found


def test_staff_make_series_of_their_hubs_and_put_events_into_them(client, event):
    theirs = EventSeriesFactory(hub=HubFactory(slug="scotland"), title="Theirs")
    data = {"hub": event.hub_id, "title_0": "Ours", "slug": "ours"}
    client.post("/admin/events/eventseries/add/", data)
    ours = EventSeries.objects.get(slug="ours")
    Event.objects.filter(pk=event.pk).update(series=theirs)

    address = f"/admin/events/event/{event.pk}/change/"
    form = client.get(address).context["adminform"].form
    assert set(form.fields["series"].queryset) == {ours, theirs}
    form = client.get("/admin/events/event/add/").context["adminform"].form
    assert set(form.fields["series"].queryset) == {ours}
