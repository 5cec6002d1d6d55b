"""What waits for staff, on one page."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hubs import services
from hubs.models import Agreement, FollowUp, NetworkMeeting, Recognition, RecognitionScheme, Story
from members.models import Claim
from tests.events.factories import EventFactory
from tests.hubs.factories import HubFactory, OrganisationFactory
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def wales():
    return HubFactory(slug="wales", languages=["cy", "en"])


@pytest.fixture
def manager(wales):
    return staff("hub_manager", wales)


def day(**ahead):
    return timezone.localdate() + dt.timedelta(**ahead)


def a_story(hub, slug="story", **fields):
    text = {"en": slug, "cy": slug, "nb": slug}
    story = Story.objects.create(
        **{"hub": hub, "slug": slug, "title": text, "summary": text, "body": text,
           "dated": day(), **fields}
    )  # fmt: skip
    services.publish(story, by=None)
    return story


def queue(client, person) -> str:
    client.force_login(person)
    return client.get(reverse("staff_queue")).content.decode()


def test_what_is_due_for_a_look_waits_until_it_was_looked_at(client, wales, manager):
    story = a_story(wales, review_by=day(days=-1))
    assert "Is it still right?" in queue(client, manager)
    assert "overdue" in queue(client, manager)

    services.confirm(story, by=manager, review_by=day(days=200))

    assert "Nothing waits for you" in queue(client, manager)


def test_what_is_public_but_lacks_a_language_of_its_hub_waits(client, wales, manager):
    a_story(wales, body={"en": "English alone"})

    assert "Public, but not in Welsh" in queue(client, manager)
    assert "Norwegian" not in queue(client, manager).partition("<table")[2]


def test_what_is_said_in_every_language_does_not_wait(client, wales, manager):
    empty = {"en": "", "cy": "", "nb": ""}
    a_story(wales, correction=empty, body={"en": "“A”: b", "cy": '"A": b', "nb": ""})

    assert "Nothing waits for you" in queue(client, manager)


def test_what_went_public_in_one_language_for_a_reason_still_waits(client, wales, manager):
    a_story(wales, title={"en": "Alone", "cy": " "})
    Story.objects.update(one_language_reason="The translator is ill.")

    assert "Public, but not in Welsh" in queue(client, manager)


def test_agreements_recognitions_and_promises_wait_by_their_dates(client, wales, manager):
    agreement = Agreement.objects.create(
        hub=wales, slug="mou", title="MoU", kind="memorandum", purpose="p",
        review_on=day(days=3), expires_on=day(days=60),
    )  # fmt: skip
    services.publish(agreement, by=None, reason="x")
    scheme = RecognitionScheme.objects.create(slug="stars", name="Stars")
    Recognition.objects.create(
        scheme=scheme, hub=wales, awarded_on=day(days=-900), expires_on=day(days=20)
    )
    meeting = NetworkMeeting.objects.create(
        hub=HubFactory(slug="scotland"), slug="m", title="M", summary="s", held_on=day(days=-9)
    )
    FollowUp.objects.create(
        meeting=meeting, what="Send the plan", owner_hub=wales, due_on=day(days=-2)
    )

    shown = queue(client, manager)

    for said in ["Agreement to review", "Expires", "Stars", "Send the plan"]:
        assert said in shown


def test_what_another_hub_promised_waits_for_them_alone(client, wales, manager):
    scotland = HubFactory(slug="scotland")
    meeting = NetworkMeeting.objects.create(
        hub=wales, slug="m", title="M", summary="s", held_on=day(days=-9)
    )
    FollowUp.objects.create(
        meeting=meeting, what="Send the plan", owner_hub=scotland, due_on=day(days=-2)
    )

    assert "Send the plan" not in queue(client, manager)
    assert "Send the plan" in queue(client, staff("hub_manager", scotland))


def test_a_claim_waits_for_an_answer(client, manager):
    Claim.objects.create(
        user=UserFactory(), organisation=OrganisationFactory(name="Sbarc"), address="a@example.org"
    )

    assert "Claim to answer" in queue(client, manager)


def test_what_is_to_be_done_at_once_is_not_cut_off_a_long_queue(
    client, wales, manager, monkeypatch
):
    monkeypatch.setattr("hubs.figures.queue.LONGEST", 3)
    a_story(wales, review_by=day(days=20))
    starts = timezone.localtime() + dt.timedelta(hours=5)
    EventFactory(hub=wales, format="online", join_url="", start_date=starts.date(),
                 start_time=starts.time(), end_date=day(days=2))  # fmt: skip
    Claim.objects.create(
        user=UserFactory(), organisation=OrganisationFactory(), address="a@example.org"
    )
    shown = queue(client, manager)
    assert "Claim to answer" in shown and "without a joining link" in shown
    assert "Is it still right?" not in shown


def test_another_hubs_work_is_not_mine(client, wales):
    a_story(wales, review_by=day(days=-1))

    assert "Nothing waits for you" in queue(client, staff("hub_manager", HubFactory(slug="other")))


def test_people_who_may_change_nothing_have_nothing_to_do(client, wales):
    a_story(wales, review_by=day(days=-1))

    assert "Nothing waits for you" in queue(client, staff("event_officer", wales))


def test_a_long_queue_costs_no_more_queries(client, wales, manager):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("staff_queue"))
        return len(queries)

    a_story(wales, "one", review_by=day())
    queue(client, manager)
    before = cost()
    a_story(wales, "two", review_by=day())
    a_story(wales, "three", review_by=day())

    assert cost() == before <= 12


def test_the_start_page_counts_what_waits(client, wales, manager):
    a_story(wales, review_by=day())
    client.force_login(manager)

    shown = client.get(reverse("admin:index")).content.decode()

    assert "Things that wait for you" in shown
