import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from hubportal.outbox.models import Letter
from hubs import figures, services
from hubs.models import Hub, Resource, Story
from hubs.models.publishing import Published
from tests.hubs.factories import HubFactory, ResourceFactory, StoryFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _monday(time_machine):
    time_machine.move_to(MONDAY)


@pytest.fixture
def wales():
    return HubFactory(slug="wales", name={"en": "Wales Hub", "cy": "Hwb Cymru"})


def overdue(factory, hub, days=1, **fields):
    return factory(hub=hub, review_by=MONDAY.date() - dt.timedelta(days=days), **fields)


def letters():
    return list(Letter.objects.filter(what="hubs/email/content_review").order_by("pk"))


def text_of(letter) -> str:
    return letter.message().get_body(("plain",)).get_content()


def test_every_kind_of_content_is_looked_at_without_a_list_of_kinds():
    kinds = figures.kinds_to_review()
    assert {Story, Resource, Hub} <= set(kinds)
    assert set(Published.__subclasses__()) <= set(kinds)


def test_a_hub_hears_once_a_week_what_is_due(wales):
    manager = staff("hub_manager", wales)
    overdue(StoryFactory, wales, title="Old story")
    assert services.send_due_content_reviews() == 1
    assert services.send_due_content_reviews() == 0
    assert services.send_due_content_reviews(now=MONDAY + dt.timedelta(days=6)) == 0
    assert services.send_due_content_reviews(now=MONDAY + dt.timedelta(days=7)) == 1
    assert {letter.person for letter in letters()} == {manager}


def test_nothing_due_is_no_letter(wales):
    staff("hub_manager", wales)
    StoryFactory(hub=wales, review_by=MONDAY.date() + dt.timedelta(days=1))
    StoryFactory(hub=wales, review_by=None)
    overdue(StoryFactory, wales, status="draft", public_from=None)
    overdue(StoryFactory, wales, status="withdrawn")
    assert services.send_due_content_reviews() == 0
    assert mail.outbox == []


def test_the_letter_groups_by_kind_latest_due_first_and_leads_to_the_lists(wales, settings):
    staff("hub_manager", wales)
    overdue(StoryFactory, wales, days=9, title="Older")
    overdue(StoryFactory, wales, days=2, title="Newer")
    overdue(ResourceFactory, wales, title="A guide")
    services.send_due_content_reviews()
    [letter] = letters()
    said = text_of(letter)
    assert letter.subject == "Is it still right? 3 entries of Wales Hub"
    assert said.index("Newer") < said.index("Older")
    assert f"{settings.SITE_URL}/admin/hubs/story/?review=due" in said
    assert f"{settings.SITE_URL}/admin/hubs/resource/?review=due" in said
    assert f"{settings.SITE_URL}/admin/queue/" in said


def test_the_lists_that_the_letter_leads_to_open(wales, client, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(staff("programme"))
    for model in figures.kinds_to_review():
        name = model._meta.model_name
        assert client.get(f"/admin/hubs/{name}/?review=due").status_code == 200, name


def test_long_lists_are_cut_and_say_so(wales):
    staff("hub_manager", wales)
    for number in range(12):
        overdue(StoryFactory, wales, days=number)
    services.send_due_content_reviews()
    assert "… and 2 more" in text_of(letters()[0])


def test_each_manager_reads_it_in_their_own_language(wales):
    staff("hub_manager", wales, language="cy")
    overdue(StoryFactory, wales, title={"en": "Meeting", "cy": "Cyfarfod"})
    services.send_due_content_reviews()
    assert "Hwb Cymru" in letters()[0].subject
    assert "Cyfarfod" in text_of(letters()[0])


def test_other_hubs_and_other_roles_hear_nothing(wales):
    staff("hub_manager", HubFactory(slug="scotland"))
    staff("event_officer", wales)
    staff("hub_manager", wales, is_active=False)
    UserFactory()
    overdue(StoryFactory, wales)
    services.send_due_content_reviews()
    assert [letter.to for letter in letters()] == [wales.reply_to]


def test_what_belongs_to_no_hub_goes_to_the_programme_team(wales):
    team = staff("programme")
    staff("hub_manager", wales)
    overdue(ResourceFactory, None, title="For all")
    services.send_due_content_reviews()
    services.send_due_content_reviews()
    [letter] = letters()
    assert letter.person == team
    assert "the whole programme" in letter.subject
    assert "For all" in text_of(letter)


def test_a_hub_itself_may_be_due_unless_it_is_history(wales):
    staff("hub_manager", wales)
    closed = HubFactory(slug="closed", status=Hub.Status.CLOSED)
    staff("hub_manager", closed)
    Hub.objects.update(review_by=timezone.localdate())
    assert services.send_due_content_reviews() == 1
    assert "Wales Hub (by 1 June 2026)" in text_of(letters()[0])


def test_one_hub_in_trouble_keeps_no_other_waiting(wales, caplog):
    for hub in (wales, HubFactory(slug="other")):
        overdue(StoryFactory, hub)
        person = staff("hub_manager", hub)
    type(person).objects.filter(pk=person.pk).update(email="not an address")
    assert services.send_due_content_reviews() == 1
    assert "was not written" in caplog.text
