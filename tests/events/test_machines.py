"""Other programs read public events as JSON, as the schema says, and nothing that is not public."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from events import services
from events.feeds import machines
from events.models import Event, EventSeries
from tests.events.factories import RegistrationFactory, full
from tests.events.test_feeds import coming
from tests.hubs.factories import HubFactory, ThemeFactory

pytestmark = pytest.mark.django_db
KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "null": type(None),
}


def faults(value, schema, where="$"):
    """What the schema forbids: kinds, members that are missing or unknown, words, forms."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not isinstance(value, tuple(KINDS[kind] for kind in kinds)):
        return [f"{where}: {value!r} is no {kinds}"]
    found = [f"{where}: {value!r}"] if not fits(value, schema) else []
    if isinstance(value, dict):
        found += faults_of_members(value, schema, where)
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += faults(item, schema["items"], f"{where}[{number}]")
    return found


def fits(value, schema) -> bool:
    if value is None:
        return True
    words = schema.get("enum", [schema.get("const", value)])
    return value in words and FORMS[schema.get("format")](value)


FORMS = {
    None: lambda value: True,
    "date-time": lambda value: dt.datetime.fromisoformat(value).tzinfo is not None,
    "uri": lambda value: value.startswith("http://127.0.0.1:8000/"),
}


def faults_of_members(value, schema, where) -> list[str]:
    known = schema["properties"]
    found = [f"{where}.{name} is missing" for name in schema["required"] if name not in value]
    found += [f"{where}.{name} is not in the schema" for name in value if name not in known]
    for name in known.keys() & value.keys():
        found += faults(value[name], known[name], f"{where}.{name}")
    return found


def described(client, path="/events/feed.json"):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    data = json.loads(response.content)
    schema = json.loads(client.get("/events/schema.json").content)
    assert faults(data, schema) == []
    return data


def test_every_kind_of_event_is_as_the_schema_says(client):
    coming(format="online", languages=["cy", "en"])
    coming(format="hybrid", online_capacity=5, time_zone="Europe/Oslo")
    full(coming(capacity=1))
    coming(approval=True)
    coming(registration_opens_at=timezone.now() + dt.timedelta(days=1))
    coming(registration_closes_at=timezone.now() - dt.timedelta(days=1))
    coming(hub=HubFactory(slug="planned", status="planned"))
    services.cancel_event(coming(), by=None, note="Ill")
    services.postpone(coming(), by=None, note="Ill")
    many = coming()
    many.co_hosts.add(HubFactory(slug="scotland"))
    many.themes.add(ThemeFactory())
    events = described(client)["events"]
    assert len(events) == 10
    said = {event["registration"]["availability"] for event in events}
    assert {"full", "apply", "soon", "closed", "cancelled", "postponed"} <= said
    for event in Event.objects.all():
        [one] = described(client, f"/events/{event.slug}.json")["events"]
        assert one["id"] == f"event-{event.pk}@127.0.0.1"


def test_a_schema_that_is_broken_is_seen_to_be_broken(client):
    coming()
    data = described(client)
    schema = json.loads(client.get("/events/schema.json").content)
    assert faults(data | {"extra": 1}, schema) == ["$.extra is not in the schema"]
    data["events"][0]["status"] = "draft"
    del data["events"][0]["title"]
    assert len(faults(data, schema)) == 2


def test_no_draft_no_person_and_no_joining_link_is_told(client):
    coming(status="draft", slug="secret-draft")
    event = coming(format="online", join_url="https://meet.example/secret")
    registration = RegistrationFactory(event=event)
    text = client.get("/events/feed.json").content.decode()
    assert "secret" not in text
    assert registration.person.email not in text
    assert registration.person.name not in text
    assert client.get("/events/secret-draft.json").status_code == 404


def test_the_filters_of_the_list_narrow_it_and_the_language_is_that_of_the_address(client):
    coming(title="Here")
    coming(title={"en": "There", "cy": "Yno"}, hub=HubFactory(slug="scotland"))
    [only] = described(client, "/events/feed.json?hub=scotland")["events"]
    assert only["title"] == "There"
    welsh = described(client, "/cy/events/feed.json?hub=scotland")
    assert (welsh["language"], welsh["events"][0]["title"]) == ("cy", "Yno")
    assert welsh["events"][0]["id"] == only["id"]


def test_a_long_list_is_paged_with_its_filters_kept(client, monkeypatch):
    monkeypatch.setattr(machines, "PER_PAGE", 2)
    for number in range(5):
        coming(title=f"Event {number}")
    path, seen = "/events/feed.json?hub=wales", []
    while path:
        data = described(client, path)
        seen += [event["id"] for event in data["events"]]
        path = (data["next"] or "").removeprefix("http://127.0.0.1:8000")
        assert "hub=wales" in path or not path
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999", "²"])
def test_a_page_that_makes_no_sense_is_the_first(client, number):
    coming()
    assert len(described(client, f"/events/feed.json?page={number}")["events"]) == 1


def test_what_has_not_changed_is_not_sent_again(client):
    event = coming()
    for path in ("/events/feed.json", f"/events/{event.slug}.json", "/events/schema.json"):
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"


def test_the_list_tells_developers_where_to_look(client):
    page = client.get("/events/?hub=wales").content.decode()
    HubFactory(slug="wales")
    assert "For developers" in page
    assert 'href="/events/schema.json"' in page


# schema.org -----------------------------------------------------------------------------------


def linked_data(client, event) -> dict:
    page = client.get(event.get_absolute_url()).content.decode()
    blocks = page.split('<script type="application/ld+json">')[1:]
    found = [json.loads(block.partition("</script>")[0]) for block in blocks]
    return next(data for data in found if data["@type"] == "Event")


def test_an_event_that_moved_says_when_it_should_have_been(client):
    event = coming()
    event.refresh_from_db()
    assert linked_data(client, event)["eventStatus"] == "https://schema.org/EventScheduled"
    was = event.starts_at.astimezone(event.zone).isoformat()
    event.start_date += dt.timedelta(days=7)
    event.end_date += dt.timedelta(days=7)
    services.change_event(event, by=None)
    data = linked_data(client, event)
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == was
    assert data["startDate"] != was


def test_a_postponed_event_is_rescheduled_when_it_is_announced_anew(client):
    event = coming()
    event.refresh_from_db()
    was = event.starts_at.astimezone(event.zone).isoformat()
    services.postpone(event, by=None, note="Snow")
    assert linked_data(client, event)["eventStatus"] == "https://schema.org/EventPostponed"
    event.refresh_from_db()
    event.start_date += dt.timedelta(days=30)
    event.end_date += dt.timedelta(days=30)
    services.change_event(event, by=None)
    services.publish(event, by=None)
    data = linked_data(client, event)
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == was


def test_places_languages_series_and_where_to_take_part_are_told(client):
    hub = HubFactory(slug="wales")
    series = EventSeries.objects.create(hub=hub, slug="week", title="Innovation week")
    event = coming(
        hub=hub,
        series=series,
        format="hybrid",
        languages=["cy", "en"],
        join_url="https://meet.example/secret",
    )
    data = linked_data(client, event)
    assert data["superEvent"]["name"] == "Innovation week"
    assert data["inLanguage"] == ["cy", "en"]
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    place, virtual = data["location"]
    assert (place["@type"], virtual["@type"]) == ("Place", "VirtualLocation")
    assert virtual["url"] == f"http://127.0.0.1:8000{event.get_absolute_url()}"
    assert data["identifier"] == f"event-{event.pk}@127.0.0.1"
    assert "secret" not in json.dumps(data)


@pytest.mark.parametrize(
    ("fields", "taken", "word"),
    [
        ({"capacity": 50}, 0, "InStock"),
        ({"capacity": 2}, 1, "LimitedAvailability"),
        ({"capacity": 1}, 1, "SoldOut"),
    ],
)
def test_the_offer_says_whether_there_are_places(client, fields, taken, word):
    event = coming(**fields)
    RegistrationFactory.create_batch(taken, event=event)
    offer = linked_data(client, event)["offers"]
    assert offer["availability"] == f"https://schema.org/{word}"
    assert offer["price"] == 0


def test_a_shared_link_shows_a_card(client):
    event = coming(title="Care at home")
    page = client.get(event.get_absolute_url()).content.decode()
    assert '<meta property="og:title" content="Care at home' in page
    assert (
        f'<meta property="og:url" content="http://127.0.0.1:8000{event.get_absolute_url()}"' in page
    )
