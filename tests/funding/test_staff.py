"""The staff side: each hub its own, all through verbs, few queries."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from funding import figures, services
from funding.models import Application, Call
from tests.browser.test_pages import signed_in as cookies_of
from tests.funding.factories import (
    CallFactory,
    SchemeFactory,
    finished,
    handed_in,
    in_review,
    manager,
    review,
    reviewed,
)
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
APPLICATIONS = "/admin/funding/application/"


def page_of(application, verb="change"):
    return reverse(f"admin:funding_application_{verb}", args=[application.pk])


def call_data(**changes):
    data = {
        "scheme": SchemeFactory().pk,
        "hub": HubFactory(slug="wales").pk,
        "event": "",
        "slug": "new-call",
        "title_0": "A call",
        "summary_0": "In short",
        "time_zone": "Europe/Oslo",
        "opens_at_0": "2031-03-03",
        "opens_at_1": "09:00",
        "closes_at_0": "2031-04-03",
        "closes_at_1": "12:00",
        "decisions_by": "",
        "budget": "",
        "hubportal-workflow-step-subject_type-subject_id-TOTAL_FORMS": "0",
        "hubportal-workflow-step-subject_type-subject_id-INITIAL_FORMS": "0",
        "workflow-step-subject_type-subject_id-TOTAL_FORMS": "0",
        "workflow-step-subject_type-subject_id-INITIAL_FORMS": "0",
    }
    return data | changes


# Whose applications --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "hub", "status"),
    [
        ("hub_manager", "wales", 200),
        ("programme", None, 200),
        ("hub_manager", "scotland", 404),
        ("event_officer", "wales", 403),
        ("reviewer", "wales", 403),
    ],
)
def test_an_application_opens_for_those_who_run_its_call(signed_in, role, hub, status):
    application = in_review()
    person = staff(role, HubFactory(slug=hub) if hub else None)
    client = signed_in(person)
    assert client.get(page_of(application)).status_code == status
    assert client.get(APPLICATIONS).status_code == (403 if status == 403 else 200)
    listed = application.reference in client.get(APPLICATIONS).content.decode()
    assert listed == (status == 200)


@pytest.mark.parametrize(
    "verb", ["pass_eligibility", "query", "refuse_eligibility", "assign", "decide"]
)
def test_another_hubs_application_answers_like_one_that_does_not_exist(signed_in, verb):
    application = in_review()
    client = signed_in(staff("hub_manager", HubFactory(slug="scotland")))
    unknown = reverse(f"admin:funding_application_{verb}", args=[application.pk + 999])
    for address in (page_of(application, verb), unknown):
        assert client.post(address).status_code == 404
        assert client.get(address).status_code == 404


def test_drafts_are_nobodys_business_but_the_applicants(signed_in):
    draft = finished()
    client = signed_in(staff("programme"))
    assert client.get(page_of(draft)).status_code == 404
    assert draft.reference not in client.get(APPLICATIONS).content.decode()


def test_staff_who_applied_do_not_find_their_own(signed_in):
    hub = HubFactory(slug="wales")
    person = staff("hub_manager", hub)
    application = handed_in(applicant=person)
    client = signed_in(person)
    assert client.get(page_of(application)).status_code == 404
    assert client.post(page_of(application, "pass_eligibility")).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999999999999999999999", "x", "1; drop table"])
def test_odd_numbers_in_the_address_are_not_found(signed_in, pk):
    client = signed_in(staff("programme"))
    assert client.get(f"{APPLICATIONS}{pk}/change/").status_code == 404


def test_a_programme_wide_call_is_the_programmes_alone(signed_in):
    application = handed_in(call=CallFactory(hub=None))
    assert signed_in(staff("programme")).get(page_of(application)).status_code == 200
    wales = staff("hub_manager", HubFactory(slug="wales"))
    assert signed_in(wales).get(page_of(application)).status_code == 404


# The desk ------------------------------------------------------------------------------------


def test_the_desk_shows_answers_scores_and_who_did_what(signed_in):
    application = in_review()
    for points, assignment in zip((5, 2), application.assignments.order_by("pk"), strict=True):
        review(assignment, points=points, confidential="Between us")
    client = signed_in(manager(application.call.hub))
    html = client.get(page_of(application)).content.decode()
    for text in ("What is the idea?", "Singing strengthens", "5.00", "2.00", "3.50", "Between us"):
        assert text in html
    assert str(application.assignments.first().reviewer) in html
    assert "3.50" in client.get(APPLICATIONS).content.decode()


def test_weights_count_in_list_and_desk_alike(signed_in):
    application = in_review(reviewers=1)
    assignment = application.assignments.get()
    review(assignment, points=1)
    # fit weighs 3, partnership 1: (3 × 2 + 1 × 1) / 4
    assignment.review.scores.filter(criterion__name__contains="Fit").update(points=2)
    client = signed_in(manager(application.call.hub))
    for address in (page_of(application), APPLICATIONS):
        assert "1.75" in client.get(address).content.decode()


def test_only_what_is_possible_now_is_offered(signed_in):
    application = handed_in()
    html = signed_in(manager(application.call.hub)).get(page_of(application)).content.decode()
    assert page_of(application, "pass_eligibility") in html
    assert page_of(application, "decide") not in html


def test_status_is_never_typed(signed_in):
    application = handed_in()
    client = signed_in(manager(application.call.hub))
    assert client.post(page_of(application), {"status": "awarded"}).status_code == 403
    application.refresh_from_db()
    assert application.status == "submitted"


def test_a_whole_selection_passes_the_check_and_the_rest_is_named(signed_in):
    applications = [handed_in(), handed_in(), in_review()]
    client = signed_in(manager(applications[0].call.hub))
    page = client.post(
        APPLICATIONS,
        {
            "action": "pass_eligibility",
            "confirmed": "1",
            "_selected_action": [application.pk for application in applications],
        },
        follow=True,
    )
    html = page.content.decode()
    assert "Done for 2 records." in html
    assert applications[2].reference in html
    assert Application.objects.filter(status="eligible").count() == 2


def test_deciding_in_the_staff_area_writes_the_letter(signed_in, letters):
    application = reviewed()
    client = signed_in(manager(application.call.hub))
    page = client.post(page_of(application, "decide"), {"outcome": "awarded", "reason": "Kept"})
    assert "Enter the amount awarded" in page.content.decode()
    assert "Kept" in page.content.decode()
    data = {"outcome": "awarded", "reason": "Strong", "awarded_amount": "7000"}
    assert client.post(page_of(application, "decide"), data).status_code == 302
    assert letters(application.applicant)[-1] == "decision"


def test_only_possible_reviewers_can_be_ticked(signed_in):
    application = in_review(reviewers=1)
    free, elsewhere = staff("reviewer", application.call.hub), staff("reviewer", HubFactory())
    client = signed_in(manager(application.call.hub))
    html = client.get(page_of(application, "assign")).content.decode()
    assert str(free) in html
    assert str(elsewhere) not in html
    page = client.post(page_of(application, "assign"), {"reviewers": [elsewhere.pk]})
    assert page.status_code == 200
    past = {"reviewers": [free.pk], "due_on": "2020-01-01"}
    assert "has passed" in client.post(page_of(application, "assign"), past).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(signed_in, rows, django_assert_num_queries):
    hub = HubFactory(slug="wales")
    for _ in range(rows):
        reviewed()
    client = signed_in(manager(hub))
    client.get(APPLICATIONS)
    with django_assert_num_queries(8):
        client.get(APPLICATIONS)


@pytest.mark.parametrize("reviews", [1, 3])
def test_the_desk_takes_the_same_queries_for_any_history(
    signed_in, reviews, django_assert_num_queries
):
    scheme = SchemeFactory(slug="nation", partner_in_hub_nation=True)
    application = reviewed(reviewers=reviews, call=CallFactory(scheme=scheme))
    client = signed_in(manager(application.call.hub))
    client.get(page_of(application))
    with django_assert_num_queries(15):
        client.get(page_of(application))


def test_what_needs_me_is_counted_from_what_i_may_see(django_assert_max_num_queries):
    handed_in()
    application = in_review()
    reviewer = application.assignments.first().reviewer
    elsewhere = staff("hub_manager", HubFactory(slug="scotland"))
    counts = {line["label"]: line["count"] for line in figures.desk(manager(application.call.hub))}
    assert counts["Applications to check"] == 1
    assert counts["Applications ready to decide"] == 0
    assert {line["count"] for line in figures.desk(elsewhere)} == {0}
    assert [line["count"] for line in figures.desk(reviewer)] == [1, 0]
    assert figures.desk(UserFactory()) == []


# Calls ---------------------------------------------------------------------------------------


def test_times_are_meant_on_the_clock_of_the_call(signed_in):
    client = signed_in(staff("hub_manager", HubFactory(slug="wales")))
    page = client.post("/admin/funding/call/add/", call_data())
    assert page.status_code == 302, page.context["errors"]
    call = Call.objects.get(slug="new-call")
    assert call.closes_at == dt.datetime(2031, 4, 3, 10, 0, tzinfo=dt.UTC)
    html = client.get(f"/admin/funding/call/{call.pk}/change/").content.decode()
    assert 'value="12:00:00"' in html or 'value="12:00"' in html


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closes_at_1": "00:00"}, "Not midnight"),
        ({"closes_at_0": "2031-03-01"}, "cannot close before it opens"),
        ({"hub": ""}, "required"),
    ],
)
def test_a_call_with_bad_dates_or_no_hub_is_refused(signed_in, changes, said):
    client = signed_in(staff("hub_manager", HubFactory(slug="wales")))
    page = client.post("/admin/funding/call/add/", call_data(**changes))
    assert page.status_code == 200
    assert said in page.content.decode()


def test_nobody_makes_a_call_for_another_hub(signed_in):
    scotland = HubFactory(slug="scotland")
    client = signed_in(staff("hub_manager", HubFactory(slug="wales")))
    page = client.post("/admin/funding/call/add/", call_data(hub=scotland.pk))
    assert page.status_code == 200
    assert not Call.objects.exists()
    theirs = CallFactory(hub=scotland, status=Call.Status.DRAFT)
    assert client.get(f"/admin/funding/call/{theirs.pk}/change/").status_code == 404
    assert client.post(f"/admin/funding/call/{theirs.pk}/publish/").status_code == 404


def test_a_draft_call_is_announced_by_its_verb(signed_in):
    call = CallFactory(status=Call.Status.DRAFT)
    client = signed_in(manager(call.hub))
    assert client.get(call.get_absolute_url()).status_code == 200
    client.post(f"/admin/funding/call/{call.pk}/publish/")
    call.refresh_from_db()
    assert call.status == Call.Status.PUBLISHED
    client.post(f"/admin/funding/call/{call.pk}/withdraw/", {"note": "No money"})
    call.refresh_from_db()
    assert call.status == Call.Status.WITHDRAWN


def test_a_section_does_not_take_the_address_of_a_page(signed_in):
    client = signed_in(staff("programme"))
    data = {"scheme": SchemeFactory().pk, "slug": "check", "name_0": "Check", "position": "1"}
    data |= {"questions-TOTAL_FORMS": "0", "questions-INITIAL_FORMS": "0"}
    page = client.post("/admin/funding/section/add/", data)
    assert "taken by the form itself" in page.content.decode()


def test_schemes_are_read_by_hubs_and_changed_by_the_programme(signed_in):
    scheme = SchemeFactory()
    address = f"/admin/funding/scheme/{scheme.pk}/change/"
    wales = signed_in(staff("hub_manager", HubFactory(slug="wales")))
    assert wales.get(address).status_code == 200
    assert wales.post(address, {}).status_code == 403
    assert signed_in(staff("programme")).get(address).status_code == 200


@pytest.mark.parametrize("words", ["seed", "Cardiff University", "%", "'", "\x00"])
@pytest.mark.parametrize("listed", ["call", "application", "assignment", "scheme"])
def test_staff_lists_can_be_searched_for_anything(signed_in, listed, words):
    reviewed()
    client = signed_in(staff("programme"))
    assert client.get(f"/admin/funding/{listed}/", {"q": words}).status_code == 200


@pytest.mark.parametrize("column", range(1, 7))
def test_staff_lists_sort_by_every_column(signed_in, column):
    reviewed()
    client = signed_in(staff("programme"))
    for page in ("application", "assignment", "call"):
        assert client.get(f"/admin/funding/{page}/", {"o": f"-{column}"}).status_code == 200


def test_a_past_call_stays_in_the_staff_list(signed_in):
    call = CallFactory(closes_at=timezone.now() - dt.timedelta(days=1))
    html = signed_in(manager(call.hub)).get("/admin/funding/call/").content.decode()
    assert str(call.title) in html


def test_those_with_a_draft_hear_that_its_call_is_withdrawn(letters, text_of):
    draft = finished()
    sent = handed_in(call=draft.call)
    services.withdraw_call(draft.call, by=manager(draft.call.hub), note="No money")
    text = text_of(draft.applicant, "call_withdrawn")
    assert str(draft.call.title) in text
    assert draft.get_absolute_url() in text
    assert "call_withdrawn" not in letters(sent.applicant)


def test_texts_in_several_languages_are_named_by_language(signed_in):
    HubFactory()
    scheme = SchemeFactory()
    html = signed_in(staff("programme")).get(f"/admin/funding/scheme/{scheme.pk}/change/")
    html = html.content.decode()
    for box in ("id_name_0", "id_criteria-0-name_0", "id_sections-0-name_0"):
        assert f'<label for="{box}" lang="en">' in html


# Deciding twice ------------------------------------------------------------------------------


def test_who_decides_second_reads_that_it_is_decided_and_finds_no_form(signed_in):
    application = reviewed()
    client = signed_in(manager(application.call.hub))
    data = {"outcome": "declined", "reason": "Weak"}
    client.post(page_of(application, "decide"), data)
    html = client.post(page_of(application, "decide"), data).content.decode()
    assert "it is already “Not funded”" in html
    assert 'name="reason"' not in html
    assert page_of(application) in html


def test_the_largest_amount_is_said_before_it_is_typed(signed_in):
    application = reviewed()
    client = signed_in(manager(application.call.hub))
    html = client.get(page_of(application, "decide")).content.decode()
    assert "at most £10,000. The applicant asked for £7,500." in html


# Where things stand --------------------------------------------------------------------------


def test_those_who_run_the_call_can_write_to_the_applicant_and_nobody_else_can(signed_in):
    application = in_review()
    link = f'href="mailto:{application.applicant.email}"'
    client = signed_in(manager(application.call.hub))
    assert link in client.get(page_of(application)).content.decode()
    assignment = application.assignments.first()
    review(assignment)
    page = reverse("admin:funding_assignment_change", args=[assignment.pk])
    html = signed_in(assignment.reviewer).get(page).content.decode()
    assert application.applicant.email not in html


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_an_application_lines_up(page_at, axe, live_server, width):
    application = reviewed()
    page = page_at(width, "/healthz")
    person = manager(application.call.hub)
    cookies = [cookie | {"url": live_server.url} for cookie in cookies_of(person)]
    page.context.add_cookies(cookies)
    page.goto(f"{live_server.url}{page_of(application)}")
    axe(page)
    starts = """(query) => { const range = document.createRange();
        range.selectNodeContents(document.querySelector(query));
        return Math.round(range.getBoundingClientRect().left) }"""
    title = page.evaluate(starts, "#people")
    assert page.evaluate(starts, "#people + .sheet dt") == title
    assert page.evaluate(starts, "#people + .sheet dd") == title
    verbs, text = page.locator("#verbs").bounding_box(), page.locator("#people").bounding_box()
    assert verbs["y"] < text["y"] if width == 390 else verbs["x"] > text["x"]
    assert page.locator(".results").evaluate("one => getComputedStyle(one).overflowX") == "auto"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
