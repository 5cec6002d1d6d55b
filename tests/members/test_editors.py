import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from hubportal.outbox.models import Letter
from hubportal.workflow.drafts import Stale
from hubportal.workflow.moves import Refused
from hubs.models import Organisation, Strength
from members import forms, services
from members.models import Editor
from tests.hubs.factories import HubFactory, OrganisationFactory, ThemeFactory, TieFactory
from tests.hubs.test_import_races import during
from tests.members.factories import ClaimFactory, EditorFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
EDIT, EDITORS = "/organisations/firm/edit/", "/organisations/firm/editors/"


@pytest.fixture
def firm():
    return OrganisationFactory(slug="firm", name="Example Devices", domains=["firm.org"])


@pytest.fixture
def editor(client, firm):
    person = UserFactory(email="nia@firm.org", name="Nia Jones")
    client.force_login(person)
    return EditorFactory(user=person, organisation=firm)


def rows(prefix: str, *filled: dict) -> dict:
    old = sum("id" in row for row in filled)
    data = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": old}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def said(**more) -> dict:
    parts = ("strengths", "facts", "offers")
    return {key: value for part in parts for key, value in rows(part).items()} | more


def letters(name: str) -> list[str]:
    found = Letter.objects.filter(what=f"members/email/{name}").order_by("to")
    return list(found.values_list("to", flat=True))


# The page -------------------------------------------------------------------------------------


def test_an_editor_says_everything_on_one_page_in_three_languages(client, editor, firm):
    theme = ThemeFactory()
    response = client.post(
        EDIT,
        said(
            summary_0="We build.", summary_1="Rydym yn adeiladu.", summary_2="Vi bygger.",
            website="firm.org", size="small", city="Newport", ror_id="024mrxd33",
            **rows("strengths", {"theme": theme.pk, "note_0": "long"}),
            **rows("facts", {
                "label_0": "Staff", "value_0": "40", "year": "2025",
                "source_url": "https://firm.org/report",
            }),
            **rows("offers", {"kind": "pledge", "text_0": "Doors open", "until": "2030-01-01"}),
        ),
    )  # fmt: skip
    assert response["Location"] == "/organisations/firm/"
    firm.refresh_from_db()
    assert firm.summary.data["cy"] == "Rydym yn adeiladu."
    assert (firm.website, firm.size, firm.city) == ("https://firm.org", "small", "Newport")
    assert firm.strengths.get().theme == theme
    assert firm.facts.get().source_url == "https://firm.org/report"
    assert str(firm.offers.get().text) == "Doors open"
    assert client.get(EDIT).status_code == 200


def test_the_name_the_sector_and_the_domains_stay_with_the_staff(client, editor, firm):
    sector = firm.sector
    client.post(EDIT, said(name_0="Owned", sector="", domains="evil.org", stub="on", slug="x"))
    firm.refresh_from_db()
    assert (str(firm.name), firm.sector, firm.domains) == ("Example Devices", sector, ["firm.org"])


def test_what_staff_change_meanwhile_is_not_undone(editor, firm):
    page = forms.OrganisationPage(firm, said(city="Newport"))
    Organisation.objects.filter(pk=firm.pk).update(domains=["new.org"])
    assert page.is_valid()
    page.save(by=editor.user)
    firm.refresh_from_db()
    assert (firm.city, firm.domains) == ("Newport", ["new.org"])


def opened(client) -> dict:
    """The mark of the page as an editor has it before them."""
    return {"version": client.get(EDIT).context["page"].version}


def test_of_two_editors_nobody_undoes_unseen_what_the_other_saved(client, editor, firm):
    seen = opened(client)
    assert client.post(EDIT, said(city="Newport", **seen)).status_code == 302
    response = client.post(EDIT, said(city="Swansea", website="firm.org", **seen))
    assert response.status_code == 409
    page = response.content.decode()
    assert "Somebody has saved this page since you opened it" in page
    assert "Newport" in page and "Swansea" in page
    firm.refresh_from_db()
    assert (firm.city, firm.website) == ("Newport", "")
    again = dict(response.context["typed"]) | {"version": response.context["version"]}
    assert client.post(EDIT, again).status_code == 302
    firm.refresh_from_db()
    assert (firm.city, firm.website) == ("Swansea", "https://firm.org")


def test_what_staff_keep_and_what_others_read_change_no_version(client, editor, firm):
    seen = opened(client)
    Organisation.objects.filter(pk=firm.pk).update(domains=["new.org"])
    assert opened(client) == seen
    firm.facts.create(label="Staff", value="40", year=2025)
    assert opened(client) != seen


def test_a_row_that_was_removed_meanwhile_does_not_come_back(client, editor, firm):
    fact = firm.facts.create(label="Staff", value="40", year=2025)
    row = {"id": fact.pk, "label_0": "Staff kept", "value_0": "40", "year": "2025"}
    seen = opened(client)
    fact.delete()
    typed = said(**rows("facts", row))
    response = client.post(EDIT, typed | seen)
    assert response.status_code == 409
    assert "Staff kept" in response.content.decode()
    response = client.post(EDIT, typed | {"version": response.context["version"]})
    page = response.content.decode()
    assert "This row was removed meanwhile" in page and "Staff kept" in page
    assert not firm.facts.exists()


def test_a_row_that_is_removed_may_hold_a_slip(client, editor, firm):
    fact = firm.facts.create(label="Staff", value="40", year=2025)
    row = {"id": fact.pk, "label_0": "", "value_0": "", "year": "soon", "DELETE": "on"}
    assert client.post(EDIT, said(**rows("facts", row)) | opened(client)).status_code == 302
    assert not firm.facts.exists()


@pytest.mark.django_db(transaction=True)
def test_one_ror_id_for_two_organisations_at_once_is_said_at_its_field():
    editors = [EditorFactory(organisation__slug=slug) for slug in ("firm", "lab")]
    first, second = (
        forms.OrganisationPage(each.organisation, said(ror_id="024mrxd33")) for each in editors
    )
    result = during(lambda: first.save(by=editors[0].user), lambda: second.save(by=editors[1].user))
    assert result is False
    assert "Another organisation has this ROR id" in str(second.form.errors["ror_id"])
    assert Organisation.objects.filter(ror_id="024mrxd33").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_save_at_once_are_one_after_the_other():
    firm = OrganisationFactory(slug="firm")
    ann, ben = EditorFactory.create_batch(2, organisation=firm)
    seen = {"version": forms.OrganisationPage(firm).version}
    first, second = (
        forms.OrganisationPage(Organisation.objects.get(pk=firm.pk), said(city=city, **seen))
        for city in ("Newport", "Swansea")
    )
    result = during(lambda: first.save(by=ann.user), lambda: second.save(by=ben.user))
    assert isinstance(result, Stale)
    firm.refresh_from_db()
    assert firm.city == "Newport"


@pytest.mark.parametrize(
    ("field", "wrong", "words"),
    [
        ("ror_id", "024mrxd34", "last two digits do not fit"),
        ("ror_id", "03yrm5c26", "Another organisation has this ROR id"),
        ("website", "javascript:alert(1)", "begins with https://"),
        ("website", "ftp://firm.org", "begins with https://"),
        ("facts-0-source_url", "ftp://firm.org", "begins with https://"),
        ("facts-0-year", "20255", "Enter a year, as in 2024"),
        ("facts-0-value_0", "", "required"),
        ("strengths-0-theme", "999999", "valid choice"),
        ("offers-0-until", "soon", "valid date"),
    ],
)
def test_a_slip_is_shown_at_its_field_and_nothing_is_lost(
    client, editor, firm, field, wrong, words
):
    OrganisationFactory(ror_id="03yrm5c26")
    typed = said(
        summary_1="Rydym yn adeiladu tai.",
        **rows("strengths", {"theme": ThemeFactory().pk, "note_0": "note kept"}),
        **rows("facts", {"label_0": "Label kept", "value_0": "Value kept", "year": "2025"}),
        **rows("offers", {"kind": "data", "text_2": "Text kept"}),
    )
    response = client.post(EDIT, typed | {field: wrong})
    page = response.content.decode()
    assert response.status_code == 200
    errors = [str(form.errors) for form in response.context["page"].forms()]
    assert words in " ".join(errors)
    assert "There is a problem" in page
    for kept in ["Rydym yn adeiladu tai.", "note kept", "Label kept", "Text kept"]:
        assert kept in page, kept
    assert not firm.facts.exists()
    assert not firm.strengths.exists()


def test_the_same_strength_twice_is_said_and_not_saved(client, editor, firm):
    theme = ThemeFactory().pk
    response = client.post(EDIT, said(**rows("strengths", {"theme": theme}, {"theme": theme})))
    assert response.context["page"].errors()
    assert not firm.strengths.exists()


def test_saving_adds_an_empty_row_and_a_tick_removes_one(client, editor, firm):
    strength = Strength.objects.create(organisation=firm, theme=ThemeFactory())
    response = client.post(
        EDIT, said(**rows("facts", {"label_0": "a", "value_0": "b", "year": "2025"}), more="facts")
    )
    assert response["Location"] == f"{EDIT}#facts"
    assert client.get(EDIT).context["page"].facts.total_form_count() == 2
    kept = {"id": strength.pk, "theme": strength.theme_id}
    client.post(EDIT, said(**rows("strengths", kept | {"DELETE": "on"})))
    assert not firm.strengths.exists()


def test_rows_of_another_organisation_are_out_of_reach(client, editor, firm):
    other = Strength.objects.create(organisation=OrganisationFactory(), theme=ThemeFactory())
    row = {"id": other.pk, "theme": other.theme_id, "note_0": "hijacked", "DELETE": "on"}
    client.post(EDIT, said(**rows("strengths", row)))
    other.refresh_from_db()
    assert str(other.note) != "hijacked"


def test_staff_see_what_changed_and_who_changed_it(client, editor, firm):
    client.post(
        EDIT, said(city="Newport", **rows("offers", {"kind": "data", "text_0": "Our data"}))
    )
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (editor.user, str(firm.pk))
    assert "own or city" in entry.get_change_message()
    assert "Added offer" in entry.get_change_message()
    client.post(EDIT, said(city="Newport", **rows("offers")))
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("who", ["stranger", "once", "claimant"])
@pytest.mark.parametrize("address", [EDIT, EDITORS])
def test_only_those_who_look_after_it_now_reach_it(client, editor, firm, who, address):
    person = UserFactory()
    if who == "claimant":
        ClaimFactory(user=person, organisation=firm)
    if who == "once":
        EditorFactory(user=person, organisation=firm, until=editor.since)
    client.force_login(person)
    assert client.get(address).status_code == 404
    assert client.post(address, said(city="Hacked")).status_code == 404
    firm.refresh_from_db()
    assert firm.city == ""


def test_my_page_lists_the_pages_i_look_after(client, editor):
    asked = ClaimFactory(user=editor.user, organisation__slug="asked")
    page = client.get("/me/").content.decode()
    assert EDIT in page
    assert f"/organisations/{asked.organisation.slug}/claim/" in page


# Colleagues -----------------------------------------------------------------------------------


def test_an_editor_asks_a_colleague_who_hears_of_it(client, editor, firm):
    ben = UserFactory(email="ben@lab.firm.org", name="Ben")
    assert client.post(EDITORS, {"address": "Ben@lab.firm.org"})["Location"] == EDITORS
    assert {each.user for each in firm.editors.current()} == {editor.user, ben}
    assert letters("editor_added") == ["ben@lab.firm.org"]
    assert "Ben" in client.get(EDITORS).content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("eve@elsewhere.org", "Only people with an address at the organisation"),
        ("nobody@firm.org", "Nobody with this address has joined"),
        ("unproved@firm.org", "Nobody with this address has joined"),
        ("nameless@firm.org", "Nobody with this address has joined"),
        ("nia@firm.org", "looks after the page already"),
    ],
)
def test_who_cannot_be_asked_is_said_next_to_the_address(client, editor, firm, address, words):
    UserFactory(email="eve@elsewhere.org")
    UserFactory(email="unproved@firm.org", address=False)
    UserFactory(email="nameless@firm.org", name="")
    response = client.post(EDITORS, {"address": address})
    assert words in str(response.context["form"].errors["address"])
    assert firm.editors.count() == 1


def test_without_a_domain_a_colleague_is_where_the_editor_is(client, editor, firm):
    Organisation.objects.filter(pk=firm.pk).update(domains=[])
    UserFactory(email="ben@firm.org")
    UserFactory(email="eve@elsewhere.org")
    client.post(EDITORS, {"address": "eve@elsewhere.org"})
    assert firm.editors.current().count() == 1
    client.post(EDITORS, {"address": "ben@firm.org"})
    assert firm.editors.current().count() == 2


def test_handing_over_ends_the_own_part(client, editor, firm):
    ben = UserFactory(email="ben@firm.org")
    client.post(EDITORS, {"address": "ben@firm.org", "instead": "on"})
    editor.refresh_from_db()
    assert editor.until is not None
    assert [each.user for each in firm.editors.current()] == [ben]
    assert letters("page_unclaimed") == []


def test_a_hand_over_that_fails_ends_nothing(editor, firm):
    with pytest.raises(Refused):
        services.hand_over(firm, by=editor.user, address="nobody@firm.org")
    editor.refresh_from_db()
    assert editor.until is None


def test_when_the_last_one_leaves_the_page_is_free_and_the_staff_hear_of_it(client, editor, firm):
    wales = HubFactory(slug="wales")
    TieFactory(organisation=firm, hub=wales)
    manager = staff("hub_manager", wales)
    assert client.post(f"{EDITORS}leave/")["Location"] == "/organisations/firm/"
    assert not firm.editors.current().exists()
    assert firm.editors.count() == 1  # who it was stays as history
    assert letters("page_unclaimed") == [manager.email]
    assert "Not claimed yet" in client.get("/organisations/firm/").content.decode()


def test_while_others_go_on_the_staff_hear_nothing(client, editor, firm):
    staff("programme")
    EditorFactory(organisation=firm)
    client.post(f"{EDITORS}leave/")
    assert letters("page_unclaimed") == []


def test_an_account_that_is_closed_goes_on_with_nothing(client, editor, firm):
    team = staff("programme")
    EditorFactory(organisation=firm, user__is_active=False)
    assert "You are the only one" in client.get(EDITORS).content.decode()
    client.post(f"{EDITORS}leave/")
    assert letters("page_unclaimed") == [team.email]


def test_staff_end_an_editor_who_reads_why(client, editor, firm, settings):
    settings.STAFF_MFA_REQUIRED = False
    manager = staff("hub_manager", HubFactory())
    client.force_login(manager)
    address = reverse("admin:members_editor_end", args=[editor.pk])
    client.post(address, {"reason": "You have left the firm."})
    editor.refresh_from_db()
    assert editor.until is not None
    assert letters("editor_ended") == ["nia@firm.org"]
    again = client.post(address, {"reason": "Again."})
    assert "does not look after" in again.content.decode()
    assert Editor.objects.count() == 1
