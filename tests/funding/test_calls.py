"""What a call says to whom, and who may apply."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from funding import rules, services
from funding.models import Application, Call
from hubportal.workflow.moves import Refused
from tests.events.factories import EventFactory, RegistrationFactory
from tests.funding.factories import (
    DAY,
    CallFactory,
    ExperienceAwardFactory,
    attended_event,
    handed_in,
    manager,
)
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db


def reasons(call, user, **kwargs):
    return list(rules.reasons_not_to_apply(call, user, now=kwargs.get("now", timezone.now())))


def apply(client, call):
    return client.post(reverse("funding:apply", args=[call.slug]))


# The list ------------------------------------------------------------------------------------


def test_the_list_sorts_calls_into_open_coming_and_closed(client):
    now = timezone.now()
    CallFactory(title="Runs now")
    CallFactory(title="Comes soon", opens_at=now + DAY, closes_at=now + 9 * DAY)
    CallFactory(title="Is over", closes_at=now - DAY)
    CallFactory(title="Was withdrawn", status=Call.Status.WITHDRAWN)
    CallFactory(title="Is a draft", status=Call.Status.DRAFT)
    html = client.get("/funding/").content.decode()
    places = [html.index(text) for text in ("Runs now", "Comes soon", "Is over")]
    assert places == sorted(places)
    assert html.index("Was withdrawn") > html.index("Comes soon")
    assert "Is a draft" not in html


def test_a_row_says_the_deadline_with_weekday_and_zone(client):
    CallFactory(
        closes_at=dt.datetime(2031, 3, 3, 12, 0, tzinfo=dt.UTC), title={"en": "Seed", "cy": "Hadau"}
    )
    html = client.get("/funding/").content.decode()
    assert "Closes Monday 3 March 2031, 12 noon (UK time)" in html
    assert "£5,000 to £10,000" in html
    assert "Hadau" in client.get("/cy/funding/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_calls(
    client, rows, django_assert_num_queries
):
    CallFactory.create_batch(rows)
    with django_assert_num_queries(3):
        client.get("/funding/")


def test_without_calls_the_list_leads_to_the_events(client):
    html = client.get("/funding/").content.decode()
    assert "No call is open just now" in html
    assert reverse("events:list") in html


# The page ------------------------------------------------------------------------------------


def test_a_visitor_reads_all_questions_criteria_and_conditions(client, django_assert_num_queries):
    call = CallFactory()
    with django_assert_num_queries(4):
        html = client.get(call.get_absolute_url()).content.decode()
    for text in ("What is the idea?", "Up to 20 words", "Fit", "at least 1 partner organisation"):
        assert text in html
    assert "from 1 to 5" in html
    assert f"/accounts/login/?next={call.get_absolute_url()}" in html


def test_a_visitors_page_sets_no_cookie(client):
    page = client.get(CallFactory().get_absolute_url())
    assert not page.cookies
    assert "public" in page["Cache-Control"]


@pytest.mark.parametrize("slug", ["unknown", "%00", "a" * 300])
def test_an_unknown_call_is_not_found(client, slug):
    assert client.get(f"/funding/{slug}/").status_code == 404


def test_a_draft_call_does_not_exist_for_others(client):
    call = CallFactory(status=Call.Status.DRAFT)
    assert client.get(call.get_absolute_url()).status_code == 404


def test_a_member_who_did_not_attend_is_told_why_they_cannot_apply(signed_in):
    call = CallFactory(event=EventFactory(title="Sandpit on sleep"))
    html = signed_in(UserFactory()).get(call.get_absolute_url()).content.decode()
    assert "Only people who attended “Sandpit on sleep” may apply." in html
    assert "Start an application" not in html


def test_a_member_without_a_sector_is_sent_to_their_profile(signed_in):
    call = CallFactory()
    client = signed_in(UserFactory(profile__sector=None))
    html = client.get(call.get_absolute_url()).content.decode()
    assert f"{reverse('members:profile')}?next={call.get_absolute_url()}" in html


# Applying ------------------------------------------------------------------------------------


def test_pressing_apply_twice_makes_one_draft(signed_in):
    client, call = signed_in(UserFactory()), CallFactory()
    addresses = {apply(client, call)["Location"] for _ in range(2)}
    assert addresses == {Application.objects.get().get_absolute_url()}


def test_a_draft_begins_with_what_the_profile_knows():
    person, call = UserFactory(), CallFactory()
    application = services.apply(call, by=person)
    assert application.sector == person.profile.sector
    assert application.reference.startswith("SF-")


def test_who_has_applied_already_is_led_to_that_application(signed_in):
    application = handed_in()
    page = apply(signed_in(application.applicant), application.call)
    assert page["Location"] == application.get_absolute_url()


def test_who_withdrew_may_apply_again():
    application = handed_in()
    services.withdraw(application, by=application.applicant)
    again = services.apply(application.call, by=application.applicant)
    assert again.pk != application.pk


def test_people_who_attended_may_apply_and_nobody_else():
    person = UserFactory()
    call = CallFactory(event=attended_event(person))
    RegistrationFactory(event=call.event, person=(absent := UserFactory()), status="missed")
    assert reasons(call, person) == []
    assert "attended" in reasons(call, absent)[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": Call.Status.WITHDRAWN}, "was withdrawn"),
        ({"status": Call.Status.DRAFT}, "not been announced"),
        ({"opens_at": timezone.now() + DAY}, "not open yet"),
        ({"closes_at": timezone.now() - DAY}, "is closed"),
    ],
)
def test_a_call_that_is_not_open_says_why(changes, said):
    assert said in reasons(CallFactory(**changes), UserFactory())[0]


def test_applying_to_a_closed_call_leads_back_to_its_page_and_makes_nothing(signed_in):
    call = CallFactory(closes_at=timezone.now() - DAY)
    assert apply(signed_in(UserFactory()), call)["Location"] == call.get_absolute_url()
    assert not Application.objects.exists()


def test_a_visitor_who_posts_is_sent_to_sign_in(client):
    page = apply(client, CallFactory())
    assert page["Location"].startswith("/accounts/login/?next=")


# Announcing ----------------------------------------------------------------------------------


def test_a_call_is_announced_once():
    call = CallFactory(status=Call.Status.DRAFT)
    services.publish_call(call, by=manager(call.hub))
    with pytest.raises(Refused):
        services.publish_call(call, by=manager(call.hub))


def test_a_withdrawn_call_takes_no_more_applications():
    call = CallFactory()
    services.withdraw_call(call, by=manager(call.hub), note="No money")
    with pytest.raises(Refused, match="withdrawn"):
        services.apply(call, by=UserFactory())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closes_at": timezone.now() - DAY}, "passed already"),
        ({"closes_at": dt.datetime(2031, 1, 2, 0, 0, tzinfo=dt.UTC)}, "midnight"),
    ],
)
def test_a_call_with_a_bad_closing_time_is_not_announced(changes, said):
    call = CallFactory(status=Call.Status.DRAFT, **changes)
    with pytest.raises(Refused, match=said):
        services.publish_call(call, by=manager(call.hub))


def test_a_scheme_without_criteria_gets_no_call():
    call = CallFactory(status=Call.Status.DRAFT)
    call.scheme.criteria.all().delete()
    with pytest.raises(Refused, match="criteria"):
        services.publish_call(call, by=manager(call.hub))


def test_a_host_under_the_welsh_standards_publishes_nothing_in_english_alone():
    hub = HubFactory(slug="cardiff", welsh_standards=True)
    call = CallFactory(hub=hub, status=Call.Status.DRAFT)
    with pytest.raises(Refused, match="Welsh"):
        services.publish_call(call, by=manager(hub))
    call.title, call.summary = {"en": "A", "cy": "B"}, {"en": "A", "cy": "B"}
    call.save()
    services.publish_call(call, by=manager(hub))


def test_conditions_name_what_an_experience_award_asks():
    call = CallFactory(scheme=ExperienceAwardFactory(), hub=None)
    said = " ".join(rules.conditions(call))
    assert "up to £100,000" in said
    assert "another sector than you" in said
