import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from hubportal.workflow.models import Step
from hubs.models import Hub, Organisation, Sector, Tie
from members.models import Membership
from tests.hubs.factories import (
    HubFactory,
    OrganisationFactory,
    SectorFactory,
    TerritoryFactory,
    TieFactory,
)
from tests.members.factories import MembershipFactory, UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def wales():
    return HubFactory(slug="wales", reply_to="wales@example.org")


@pytest.fixture
def scotland():
    return HubFactory(slug="scotland")


@pytest.fixture
def manager(client, wales):
    person = staff("hub_manager", wales)
    client.force_login(person)
    return person


@pytest.fixture
def programme(client):
    person = staff("programme")
    client.force_login(person)
    return person


def change(thing) -> str:
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_change", args=[thing.pk])


def typed(page, **changes) -> dict:
    """What a browser would send back from an admin form, with some fields changed."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = [part for form in forms for bound in form for part in parts(bound)]
    return {
        name: value for name, value in sent if value is not None and value is not False
    } | changes


def parts(bound):
    """The names and values that the boxes of one field send."""
    value = bound.value()
    if isinstance(value, list):
        return [(bound.html_name, [getattr(each, "pk", each) for each in value])]
    if hasattr(bound.field.widget, "decompress"):
        boxes = bound.field.widget.decompress(value)
        return [(f"{bound.html_name}_{number}", text or "") for number, text in enumerate(boxes)]
    return [(bound.html_name, value)]


def test_texts_are_written_language_by_language(client, manager, wales):
    page = client.get(change(wales))
    html = page.content.decode()
    assert '<label for="id_name_1" lang="cy">Cymraeg</label>' in html
    assert 'lang="nb"' in html
    sent = typed(page, name_0="Wales", name_1="Cymru", name_2="Wales på norsk")
    assert client.post(change(wales), sent).status_code == 302
    wales.refresh_from_db()
    assert wales.name.data == {"en": "Wales", "cy": "Cymru", "nb": "Wales på norsk"}
    assert LogEntry.objects.get().user == manager


def test_a_text_of_no_said_language_stands_in_the_first_box(client, manager, wales):
    page = client.get(change(wales))
    assert page.context["adminform"].form["name"].field.widget.decompress("Plain")[0] == "Plain"


def test_a_manager_reads_but_does_not_change_a_hub_they_serve_in_a_lesser_role(
    client, manager, scotland
):
    MembershipFactory(user=manager, hub=scotland, role="event_officer")
    page = client.get(change(scotland))
    assert page.status_code == 200
    assert not page.context["has_change_permission"]
    assert client.post(change(scotland), {"name_0": "Taken over"}).status_code == 403


def test_an_event_officer_changes_no_hub(client, wales):
    client.force_login(staff("event_officer", wales))
    assert client.post(change(wales), {"name_0": "x"}).status_code == 403


def test_a_hubs_address_stays(client, manager, wales):
    page = client.get(change(wales))
    client.post(change(wales), typed(page, slug="cymru"))
    wales.refresh_from_db()
    assert wales.slug == "wales"


def test_ties_are_entered_and_ended_within_the_hub(client, manager, wales):
    old = TieFactory(hub=wales, kind=Tie.Kind.HOSTS)
    sent = typed(client.get(change(wales))) | {"ties-0-until": "2026-01-31"}
    assert client.post(change(wales), sent).status_code == 302
    old.refresh_from_db()
    assert str(old.until) == "2026-01-31"


def test_a_second_host_is_refused_in_words(client, manager, wales):
    TieFactory(hub=wales, kind=Tie.Kind.HOSTS)
    other = OrganisationFactory()
    new = {
        "kind": Tie.Kind.HOSTS,
        "organisation": other.pk,
        "since": "",
        "until": "",
        "hub": wales.pk,
    }
    sent = typed(client.get(change(wales))) | {f"ties-1-{k}": v for k, v in new.items()}
    sent |= {"ties-TOTAL_FORMS": 2, **{f"ties-1-note_{n}": "" for n in range(3)}}
    page = client.post(change(wales), sent)
    assert page.status_code == 200
    assert "host already" in page.content.decode()
    assert Tie.objects.count() == 1


def test_the_programme_opens_and_pauses_hubs_with_a_note(client, programme, wales):
    address = reverse("admin:hubs_hub_move", args=[wales.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"to": Hub.Status.PAUSED, "note": "The host is changing."})
    wales.refresh_from_db()
    step = Step.objects.get()
    assert (wales.status, step.note, step.by) == ("paused", "The host is changing.", programme)


def test_a_move_that_leads_nowhere_is_refused(client, programme, wales):
    address = reverse("admin:hubs_hub_move", args=[wales.pk])
    assert client.post(address, {"to": Hub.Status.PLANNED, "note": "x"}).status_code == 200
    wales.refresh_from_db()
    assert wales.status == Hub.Status.LIVE


def test_a_hub_manager_moves_no_hub(client, manager, wales):
    address = reverse("admin:hubs_hub_move", args=[wales.pk])
    assert client.post(address, {"to": "paused", "note": "x"}).status_code == 403


def test_only_the_programme_enters_hubs_and_words(client, manager):
    for model in ["hub", "sector", "theme", "territory"]:
        assert client.get(f"/admin/hubs/{model}/add/").status_code == 403
    client.force_login(staff("programme"))
    for model in ["hub", "sector", "theme", "territory"]:
        assert client.get(f"/admin/hubs/{model}/add/").status_code == 200


# Organisations -------------------------------------------------------------------------------


def test_a_stub_is_looked_at_and_shown(client, manager):
    stub = OrganisationFactory(stub=True, sector=None)
    sent = {"sector": SectorFactory(code="THIRD").pk, "territory": TerritoryFactory().pk}
    client.post(reverse("admin:hubs_organisation_check", args=[stub.pk]), sent)
    stub.refresh_from_db()
    assert (stub.stub, stub.sector.code) == (False, "THIRD")
    client.post(reverse("admin:hubs_organisation_check", args=[stub.pk]), sent)


def test_a_stub_is_merged_with_all_that_points_at_it(client, manager):
    stub, meant = OrganisationFactory(stub=True), OrganisationFactory(slug="meant")
    person = UserFactory(profile__organisation=stub)
    tie = TieFactory(organisation=stub)
    address = reverse("admin:hubs_organisation_merge", args=[stub.pk])
    assert client.post(address, {"into": "meant"}).status_code == 302
    for row in [person.profile, tie, stub]:
        row.refresh_from_db()
    assert person.profile.organisation == tie.organisation == stub.successor == meant
    again = client.post(address, {"into": "meant"})
    assert "merged into another" in again.content.decode()


def test_a_merge_that_would_double_a_tie_changes_nothing(client, manager, wales):
    stub, meant = OrganisationFactory(stub=True), OrganisationFactory(slug="meant")
    TieFactory(organisation=stub, hub=wales)
    TieFactory(organisation=meant, hub=wales)
    person = UserFactory(profile__organisation=stub)
    address = reverse("admin:hubs_organisation_merge", args=[stub.pk])
    assert "same tie" in client.post(address, {"into": "meant"}).content.decode()
    person.profile.refresh_from_db()
    assert person.profile.organisation == stub


@pytest.mark.parametrize("into", ["nowhere", "stub2", ""])
def test_a_stub_is_merged_into_nothing_odd(client, manager, into):
    stub = OrganisationFactory(stub=True)
    OrganisationFactory(slug="stub2", stub=True)
    address = reverse("admin:hubs_organisation_merge", args=[stub.pk])
    assert client.post(address, {"into": into}).status_code == 200
    stub.refresh_from_db()
    assert stub.successor is None


def test_staff_search_organisations_as_visitors_do(client, manager):
    OrganisationFactory(name={"en": "Bergen hospital", "nb": "Haukeland sjukehus Ålesund"})
    OrganisationFactory(name="Another")
    page = client.get("/admin/hubs/organisation/", {"q": "alesund"})
    assert page.context["cl"].result_count == 1
    found = client.get(
        "/admin/autocomplete/",
        {"term": "ALESUND", "app_label": "hubs", "model_name": "tie", "field_name": "organisation"},
    )
    assert len(found.json()["results"]) == 1


def test_staff_find_what_lacks_a_language(client, programme):
    OrganisationFactory(name={"en": "Only English"})
    OrganisationFactory(name={"en": "Both", "cy": "Dau"})
    OrganisationFactory(name={"en": "A", "cy": "B"}, summary={"en": "Only English here"})
    found = client.get("/admin/hubs/organisation/", {"missing": "cy"}).context["cl"].queryset
    assert {organisation.name.data["en"] for organisation in found} == {"Only English", "A"}
    assert client.get("/admin/hubs/organisation/", {"missing": "xx"}).status_code == 200


def test_typed_in_organisations_wait_in_a_list_of_their_own(client, manager):
    waiting = OrganisationFactory(stub=True)
    OrganisationFactory(stub=True, successor=OrganisationFactory())
    found = client.get("/admin/hubs/organisation/", {"unchecked": "1"}).context["cl"].queryset
    assert list(found) == [waiting]


def test_a_wrong_ror_id_is_refused_in_words(client, programme):
    organisation = OrganisationFactory()
    for ror, message in [("03yrm5c27", "do not fit"), ("abc", "nine signs"), ("03yrm5cl6", "nine")]:
        sent = typed(client.get(change(organisation)), ror_id=ror)
        assert message in client.post(change(organisation), sent).content.decode()
    sent = typed(client.get(change(organisation)), ror_id="03yrm5c26")
    assert client.post(change(organisation), sent).status_code == 302
    assert Organisation.objects.get().ror_id == "03yrm5c26"


def test_sectors_keep_their_code(client, programme):
    sector = Sector.objects.get_or_create(code="NHS")[0]
    assert client.get(change(sector)).context["adminform"].form.fields.get("code") is None


@pytest.mark.parametrize(
    "model", ["hub", "organisation", "sector", "theme", "territory", "barrier"]
)
def test_lists_cost_the_same_however_long(client, programme, model, django_assert_max_num_queries):
    for _ in range(3):
        TieFactory(hub=HubFactory(), organisation__territory=TerritoryFactory())
    with django_assert_max_num_queries(12):
        assert client.get(f"/admin/hubs/{model}/").status_code == 200


def test_roles_in_the_staff_area_come_from_memberships(wales):
    person = staff("event_officer", wales)
    assert person.has_perm("events.publish_event")
    assert not person.has_perm("hubs.change_hub")
    assert Membership.objects.get().user == person
