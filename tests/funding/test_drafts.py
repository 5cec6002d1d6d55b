"""Writing: nothing is lost, nothing silently overwritten, nothing asked for too early."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from funding import figures, services, tasks
from funding.models import Application, Partner, Question, Revision
from hubportal.workflow.moves import Refused
from tests.funding.factories import ApplicationFactory, CallFactory, finished, handed_in, wales
from tests.hubs.factories import OrganisationFactory, SectorFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def draft():
    return ApplicationFactory()


def address(application, section="project"):
    return reverse("funding:section", args=[application.reference, section])


def project(application, **changes):
    data = {"version": application.version, "title": "Choirs", "summary": "", "amount": ""}
    return data | {"starts_on": "", "months": ""} | changes


# Saving --------------------------------------------------------------------------------------


def test_a_half_filled_page_is_kept(signed_in, draft):
    client = signed_in(draft.applicant)
    page = client.post(address(draft), project(draft, title="Only a title"))
    assert page["Location"] == address(draft, "team")
    draft.refresh_from_db()
    assert (draft.title, draft.amount, draft.version) == ("Only a title", None, 2)


def test_every_save_leaves_a_revision(draft):
    data = figures.contents(draft, "project")
    for title in ("One", "Two"):
        services.save_section(
            draft, "project", data | {"title": title}, by=draft.applicant, version=draft.version
        )
    assert list(draft.revisions.values_list("version", "data__title")) == [(2, "One"), (3, "Two")]


def test_saving_the_same_again_changes_nothing(signed_in, draft):
    client = signed_in(draft.applicant)
    for _ in range(2):
        client.post(address(draft), project(draft))
    assert Revision.objects.count() == 1


def test_the_script_is_answered_with_version_and_time(signed_in, draft):
    client = signed_in(draft.applicant)
    answer = client.post(address(draft), project(draft), headers=JSON)
    assert answer.status_code == 200
    saved_at = timezone.localtime(Application.objects.get().changed_at)
    assert answer.json() == {"version": 2, "saved_at": f"{saved_at:%H:%M}"}


def test_the_script_never_completes_a_page(signed_in, draft):
    data = project(draft, completed="on")
    signed_in(draft.applicant).post(address(draft), data, headers=JSON)
    assert Application.objects.get().completed == []


def test_questions_are_kept_with_their_wording(signed_in):
    draft = finished()
    question = draft.answers.get().question
    client = signed_in(draft.applicant)
    client.post(address(draft, "idea"), {"version": 1, f"q{question.pk}": "We  sing.\r\nTogether."})
    answer = draft.answers.get(question=question)
    assert (answer.wording, answer.text) == ("What is the idea?", "We  sing.\nTogether.")


def test_partners_are_linked_to_organisations_we_know(signed_in, draft):
    known = OrganisationFactory(name={"en": "Cardiff University", "cy": "Prifysgol Caerdydd"})
    sector = SectorFactory(code="ACAD")
    data = {
        "version": 1,
        "rows": 2,
        "employer_name": "Nobody Knows Ltd",
        "sector": sector.pk,
        "partner_0_name": "prifysgol caerdydd",
        "partner_0_sector": sector.pk,
        "partner_0_territory": wales().pk,
        "partner_1_contact": "Megan",
    }
    signed_in(draft.applicant).post(address(draft, "team"), data)
    first, second = draft.partners.all()
    assert (first.organisation, first.sector) == (known, sector)
    assert (second.name, second.contact) == ("", "Megan")
    draft.refresh_from_db()
    assert (draft.employer, draft.employer_name) == (None, "Nobody Knows Ltd")


def test_an_emptied_row_takes_the_partner_off(signed_in):
    draft = finished()
    data = {"version": 1, "rows": 1, "employer_name": "X", "sector": draft.sector_id}
    signed_in(draft.applicant).post(address(draft, "team"), data)
    assert not Partner.objects.exists()


def test_another_partner_is_one_press_away(signed_in):
    draft = finished()
    client = signed_in(draft.applicant)
    data = {"version": 1, "rows": 1, "partner_0_name": "A", "add": "1"}
    page = client.post(address(draft, "team"), data)
    assert page["Location"].endswith("?rows=2#partner-2")
    assert 'id="partner-2"' in client.get(page["Location"]).content.decode()


@pytest.mark.parametrize("rows", ["0", "-3", "999999999", "x", "²"])
def test_an_odd_number_of_rows_harms_nobody(signed_in, draft, rows):
    client = signed_in(draft.applicant)
    assert client.get(address(draft, "team"), {"rows": rows}).status_code == 200
    assert client.post(address(draft, "team"), {"rows": rows}).status_code in {200, 302}


# Two tabs ------------------------------------------------------------------------------------


def test_a_stale_tab_sees_both_texts(signed_in, draft):
    client = signed_in(draft.applicant)
    client.post(address(draft), project(draft, title="From the first tab"))
    page = client.post(address(draft), project(draft, title="From the second tab", version=1))
    assert page.status_code == 409
    html = page.content.decode()
    assert "From the first tab" in html
    assert "From the second tab" in html
    assert Application.objects.get().title == "From the first tab"


def test_what_was_typed_can_be_kept_from_that_page(signed_in, draft):
    client = signed_in(draft.applicant)
    client.post(address(draft), project(draft, title="First"))
    client.post(address(draft), project(draft, title="Second", version=1))
    client.post(address(draft), project(draft, title="Second", version=2))
    assert Application.objects.get().title == "Second"
    assert set(Revision.objects.values_list("data__title", flat=True)) == {"First", "Second"}


def test_the_script_of_a_stale_tab_gets_409_and_words(signed_in, draft):
    client = signed_in(draft.applicant)
    client.post(address(draft), project(draft, title="First"))
    answer = client.post(address(draft), project(draft, title="Second", version=1), headers=JSON)
    assert answer.status_code == 409
    assert "another tab" in answer.json()["message"]


def test_two_tabs_on_different_pages_do_not_disturb_each_other(signed_in, draft):
    client = signed_in(draft.applicant)
    client.post(address(draft), project(draft, title="First"))
    page = client.post(address(draft, "team"), {"version": 1, "employer_name": "Choirs"})
    assert page.status_code == 302


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999"])
def test_a_missing_or_odd_version_never_overwrites(signed_in, draft, version):
    client = signed_in(draft.applicant)
    client.post(address(draft), project(draft, title="First"))
    page = client.post(address(draft), project(draft, title="Second", version=version))
    assert page.status_code in {200, 302, 409}
    if version != "99999999999999999999":
        assert Application.objects.get().title == "First"


def test_what_was_handed_in_is_not_overwritten_and_the_text_is_shown(signed_in):
    application = handed_in()
    client = signed_in(application.applicant)
    page = client.post(address(application), project(application, title="Too late"))
    assert page.status_code == 409
    assert "Too late" in page.content.decode()
    assert "Keep what I typed" not in page.content.decode()
    with pytest.raises(Refused):
        services.mark_completed(application, "project", by=application.applicant, completed=False)


# Odd input -----------------------------------------------------------------------------------


def test_a_wrong_number_or_date_keeps_everything_typed(signed_in, draft):
    client = signed_in(draft.applicant)
    data = project(draft, title="Kept", amount="a lot", starts_on="32/13/2027", months="-1")
    page = client.post(address(draft), data)
    html = page.content.decode()
    assert page.status_code == 200
    assert "Enter the amount as a whole number" in html
    assert "<title>Error:" in html
    assert 'value="a lot"' in html
    answer = client.post(address(draft), data, headers=JSON)
    assert (answer.status_code, list(answer.json())) == (422, ["message"])


@pytest.mark.parametrize(
    ("typed", "amount"), [("7500", 7500), ("£7,500", 7500), ("7 500 kr", 7500), ("7.500", 7500)]
)
def test_amounts_are_read_as_people_write_them(signed_in, draft, typed, amount):
    signed_in(draft.applicant).post(address(draft), project(draft, amount=typed))
    assert Application.objects.get().amount == amount


def test_control_characters_are_dropped(signed_in, draft):
    data = project(draft, title="Fa\x00lls\x1b[31m\x08", summary="a\tb\r\nc\x0bd")
    signed_in(draft.applicant).post(address(draft), data)
    application = Application.objects.get()
    assert (application.title, application.summary) == ("Falls[31m", "a\tb\ncd")


def test_a_megabyte_of_text_is_refused_in_words(signed_in, draft):
    page = signed_in(draft.applicant).post(address(draft), project(draft, summary="x" * 1_000_000))
    assert page.status_code == 200
    assert "it has 1000000 characters, and at most 3000 fit" in page.content.decode()


def test_too_much_for_one_request_is_no_fault_of_ours(signed_in, draft):
    page = signed_in(draft.applicant).post(address(draft), project(draft, summary="x" * 3_000_000))
    assert page.status_code in {400, 413}


def test_too_many_words_are_kept_until_the_page_is_completed(signed_in):
    draft = finished()
    question = draft.answers.get().question
    data = {"version": 1, f"q{question.pk}": "word " * 30}
    client = signed_in(draft.applicant)
    assert client.post(address(draft, "idea"), data).status_code == 302
    page = client.post(address(draft, "idea"), data | {"version": 2, "completed": "on"})
    assert "has 30 words; at most 20" in page.content.decode()
    assert "idea" not in Application.objects.get().completed


def test_completing_a_page_asks_for_what_is_missing_and_keeps_the_text(signed_in, draft):
    client = signed_in(draft.applicant)
    page = client.post(address(draft), project(draft, title="Kept", completed="on"))
    html = page.content.decode()
    assert "Enter a plain-language summary." in html
    assert 'href="#id_amount"' in html
    assert Application.objects.get().title == "Kept"


@pytest.mark.parametrize("section", ["unknown", "idea2", "checks"])
def test_an_unknown_section_is_not_found(signed_in, draft, section):
    assert signed_in(draft.applicant).get(address(draft, section)).status_code == 404


# Whose it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["application", "check", "submitted", "reply"])
def test_somebody_elses_application_is_not_found(signed_in, draft, name):
    page = signed_in(UserFactory()).get(reverse(f"funding:{name}", args=[draft.reference]))
    assert page.status_code == 404


@pytest.mark.parametrize("name", ["submit", "withdraw", "reply"])
def test_nor_can_anything_be_done_to_it(signed_in, draft, name):
    page = signed_in(UserFactory()).post(reverse(f"funding:{name}", args=[draft.reference]))
    assert page.status_code == 404
    assert signed_in(UserFactory()).post(address(draft), project(draft)).status_code == 404


def test_a_lost_session_leads_to_sign_in_and_back(client, draft):
    page = client.post(address(draft), project(draft))
    assert page["Location"] == f"/accounts/login/?next={address(draft)}"


# Tidiness ------------------------------------------------------------------------------------


def test_old_revisions_go_but_never_the_newest_of_a_page(draft):
    for version, section in enumerate(["team", "project", "project", "project", "project"], 2):
        Revision.objects.create(application=draft, version=version, section=section, data={})
    assert services.forget_old_revisions(keep=2) == 2
    assert list(draft.revisions.order_by("version").values_list("version", flat=True)) == [2, 5, 6]


def test_the_clock_tidies_up(draft):
    assert tasks.forget_old_revisions() is None


def test_pages_that_do_not_fit_the_moment_lead_to_the_one_that_does(signed_in, draft):
    client = signed_in(draft.applicant)
    submitted = reverse("funding:submitted", args=[draft.reference])
    assert client.get(submitted)["Location"] == draft.get_absolute_url()
    application = handed_in(applicant=draft.applicant)
    for page in (address(application), reverse("funding:check", args=[application.reference])):
        assert client.get(page)["Location"] == application.get_absolute_url()


def test_a_yes_or_no_is_asked_with_two_buttons_and_read_in_words(signed_in):
    draft = finished()
    section = draft.call.scheme.sections.get()
    question = Question.objects.create(section=section, wording="Is it new?", kind="yes_no")
    client = signed_in(draft.applicant)
    html = client.get(address(draft, "idea")).content.decode()
    assert html.count('type="radio"') == 2
    client.post(address(draft, "idea"), {"version": 1, f"q{question.pk}": "no"})
    page = client.post(address(draft, "idea"), {"version": 2, f"q{question.pk}": "perhaps"})
    assert "Select a valid choice" in page.content.decode()
    check = client.get(reverse("funding:check", args=[draft.reference])).content.decode()
    assert "<dd>No</dd>" in check


def test_changing_an_answer_from_the_check_page_leads_back_there(signed_in):
    draft = finished()
    client = signed_in(draft.applicant)
    data = project(draft, title="New", summary="x", amount="7500", months="6", completed="on")
    data["starts_on"] = draft.starts_on.isoformat()
    page = client.post(f"{address(draft)}?back=check", data)
    assert page["Location"] == reverse("funding:check", args=[draft.reference])


def test_one_live_application_for_each_person_and_call(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory(call=draft.call, applicant=draft.applicant)


@pytest.mark.parametrize("partners", [1, 3])
def test_the_pages_of_a_draft_take_few_queries(signed_in, partners, django_assert_num_queries):
    draft = finished(call=CallFactory())
    for number in range(partners - 1):
        Partner.objects.create(application=draft, name=f"P{number}", position=number + 1)
    client = signed_in(draft.applicant)
    counts = {"project": 7, "team": 10, "idea": 7}
    client.get(draft.get_absolute_url())
    for section, count in counts.items():
        with django_assert_num_queries(count):
            client.get(address(draft, section))
    with django_assert_num_queries(7):
        client.get(draft.get_absolute_url())
    with django_assert_num_queries(7):
        client.get(reverse("funding:check", args=[draft.reference]))


# Where the buttons lead ----------------------------------------------------------------------


def test_continue_goes_to_the_next_page_that_is_not_completed_then_to_the_check(signed_in):
    draft = finished()
    Application.objects.filter(pk=draft.pk).update(completed=["team"])
    client = signed_in(draft.applicant)
    page = client.post(address(draft), project(draft))
    assert page["Location"] == address(draft, "idea")
    page = client.post(address(draft, "idea"), {"version": 2})
    assert page["Location"] == reverse("funding:check", args=[draft.reference])


@pytest.mark.parametrize("query", ["", "?back=check"])
def test_come_back_later_leads_to_the_list_of_tasks(signed_in, draft, query):
    client = signed_in(draft.applicant)
    page = client.post(f"{address(draft)}{query}", project(draft, later="1"))
    assert page["Location"] == draft.get_absolute_url()


@pytest.mark.parametrize("name", ["submit", "withdraw"])
def test_coming_back_from_signing_in_to_a_button_leads_to_the_application(signed_in, draft, name):
    button = reverse(f"funding:{name}", args=[draft.reference])
    page = signed_in(draft.applicant).get(button)
    assert page["Location"] == draft.get_absolute_url()
    draft.refresh_from_db()
    assert draft.status == Application.Status.DRAFT


def test_coming_back_from_signing_in_to_apply_leads_to_the_call(signed_in):
    call = CallFactory()
    page = signed_in(UserFactory()).get(reverse("funding:apply", args=[call.slug]))
    assert page["Location"] == call.get_absolute_url()
    assert not Application.objects.exists()


@pytest.mark.parametrize("typed", ["32/13/2027", "2027-02-31", "soon"])
def test_an_impossible_date_stays_as_it_was_typed(signed_in, draft, typed):
    page = signed_in(draft.applicant).post(address(draft), project(draft, starts_on=typed))
    html = page.content.decode()
    box = re.search(r'<input[^>]*name="starts_on"[^>]*>', html)[0]
    assert 'type="text"' in box
    assert f'value="{typed}"' in box
    assert "There is no such day." in html


def test_a_possible_date_is_chosen_from_the_calendar(signed_in):
    draft = finished()
    html = signed_in(draft.applicant).get(address(draft)).content.decode()
    box = re.search(r'<input[^>]*name="starts_on"[^>]*>', html)[0]
    assert 'type="date"' in box
    assert f'value="{draft.starts_on.isoformat()}"' in box


@pytest.mark.parametrize("typed", ["-1", "half a year", "700"])
def test_months_that_cannot_be_name_the_range_of_the_scheme(signed_in, draft, typed):
    page = signed_in(draft.applicant).post(address(draft), project(draft, months=typed))
    assert "Enter the months as a whole number from 1 to 12." in page.content.decode()


def test_a_title_that_is_too_long_is_told_by_how_much(signed_in, draft):
    page = signed_in(draft.applicant).post(address(draft), project(draft, title="x" * 151))
    assert "it has 151 characters, and at most 150 fit" in page.content.decode()


def test_saving_while_writing_is_promised_by_the_script_alone(signed_in, draft):
    html = signed_in(draft.applicant).get(address(draft)).content.decode()
    assert re.search(r"<p [^>]*data-autosaved hidden>We save while you write.</p>", html)
