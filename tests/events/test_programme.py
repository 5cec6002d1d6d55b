"""The programme of an event, its people and papers, on pages and behind them."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from events import figures, rules, services
from events.forms import SessionForm
from events.models import Event, Material, Question, Session, Share, Speaker
from hubportal.uploads import services as uploads
from hubs.models.people import ERASED
from hubs.services import erase_named_person
from tests.events.factories import (
    EventFactory,
    EventSeriesFactory,
    MaterialFactory,
    OutcomeFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
)
from tests.funding.factories import ApplicationFactory, CallFactory
from tests.hubs.factories import HubFactory, OpportunityFactory, OrganisationFactory
from tests.members.factories import UserFactory, staff
from tests.uploads.files import handed_in, pdf

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def at(hour, minute=0):
    return dt.time(hour, minute)


def coming(**fields) -> Event:
    return EventFactory(**{"start_date": timezone.localdate() + 21 * DAY, **fields})


def past(**fields) -> Event:
    return EventFactory(**{"start_date": timezone.localdate() - 21 * DAY, **fields})


def html(client, event) -> str:
    response = client.get(event.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def kept(event, **fields) -> Material:
    return services.keep_material(
        Material(event=event, title="Slides", **fields),
        by=None,
        file=handed_in(pdf(), "slides.pdf"),
    )


# Days, tracks and the clock -------------------------------------------------------------------


def laid_out(event) -> list:
    sessions = event.sessions.order_by("date", "start_time", "pk")
    timed = [figures.timed(session, event, now=timezone.now()) for session in sessions]
    found = figures.days(timed)
    return [[[one.column for one in slot.sessions] for slot in day.slots] for day in found]


def test_what_runs_at_the_same_time_stands_side_by_side_and_a_track_keeps_its_column():
    event = EventFactory(end_date=dt.date(2027, 2, 2))
    for track, start, end in [
        ("", at(10), at(11)),
        ("Care", at(11), at(12)),
        ("Data", at(11), at(13)),
        ("Care", at(12), at(13)),
        ("", at(13), at(14)),
        ("Data", at(14), at(15)),
        ("Care", at(14), at(15)),
    ]:
        SessionFactory(event=event, track=track, start_time=start, end_time=end)
    SessionFactory(event=event, date=event.end_date)

    assert laid_out(event) == [[[1], [1, 2, 1], [1], [2, 1]], [[1]]]


def test_sessions_that_only_touch_are_not_side_by_side():
    event = EventFactory()
    SessionFactory(event=event, start_time=at(10), end_time=at(11))
    SessionFactory(event=event, start_time=at(11), end_time=at(12))

    assert laid_out(event) == [[[1], [1]]]


def test_a_session_runs_from_its_first_minute_to_before_its_last_on_the_events_clocks():
    event = EventFactory(time_zone="Europe/Oslo")
    session = SessionFactory(event=event)

    def runs(hour, minute):
        now = dt.datetime(2027, 2, 1, hour, minute, tzinfo=dt.UTC)
        return figures.timed(session, event, now=now).on

    assert [runs(9, 29), runs(9, 30), runs(10, 29), runs(10, 30)] == [False, True, True, False]
    event.status = Event.Status.CANCELLED
    assert not runs(9, 30)


def test_the_page_shows_days_times_rooms_and_who_speaks(client):
    event = coming(end_date=timezone.localdate() + 22 * DAY)
    one = SessionFactory(event=event, title="Opening", room="Hall", kind="panel", track="Care")
    SessionFactory(event=event, date=event.end_date, kind="break", title="Coffee")
    SpeakerFactory(event=event, name="Ann Example", part="chair", sessions=[one])

    page = html(client, event)

    assert f'id="day-{event.start_date}"' in page and f'href="#day-{event.end_date}"' in page
    assert ">10:30–11:30</time>" in page and 'data-zone="Europe/London"' in page
    for words in ("Opening", "Hall", "Panel", "Care", "Ann Example</strong> (chair)", "is-break"):
        assert words in page
    assert "Nurse, Example Hospital" in page


def test_a_page_says_what_runs_now(client):
    now = timezone.localtime()
    event = EventFactory(
        start_date=now.date() - DAY, end_date=now.date() + DAY, time_zone="Europe/London"
    )
    today = timezone.localdate(timezone=event.zone)
    SessionFactory(event=event, date=today, start_time=at(0), end_time=at(23, 59))
    SessionFactory(event=event, date=event.start_date)

    assert html(client, event).count(">Now<") == 1


def test_somebody_in_another_zone_reads_their_own_times(client):
    event = coming()
    SessionFactory(event=event)
    client.force_login(UserFactory(time_zone="Europe/Oslo"))

    assert "11:30 to 12:30 Norwegian time" in html(client, event)


# People who did and did not agree to be named -------------------------------------------------


def test_without_consent_nothing_says_who_speaks(client):
    event = coming()
    session = SessionFactory(event=event)
    organisation = OrganisationFactory(name="Telling Hospital")
    hidden = {"event": event, "consented_on": None, "about": "Wrote a famous book."}
    SpeakerFactory(name="Hidden Person", organisation=organisation, sessions=[session], **hidden)
    SpeakerFactory(
        event=event, name="Gone Person", withdrawn_on=timezone.localdate(), sessions=[session]
    )
    SpeakerFactory(event=event, name="Shown Person", sessions=[session])

    page = html(client, event)

    assert "Shown Person" in page
    for secret in ("Hidden Person", "Gone Person", "Telling Hospital", "famous book"):
        assert secret not in page
    assert "and 2 more people, names not published" in page


def test_a_single_speaker_without_consent_is_a_name_not_published(client):
    event = coming()
    SpeakerFactory(event=event, consented_on=None, sessions=[SessionFactory(event=event)])

    assert html(client, event).count("Name not published") == 2


def test_an_erased_speaker_is_forgotten_with_what_was_said_about_them():
    speaker = SpeakerFactory(about="Wrote a famous book.", organisation=OrganisationFactory())

    erase_named_person(speaker, by=None)

    speaker = Speaker.objects.get()
    assert (speaker.name, str(speaker.post), speaker.affiliation) == (ERASED, "", "")
    assert str(speaker.about) == "" and speaker.organisation is None
    assert not speaker.is_named()


def test_search_engines_read_the_sessions_and_only_those_who_agreed(client):
    event = coming()
    session = SessionFactory(event=event, title="Opening")
    SessionFactory(event=event, kind="break", title="Coffee", start_time=at(12), end_time=at(13))
    SpeakerFactory(event=event, name="Ann Example", sessions=[session])
    SpeakerFactory(event=event, name="Hidden Person", consented_on=None, sessions=[session])

    blocks = re.findall(r'ld\+json">(.*?)</script>', html(client, event), re.DOTALL)
    data = next(data for data in map(json.loads, blocks) if data["@type"] == "Event")

    assert [part["name"] for part in data["subEvent"]] == ["Opening"]
    assert data["subEvent"][0]["startDate"].startswith(f"{event.start_date}T10:30")
    assert [person["name"] for person in data["performer"]] == ["Ann Example"]
    assert "Hidden" not in str(data)


# Materials ------------------------------------------------------------------------------------


def test_a_file_is_saved_as_it_is_and_a_link_leads_on(client):
    event = past()
    file, link = kept(event), MaterialFactory(event=event)

    saved = client.get(file.get_absolute_url())

    assert saved.headers["Content-Disposition"] == 'attachment; filename="slides.pdf"'
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert saved.headers["Content-Type"] == "application/pdf" and saved.content == pdf()
    assert client.get(link.get_absolute_url()).headers["Location"] == link.url
    assert client.post(link.get_absolute_url()).status_code == 405


def test_what_is_for_people_with_a_place_does_not_exist_for_others(client):
    event = past()
    mine = kept(event, audience="placed")
    place = RegistrationFactory(event=event, status="attended")
    gone = RegistrationFactory(event=event, status="cancelled")
    absent = reverse("events:material", args=[event.slug, 999_999])

    def answer(person, address=""):
        client.logout()
        if person:
            client.force_login(person)
        return client.get(address or mine.get_absolute_url())

    assert answer(None).status_code == 404
    assert answer(gone.person).status_code == 404
    there, not_there = answer(None).content.decode(), answer(None, absent).content.decode()
    assert there.replace(f"/{mine.pk}/", "/…/") == not_there.replace("/999999/", "/…/")
    client.logout()
    assert "slides.pdf" not in html(client, event)
    open_to_me = answer(place.person)
    assert open_to_me.status_code == 200 and "no-store" in open_to_me.headers["Cache-Control"]
    assert "slides.pdf" in html(client, event)
    assert answer(staff("event_officer", event.hub)).status_code == 200


def test_materials_of_an_event_are_not_found_under_another(client):
    material = MaterialFactory()

    address = reverse("events:material", args=[EventFactory().slug, material.pk])

    assert client.get(address).status_code == 404


def test_a_new_file_takes_the_place_of_the_old_one_and_a_deleted_one_leaves_nothing():
    material = kept(EventFactory())
    first = material.upload_id

    services.keep_material(material, by=None, file=handed_in(pdf(), "again.pdf"))
    assert not uploads.Upload.objects.filter(pk=first).exists()
    services.remove_material(material, by=None)

    assert not uploads.Upload.objects.exists()


def test_after_the_event_materials_and_recordings_come_first(client):
    event = past()
    session = SessionFactory(event=event, recording_url="https://video.example.org/1")
    MaterialFactory(event=event, session=session, title="The slides")

    page = html(client, event)

    assert page.index('id="materials"') < page.index('id="programme"')
    assert f"Recording: {session.title}" in page and "The slides" in page
    event = coming()
    SessionFactory(event=event)
    MaterialFactory(event=event)
    page = html(client, event)
    assert page.index('id="materials"') > page.index('id="programme"')


def test_a_recording_is_shown_as_soon_as_its_session_is_over_and_not_before(client):
    today = timezone.localdate()
    event = EventFactory(start_date=today - DAY, end_date=today + DAY)
    links = {number: f"https://video.example.org/{number}" for number in (today - DAY, today + DAY)}
    for day, link in links.items():
        SessionFactory(event=event, date=day, recording_url=link)
    page = html(client, event)
    assert page.count(links[today - DAY]) == 2
    assert links[today + DAY] not in page


def test_a_recording_is_there_when_the_event_is_over_whatever_its_session_says():
    event = past()
    session = SessionFactory(
        event=event, end_time=at(23, 50), recording_url="https://video.example.org/1"
    )
    assert figures.timed(session, event, now=event.ends_at).recording == session.recording_url
    assert figures.timed(session, event, now=event.ends_at - MINUTE).recording == ""


def test_staff_may_prepare_a_recording_and_read_when_it_is_shown(client):
    help_text = SessionForm().fields["recording_url"].help_text
    assert help_text == "Shown as soon as the session is over, not before."
    event = coming()
    data = {
        "event": event.pk, "kind": "talk", "title_0": "Opening", "date": event.start_date,
        "start_time": "10:00", "end_time": "11:00", "recording_url": "https://video.example.org/1",
    }  # fmt: skip
    form = SessionForm(data)
    assert form.is_valid(), form.errors
    assert form.save().recording_url == data["recording_url"]
    page = html(client, event)
    assert "Opening" in page and "video.example.org" not in page


# What came of it ------------------------------------------------------------------------------


def led_to(applications, awards) -> Event:
    event = past()
    now = timezone.now()
    call = CallFactory(event=event, opens_at=now - 20 * DAY, closes_at=now - DAY, title="The fund")
    for number in range(applications):
        decided = {"decision_reason": "So.", "decided_at": now, "awarded_amount": 5_000}
        status = {"status": "awarded", **decided} if number < awards else {"status": "in_review"}
        ApplicationFactory(call=call, submitted_at=now - 2 * DAY, **status)
    ApplicationFactory(call=call, status="draft")
    return event


def test_a_past_event_says_what_came_of_it(client):
    event = led_to(applications=6, awards=2)
    OutcomeFactory(event=event, title="A pilot in Bangor", url="https://pilot.example.org/")

    page = html(client, event)

    assert "What came of it" in page and "A pilot in Bangor" in page
    assert "6 applications" in page and "2 awards" in page


def test_fewer_than_five_applications_are_not_counted_in_public(client):
    page = html(client, led_to(applications=4, awards=1))

    assert "4 applications" not in page
    assert "1 award" in page


def test_before_it_is_over_nothing_came_of_it(client):
    event = coming()
    OutcomeFactory(event=event, title="Too early")

    assert "Too early" not in html(client, event)


def test_the_list_of_past_events_says_where_there_is_something_to_watch_or_read(client):
    event = past(title="Recorded")
    SessionFactory(event=event, recording_url="https://video.example.org/1")
    bare = past(title="Bare")
    MaterialFactory(event=bare, audience="placed")

    page = client.get("/events/?when=past").content.decode()

    assert page.count(">Recordings<") == 1 and ">Materials<" not in page


# Series ---------------------------------------------------------------------------------------


def test_a_series_shows_what_comes_and_what_was_and_events_say_that_they_are_part_of_it(client):
    series = EventSeriesFactory(title="Innovation week")
    event = coming(series=series, title="To come")
    past(series=series, title="Long gone")
    coming(series=series, title="Not announced", status="draft")
    coming(title="Another thing")

    page = client.get(series.get_absolute_url()).content.decode()

    assert page.index("To come") < page.index("Long gone")
    assert "Not announced" not in page and "Another thing" not in page
    assert f"?series={series.slug}" in page
    assert "Part of <a" in html(client, event)
    feed = client.get(f"/events/feed.ics?series={series.slug}").content
    assert b"To come" in feed and b"Another thing" not in feed


def test_a_series_of_which_nothing_is_announced_does_not_exist(client):
    series = EventSeriesFactory()
    coming(series=series, status="draft")

    assert client.get(series.get_absolute_url()).status_code == 404
    client.force_login(staff("event_officer", series.hub))
    assert client.get(series.get_absolute_url()).status_code == 200


# What the list can be narrowed by -------------------------------------------------------------


def shown(client, query) -> set[str]:
    response = client.get(f"/events/?{query}")
    assert response.status_code == 200
    return {str(event.title) for event in response.context["events"]}


def test_the_list_is_narrowed_by_days_series_free_places_and_what_events_open(client):
    today = timezone.localdate()
    series = EventSeriesFactory()
    early = coming(title="early", start_date=today + 5 * DAY, series=series)
    full = coming(title="full", start_date=today + 9 * DAY, capacity=1)
    RegistrationFactory(event=full)
    later = {"registration_opens_at": timezone.now() + DAY}
    coming(title="not yet", start_date=today + 30 * DAY, **later)
    both = coming(title="both", start_date=today + 40 * DAY, format="hybrid", capacity=1)
    RegistrationFactory(event=both, mode="in_person")
    CallFactory(event=early)
    OpportunityFactory(events=[both])

    assert shown(client, f"since={today + 9 * DAY}&until={today + 30 * DAY}") == {"full", "not yet"}
    assert shown(client, f"series={series.slug}") == {"early"}
    assert shown(client, "only=free") == {"early", "both"}
    assert shown(client, "only=funded") == {"early", "both"}
    assert shown(client, "only=free&only=funded&series=nonsense%00&since=never") == {
        "early",
        "both",
    }
    page = client.get(f"/events/?since={today}&series={series.slug}").content.decode()
    assert f'href="?since={today}"' in page and f'href="?series={series.slug}"' in page


def test_events_are_found_by_their_sessions_and_by_people_who_agreed_to_be_named(client):
    event = coming(title="Found")
    session = SessionFactory(event=event, title="Sjømat og søvn")
    SpeakerFactory(event=event, name="Siân Example", sessions=[session])
    SpeakerFactory(event=event, name="Hidden Person", consented_on=None)
    coming(title="Other")

    assert shown(client, "q=sovn") == {"Found"}
    assert shown(client, "q=sian+sjomat") == {"Found"}
    assert shown(client, "q=hidden") == set()


def days_with_events(client, query) -> dict:
    response = client.get(f"/events/?view=month&{query}")
    assert response.status_code == 200
    return {
        cell["day"]: [str(event.title) for event in cell["events"]]
        for week in response.context["weeks"]
        for cell in week
        if cell["events"]
    }


def test_a_month_shows_each_day_with_what_is_on_and_the_way_to_its_neighbours(client):
    first = (timezone.localdate().replace(day=1) + 32 * DAY).replace(day=1)
    last = first - DAY
    EventFactory(title="over the end", start_date=last, end_date=first + DAY)
    EventFactory(title="other hub", start_date=first, hub=HubFactory(slug="scotland"))
    EventFactory(title="draft", start_date=first, status="draft")

    found = days_with_events(client, f"month={first:%Y-%m}&hub=wales")
    assert found == {first: ["over the end"], first + DAY: ["over the end"]}
    assert days_with_events(client, f"month={last:%Y-%m}") == {last: ["over the end"]}
    page = client.get(f"/events/?view=month&month={first:%Y-%m}&hub=wales").content.decode()
    assert f"month={last:%Y-%m}" in page and 'type="hidden" name="view" value="month"' in page
    assert client.get("/events/?view=month&month=2027-13").status_code == 200
    assert client.get("/events/?view=nonsense&month=99999").status_code == 200


# Copies and moves -----------------------------------------------------------------------------


def test_a_copy_has_programme_questions_and_shares_and_nothing_of_people():
    event = EventFactory(needs_by=dt.date(2027, 1, 20), decide_by=dt.date(2027, 1, 20))
    session = SessionFactory(event=event, recording_url="https://video.example.org/1")
    SpeakerFactory(event=event, sessions=[session])
    MaterialFactory(event=event, session=session)
    first = Question.objects.create(event=event, kind="yes_no", wording="Lunch?")
    Question.objects.create(event=event, wording="Which?", only_if=first, only_if_option=1)
    Question.objects.create(event=event, wording="Old?", retired=True)
    Share.objects.create(event=event, roll_up="third", at_least=1)

    copy = services.clone(event, by=None, start_date=dt.date(2027, 3, 1))

    copied = copy.sessions.get()
    assert copied.date == dt.date(2027, 3, 1) and copied.recording_url == ""
    which = copy.questions.get(wording__contains="Which?")
    assert which.only_if == copy.questions.get(wording__contains="Lunch?") != first
    assert copy.questions.count() == 2 and event.questions.count() == 3
    assert copy.shares.get().at_least == 1
    assert not copy.speakers.exists() and not copy.materials.exists()
    assert (copy.needs_by, copy.decide_by) == (None, None)
    assert event.sessions.get() == session


def test_the_programme_moves_with_its_event():
    event = EventFactory()
    session = SessionFactory(event=event)

    event.start_date = event.end_date = event.start_date + 7 * DAY
    services.change_event(event, by=None)

    assert Session.objects.get(pk=session.pk).date == event.start_date


def test_a_shorter_event_has_to_hold_its_programme():
    event = EventFactory(end_date=dt.date(2027, 2, 3))
    SessionFactory(event=event, date=dt.date(2027, 2, 3))
    start = dt.date(2027, 3, 1)

    assert list(rules.reasons_against_days(event, start=start, end=start + DAY))
    assert not list(rules.reasons_against_days(event, start=start, end=start + 2 * DAY))
