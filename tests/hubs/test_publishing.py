"""Every piece of content: a draft, public from a moment on, in the languages that are owed."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from hubs import services
from hubs.models import Hub, Story
from hubs.models.publishing import languages_of, missing_in
from tests.hubs.factories import HubFactory
from tests.members.factories import staff

pytestmark = pytest.mark.django_db

ALL = {"en": "Open lab", "cy": "Labordy agored", "nb": "Åpen lab"}
STRANGER = AnonymousUser()


def a_story(hub=None, **fields):
    defaults = {"slug": "open-lab", "title": ALL, "summary": ALL, "body": ALL}
    return Story.objects.create(hub=hub, dated=timezone.localdate(), **{**defaults, **fields})


@pytest.fixture
def wales():
    return HubFactory(slug="wales", welsh_standards=True, languages=["cy", "en"])


@pytest.fixture
def manager(wales):
    return staff("hub_manager", wales)


def test_a_draft_is_seen_by_the_staff_of_its_hub_alone(wales, manager):
    story = a_story(wales)
    other = staff("hub_manager", HubFactory(slug="scotland"))

    assert story not in Story.objects.visible_to(STRANGER)
    assert story not in Story.objects.visible_to(other)
    assert story in Story.objects.visible_to(manager)


def test_publishing_makes_it_public_at_once_and_says_who_did(wales, manager):
    story = a_story(wales)

    services.publish(story, by=manager)

    assert story in Story.objects.visible_to(STRANGER)
    assert Step.objects.about(story).get().by == manager


def test_what_is_scheduled_goes_public_by_itself(wales, manager):
    story = a_story(wales)
    services.publish(story, by=manager, public_from=timezone.now() + dt.timedelta(hours=2))

    assert story not in Story.objects.visible_to(STRANGER)
    # the database's own clock decides, so its row is moved rather than the clock
    Story.objects.update(public_from=timezone.now() - dt.timedelta(seconds=1))
    assert story in Story.objects.visible_to(STRANGER)


def test_what_is_withdrawn_is_gone_at_once_and_may_come_back(wales, manager):
    story = a_story(wales)
    services.publish(story, by=manager)

    services.withdraw(Story.objects.get(), by=manager, note="Wrong")
    assert story not in Story.objects.visible_to(STRANGER)

    services.publish(Story.objects.get(), by=manager)
    assert story in Story.objects.visible_to(STRANGER)


def test_a_story_in_no_language_is_refused_in_words(wales, manager):
    story = a_story(wales, title={"en": " ", "cy": ""})

    with pytest.raises(Refused, match="“Title” says nothing in any language"):
        services.publish(story, by=manager)


def test_a_hub_that_owes_welsh_publishes_nothing_in_english_alone(wales, manager):
    story = a_story(wales, body={"en": "Only English"})

    with pytest.raises(Refused, match="Still missing in Welsh: text"):
        services.publish(story, by=manager)
    assert Story.objects.get().status == Story.Status.DRAFT


def test_nor_in_welsh_alone(wales, manager):
    story = a_story(wales, body={"cy": "Cymraeg yn unig"})

    with pytest.raises(Refused, match="Still missing in English: text"):
        services.publish(story, by=manager)


def test_a_reason_that_nothing_needs_is_not_kept(wales, manager):
    story = a_story(wales)

    services.publish(story, by=manager, reason="Typed by habit.")

    assert Story.objects.get().one_language_reason == ""


def test_a_reason_for_one_language_is_recorded_with_who_gave_it(wales, manager):
    story = a_story(wales, body={"en": "Only English"})

    services.publish(story, by=manager, reason="The translator is ill; due on Monday.")

    assert Story.objects.get().one_language_reason == "The translator is ill; due on Monday."
    step = Step.objects.about(story).get()
    assert (step.by, step.note) == (manager, "The translator is ill; due on Monday.")


def test_other_hubs_owe_no_welsh():
    scotland = HubFactory(slug="scotland")

    services.publish(a_story(scotland, body={"en": "Only English"}), by=staff("programme"))

    assert Story.objects.visible_to(STRANGER).exists()


def typed(story, **texts) -> dict:
    """The staff's form of a story as a browser would send it, with other words in some boxes."""
    said = {"title": ALL, "summary": ALL, "body": ALL, "correction": {}, **texts}
    boxes = {
        f"{name}_{number}": words.get(code, "")
        for name, words in said.items()
        for number, code in enumerate(["en", "cy", "nb"])
    }
    rows = {
        f"{prefix}-{count}": 0
        for prefix in ("quotes", "workflow-step-subject_type-subject_id")
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {"hub": story.hub_id, "slug": story.slug, "dated": story.dated, **boxes, **rows}


def test_what_is_public_stays_in_welsh_when_it_is_edited(wales, manager, client, settings):
    settings.STAFF_MFA_REQUIRED = False
    story = a_story(wales)
    services.publish(story, by=manager)
    client.force_login(manager)
    address = reverse("admin:hubs_story_change", args=[story.pk])

    shown = client.post(address, typed(story, body={"en": "New words"})).content.decode()

    assert "Still missing in Welsh: text" in shown
    assert "New words" in shown
    assert missing_in(Story.objects.get(), "cy") == []
    in_both = {"en": "New words", "cy": "Geiriau newydd", "nb": "Nye ord"}
    assert client.post(address, typed(story, body=in_both)).status_code == 302
    assert str(Story.objects.get().body) == "New words"


def test_a_planned_hub_shows_nothing(manager):
    planned = HubFactory(slug="planned", status=Hub.Status.PLANNED)
    story = a_story(planned)
    services.publish(story, by=manager)

    assert story not in Story.objects.visible_to(STRANGER)


def test_published_without_a_moment_is_refused_by_the_database(wales):
    story = a_story(wales)

    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(status="published")
        connection.check_constraints()


def test_the_languages_of_a_text_are_those_in_which_all_is_said(wales):
    story = a_story(wales, body={"en": "x", "nb": "y"})

    assert languages_of(story) == ["en", "nb"]
    assert [field.name for field in missing_in(story, "cy")] == ["body"]


def test_saying_that_it_is_still_right_sets_the_next_day_to_look(wales, manager):
    story = a_story(wales, review_by=timezone.localdate())
    services.publish(story, by=manager)
    next_time = timezone.localdate() + dt.timedelta(days=90)

    services.confirm(Story.objects.get(), by=manager, review_by=next_time)

    assert not Story.objects.to_review(today=timezone.localdate()).exists()
    assert Story.objects.get().review_by == next_time


# A moment that lies ahead ----------------------------------------------------------------------


@pytest.fixture
def signed_in(client, manager, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(manager)
    return client


def verb(story, name):
    return reverse(f"admin:hubs_story_{name}", args=[story.pk])


def on(day, time="09:30") -> dict:
    return {"public_from_0": day.isoformat(), "public_from_1": time}


def test_what_is_scheduled_says_so_and_can_be_moved(wales, manager, signed_in):
    story, today = a_story(wales), timezone.localdate()
    later, sooner = today + dt.timedelta(days=9), today + dt.timedelta(days=3)

    said = signed_in.post(verb(story, "publish"), on(later), follow=True).content.decode()
    listed = signed_in.get(reverse("admin:hubs_story_changelist")).content.decode()

    assert "Scheduled for" in said and "Published." not in said
    assert "Change the moment" in said
    assert '<td class="field-standing">Scheduled</td>' in listed
    signed_in.post(verb(story, "reschedule"), on(sooner))
    story.refresh_from_db()
    assert timezone.localtime(story.public_from).date() == sooner
    last = Step.objects.about(story).last()
    assert (last.by, last.was, last.now) == (manager, "published", "published")
    assert "Public from" in last.note


def test_the_moment_of_what_is_public_already_stays(wales, manager, signed_in):
    story = a_story(wales)
    services.publish(story, by=manager)
    story.refresh_from_db()

    assert "Change the moment" not in signed_in.get(verb(story, "withdraw")).content.decode()
    with pytest.raises(Refused, match="does not wait for a moment"):
        services.reschedule(story, by=manager, public_from=timezone.now() + dt.timedelta(days=2))


def test_nothing_is_published_as_of_long_ago(wales, signed_in):
    story, today = a_story(wales), timezone.localdate()

    page = signed_in.post(verb(story, "publish"), on(today - dt.timedelta(days=3)))

    assert "This moment has passed" in page.content.decode()
    assert Story.objects.get().status == Story.Status.DRAFT
    assert signed_in.post(verb(story, "publish"), on(today, "00:00")).status_code == 302


# A reason for one language, where the text is ------------------------------------------------


def in_english(story, why="") -> dict:
    return typed(story, body={"en": "New words"}) | {"why_one_language": why}


def test_a_public_text_may_lapse_into_one_language_for_a_recorded_reason(wales, manager, signed_in):
    story = a_story(wales)
    services.publish(story, by=manager)
    address = reverse("admin:hubs_story_change", args=[story.pk])

    assert 'id="id_why_one_language"' in signed_in.get(address).content.decode()
    short = signed_in.post(address, in_english(story, "Soon")).content.decode()
    assert "at least 10 characters" in short
    reason = "The translation is ordered."
    assert signed_in.post(address, in_english(story, reason)).status_code == 302
    assert Story.objects.get().one_language_reason == reason
    kept = signed_in.post(address, in_english(story, reason))
    assert kept.status_code == 302 and Story.objects.get().one_language_reason == reason


def test_the_reason_ends_with_the_lapse_and_the_next_one_is_asked_about(wales, manager, signed_in):
    story = a_story(wales, body={"en": "Only English"})
    services.publish(story, by=manager, reason="The translation is ordered.")
    address = reverse("admin:hubs_story_change", args=[story.pk])

    whole = typed(story) | {"why_one_language": "The translation is ordered."}
    assert signed_in.post(address, whole).status_code == 302
    assert Story.objects.get().one_language_reason == ""
    assert "Still missing in Welsh" in signed_in.post(address, in_english(story)).content.decode()


def test_who_owes_no_welsh_is_offered_no_reason(signed_in, manager):
    story = a_story(HubFactory(slug="scotland"))
    services.publish(story, by=manager)
    signed_in.force_login(staff("programme"))

    page = signed_in.get(reverse("admin:hubs_story_change", args=[story.pk])).content.decode()

    assert 'type="hidden" name="why_one_language"' in page


def test_an_open_hub_may_say_why_too(wales, signed_in, manager):
    wales.status, wales.summary = Hub.Status.LIVE, {"en": "Only English"}
    wales.save()
    page = signed_in.get(reverse("admin:hubs_hub_change", args=[wales.pk])).content.decode()
    assert 'type="text" name="why_one_language"' in page
