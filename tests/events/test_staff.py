import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from events import emails
from events.admin import registrations as events_admin
from events.models import Event, NeedsDeletion, Registration, Reminder
from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from tests.events.factories import EventFactory, RegistrationFactory, full, waiting
from tests.hubs.factories import HubFactory
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)
LIST = "/admin/events/event/"


def coming(**fields) -> Event:
    return EventFactory(**{"start_date": timezone.localdate() + 21 * DAY, **fields})


def typed(host, **changes) -> dict:
    """What the staff form posts for a good event."""
    day = str(timezone.localdate() + 21 * DAY)
    data = {
        "title_0": "Sandpit",
        "summary_0": "Care teams ask.",
        "access_0": "Step-free.",
        "hub": host.pk,
        "format": "in_person",
        "venue": "Sbarc",
        "city": "Cardiff",
        "start_date": day,
        "start_time": "10:00",
        "end_date": day,
        "end_time": "16:00",
        "time_zone": "Europe/London",
        "capacity": "40",
        "offer_hours": "24",
        "join_minutes": "15",
        "listed_days": "14",
        "languages": ["en"],
        "questions-TOTAL_FORMS": "0",
        "questions-INITIAL_FORMS": "0",
        "shares-TOTAL_FORMS": "0",
        "shares-INITIAL_FORMS": "0",
        "reminders-TOTAL_FORMS": "0",
        "reminders-INITIAL_FORMS": "0",
    }
    steps = "workflow-step-subject_type-subject_id"
    data |= {f"{steps}-TOTAL_FORMS": "0", f"{steps}-INITIAL_FORMS": "0"}
    return data | changes


def errors(response) -> dict:
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def save(client, event, **changes):
    data = typed(event.hub, slug=event.slug, **changes)
    return client.post(f"{LIST}{event.pk}/change/", data)


def test_staff_write_an_event_which_begins_as_a_draft_with_two_reminders(client, officer, wales):
    response = client.post(f"{LIST}add/", typed(wales))
    assert response.status_code == 302, errors(response)
    event = Event.objects.get()
    assert event.status == "draft"
    assert event.slug == f"sandpit-{event.start_date}"
    assert sorted(event.reminders.values_list("days_before", flat=True)) == [1, 7]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"start_date": "2024-05-06", "end_date": "2024-05-06"}, "start_date", "in the past"),
        ({"start_date": "2027-03-28", "start_time": "01:30"}, "start_time", "no 01:30"),
        ({"start_date": "2027-10-31", "start_time": "01:30"}, "start_time", "two 01:30"),
        ({"start_date": "2057-03-28", "end_date": "2057-03-28"}, "start_date", "5 years ahead"),
        ({"end_date": "2057-03-28"}, "end_date", "5 years ahead"),
        ({"end_time": "09:00"}, "end_time", "cannot end before"),
        ({"join_url": "https://me:pass@meet.example/"}, "join_url", "before the @"),
        ({"end_date": "2026-01-01"}, "end_date", "cannot end before"),
        ({"end_date": "31 February"}, "end_date", "valid date"),
        ({"start_time": "25:00"}, "start_time", "valid time"),
        ({"capacity": "0"}, "capacity", "at least one"),
        ({"capacity": "-1"}, "capacity", "greater than or equal to 0"),
        ({"capacity": "9" * 20}, "capacity", "a number of at most 100,000."),
        ({"title_0": ""}, "title", "required"),
        ({"languages": ["xx"]}, "languages", "valid choice"),
        ({"format": "online"}, "__all__", "no venue"),
        (
            {"registration_closes_at_0": "2028-01-01", "registration_closes_at_1": "09:00"},
            "registration_closes_at",
            "before the event ends",
        ),
        ({"hub": "99999"}, "hub", "valid choice"),
        ({"join_url": "javascript:alert(1)"}, "join_url", "begins with https://"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, officer, wales, changes, field, words):
    if "start_date" in changes and "end_date" not in changes:
        changes["end_date"] = "2027-12-01"
    found = errors(client.post(f"{LIST}add/", typed(wales, **changes)))
    assert words in " ".join(found[field])
    assert not Event.objects.exists()


def test_the_window_of_registration_is_typed_on_the_clock_of_the_event(client, officer, wales):
    window = {"registration_opens_at_0": "2026-12-01", "registration_opens_at_1": "09:00"}
    client.post(f"{LIST}add/", typed(wales, time_zone="Europe/Oslo", **window))
    event = Event.objects.get()
    assert event.registration_opens_at == dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC)
    page = client.get(f"{LIST}{event.pk}/change/").content.decode()
    assert 'value="09:00:00" id="id_registration_opens_at_1"' in page or re.search(
        r'name="registration_opens_at_1" value="09:00', page
    )


def test_fewer_places_than_are_taken_are_refused_and_more_go_to_the_queue(client, officer):
    event = coming(capacity=2)
    full(event)
    one = waiting(event)
    found = errors(save(client, event, capacity="1"))
    assert "2 places are taken" in found["capacity"][0]
    assert save(client, event, capacity="3").status_code == 302
    one.refresh_from_db()
    assert one.status == "offered"


def test_a_new_place_is_to_be_told_and_a_new_wording_is_not(client, officer):
    event = coming(title="Sandpit", capacity=40)
    RegistrationFactory(event=event)
    save(client, event, summary_0="Other words")
    assert not event.change_notices.exists()
    save(client, event, venue="Pontio", city="Bangor")
    assert event.change_notices.get().by == officer
    assert not Letter.objects.exists()
    event.refresh_from_db()
    assert event.version == 2


def test_an_event_of_the_past_may_still_be_tidied_up(client, officer):
    event = EventFactory(start_date=dt.date(2024, 5, 6))
    day = {"start_date": "2024-05-06", "end_date": "2024-05-06"}
    assert save(client, event, **day, summary_0="How it was").status_code == 302


# Whose it is ------------------------------------------------------------------------------------


def test_another_hubs_event_does_not_exist(client, officer):
    foreign = coming(hub=HubFactory(slug="scotland"))
    theirs = RegistrationFactory(event=foreign)
    unknown = client.get(f"{LIST}999999/change/")
    assert unknown.status_code == 404
    for path in ["change/", "publish/", "postpone/", "cancel_event/", "clone/", "history/"]:
        assert client.get(f"{LIST}{foreign.pk}/{path}").status_code == 404, path
        assert client.post(f"{LIST}{foreign.pk}/{path}").status_code == 404, path
    assert client.get(f"/admin/events/registration/{theirs.pk}/change/").status_code == 404
    assert client.post(f"/admin/events/registration/{theirs.pk}/remove/").status_code == 404
    assert str(foreign.title) not in client.get(LIST).content.decode()
    people = client.get(f"/admin/events/registration/?event__id__exact={foreign.pk}")
    assert theirs.person.email not in people.content.decode()
    hubs = client.get(f"{LIST}add/").context["adminform"].form.fields["hub"].queryset
    assert "scotland" not in {hub.slug for hub in hubs}
    assert "Scotland" not in client.get(LIST).content.decode()


@pytest.fixture
def shared(client, wales):
    """An event of Wales with a person coming, seen by the staff of its co-host."""
    scotland = HubFactory(slug="scotland")
    event = coming(hub=wales, title="Sandpit", join_url="")
    event.co_hosts.add(scotland)
    RegistrationFactory(event=event)
    client.force_login(staff("hub_manager", scotland))
    return event


def test_a_co_host_reads_the_event_and_who_is_responsible(client, shared):
    assert "Sandpit" in client.get(LIST).content.decode()
    page = client.get(f"{LIST}{shared.pk}/change/")
    text = page.content.decode()
    assert f"{shared.hub.name} is responsible for this event." in text
    assert "Sbarc" in text
    assert 'name="_save"' not in text
    assert "reminders-TOTAL_FORMS" not in text
    for verb in ("publish", "postpone", "cancel_event", "clone"):
        assert f"/{verb}/" not in text


def test_a_co_host_reads_neither_who_wishes_for_welsh_nor_how_many_had_needs(client, shared):
    RegistrationFactory(event=shared, language_wish="cy")
    NeedsDeletion.objects.create(event=shared, at=timezone.now(), rows=1)
    read = f"{LIST}{shared.pk}/change/"
    assert "of 2 people" not in client.get(read).content.decode()
    names = [name for part in client.get(read).context["adminform"] for name in part.fields]
    assert not {"wishes", "needs_deleted"} & set(names)
    client.force_login(staff("hub_manager", shared.hub))
    assert "1 of 2 people with a place" in client.get(read).content.decode()


def test_a_co_host_changes_nothing_and_has_no_verbs(client, shared):
    data = typed(shared.hub, slug=shared.slug, city="Bangor")
    assert client.post(f"{LIST}{shared.pk}/change/", data).status_code == 403
    asked = {"note": "Ours now", "start_date": str(timezone.localdate() + 50 * DAY)}
    for verb in ("publish", "postpone", "cancel_event", "clone"):
        assert client.get(f"{LIST}{shared.pk}/{verb}/").status_code == 403
        assert client.post(f"{LIST}{shared.pk}/{verb}/", asked).status_code == 403
    event = Event.objects.get()
    assert (event.city, event.status) == ("Cardiff", "published")
    assert not Letter.objects.exists()


def test_a_co_host_does_not_see_who_is_coming(client, shared):
    place = shared.registrations.get()
    emails.registration_confirmed(place)
    viewer = client.get(LIST).wsgi_request.user
    for rows in (Registration, Reminder, Letter):
        assert not rows.objects.managed_by(viewer).exists(), rows
    desk = "/admin/events/registration/"
    assert "event__id__exact" not in client.get(LIST).content.decode()
    people = client.get(f"{desk}?event__id__exact={shared.pk}").content.decode()
    assert place.person.email not in people
    assert client.get(f"{desk}{place.pk}/change/").status_code == 404
    assert client.post(f"{desk}{place.pk}/remove/", {"reason": "x"}).status_code == 404
    marked = {"action": "remove", "confirmed": "1", "reason": "x", "_selected_action": [place.pk]}
    client.post(desk, marked)
    place.refresh_from_db()
    assert place.status == "confirmed"


def test_the_staff_of_both_hubs_change_the_event(client, shared):
    both = staff("event_officer", shared.hub)
    both.memberships.create(hub=shared.co_hosts.get(), role="event_officer")
    client.force_login(both)
    assert save(client, shared, city="Bangor").status_code == 302
    assert len(client.get(LIST).context["cl"].result_list) == 1


def test_a_co_host_sees_the_page_of_a_draft(client, shared):
    Event.objects.update(status="draft")
    assert client.get(shared.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("role", ["event_officer", "hub_manager"])
def test_what_staff_read_leads_to_no_page_that_is_closed_to_them(client, shared, role):
    co_host, host = staff(role, shared.co_hosts.get()), staff(role, shared.hub)
    paths = {
        f"{LIST}{shared.pk}/change/": co_host,
        LIST: co_host,
        f"/admin/events/registration/{shared.registrations.get().pk}/change/": host,
    }
    for path, reader in paths.items():
        client.force_login(reader)
        [main] = re.findall(r'<div id="content-main">.*', client.get(path).content.decode(), re.S)
        links = set(re.findall(r'href="(/[^"]+)"', main)) - {"/admin/logout/"}
        answers = {link: client.get(html.unescape(link)).status_code for link in links}
        assert set(answers.values()) <= {200, 302}, answers


def test_staff_name_any_hub_as_co_host_but_give_the_event_to_none(client, officer, wales):
    scotland = HubFactory(slug="scotland")
    planned = HubFactory(slug="leeds", status="planned")
    form = client.get(f"{LIST}add/").context["adminform"].form
    assert set(form.fields["co_hosts"].queryset) == {wales, scotland}
    assert list(form.fields["hub"].queryset) == [wales]
    assert client.post(f"{LIST}add/", typed(wales, co_hosts=[scotland.pk])).status_code == 302
    assert list(Event.objects.get().co_hosts.all()) == [scotland]
    found = errors(client.post(f"{LIST}add/", typed(wales, slug="x", co_hosts=[planned.pk])))
    assert "co_hosts" in found


def test_the_responsible_hub_is_not_its_own_co_host(client, officer, wales):
    found = errors(client.post(f"{LIST}add/", typed(wales, co_hosts=[wales.pk])))
    assert "is responsible for this event" in found["co_hosts"][0]


def test_staff_narrow_the_registrations_to_one_of_their_events(client, officer):
    one, other = coming(title="One"), coming(title="Other")
    foreign = coming(title="Theirs", hub=HubFactory(slug="scotland"))
    places = [RegistrationFactory(event=event) for event in (one, other, foreign)]
    desk = "/admin/events/registration/"
    page = client.get(desk).content.decode()
    assert f"?event__id__exact={one.pk}" in page
    assert f"?event__id__exact={foreign.pk}" not in page
    chosen = client.get(f"{desk}?event__id__exact={one.pk}").context["cl"]
    assert list(chosen.result_list) == places[:1]


def test_an_older_event_is_offered_while_it_is_chosen(client, officer, monkeypatch):
    monkeypatch.setattr(events_admin, "EVENTS_OFFERED", 2)
    today = timezone.localdate()
    old, new, newest = (coming(start_date=today + days * DAY) for days in (20, 30, 40))
    desk = "/admin/events/registration/"

    def offered(query):
        [chosen] = [
            found
            for found in client.get(f"{desk}{query}").context["cl"].filter_specs
            if isinstance(found, events_admin.RecentEvents)
        ]
        return [pk for pk, _label in chosen.lookup_choices]

    assert offered("") == [newest.pk, new.pk]
    assert offered(f"?event__id__exact={old.pk}") == [newest.pk, new.pk, old.pk]
    assert client.get(f"{desk}?event__id__exact=%27", follow=True).status_code == 200


def test_saving_keeps_the_co_hosts_of_other_hubs(client, officer):
    event = coming()
    scotland = HubFactory(slug="scotland")
    event.co_hosts.add(scotland)
    page = client.get(f"{LIST}{event.pk}/change/").content.decode()
    assert f'<option value="{scotland.pk}" selected>' in page
    assert save(client, event, co_hosts=[scotland.pk]).status_code == 302
    assert list(event.co_hosts.all()) == [scotland]


def test_a_reviewer_sees_no_events(client, wales):
    client.force_login(staff("reviewer", wales))
    assert client.get(LIST).status_code == 403


# Verbs ------------------------------------------------------------------------------------------


def verb(client, event, name, **data):
    return client.post(f"{LIST}{event.pk}/{name}/", data, follow=True)


def test_staff_announce_postpone_and_cancel_with_a_reason(client, officer):
    event = coming(status="draft")
    RegistrationFactory(event=event)
    verb(client, event, "publish")
    verb(client, event, "postpone", note="Snow")
    verb(client, event, "publish")
    verb(client, event, "cancel_event", note="Ill")
    event.refresh_from_db()
    assert event.status == "cancelled"
    steps = [(step.now, step.by) for step in Step.objects.about(event)]
    assert steps == [(s, officer) for s in ["published", "postponed", "published", "cancelled"]]
    names = ["event_postponed", "event_changed", "event_cancelled"]
    assert [letter.name for letter in Letter.objects.order_by("pk")] == names


def test_a_second_cancelling_is_refused_in_words_and_writes_nothing(client, officer):
    event = coming()
    RegistrationFactory(event=event)
    verb(client, event, "cancel_event", note="Ill")
    page = verb(client, event, "cancel_event", note="Ill").content.decode()
    assert "Only an announced event can be cancelled." in page
    assert Letter.objects.count() == 1


def test_cancelling_needs_a_reason(client, officer):
    event = coming()
    assert "This field is required" in verb(client, event, "cancel_event").content.decode()
    event.refresh_from_db()
    assert event.status == "published"


def test_the_status_is_never_typed(client, officer):
    event = coming(status="draft")
    save(client, event, status="published")
    event.refresh_from_db()
    assert event.status == "draft"


def test_staff_copy_an_event_to_another_day(client, officer):
    event = coming(slug="sandpit")
    day = timezone.localdate() + 50 * DAY
    verb(client, event, "clone", start_date=str(day))
    copy = Event.objects.exclude(pk=event.pk).get()
    assert (copy.status, copy.start_date, copy.slug) == ("draft", day, f"sandpit-{day}")


def test_a_copy_far_in_the_future_is_a_slip(client, officer):
    event = coming()
    page = verb(client, event, "clone", start_date="2126-11-21").content.decode()
    assert "5 years ahead" in page
    assert Event.objects.count() == 1


def test_staff_read_for_which_sectors_an_event_is_meant(client, officer):
    page = client.get(f"{LIST}add/").content.decode()
    assert "Meant for; empty means all sectors." in page
    assert "meant for sectors" not in page


def test_staff_mark_who_came_for_many_at_once(client, officer):
    yesterday = timezone.localdate() - DAY
    event = coming(start_date=yesterday)
    came = RegistrationFactory.create_batch(3, event=event)
    data = {"action": "mark_attended", "confirmed": "1", "_selected_action": [r.pk for r in came]}
    client.post(f"/admin/events/registration/?event__id__exact={event.pk}", data)
    assert set(event.registrations.values_list("status", flat=True)) == {"attended"}
    assert Step.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "days", "words"),
    [
        ({"status": "waiting"}, 0, ["has no place", "At the door you can let them in"]),
        ({"status": "applied"}, 1, ["has no place", "Accept the application first", "At the door"]),
        ({"status": "waiting"}, -3, ["has no place"]),
        ({"status": "confirmed"}, 3, ["has not started yet"]),
    ],
)
def test_why_somebody_cannot_be_marked_is_said_with_what_to_do(
    client, officer, wales, fields, days, words
):
    event = coming(hub=wales, start_date=timezone.localdate() + days * DAY)
    person = RegistrationFactory(event=event, **fields)
    name = "mark_attended" if fields["status"] != "confirmed" else "mark_missed"
    data = {"action": name, "confirmed": "1", "_selected_action": [person.pk]}
    many = client.post("/admin/events/registration/", data, follow=True).content.decode()
    one = client.get(f"/admin/events/registration/{person.pk}/{name}/", follow=True)
    for said in words:
        assert said in many
        assert said in one.content.decode() or fields["status"] == "confirmed"
    assert "At the door" in many or days == -3 or fields["status"] == "confirmed"
    assert "not possible now" not in many


def test_the_page_of_a_new_event_says_where_questions_and_sessions_come(client, officer, wales):
    hint = "Questions, reminders, sessions, speakers and materials come when the event is saved"
    assert hint in client.get(f"{LIST}add/").content.decode()
    event = coming(hub=wales)
    assert hint not in client.get(f"{LIST}{event.pk}/change/").content.decode()


def test_staff_cancel_a_registration_and_the_person_reads_why(client, officer):
    registration = RegistrationFactory(event=coming())
    path = f"/admin/events/registration/{registration.pk}/remove/"
    client.post(path, {"reason": "Registered twice"})
    registration.refresh_from_db()
    assert registration.status == "removed"
    assert [letter.name for letter in Letter.objects.all()] == ["removed"]


def test_registrations_are_only_acted_on_through_verbs(client, officer):
    registration = RegistrationFactory(event=coming())
    path = f"/admin/events/registration/{registration.pk}"
    assert client.get(f"{path}/change/").status_code == 200
    assert client.post(f"{path}/change/", {"status": "attended"}).status_code == 403
    assert client.post(f"{path}/delete/").status_code == 403
    assert client.get("/admin/events/registration/add/").status_code == 403
    assert Registration.objects.get().status == "confirmed"


# Cost -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LIST, "/admin/events/registration/"])
def test_staff_lists_cost_the_same_for_one_and_for_sixty(
    client, officer, path, django_assert_max_num_queries
):
    def visit():
        with django_assert_max_num_queries(12) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    RegistrationFactory(event=coming())
    client.get(path)
    one = visit()
    for _ in range(59):
        RegistrationFactory(event=coming())
    assert visit() == one


def test_the_staff_form_costs_little(client, officer, django_assert_max_num_queries):
    event = coming()
    client.get(f"{LIST}{event.pk}/change/")
    with django_assert_max_num_queries(15):
        client.get(f"{LIST}{event.pk}/change/")
