"""In which languages an event is announced, and the address that it keeps from then on."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from events import rules, services
from events.models import Event, Registration
from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.events.factories import EventFactory, RegistrationFactory, waiting
from tests.events.programme_factories import SessionFactory
from tests.events.test_staff import LIST, errors, typed
from tests.hubs.factories import HubFactory
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.timedelta(days=1)
WHY = "The translator is ill; due on Monday."
BOTH = {
    "title": {"en": "Sandpit", "cy": "Pwll tywod"},
    "summary": {"en": "Care teams ask.", "cy": "Timau gofal sy’n gofyn."},
    "body": "",
    "access": {"en": "Step-free.", "cy": "Dim grisiau."},
}


@pytest.fixture
def bound(client):
    """A hub that owes Welsh; one of its staff is signed in."""
    hub = HubFactory(slug="bound", welsh_standards=True)
    hub.officer = staff("event_officer", hub)
    client.force_login(hub.officer)
    return hub


def coming() -> dt.date:
    return timezone.localdate() + 21 * DAY


def draft(hub, **fields) -> Event:
    return EventFactory(**{"hub": hub, "status": "draft", "start_date": coming(), **fields})


def page(client, event) -> str:
    return client.get(f"{LIST}{event.pk}/change/").content.decode()


def announce(client, event, **data):
    return client.post(f"{LIST}{event.pk}/publish/", data)


def test_a_hub_that_owes_welsh_announces_nothing_in_english_alone(client, bound):
    event = draft(bound)
    page = client.get(f"{LIST}{event.pk}/publish/").content.decode()
    assert "Still missing in Welsh: title, summary" in page and 'name="reason"' in page
    refused = announce(client, event)
    assert "or record a reason" in " ".join(refused.context["form"].non_field_errors())
    assert announce(client, event, reason="short").status_code == 200
    event.refresh_from_db()
    assert event.status == "draft"
    with pytest.raises(Refused, match="Still missing in Welsh"):
        services.publish(event, by=bound.officer)


def test_the_reason_is_in_the_history_with_a_name_and_on_no_public_page(client, bound):
    event = draft(bound)
    assert announce(client, event, reason=WHY).status_code == 302
    [step] = Step.objects.about(event)
    assert (step.now, step.by, step.note) == ("published", bound.officer, WHY)
    event.refresh_from_db()
    assert str(event.status_note) == ""
    assert WHY not in client.get(event.get_absolute_url()).content.decode()


def test_an_event_in_both_languages_is_announced_without_being_asked_why(client, bound):
    event = draft(bound, **BOTH)
    assert 'name="reason"' not in client.get(f"{LIST}{event.pk}/publish/").content.decode()
    services.publish(event, by=bound.officer, reason=WHY)
    assert Step.objects.about(event).get().note == ""


def test_why_it_was_postponed_is_not_owed_when_it_is_announced_anew(client, bound):
    event = draft(bound, **BOTH)
    services.publish(event, by=bound.officer)
    services.postpone(event, by=bound.officer, note="Snow")
    assert announce(client, event).status_code == 302
    event.refresh_from_db()
    assert event.status == "published"


def test_the_programme_of_an_event_is_owed_in_welsh_as_well(client, bound):
    event = draft(bound, **BOTH)
    SessionFactory(event=event, title="Opening")
    refused = announce(client, event)
    assert "“Opening” is still missing in Welsh" in refused.content.decode()


def test_other_hubs_announce_in_one_language(client, officer, wales):
    event = draft(wales)
    assert 'name="reason"' not in client.get(f"{LIST}{event.pk}/publish/").content.decode()
    assert announce(client, event).status_code == 302


# What is about to happen -------------------------------------------------------------------------


def words_of(client, event) -> str:
    """The page before the button is pressed, as it is read."""
    page = client.get(f"{LIST}{event.pk}/publish/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Nobody could register: registration closed on"),
        (
            {"approval": True, "decide_by": coming() - DAY},
            "Nobody could apply: registration closed",
        ),
    ],
)
def test_no_event_is_announced_that_is_closed_for_everybody(client, officer, wales, fields, words):
    event = draft(wales, registration_closes_at=timezone.now() - DAY, **fields)
    page = client.get(f"{LIST}{event.pk}/publish/").content.decode()
    assert words in page and "Choose a later moment or none." in page
    assert 'type="submit" value="Announce"' not in page
    assert words in announce(client, event).content.decode()
    event.refresh_from_db()
    assert event.status == "draft"
    Event.objects.update(registration_closes_at=timezone.now() + DAY)
    assert (
        'type="submit" value="Announce"'
        in client.get(f"{LIST}{event.pk}/publish/").content.decode()
    )
    assert announce(client, event).status_code == 302


def test_no_event_is_announced_that_opens_when_nobody_is_asked_any_more(client, officer, wales):
    event = draft(wales, approval=True, decide_by=coming() - 2 * DAY)
    event.registration_opens_at = event.asks_until
    event.save()
    assert "Nobody could register: it opens on" in announce(client, event).content.decode()
    Event.objects.update(registration_opens_at=event.asks_until - dt.timedelta(minutes=1))
    assert announce(client, event).status_code == 302


def test_the_page_says_what_is_announced_when_where_and_how(client, bound):
    fields = {**BOTH, "venue": "Sbarc", "city": "Cardiff", "capacity": 40}
    event = draft(bound, **fields, registration_opens_at=timezone.now() + DAY)
    said = words_of(client, event)
    day = event.start_date
    for fact in [
        "Sandpit",
        f"{day:%A} {day.day} {day:%B %Y}, 10:00 to 16:00 (UK time)",
        "In person: Sbarc, Cardiff",
        str(bound.name),
        "Places in all 40",
        "Its page is complete in English, Welsh",
        "Nobody gets a letter.",
    ]:
        assert fact in said, fact
    assert re.search(r"Registering From .* until .* at 10:00", said)


def test_the_page_counts_exactly_who_is_written_to(client, bound):
    event = draft(bound, **BOTH, format="hybrid", online_capacity=9)
    assert "5 in the room, 9 online" in words_of(client, event)
    services.publish(event, by=bound.officer)
    RegistrationFactory.create_batch(2, event=event)
    waiting(event)
    RegistrationFactory(event=event, status="cancelled")
    services.postpone(event, by=bound.officer, note="Snow")
    assert "3 people get a letter." in words_of(client, event)
    last = Letter.objects.latest("pk").pk
    announce(client, event)
    assert Letter.objects.filter(pk__gt=last).values("person").distinct().count() == 3


# Edits of what is announced -----------------------------------------------------------------------

WELSH = {"title_1": "Pwll tywod", "summary_1": "Timau gofal.", "access_1": "Dim grisiau."}


@pytest.fixture
def announced(bound):
    event = draft(bound, **BOTH)
    services.publish(event, by=bound.officer)
    return event


def officer_of(event):
    return event.hub.memberships.get().user


def edit(client, event, **changes):
    data = typed(event.hub, slug=event.slug, **WELSH) | changes
    return client.post(f"{LIST}{event.pk}/change/", data)


def test_what_was_announced_in_welsh_stays_so_unless_somebody_says_why(client, announced):
    assert 'name="why_one_language"' in page(client, announced)
    refused = errors(edit(client, announced, summary_1=""))
    assert refused == {"summary": ["Still missing in Welsh: summary. Add it, or record a reason."]}
    assert edit(client, announced, venue="Pontio").status_code == 302
    saved = edit(client, announced, summary_1="", why_one_language=WHY)
    assert saved.status_code == 302
    last = Step.objects.about(announced).last()
    assert (last.was, last.now, last.note) == ("published", "published", WHY)
    assert last.by == officer_of(announced)
    assert WHY not in client.get(announced.get_absolute_url()).content.decode()


def test_a_new_text_in_english_alone_is_refused_where_all_others_are_in_both(client, announced):
    refused = errors(edit(client, announced, interpretation_0="Into Welsh"))
    assert "Still missing in Welsh: interpretation" in refused["interpretation"][0]
    both = {"interpretation_0": "Into Welsh", "interpretation_1": "I’r Gymraeg"}
    assert edit(client, announced, **both).status_code == 302


def test_a_reason_that_was_recorded_lasts_until_nothing_misses_any_more(client, bound):
    event = draft(bound, **BOTH | {"summary": "Care teams ask."})
    services.publish(event, by=bound.officer, reason=WHY)
    assert edit(client, event, summary_1="", interpretation_0="Into Welsh").status_code == 302
    whole = {"interpretation_0": "Into Welsh", "interpretation_1": "I’r Gymraeg"}
    assert edit(client, event, **whole).status_code == 302
    assert "summary" in errors(edit(client, event, **whole, summary_1=""))


@pytest.mark.parametrize("status", ["draft", "postponed"])
def test_what_is_not_announced_yet_is_asked_when_it_is(client, bound, status):
    event = draft(bound, **BOTH, status=status)
    assert 'name="why_one_language"' not in page(client, event)
    assert edit(client, event, summary_1="").status_code == 302


def test_a_hub_that_owes_no_welsh_edits_as_it_likes(client, officer, wales):
    event = EventFactory(hub=wales, start_date=coming(), **BOTH)
    assert 'name="why_one_language"' not in page(client, event)
    assert edit(client, event, summary_1="").status_code == 302


NO_ACCESS = {"access_0": "", "access_1": ""}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        (NO_ACCESS, "access", "say how people get in"),
        ({"venue": "", "city": ""}, "venue", "Say where it takes place."),
        ({"title_0": "", "title_1": "Pwll tywod"}, "title", "keep a title in English"),
    ],
)
def test_what_announcing_asks_for_stays_with_an_announced_event(
    client, officer, wales, changes, field, words
):
    event = EventFactory(hub=wales, start_date=coming())
    assert words in errors(edit(client, event, **changes))[field][0]
    Event.objects.update(status="draft")
    assert edit(client, event, **changes).status_code == 302


def test_a_reason_for_one_language_is_none_for_saying_nothing(client, announced):
    refused = errors(edit(client, announced, **NO_ACCESS, why_one_language=WHY))
    assert list(refused) == ["access"]


def test_what_was_announced_without_it_can_still_be_edited(client, officer, wales):
    event = EventFactory(hub=wales, start_date=coming(), access="", title={"nb": "Sandkasse"})
    changes = {**NO_ACCESS, "title_0": "", "title_2": "Sandkassen"}
    assert edit(client, event, **changes).status_code == 302


def test_why_welsh_is_missing_is_no_news_of_the_date(client, announced):
    services.postpone(announced, by=officer_of(announced), note="Snow")
    later = {"start_date": str(coming() + 7 * DAY), "end_date": str(coming() + 7 * DAY)}
    edit(client, announced, **later)
    announced.refresh_from_db()
    services.publish(announced, by=officer_of(announced))
    somebody = RegistrationFactory(event=announced, created_at=timezone.now())
    edit(client, announced, **later, summary_1="", why_one_language=WHY)
    somebody = Registration.objects.select_related("event").get(pk=somebody.pk)
    assert Step.objects.about(announced).last().note == WHY
    assert rules.changes.as_it_was(somebody, now=timezone.now()) is None


# The address ------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["feed", "schema", "series"])
def test_no_event_gets_the_address_of_another_page(client, officer, wales, word):
    found = errors(client.post(f"{LIST}add/", typed(wales, slug=word)))
    assert "Another page has this address" in " ".join(found["slug"])
    assert client.post(f"{LIST}add/", typed(wales, slug=f"{word}-2")).status_code == 302


@pytest.mark.parametrize("status", ["published", "postponed", "cancelled"])
def test_what_was_announced_keeps_its_address(client, officer, status):
    event = EventFactory(slug="sandpit", status=status, start_date=coming())
    [field] = re.findall(r'<input[^>]*name="slug"[^>]*>', page(client, event))
    assert "disabled" in field and "as it was announced" in page(client, event)
    data = typed(event.hub, slug="elsewhere", summary_0="Other words")
    assert client.post(f"{LIST}{event.pk}/change/", data).status_code == 302
    event.refresh_from_db()
    assert (event.slug, str(event.summary)) == ("sandpit", "Other words")


def test_an_address_typed_while_others_announce_the_event_is_not_taken(officer, wales):
    event = EventFactory(slug="sandpit", status="draft", hub=wales, start_date=coming())
    services.publish(Event.objects.get(), by=officer)
    event.slug = "elsewhere"
    services.change_event(event, by=officer, fields={"slug"})
    assert Event.objects.get().slug == "sandpit"


def test_the_address_of_a_draft_can_change(client, officer, wales):
    event = EventFactory(slug="sandpit", status="draft", hub=wales, start_date=coming())
    data = typed(wales, slug="elsewhere")
    assert client.post(f"{LIST}{event.pk}/change/", data).status_code == 302
    event.refresh_from_db()
    assert event.slug == "elsewhere"
