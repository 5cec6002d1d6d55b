"""What a Welsh page shows beside its own text is asked for Welsh like that text."""

import datetime as dt

import pytest
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from hubportal.workflow.moves import Refused
from hubs import services
from hubs.models import Hub, Milestone, Tie
from tests.hubs.factories import (
    FollowUpFactory,
    HubFactory,
    MilestoneFactory,
    NetworkMeetingFactory,
    OrganisationFactory,
    PriorityFactory,
    PublicRoleFactory,
    QuoteFactory,
    StoryFactory,
    TieFactory,
)
from tests.hubs.test_admin import change, typed
from tests.hubs.test_hub_admin import added, errors
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]

BOTH = LazyI18nString({"en": "Care", "cy": "Gofal"})
DRAFT = {"status": "draft", "public_from": None}


@pytest.fixture
def wales():
    names = dict.fromkeys(("name", "short_name", "summary"), BOTH)
    return HubFactory(slug="wales", welsh_standards=True, **names)


@pytest.fixture
def programme(client):
    person = staff("programme")
    client.force_login(person)
    return person


def a_story(hub, **fields):
    return StoryFactory(hub=hub, **dict.fromkeys(("title", "summary", "body"), BOTH), **fields)


def a_meeting(hub, **fields):
    texts = dict.fromkeys(("title", "summary", "agenda", "learned", "notes"), BOTH)
    return NetworkMeetingFactory(hub=hub, **texts, **fields)


def test_a_quote_in_english_alone_keeps_a_story_from_being_published(wales, programme):
    story = a_story(wales, **DRAFT)
    QuoteFactory(story=story, name="Ann Said", text="In English", post="")
    with pytest.raises(Refused, match="“Ann Said” is still missing in Welsh: words"):
        services.publish(story, by=programme)
    services.publish(story, by=programme, reason="The translator is ill; by Friday.")
    story.refresh_from_db()
    assert story.status == "published"


def test_words_of_somebody_who_did_not_agree_are_not_asked_for(wales, programme):
    story = a_story(wales, **DRAFT)
    QuoteFactory(story=story, text="In English", post="", consented_on=None)
    services.publish(story, by=programme)
    story.refresh_from_db()
    assert story.status == "published"


def test_a_promise_in_english_alone_keeps_a_meeting_from_being_published(wales, programme):
    meeting = a_meeting(wales, **DRAFT)
    FollowUpFactory(meeting=meeting, what="Send the list")
    with pytest.raises(Refused, match="“Send the list” is still missing in Welsh"):
        services.publish(meeting, by=programme)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (MilestoneFactory, "text"),
        (PriorityFactory, "note"),
        (TieFactory, "acknowledgement"),
        (PublicRoleFactory, "post"),
    ],
)
def test_a_hub_does_not_open_with_a_row_in_english_alone(wales, programme, make, field):
    Hub.objects.filter(pk=wales.pk).update(status="planned")
    make(hub=wales, **{field: LazyI18nString({"en": "In English"})})
    with pytest.raises(Refused, match="is still missing in Welsh"):
        services.move_hub(wales, to="live", by=programme)


def test_what_is_over_is_not_asked_for(wales, programme):
    Hub.objects.filter(pk=wales.pk).update(status="planned")
    PriorityFactory(
        hub=wales, note=LazyI18nString({"en": "Then"}), until=timezone.localdate() - dt.timedelta(1)
    )
    services.move_hub(wales, to="live", by=programme)
    assert Hub.objects.get(pk=wales.pk).status == "live"


def test_a_hub_that_owes_no_welsh_opens_as_it_is(programme):
    hub = HubFactory(status=Hub.Status.PLANNED)
    MilestoneFactory(hub=hub, text=LazyI18nString({"en": "It opens"}))
    services.move_hub(hub, to="live", by=programme)
    assert Hub.objects.get(pk=hub.pk).status == "live"


def test_a_row_added_to_a_public_page_is_asked_for_welsh_where_it_was_typed(
    client, programme, wales
):
    row = {"on": "2024-01-01", "text_0": "It opens"}
    page = client.post(change(wales), added(client.get(change(wales)), "milestones", **row))
    assert "is still missing in Welsh: what happened" in errors(page)
    assert not Milestone.objects.exists()
    sent = added(client.get(change(wales)), "milestones", **row, text_1="Mae’n agor")
    assert client.post(change(wales), sent).status_code == 302


def test_a_row_that_was_there_before_stops_nobody_from_saving_the_rest(client, programme, wales):
    MilestoneFactory(hub=wales, text=LazyI18nString({"en": "It opens"}))
    sent = typed(client.get(change(wales)), founded="2024-01-01")
    assert client.post(change(wales), sent).status_code == 302


def test_the_missing_welsh_of_a_row_is_added_in_the_page_that_shows_it(client, programme, wales):
    story = a_story(wales)
    quote = QuoteFactory(story=story, text=LazyI18nString({"en": "English"}), post="")
    sent = typed(client.get(change(story)), **{"quotes-0-text_0": "Other words"})
    page = client.post(change(story), sent)
    assert "is still missing in Welsh: words" in errors(page)
    answer = client.post(change(story), sent | {"quotes-0-text_1": "Geiriau eraill"})
    assert answer.status_code == 302, errors(answer)
    quote.refresh_from_db()
    assert quote.text.data["cy"] == "Geiriau eraill"


def test_a_tie_and_a_promise_on_pages_of_their_own_are_asked_the_same(client, programme, wales):
    tie = TieFactory(hub=wales, organisation=OrganisationFactory())
    promise = FollowUpFactory(meeting=a_meeting(wales), what=BOTH)
    for thing, name in ((tie, "note_0"), (promise, "what_1")):
        words = "In English" if name == "note_0" else ""
        page = client.post(change(thing), typed(client.get(change(thing)), **{name: words}))
        assert "is still missing in Welsh" in errors(page)
    assert not str(Tie.objects.get().note)
