import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from funding.models import Call
from tests.events.factories import EventFactory
from tests.funding.factories import CallFactory
from tests.hubs.factories import HubFactory, OpportunityFactory
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


def coming(hub):
    return EventFactory(hub=hub, start_date=timezone.localdate() + dt.timedelta(days=30))


def form_of(client, event):
    address = reverse("admin:events_event_change", args=[event.pk])
    return client.get(address).context["adminform"].form


def test_the_events_page_says_what_it_opens_and_hides_drafts(client, wales):
    event = coming(wales)
    assert "Opens to those who come" not in client.get(event.get_absolute_url()).content.decode()
    OpportunityFactory(title="Travel money", events=[event])
    OpportunityFactory(title="Secret plan", events=[event], status="draft")
    text = client.get(event.get_absolute_url()).content.decode()
    assert "Opens to those who come" in text
    assert "Travel money" in text
    assert "Secret plan" not in text


def test_a_manager_offers_their_hubs_opportunities_and_keeps_what_others_chose(client, wales):
    event, mine = coming(wales), OpportunityFactory(hub=wales)
    chosen = OpportunityFactory(events=[event])
    OpportunityFactory(hub=HubFactory(slug="scotland"))
    client.force_login(staff("hub_manager", wales))
    offered = form_of(client, event).fields["opportunities"].queryset
    assert set(offered) == {mine, chosen}


def test_a_new_event_opens_what_its_managers_manage(client, wales):
    mine = OpportunityFactory(hub=wales)
    OpportunityFactory()
    client.force_login(staff("hub_manager", wales))
    form = client.get(reverse("admin:events_event_add")).context["adminform"].form
    assert list(form.fields["opportunities"].queryset) == [mine]


def test_officers_leave_alone_what_an_event_opens(client, wales):
    event = coming(wales)
    OpportunityFactory(events=[event])
    client.force_login(staff("event_officer", wales))
    assert "opportunities" not in form_of(client, event).fields


def test_a_call_that_is_no_more_than_a_draft_belongs_to_the_event_for_its_staff_alone(wales):
    event = coming(wales)
    CallFactory(event=event, hub=wales, status="draft")
    stranger, manager = UserFactory(), staff("hub_manager", wales)
    seen = [Event.objects.with_calls(user).get().has_calls for user in (stranger, manager)]
    assert seen == [False, True]
    Call.objects.update(status="published")
    assert Event.objects.with_calls(stranger).get().has_calls
