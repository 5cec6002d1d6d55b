"""What staff write within a hub, its programme and its policies, and where their rights end."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from i18nfield.strings import LazyI18nString

from hubportal.workflow.moves import Refused
from hubs import services
from hubs.models import Hub, HubLink, Milestone, Priority, Programme, PublicRole
from tests.hubs.factories import (
    HubFactory,
    HubLinkFactory,
    OrganisationFactory,
    PolicyFactory,
    PriorityFactory,
    ProgrammeFactory,
    PublicRoleFactory,
    TerritoryFactory,
    ThemeFactory,
    TieFactory,
)
from tests.hubs.test_admin import change, typed
from tests.members.factories import MembershipFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


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


def added(page, prefix, **values) -> dict:
    """The form as it was, with one row more in an inline."""
    sent = typed(page)
    number = int(sent[f"{prefix}-TOTAL_FORMS"])
    sent[f"{prefix}-TOTAL_FORMS"] = number + 1
    return sent | {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def errors(page) -> str:
    inlines = page.context["inline_admin_formsets"]
    found = [page.context["adminform"].form.errors.as_text()]
    return "\n".join(found + [str(inline.formset.errors) for inline in inlines])


def test_a_manager_writes_roles_aims_links_and_the_timeline_of_their_hub(client, manager, wales):
    other, theme = HubFactory(slug="scotland"), ThemeFactory()
    rows = [
        ("public_roles", {"kind": "1_lead", "name": "A Lead", "consented_on": "2026-01-01"}),
        ("priorities", {"kind": "1_priority", "theme": theme.pk, "since": "2022-09-27"}),
        ("links", {"kind": "1_sister", "other": other.pk}),
        ("milestones", {"on": "2022-09-27", "text_0": "It opens"}),
    ]
    for prefix, values in rows:
        sent = added(client.get(change(wales)), prefix, **values)
        answer = client.post(change(wales), sent)
        assert answer.status_code == 302, errors(answer)
    assert PublicRole.objects.get().hub == wales
    assert str(Priority.objects.get().since) == "2022-09-27"
    assert HubLink.objects.get().other == other
    assert str(Milestone.objects.get().text) == "It opens"


@pytest.mark.parametrize(
    ("prefix", "values", "words"),
    [
        ("ties", {"since": "2024-02-01", "until": "2024-01-01"}, "cannot end before it starts"),
        ("priorities", {"since": "2024-02-01", "until": "2024-01-01"}, "cannot end before"),
        ("priorities", {}, "has this priority already"),
        ("links", {"other": "self"}, "Choose another hub"),
        ("milestones", {"url": "javascript:alert(1)"}, "begins with https:// or http://"),
        ("public_roles", {"since": "2024-02-01", "until": "2024-01-01"}, "cannot end before"),
    ],
)
def test_what_cannot_be_is_refused_in_words_where_it_was_typed(
    client, manager, wales, prefix, values, words
):
    theme = PriorityFactory(hub=wales).theme
    base = {
        "ties": {"kind": "3_partner", "organisation": OrganisationFactory().pk},
        "priorities": {"kind": "1_priority", "theme": theme.pk},
        "links": {"kind": "1_sister", "other": HubFactory().pk},
        "milestones": {"on": "2022-09-27", "text_0": "It opens"},
        "public_roles": {"kind": "1_lead", "name": "A Lead"},
    }[prefix]
    values = {name: wales.pk if value == "self" else value for name, value in values.items()}
    page = client.post(change(wales), added(client.get(change(wales)), prefix, **base | values))
    assert page.status_code == 200
    assert words in errors(page)


def test_a_lesser_role_in_a_hub_changes_nothing_there_whatever_one_is_elsewhere(client, wales):
    person = staff("event_officer", wales)
    MembershipFactory(user=person, hub=HubFactory(slug="scotland"), role="hub_manager")
    client.force_login(person)
    PublicRoleFactory(hub=wales, name="Kept Name")
    page = client.get(change(wales))
    assert page.status_code == 200
    for inline in page.context["inline_admin_formsets"]:
        assert not inline.has_add_permission
        assert not inline.has_change_permission
        assert not inline.has_delete_permission
    assert client.post(change(wales), {"name_0": "Taken over"}).status_code == 403
    confirm = reverse("admin:hubs_hub_confirm", args=[wales.pk])
    client.post(confirm, {"review_by": "2030-01-01"})
    wales.refresh_from_db()
    assert wales.review_by is None


def test_a_manager_confirms_that_their_hubs_page_is_still_right(client, manager, wales):
    confirm = reverse("admin:hubs_hub_confirm", args=[wales.pk])
    assert client.post(confirm, {"review_by": "2030-01-01"}).status_code == 302
    wales.refresh_from_db()
    assert wales.review_by == dt.date(2030, 1, 1)


def test_hubs_to_look_at_again_are_found(client, programme, wales):
    HubFactory(slug="due", review_by=dt.date(2020, 1, 1))
    HubFactory(slug="hidden", review_by=dt.date(2020, 1, 1), status=Hub.Status.PLANNED)
    page = client.get(reverse("admin:hubs_hub_changelist") + "?review=due")
    assert [hub.slug for hub in page.context["cl"].queryset] == ["due"]


def test_any_hub_that_can_be_seen_may_be_linked_and_none_that_is_hidden(client, manager, wales):
    HubFactory(slug="seen")
    HubFactory(slug="secret", status=Hub.Status.PLANNED)
    page = client.get(change(wales))
    (links,) = [i for i in page.context["inline_admin_formsets"] if i.opts.model is HubLink]
    offered = {hub.slug for hub in links.formset.empty_form.fields["other"].queryset}
    assert offered == {"wales", "seen"}


def test_a_hidden_hub_that_is_linked_already_stays_linked_when_its_page_is_saved(
    client, manager, wales
):
    hidden = HubFactory(slug="secret", status=Hub.Status.PLANNED)
    HubLinkFactory(hub=wales, other=hidden)
    answer = client.post(change(wales), typed(client.get(change(wales))))
    assert answer.status_code == 302
    assert HubLink.objects.get().other == hidden


# Welsh ------------------------------------------------------------------------------------------


@pytest.fixture
def bound():
    return HubFactory(
        slug="cymru",
        welsh_standards=True,
        status=Hub.Status.PLANNED,
        name=LazyI18nString({"en": "Wales", "cy": "Cymru"}),
        short_name=LazyI18nString({"en": "Wales", "cy": "Cymru"}),
        summary=LazyI18nString({"en": "In English alone"}),
    )


def test_a_hub_that_owes_welsh_opens_with_it_or_with_a_recorded_reason(client, programme, bound):
    move = reverse("admin:hubs_hub_move", args=[bound.pk])
    page = client.post(move, {"to": "pilot", "note": "Ready", "reason": ""})
    assert "Still missing in Welsh: summary" in page.content.decode()
    reason = "The translator is ill; by Friday."
    assert client.post(move, {"to": "pilot", "note": "Ready", "reason": reason}).status_code == 302
    bound.refresh_from_db()
    assert (bound.status, bound.one_language_reason) == ("pilot", reason)
    services.move_hub(bound, to="live", by=programme)
    bound.refresh_from_db()
    assert bound.one_language_reason == reason


def test_closing_asks_for_no_translation(bound, programme):
    Hub.objects.filter(pk=bound.pk).update(status="live")
    services.move_hub(bound, to="closed", by=programme)
    with pytest.raises(Refused, match="Still missing"):
        services.move_hub(bound, to="live", by=programme)


def test_what_is_public_stays_in_welsh_when_it_is_saved(client, programme, bound):
    sent = typed(client.get(change(bound)), summary_0="English", summary_1="")
    assert client.post(change(bound), sent).status_code == 302  # nobody sees it yet
    Hub.objects.filter(pk=bound.pk).update(status="live")
    page = client.post(change(bound), sent)
    assert "Still missing in Welsh" in page.content.decode()
    assert client.post(change(bound), sent | {"summary_1": "Cymraeg"}).status_code == 302


def test_only_hubs_that_owe_welsh_are_asked_why_not(client, programme, wales, bound):
    asked = [
        "reason" in client.get(reverse("admin:hubs_hub_move", args=[hub.pk])).context["form"].fields
        for hub in (wales, bound)
    ]
    assert asked == [False, True]


# Programmes and policies ------------------------------------------------------------------------


def test_the_programme_team_writes_a_programme_and_hub_staff_read_it(client, programme):
    cross = ProgrammeFactory(slug="cross")
    sent = added(
        client.get(change(cross)), "backings", kind="1_owns", organisation=OrganisationFactory().pk
    )
    answer = client.post(change(cross), sent | {"name_0": "Cross-Sector"})
    assert answer.status_code == 302, errors(answer)
    assert cross.backings.get().kind == "1_owns"
    client.force_login(staff("hub_manager", HubFactory()))
    assert client.get(change(cross)).status_code == 200
    assert client.post(change(cross), sent).status_code == 403
    assert str(Programme.objects.get().name) == "Cross-Sector"


def test_a_policy_that_ends_before_it_starts_is_refused(client, manager):
    plan = PolicyFactory()
    dates = {"starts_on": "2024-01-01", "ends_on": "2023-01-01"}
    page = client.post(change(plan), typed(client.get(change(plan)), **dates))
    assert "A policy cannot end before it starts." in page.content.decode()


def test_a_new_hub_is_entered_with_all_that_belongs_to_it_at_once(client, programme):
    add, theme = reverse("admin:hubs_hub_add"), ThemeFactory()
    sent = added(client.get(add), "priorities", kind="1_priority", theme=theme.pk)
    sent |= {f"{field}_0": "Gwent" for field in ("name", "short_name", "summary")}
    sent |= {"slug": "gwent", "kind": "2_region", "territory": TerritoryFactory().pk}
    sent |= {"accent": "wales", "languages": ["cy", "en"]}
    answer = client.post(add, sent)
    assert answer.status_code == 302, errors(answer)
    assert Hub.objects.get(slug="gwent").priorities.get().theme == theme


def test_the_page_of_a_hub_costs_staff_the_same_however_many_rows_it_has(client, manager, wales):
    def fill():
        TieFactory(hub=wales, organisation=OrganisationFactory())
        PublicRoleFactory(hub=wales, organisation=OrganisationFactory())
        PriorityFactory(hub=wales)
        HubLinkFactory(hub=wales)

    fill()
    client.get(change(wales))
    with CaptureQueriesContext(connection) as one:
        client.get(change(wales))
    fill()
    fill()
    with CaptureQueriesContext(connection) as three:
        client.get(change(wales))
    assert len(three) == len(one) <= 30


@pytest.mark.parametrize(
    ("make", "name"),
    [(HubFactory, "website"), (ProgrammeFactory, "website"), (PolicyFactory, "url")],
)
def test_a_link_that_is_none_is_refused_in_plain_words(client, programme, make, name):
    thing = make()
    sent = typed(client.get(change(thing)), **{name: "javascript:alert(1)"})
    page = client.post(change(thing), sent)
    assert "Enter an address that begins with https:// or http://." in errors(page)


def test_signs_that_nobody_can_see_are_left_out_of_what_staff_paste(client, programme):
    theme = ThemeFactory()
    client.post(change(theme), typed(client.get(change(theme)), name_0="Care\x0b at\x00 home"))
    theme.refresh_from_db()
    assert str(theme.name) == "Care at home"
