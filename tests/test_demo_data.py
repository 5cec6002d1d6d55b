import datetime as dt
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings as process_settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from i18nfield.fields import I18nCharField, I18nTextField

from events.models import Event, Registration
from funding.models import Application, Assignment, Call, Scheme
from hubportal.outbox.models import Letter
from hubportal.pages import demonstration
from hubportal.pages.demonstration.people import ACCOUNTS, PASSWORD
from hubportal.workflow.models import Step
from hubs.models import FollowUp, Hub, Organisation, Sector
from members.models import Profile, User

FLOORS = ["hubs", "members", "events", "funding"]


def load() -> str:
    out = StringIO()
    call_command("demo_data", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def _whole(django_db_setup, django_db_blocker):
    """Built once for this file, and rolled back: it takes a while."""
    was, process_settings.TRYING_OUT = process_settings.TRYING_OUT, True
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)
    process_settings.TRYING_OUT = was


@pytest.fixture
def _programme(_whole, db):
    """The demonstration, for one test."""


def counts() -> dict:
    labels = [*FLOORS, "outbox", "workflow", "admin", "account"]
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: model._base_manager.count() for model in models}


def test_it_refuses_where_the_portal_is_in_earnest(settings, db):
    settings.TRYING_OUT = False
    with pytest.raises(CommandError, match="DEMO=1"):
        load()
    assert not User.objects.exists()


@pytest.mark.usefixtures("_programme")
def test_a_second_run_changes_nothing(django_assert_max_num_queries):
    before = counts()
    with django_assert_max_num_queries(3):
        said = load()
    assert "nothing was changed" in said
    assert counts() == before


@pytest.mark.usefixtures("_programme")
def test_building_anew_over_what_is_there_adds_nothing():
    before = counts()
    demonstration.build(timezone.localdate(), lambda line: None)
    after = counts()
    assert after.pop("admin.LogEntry") == before.pop("admin.LogEntry") + 1
    assert after == before


@pytest.mark.usefixtures("_programme")
def test_it_is_as_large_as_a_programme():
    assert Hub.objects.count() >= 5
    assert Organisation.objects.count() >= 25
    assert Event.objects.count() >= 30
    assert User.objects.count() >= 60
    assert Scheme.objects.count() == 2
    assert Call.objects.count() == 4
    assert Application.objects.count() >= 25
    assert Assignment.objects.filter(status="reviewed").count() >= 10


@pytest.mark.usefixtures("_programme")
def test_its_people_come_from_every_sector():
    here = Profile.objects.values_list("sector__code", flat=True)
    assert set(Sector.objects.values_list("code", flat=True)) == set(here)


@pytest.mark.usefixtures("_programme")
@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Event, "status"),
        (Event, "format"),
        (Registration, "status"),
        (Application, "status"),
        (Assignment, "status"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_every_state_can_be_seen(model, field):
    values = {value for value, _label in model._meta.get_field(field).choices}
    if model is Assignment:
        values -= {Assignment.Status.RELEASED}
    assert values == set(model.objects.values_list(field, flat=True))


@pytest.mark.usefixtures("_programme")
def test_events_show_every_kind_of_place():
    now = timezone.now()
    coming = Event.objects.filter(status="published").upcoming(now=now).with_places()
    assert any(event.waiting and event.taken >= event.capacity for event in coming)
    assert any(0 < event.capacity - event.taken <= 3 for event in coming)
    assert any(
        event.registration_opens_at and event.registration_opens_at > now for event in coming
    )
    assert any(event.registration_ends_at <= now for event in coming)
    assert {event.time_zone for event in coming} == {"Europe/London", "Europe/Oslo"}
    assert Event.objects.exclude(co_hosts=None).upcoming(now=now).exists()


@pytest.mark.usefixtures("_programme")
def test_people_take_part_as_their_event_takes_place():
    people = Registration.objects.exclude(event__format="hybrid")
    found = set(people.values_list("event__format", "mode"))
    assert found == {("online", "online"), ("in_person", "in_person")}


@pytest.mark.usefixtures("_programme")
def test_calls_are_open_coming_and_closed():
    now = timezone.now()
    assert Call.objects.open(now=now).count() == 2
    assert Call.objects.coming(now=now).count() == 1
    assert Call.objects.closed(now=now).count() == 1


# Left in the languages of their authors, so that the demonstration shows how that is said.
AS_WRITTEN = {
    "Jackie Hunter",
    "helsecampus-stavanger-looks-north",
    "five-sign-for-helsecampus",
    "studentar-i-kommunen",
    "kommunen-for-sykehusfolk",
    "digital-helse-opptak",
}


def translated_rows(model):
    rows = model._base_manager.all() if translated_fields(model) else []
    return [row for row in rows if (getattr(row, "slug", "") or str(row)) not in AS_WRITTEN]


def translated_fields(model):
    kinds = (I18nCharField, I18nTextField)
    return [field for field in model._meta.fields if isinstance(field, kinds)]


@pytest.mark.usefixtures("_programme")
def test_every_public_text_is_there_in_three_languages():
    missing = []
    for model in (m for label in FLOORS for m in apps.get_app_config(label).get_models()):
        for row in translated_rows(model):
            for field in translated_fields(model):
                data = getattr(row, field.name).data
                if data and not (isinstance(data, dict) and {"en", "cy", "nb"} <= set(data)):
                    missing.append(f"{model.__name__} {row}: {field.name}")
    assert missing == []


@pytest.mark.usefixtures("_programme")
@pytest.mark.parametrize("name", ACCOUNTS)
def test_each_account_signs_in_and_sees_its_page(name):
    client = Client()
    answer = client.post("/accounts/login/", {"login": f"{name}@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert client.get("/me/").status_code == 200


@pytest.mark.usefixtures("_programme")
def test_the_accounts_tell_their_stories():
    now = timezone.now()
    member, applicant, reviewer = (
        User.objects.get(email=f"{name}@example.org")
        for name in ("member", "applicant", "reviewer")
    )
    assert {"confirmed", "waiting", "attended"} <= {r.status for r in member.registrations.all()}
    (offer,) = applicant.registrations.filter(status="offered")
    assert offer.offer_expires_at > now
    draft = applicant.applications.get(status="draft")
    assert draft.call.is_open(now=now)
    assert applicant.registrations.attended().filter(event=draft.call.event).exists()
    states = set(reviewer.assignments.values_list("status", flat=True))
    assert {"asked", "accepted", "reviewed"} <= states


@pytest.mark.usefixtures("_programme")
def test_the_past_is_dated_in_the_past():
    now = timezone.now()
    assert not Step.objects.filter(at__gt=now).exists()
    decided = Application.objects.get(status="awarded", applicant__email="applicant@example.org")
    steps = list(Step.objects.about(decided).values_list("at", flat=True))
    assert steps == sorted(steps)
    assert decided.created_at < steps[0] == decided.submitted_at
    assert now - steps[-1] > dt.timedelta(days=100)


@pytest.mark.usefixtures("_programme")
def test_no_letter_of_the_past_waits_for_a_mail_server():
    assert Letter.objects.exists()
    assert not Letter.objects.waiting().exists()


@pytest.mark.usefixtures("_programme")
def test_after_a_season_new_events_and_calls_lie_ahead():
    later = timezone.localdate() + dt.timedelta(days=60)
    people, past = User.objects.count(), Event.objects.filter(slug="helsecampus-opening").count()
    before = Event.objects.filter(start_date__gte=later).count()
    demonstration.build(later, lambda line: None)
    assert Event.objects.filter(start_date__gte=later).count() > before
    assert (User.objects.count(), past) == (people, 1)


@pytest.mark.usefixtures("_programme")
def test_the_reference_group_of_thirteen_says_who_is_missing():
    """As counted from the affiliations that were listed when the programme was launched."""
    page = Client().get("/governance/reference-group/")
    counted = page.context["composition"]
    assert (counted["total"], counted["patients"]) == (13, 0)
    assert sorted(row["value"] for row in counted["sectors"]) == [1, 1, 5, 6]
    html = page.content.decode()
    assert html.count("Name not published") == 12
    for missing in ["patient", "Scotland", "Northern Ireland", "regulator", "government"]:
        assert [line for line in page.context["absent"] if missing in line], missing


@pytest.mark.usefixtures("_programme")
def test_the_meeting_of_february_2020_and_a_late_promise_can_be_seen():
    page = Client().get("/exchanges/stavanger-february-2020/").content.decode()
    assert "Thursday 13 February 2020" in page
    overdue = FollowUp.objects.overdue(today=timezone.localdate())
    assert overdue.exists()
    assert FollowUp.objects.due_soon(today=timezone.localdate()).exists()
