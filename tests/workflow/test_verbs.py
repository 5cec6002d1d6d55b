import re

import pytest
from django.contrib.admin.models import LogEntry

from hubportal.workflow.models import Step
from hubs.models import Hub
from tests.hubs.factories import HubFactory, OrganisationFactory, TieFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.workflow.desk"),
    pytest.mark.usefixtures("one_factor"),
]
MAY = ["hubs.view_hub", "hubs.change_hub"]


@pytest.fixture
def hub():
    return HubFactory(slug="wales", status="live")


def bulk(client, *hubs, **data):
    return client.post(
        "/desk/hubs/hub/",
        {"action": "close", "_selected_action": [hub.pk for hub in hubs], **data},
        follow=True,
    )


def messages(response):
    return [str(message) for message in response.context["messages"]]


def constant(response, address):
    """A page without what differs for everybody: its own address and the token of its forms."""
    return re.sub('token" value="[^"]+"', "", response.content.decode()).replace(address, "/")


def test_a_record_offers_the_verbs_that_are_permitted_and_make_sense(client, staff, hub):
    staff(hub, *MAY)
    page = client.get(f"/desk/hubs/hub/{hub.pk}/change/").content.decode()
    assert f"/desk/hubs/hub/{hub.pk}/close/" in page
    assert "rename" not in page
    Hub.objects.update(status="planned")
    assert "/close/" not in client.get(f"/desk/hubs/hub/{hub.pk}/change/").content.decode()


def test_a_verb_is_done_once_and_leaves_its_traces(client, staff, hub):
    person = staff(hub, *MAY)
    assert client.get(f"/desk/hubs/hub/{hub.pk}/close/").status_code == 200
    done = client.post(f"/desk/hubs/hub/{hub.pk}/close/", {"reason": "No money"}, follow=True)
    assert messages(done) == ["The hub is closed."]
    assert Step.objects.about(hub).get().note == "No money"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (person, "Close for good")
    assert "No money" in done.content.decode()


def test_the_same_verb_twice_is_refused_in_words_and_keeps_what_was_typed(client, staff, hub):
    staff(hub, *MAY)
    client.post(f"/desk/hubs/hub/{hub.pk}/close/", {"reason": "No money"})
    page = client.post(f"/desk/hubs/hub/{hub.pk}/close/", {"reason": "Twice, in a long text"})
    assert page.status_code == 200
    assert "already “Closed”" in page.content.decode()
    assert "Twice, in a long text" in page.content.decode()
    assert Step.objects.count() == LogEntry.objects.count() == 1


def test_a_verb_without_its_reason_is_asked_again(client, staff, hub):
    staff(hub, *MAY)
    page = client.post(f"/desk/hubs/hub/{hub.pk}/close/", {"reason": ""})
    assert page.context["form"].errors["reason"]
    assert Hub.objects.get().status == "live"


def test_a_verb_that_makes_no_sense_now_leads_back(client, staff):
    hub = HubFactory(status="planned")
    staff(hub, *MAY)
    back = client.get(f"/desk/hubs/hub/{hub.pk}/close/", follow=True)
    assert messages(back) == ["This is not possible now."]


def test_another_hubs_record_answers_like_one_that_does_not_exist(client, staff, hub):
    other = HubFactory(slug="scotland")
    staff(hub, *MAY)
    for page in ["change", "close", "history", "delete"]:
        unknown = client.get(f"/desk/hubs/hub/0/{page}/")
        theirs = client.get(f"/desk/hubs/hub/{other.pk}/{page}/")
        assert unknown.status_code == theirs.status_code == (403 if page == "delete" else 404)
        assert constant(theirs, f"/{other.pk}/") == constant(unknown, "/0/")
    assert client.post(f"/desk/hubs/hub/{other.pk}/close/", {"reason": "x"}).status_code == 404
    assert client.get("/desk/hubs/hub/not-a-number/close/").status_code == 404


def test_a_verb_that_is_not_permitted_is_forbidden(client, staff, hub):
    staff(hub, *MAY)
    assert client.get(f"/desk/hubs/hub/{hub.pk}/rename/").status_code == 403
    assert client.post(f"/desk/hubs/hub/{hub.pk}/rename/").status_code == 403
    staff(hub, "hubs.change_hub")
    assert client.get(f"/desk/hubs/hub/{hub.pk}/close/").status_code == 200


def test_whoever_may_not_see_the_record_cannot_act_on_it(client, staff, hub):
    staff(hub, "hubs.view_organisation")
    assert client.get(f"/desk/hubs/hub/{hub.pk}/close/").status_code == 403


def test_nothing_is_added_changed_or_deleted_by_hand(client, staff, hub):
    staff(hub, *MAY, "hubs.add_hub", "hubs.delete_hub")
    assert client.get("/desk/hubs/hub/add/").status_code == 403
    assert client.get(f"/desk/hubs/hub/{hub.pk}/delete/").status_code == 403
    assert client.post(f"/desk/hubs/hub/{hub.pk}/change/", {"slug": "hacked"}).status_code == 403


def test_a_selection_is_confirmed_on_one_page(client, staff, hub):
    staff(hub, *MAY)
    page = bulk(client, hub)
    assert page.status_code == 200
    assert "For 1 record" in page.content.decode()
    assert Hub.objects.get().status == "live"


def test_a_selection_is_done_one_by_one_and_refusals_are_told(client, staff):
    hubs = [HubFactory(slug=f"hub-{n}", status="live") for n in range(3)]
    closed, planned = (
        HubFactory(slug="closed", status="closed"),
        HubFactory(slug="planned", status="planned"),
    )
    staff(None, *MAY, role="programme")
    done, refused = messages(bulk(client, *hubs, closed, planned, confirmed="1", reason="Merged"))
    assert done == "Done for 3 records."
    assert refused.startswith("Refused for 2:")
    assert "already “Closed”" in refused and "not possible now" in refused
    assert LogEntry.objects.count() == Step.objects.count() == 3


def test_a_selection_sent_twice_has_one_effect(client, staff, hub):
    staff(hub, *MAY)
    bulk(client, hub, confirmed="1", reason="Merged")
    assert messages(bulk(client, hub, confirmed="1", reason="Merged"))[0].startswith(
        "Refused for 1:"
    )
    assert Step.objects.count() == 1


def test_a_selection_without_a_reason_is_asked_again(client, staff, hub):
    staff(hub, *MAY)
    assert bulk(client, hub, confirmed="1", reason="").context["form"].errors["reason"]


def test_a_selection_reaches_no_other_hub(client, staff, hub):
    other = HubFactory(slug="scotland", status="live")
    staff(hub, *MAY)
    bulk(client, hub, other, confirmed="1", reason="All mine", select_across="1")
    assert Hub.objects.get(pk=other.pk).status == "live"
    assert Hub.objects.get(pk=hub.pk).status == "closed"


def test_a_bulk_verb_that_is_not_permitted_does_nothing(client, staff, hub):
    staff(hub, "hubs.view_hub")
    bulk(client, hub, confirmed="1", reason="Sneaky")
    assert Hub.objects.get().status == "live"


def test_choices_and_filters_offer_only_what_one_manages(client, staff, hub):
    other = HubFactory(slug="scotland")
    for place in (hub, other):
        TieFactory(hub=place, organisation=OrganisationFactory())
    staff(hub, "hubs.view_tie", "hubs.change_tie", "hubs.add_tie")
    form = client.get("/desk/hubs/tie/add/").context["adminform"].form
    assert list(form.fields["hub"].queryset) == [hub]
    listing = client.get("/desk/hubs/tie/").context["cl"]
    assert [tie.hub for tie in listing.result_list] == [hub]
    offered = [choice["display"] for choice in listing.filter_specs[0].choices(listing)]
    assert str(other) not in offered
    posted = client.post("/desk/hubs/tie/add/", {"hub": other.pk, "kind": "partner"})
    assert posted.context["adminform"].form.errors["hub"]
