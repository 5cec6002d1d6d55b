from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from events.models import Event
from funding.models import Application
from hubportal.workflow.models import Step
from members.models import Profile, User

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


def load(**numbers) -> str:
    out = StringIO()
    call_command("load_data", password=PASSWORD, stdout=out, **numbers)
    return out.getvalue()


def test_members_are_complete_and_can_sign_in():
    load(members=12)
    assert Profile.objects.complete().count() == 12
    answer = Client().post(
        "/accounts/login/", {"login": "member12@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 302


def test_numbers_are_totals_so_that_a_second_run_only_adds_what_is_missing():
    load(members=5, events=4, applications=3)
    load(members=7, events=6, applications=5)
    assert User.objects.filter(email__startswith="member").count() == 7
    assert Event.objects.filter(slug__regex="^load-[0-9]+$").count() == 6
    assert Application.objects.count() == 5


def test_the_hot_event_has_the_places_asked_for_and_takes_a_member():
    load(members=1, hot_capacity=3)
    hot = Event.objects.get(slug="load-hot")
    assert (hot.capacity, hot.status) == (3, "published")
    client = Client()
    client.force_login(User.objects.get(email="member1@example.org"))
    client.post("/events/load-hot/register/")
    assert hot.registrations.confirmed().count() == 1


def test_events_open_in_every_language(client):
    load(events=3)
    for prefix in ("", "/cy", "/nb"):
        assert client.get(f"{prefix}/events/load-3/").status_code == 200


def test_more_applications_than_members_fill_several_calls():
    load(members=4, applications=10)
    assert Application.objects.values("call").distinct().count() == 3
    awarded = Application.objects.filter(status="awarded").first()
    assert awarded.answers.count() == 6
    assert [step.now for step in Step.objects.about(awarded)][-1] == "awarded"


def test_an_applicant_reads_a_synthetic_application(client):
    load(members=5, applications=5)
    for application in Application.objects.select_related("applicant"):
        client.force_login(application.applicant)
        assert client.get(application.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "numbers", [{"members": -1}, {"hot_capacity": 0}, {"applications": 1}], ids=str
)
def test_impossible_numbers_are_refused_in_words(numbers):
    with pytest.raises(CommandError):
        load(**numbers)
