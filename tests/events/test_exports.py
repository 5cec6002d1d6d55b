import csv
import datetime as dt
import io

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import figures
from events.models import Answer, Export, Needs, Question
from hubs.models import Sector
from tests.events.factories import EventFactory, RegistrationFactory
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
WHY = "Badges for the day, printed by us."


@pytest.fixture
def event(db):
    return EventFactory(hub=HubFactory(slug="wales"), capacity=50)


@pytest.fixture
def officer(client, event):
    person = staff("event_officer", event.hub, name="Olwen Officer")
    client.force_login(person)
    return person


def page_of(event) -> str:
    return f"/admin/events/event/{event.pk}/export/"


def take(client, event, **chosen):
    return client.post(page_of(event), {"columns": ["name"], "reason": WHY, **chosen})


def rows_in(answer) -> list[list[str]]:
    assert answer.headers["Content-Type"].startswith("text/csv"), answer.content.decode()[-3000:]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_list_has_the_chosen_columns_of_the_chosen_people(client, officer, event):
    nhs = Sector.objects.get(code="NHS")
    RegistrationFactory(event=event, person=UserFactory(name="Ann"), sector=nhs, affiliation="Lab")
    RegistrationFactory(event=event, person=UserFactory(name="Ben"), status="cancelled")
    RegistrationFactory(person=UserFactory(name="Elsewhere"))
    answer = take(client, event, columns=["sector", "name", "affiliation"], statuses=["confirmed"])
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert rows_in(answer) == [
        ["Name", "Sector", "Post and organisation"],
        ["Ann", str(nhs), "Lab"],
    ]


def test_what_was_taken_stays_written_down_with_who_and_why(client, officer, event):
    RegistrationFactory(event=event)
    take(client, event, columns=["name", "email"], statuses=["confirmed"])
    log = Export.objects.get()
    assert (log.event, log.by, log.rows, log.reason) == (event, officer, 1, WHY)
    assert log.columns == ["Name", "E-mail address"]
    assert log.filters == "Registered"
    assert WHY in client.get(page_of(event)).content.decode()


def test_the_page_says_how_to_see_what_was_just_taken_and_is_kept_by_no_cache(
    client, officer, event
):
    page = client.get(page_of(event))
    assert "stands under “Taken before” when you look again" in page.content.decode()
    assert f'<a href="{page_of(event)}">Look again</a>' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("reason", ["", "  ", "because"])
def test_without_a_reason_nothing_leaves(client, officer, event, reason):
    answer = take(client, event, reason=reason)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert not Export.objects.exists()


def test_the_log_cannot_be_changed_or_emptied(client, officer, event):
    take(client, event)
    for change in (lambda rows: rows.update(reason="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(Export.objects.all())
    log = Export.objects.get()
    assert client.get(f"/admin/events/export/{log.pk}/change/").status_code == 200
    assert client.post(f"/admin/events/export/{log.pk}/change/", {}).status_code == 403
    assert client.post(f"/admin/events/export/{log.pk}/delete/").status_code == 403


def test_no_cell_is_a_formula(client, officer, event):
    RegistrationFactory(event=event, person=UserFactory(name='=HYPERLINK("https://e.example")'))
    assert rows_in(take(client, event))[1][0].startswith("'=")


def test_answers_have_a_column_each_and_access_needs_have_none(client, officer, event):
    one = RegistrationFactory(event=event)
    asked = Question.objects.create(event=event, wording={"en": "Why do you come?"})
    choice = Question.objects.create(
        event=event, kind="one", wording={"en": "Which room?"}, options={"en": "Red\nBlue"}
    )
    Answer.objects.create(registration=one, question=asked, wording="Why?", text="To meet people")
    Answer.objects.create(registration=one, question=choice, wording="Which?", chosen=[2])
    Needs.objects.create(registration=one, access=["bsl"], access_note="Left ear", diet=["vegan"])
    everything = [key for key, _name in figures.columns_of(event)]
    answer = take(client, event, columns=everything)
    [header, row] = rows_in(answer)
    assert dict(zip(header, row, strict=True))["Why do you come?"] == "To meet people"
    assert dict(zip(header, row, strict=True))["Which room?"] == "Blue"
    for secret in ("Left ear", "egan", "Sign Language"):
        assert secret not in answer.content.decode()
    refused = take(client, event, columns=["access"])
    assert "access is not one of the available choices" in refused.content.decode()


def test_moments_are_on_the_clock_of_the_event(client, officer, event):
    type(event).objects.update(time_zone="Europe/Oslo")
    at = dt.datetime(2027, 2, 1, 9, 55, tzinfo=dt.UTC)
    RegistrationFactory(event=event, status="attended", arrived_at=at)
    assert rows_in(take(client, event, columns=["arrived"]))[1] == ["2027-02-01 10:55"]


def test_a_list_costs_the_same_queries_for_three_people_and_for_six(client, officer, event):
    asked = Question.objects.create(event=event, wording={"en": "Why?"})
    columns = ["name", "email", "sector", f"answer-{asked.pk}"]
    counted = []
    for _time in range(2):
        for one in RegistrationFactory.create_batch(3, event=event):
            Answer.objects.create(registration=one, question=asked, wording="Why?", text="So")
        with CaptureQueriesContext(connection) as queries:
            take(client, event, columns=columns)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_only_the_staff_of_the_responsible_hub_take_a_list(client, event):
    scotland = HubFactory(slug="scotland")
    event.co_hosts.add(scotland)
    client.force_login(staff("hub_manager", scotland))
    assert client.get(page_of(event)).status_code == 404
    assert take(client, event).status_code == 404
    client.force_login(staff("reviewer", event.hub))
    assert client.get(page_of(event)).status_code in (403, 404)
    client.force_login(staff("programme"))
    assert client.get(page_of(event)).status_code == 200
    assert not Export.objects.exists()


def test_a_hub_reads_its_own_log_alone(client, officer, event):
    foreign = EventFactory(hub=HubFactory(slug="scotland"))
    other = staff("event_officer", foreign.hub)
    Export.objects.create(
        event=foreign, by=other, at=timezone.now(), columns=["Name"], rows=7, reason="Their reason"
    )
    take(client, event)
    page = client.get("/admin/events/export/").content.decode()
    assert WHY in page
    assert "Their reason" not in page
