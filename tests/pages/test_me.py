import datetime as dt

import pytest
from django.utils import timezone

from events.models import Registration
from hubportal.pages import figures
from hubportal.pages.templatetags.desk import desk
from tests.events.factories import EventFactory, RegistrationFactory
from tests.funding.factories import ApplicationFactory, finished, handed_in
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
QUERIES = 10


@pytest.fixture
def person(client):
    user = UserFactory(name="Mari Example")
    client.force_login(user)
    return user


def place(person, *, days=7, **fields) -> Registration:
    event = EventFactory(start_date=timezone.localdate() + dt.timedelta(days=days))
    return RegistrationFactory(person=person, event=event, **fields)


def test_my_page_is_only_for_those_who_are_signed_in(client):
    response = client.get("/me/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("rows", [1, 3])
def test_my_page_asks_as_much_for_one_row_as_for_three(
    client, person, rows, django_assert_num_queries
):
    for number in range(rows):
        place(person, days=7 + number)
        place(person, days=-7 - number, status="attended")
        finished(applicant=person)
    client.get("/me/")
    with django_assert_num_queries(QUERIES):
        client.get("/me/")


def test_an_offer_stands_on_top_until_it_lapses(client, person):
    until = timezone.now() + dt.timedelta(hours=3)
    offered = place(person, status="offered", offer_expires_at=until)
    page = client.get("/me/").content.decode()
    assert f"/registrations/{offered.token}/take/" in page
    Registration.objects.update(offer_expires_at=timezone.now() - dt.timedelta(minutes=1))
    assert f"/registrations/{offered.token}/take/" not in client.get("/me/").content.decode()


def test_coming_and_past_places_stand_apart(person):
    coming, past = place(person), place(person, days=-30, status="attended")
    cancelled = place(person, days=9, status="cancelled")
    mine = figures.registrations(person, now=timezone.now())
    assert mine.coming == [coming]
    assert mine.past == [past]
    assert cancelled not in mine.coming + mine.past


def test_somebody_elses_places_and_applications_are_not_mine(person):
    place(UserFactory())
    ApplicationFactory(applicant=UserFactory())
    assert figures.registrations(person, now=timezone.now()).coming == []
    assert figures.applications(person, now=timezone.now()) == []


def test_each_application_says_who_acts_next(client, person):
    draft, sent = ApplicationFactory(applicant=person), handed_in(applicant=person)
    page = client.get("/me/").content.decode()
    assert draft.get_absolute_url() in page
    assert sent.get_absolute_url() in page
    texts = {
        step.application: step.text for step in figures.applications(person, now=timezone.now())
    }
    assert "Finish it" in texts[draft]
    assert "We check" in texts[sent]


def test_what_is_missing_from_my_profile_is_listed(client, person):
    missing = {part.label for part in figures.profile_parts(person) if not part.done}
    assert {"Organisation", "Home hub", "Interests"} <= missing
    assert "Complete my profile" in client.get("/me/").content.decode()


def test_a_person_without_a_profile_sees_their_page(client):
    client.force_login(UserFactory(name="", profile=None))
    assert client.get("/me/").status_code == 200


def test_staff_find_the_way_to_their_area(client, person):
    assert "/admin/" not in client.get("/me/").content.decode()
    client.force_login(staff("programme"))
    assert "/admin/" in client.get("/me/").content.decode()


def test_the_desk_counts_what_waits_for_this_person(rf, django_assert_max_num_queries):
    application = handed_in()
    request = rf.get("/admin/")
    request.user = staff("hub_manager", application.call.hub)
    with django_assert_max_num_queries(16):
        lines = desk({"request": request})
    assert {line["label"]: line["count"] for line in lines}["Applications to check"] == 1
    request.user = staff("hub_manager")
    assert all(not line["count"] for line in desk({"request": request}))
