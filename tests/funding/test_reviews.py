"""Reviewers: conflict first, then the text, then the score; applicants never learn who."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from funding import services
from funding.models import Application, Assignment
from hubportal.workflow.moves import Refused
from tests.browser.test_pages import signed_in as cookies_of
from tests.funding.factories import (
    CallFactory,
    add_partner,
    eligible,
    handed_in,
    in_review,
    manager,
    review,
)
from tests.hubs.factories import HubFactory, OrganisationFactory
from tests.members.factories import MembershipFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
SECRET = "Singing strengthens balance."
MY_REVIEWS = "/admin/funding/assignment/"


@pytest.fixture
def application():
    return in_review()


@pytest.fixture
def assignment(application):
    return application.assignments.order_by("pk").first()


def page_of(assignment, verb="change"):
    return reverse(f"admin:funding_assignment_{verb}", args=[assignment.pk])


def assign(application, *reviewers, **kwargs):
    by = manager(application.call.hub)
    return services.assign(application, by=by, reviewers=reviewers, **kwargs)


def scores_for(assignment, points=4):
    criteria = assignment.application.call.scheme.criteria.all()
    return {f"c{criterion.pk}": points for criterion in criteria}


# Asking --------------------------------------------------------------------------------------


def test_reviewers_are_asked_by_letter_without_the_text(text_of):
    application = eligible()
    reviewer = staff("reviewer", application.call.hub)
    assign(application, reviewer, due_on=dt.date(2031, 2, 3))
    text = text_of(reviewer, "review_requested")
    assert "Falls prevention through choirs" in text
    assert "Cardiff University" in text
    assert "Monday 3 February 2031" in text
    assert SECRET not in text
    assert "sing together" not in text
    assert Application.objects.get().status == Application.Status.IN_REVIEW


def test_a_third_reviewer_can_be_asked_later(application):
    assign(application, staff("reviewer", application.call.hub))
    assert application.assignments.count() == 3


def test_who_works_for_a_partner_is_not_asked():
    application, reviewer = eligible(), staff("reviewer", HubFactory(slug="wales"))
    partner = add_partner(application, organisation=OrganisationFactory())
    reviewer.profile.organisation = partner.organisation
    reviewer.profile.save()
    with pytest.raises(Refused, match="works for an organisation that takes part"):
        assign(application, reviewer)


def test_nor_who_works_where_the_applicant_works():
    application, reviewer = eligible(), staff("reviewer", HubFactory(slug="wales"))
    same = OrganisationFactory(slug="shared")
    for person in (application.applicant, reviewer):
        person.profile.organisation = same
        person.profile.save()
    with pytest.raises(Refused, match="takes part"):
        assign(application, reviewer)


def test_nobody_reviews_their_own():
    person = staff("reviewer", HubFactory(slug="wales"))
    application = eligible(applicant=person)
    with pytest.raises(Refused, match="is the applicant"):
        assign(application, person)


def test_reviewers_of_another_hub_are_not_asked_except_by_the_programme():
    stranger = staff("reviewer", HubFactory(slug="scotland"))
    with pytest.raises(Refused, match="is not a reviewer here"):
        assign(eligible(), stranger)
    everywhere = handed_in(call=CallFactory(hub=None))
    programme = staff("programme")
    services.pass_eligibility(everywhere, by=programme)
    services.assign(everywhere, by=programme, reviewers=[stranger])


def test_nobody_is_asked_twice(application, assignment):
    with pytest.raises(Refused, match="was asked already"):
        assign(application, assignment.reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(application=application, reviewer=assignment.reviewer)


def test_somebody_must_be_chosen():
    with pytest.raises(Refused, match="at least one"):
        assign(eligible())


# Before and after the declaration ------------------------------------------------------------


def test_before_declaring_a_reviewer_sees_people_but_no_text(signed_in, assignment):
    html = signed_in(assignment.reviewer).get(page_of(assignment)).content.decode()
    assert "Falls prevention through choirs" in html
    assert "Choirs for Health" in html
    assert SECRET not in html
    assert "sing together" not in html


def test_after_declaring_no_conflict_the_text_opens(signed_in, assignment):
    client = signed_in(assignment.reviewer)
    page = client.post(page_of(assignment, "declare_no_conflict"))
    assert page["Location"] == page_of(assignment)
    assert SECRET in client.get(page_of(assignment)).content.decode()


def test_a_conflict_makes_it_vanish_everywhere(signed_in, assignment):
    client = signed_in(assignment.reviewer)
    page = client.post(page_of(assignment, "declare_conflict"), {"note": "My brother works there"})
    assert page["Location"] == MY_REVIEWS
    assert client.get(page_of(assignment)).status_code == 404
    reference = assignment.application.reference
    assert reference not in client.get(MY_REVIEWS).content.decode()
    found = client.get(MY_REVIEWS, {"q": reference}).content.decode()
    assert "0 results" in found or "0 review assignments" in found
    for verb in ("declare_no_conflict", "send_review", "declare_conflict"):
        assert client.post(page_of(assignment, verb)).status_code == 404
    assert client.get(f"{MY_REVIEWS}{assignment.pk}/history/").status_code == 404


def test_a_manager_with_a_conflict_loses_the_application_too(signed_in, application):
    both = MembershipFactory(
        user=manager(application.call.hub), role="reviewer", hub=application.call.hub
    ).user
    (assignment,) = assign(application, both)
    page = reverse("admin:funding_application_change", args=[application.pk])
    assert SECRET not in signed_in(both).get(page).content.decode()
    services.declare_conflict(assignment, by=both, note="")
    client = signed_in(both)
    assert client.get(page).status_code == 404
    listed = client.get("/admin/funding/application/").content.decode()
    assert application.reference not in listed
    assert client.get(page_of(application.assignments.first())).status_code == 404


def test_those_who_run_the_call_learn_of_the_conflict(signed_in, application, assignment):
    services.declare_conflict(assignment, by=assignment.reviewer, note="My brother works there")
    page = reverse("admin:funding_application_change", args=[application.pk])
    html = signed_in(manager(application.call.hub)).get(page).content.decode()
    assert "My brother works there" in html


def test_a_review_of_somebody_with_a_conflict_no_longer_counts(signed_in, application, assignment):
    review(assignment, points=1)
    services.declare_conflict(assignment, by=assignment.reviewer)
    counted = Application.objects.with_reviews().get(pk=application.pk)
    assert (counted.reviews_in, counted.mean_score) == (0, None)


def test_a_conflict_found_after_the_decision_is_told_to_staff_not_to_the_system(
    application, assignment
):
    review(assignment)
    Application.objects.filter(pk=application.pk).update(
        status="declined", decided_at=timezone.now(), decision_reason="No."
    )
    assignment.application.refresh_from_db()
    with pytest.raises(Refused, match="decided"):
        services.declare_conflict(assignment, by=assignment.reviewer)


# The review ----------------------------------------------------------------------------------


def test_a_review_needs_every_score_and_a_comment(signed_in, assignment):
    services.declare_no_conflict(assignment, by=assignment.reviewer)
    client = signed_in(assignment.reviewer)
    page = client.post(page_of(assignment, "send_review"), {"comment": "Kept"})
    assert page.status_code == 200
    assert "Kept" in page.content.decode()
    data = scores_for(assignment) | {"comment": "A clear plan."}
    assert client.post(page_of(assignment, "send_review"), data).status_code == 302
    assignment.refresh_from_db()
    assert assignment.status == Assignment.Status.REVIEWED
    assert assignment.review.scores.count() == 2


@pytest.mark.parametrize("points", [0, 6, -1, 10**9])
def test_points_outside_the_scale_are_refused(assignment, points):
    with pytest.raises(Refused, match="from 1 to 5"):
        review(assignment, points=points)


def test_one_missing_criterion_or_an_empty_comment_is_refused(assignment):
    services.declare_no_conflict(assignment, by=assignment.reviewer)
    criterion = assignment.application.call.scheme.criteria.first()
    with pytest.raises(Refused, match="every criterion"):
        services.send_review(assignment, by=assignment.reviewer, scores={criterion: 3}, comment="x")
    assignment.refresh_from_db()
    with pytest.raises(Refused, match="comment"):
        services.send_review(assignment, by=assignment.reviewer, scores={}, comment=" ")


def test_sending_twice_leaves_one_review(signed_in, assignment):
    services.declare_no_conflict(assignment, by=assignment.reviewer)
    client = signed_in(assignment.reviewer)
    data = scores_for(assignment) | {"comment": "A clear plan."}
    first, second = (client.post(page_of(assignment, "send_review"), data) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 200)
    assert "no longer possible" in second.content.decode()


def test_nobody_reviews_before_declaring(assignment):
    scores = dict.fromkeys(assignment.application.call.scheme.criteria.all(), 3)
    with pytest.raises(Refused):
        services.send_review(assignment, by=assignment.reviewer, scores=scores, comment="x")


def test_others_reviews_are_seen_without_names_and_only_after_ones_own(signed_in, application):
    mine, theirs = application.assignments.order_by("pk")
    review(theirs, comment="Words of the other")
    services.declare_no_conflict(mine, by=mine.reviewer)
    client = signed_in(mine.reviewer)
    assert "Words of the other" not in client.get(page_of(mine)).content.decode()
    client.post(page_of(mine, "send_review"), scores_for(mine) | {"comment": "Mine"})
    html = client.get(page_of(mine)).content.decode()
    assert "Words of the other" in html
    assert str(theirs.reviewer) not in html


def test_a_manager_who_reviews_sees_other_scores_only_afterwards(signed_in, application):
    both = MembershipFactory(
        user=manager(application.call.hub), role="reviewer", hub=application.call.hub
    ).user
    (mine,) = assign(application, both)
    review(application.assignments.first(), points=5, comment="Words of the other")
    services.declare_no_conflict(mine, by=both)
    client = signed_in(both)
    page = reverse("admin:funding_application_change", args=[application.pk])
    assert "Words of the other" not in client.get(page).content.decode()
    assert "5.00" not in client.get("/admin/funding/application/").content.decode()


def test_nobody_acts_for_a_reviewer(application, assignment):
    other = application.assignments.last().reviewer
    for by in (other, manager(application.call.hub), staff("programme")):
        with pytest.raises(Refused):
            services.declare_no_conflict(assignment, by=by)
        with pytest.raises(Refused):
            services.declare_conflict(assignment, by=by)
        with pytest.raises(Refused):
            services.send_review(assignment, by=by, scores={}, comment="x")


def test_a_superuser_cannot_review_for_others_either(signed_in, assignment):
    chief = UserFactory(is_staff=True, is_superuser=True)
    html = signed_in(chief).get(page_of(assignment)).content.decode()
    assert "I have no conflict of interest" not in html
    assert signed_in(chief).post(page_of(assignment, "declare_no_conflict")).status_code == 200
    assignment.refresh_from_db()
    assert assignment.status == Assignment.Status.ASKED


# Taking off ----------------------------------------------------------------------------------


def test_a_reviewer_can_be_taken_off_by_those_who_run_the_call(signed_in, assignment):
    client = signed_in(manager(assignment.application.call.hub))
    client.post(page_of(assignment, "release"), {"note": "Ill"})
    assert signed_in(assignment.reviewer).get(page_of(assignment)).status_code == 404


def test_who_is_taken_off_is_told_and_no_longer_asked(assignment, text_of, deliver):
    services.release(assignment, by=manager(assignment.application.call.hub), note="Ill")
    text = text_of(assignment.reviewer, "review_released")
    assert "Falls prevention through choirs" in text
    assert "Ill" not in text
    subjects = [str(one["Subject"]) for one in deliver() if one["To"] == assignment.reviewer.email]
    assert len(subjects) == 1
    assert subjects[0].startswith("You need not review")


def test_reviewers_of_a_withdrawn_application_are_told(application, letters):
    review(application.assignments.first())
    services.withdraw(application, by=application.applicant)
    done, open_ = application.assignments.order_by("pk")
    assert letters(open_.reviewer)[-1] == "review_released"
    assert "review_released" not in letters(done.reviewer)


def test_a_manager_elsewhere_cannot_take_themself_off(signed_in, application):
    visitor = staff("hub_manager", HubFactory(slug="scotland"))
    MembershipFactory(user=visitor, role="reviewer", hub=application.call.hub)
    (assignment,) = assign(application, visitor)
    page = signed_in(visitor).post(page_of(assignment, "release"))
    assert "Only those who run the call" in page.content.decode()
    assignment.refresh_from_db()
    assert assignment.status == Assignment.Status.ASKED


# Who sees what -------------------------------------------------------------------------------


def test_applicants_never_see_who_reviewed(signed_in, application, text_of):
    for assignment in application.assignments.all():
        review(assignment, comment="A clear plan.", confidential="Between us")
    services.decide(
        application,
        by=manager(application.call.hub),
        outcome="declined",
        reason="Too many good ones.",
    )
    html = signed_in(application.applicant).get(application.get_absolute_url()).content.decode()
    text = text_of(application.applicant, "decision")
    for page in (html, text):
        assert "A clear plan." in page
        assert "Between us" not in page
        for assignment in application.assignments.all():
            assert str(assignment.reviewer) not in page
            assert assignment.reviewer.email not in page


def test_comments_stay_closed_until_the_decision(signed_in, application, assignment):
    review(assignment, comment="Not for today")
    html = signed_in(application.applicant).get(application.get_absolute_url()).content.decode()
    assert "Not for today" not in html
    assert "1 of 2 reviews are in" in html


def test_a_reviewer_finds_only_their_own(signed_in, assignment):
    other = in_review(reviewers=1).assignments.get()
    client = signed_in(assignment.reviewer)
    assert client.get(page_of(other)).status_code == 404
    assert other.application.reference not in client.get(MY_REVIEWS).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_my_reviews_take_the_same_queries_for_any_number(
    signed_in, rows, django_assert_num_queries
):
    reviewer = staff("reviewer", HubFactory(slug="wales"))
    for _ in range(rows):
        assign(eligible(), reviewer, due_on=timezone.localdate())
    client = signed_in(reviewer)
    client.get(MY_REVIEWS)
    with django_assert_num_queries(9):
        client.get(MY_REVIEWS)


@pytest.mark.parametrize("reviews", [1, 3])
def test_the_page_of_a_review_takes_few_queries(signed_in, reviews, django_assert_num_queries):
    application = in_review(reviewers=reviews)
    for assignment in application.assignments.all():
        review(assignment)
    mine = application.assignments.first()
    client = signed_in(mine.reviewer)
    client.get(page_of(mine))
    with django_assert_num_queries(15):
        client.get(page_of(mine))


def test_the_form_of_a_review_takes_few_queries(
    signed_in, assignment, django_assert_max_num_queries
):
    services.declare_no_conflict(assignment, by=assignment.reviewer)
    client = signed_in(assignment.reviewer)
    with django_assert_max_num_queries(20):
        client.get(page_of(assignment, "send_review"))


# The form of a review ------------------------------------------------------------------------


def review_form(signed_in, assignment):
    services.declare_no_conflict(assignment, by=assignment.reviewer)
    page = signed_in(assignment.reviewer).get(page_of(assignment, "send_review"))
    return page.content.decode()


def test_the_text_stands_beside_the_form_of_a_review(signed_in, assignment):
    html = review_form(signed_in, assignment)
    assert SECRET in html
    assert 'name="comment"' in html
    assert assignment.application.applicant.email not in html


def test_the_ends_of_the_scale_and_a_high_score_are_explained(signed_in, assignment):
    criterion = assignment.application.call.scheme.criteria.first()
    criterion.guidance = "A clear question & a fair plan"
    criterion.save()
    html = review_form(signed_in, assignment)
    assert html.count("1 – not convincing at all") == 2
    assert html.count("5 – fully convincing") == 2
    assert "5 means: A clear question &amp; a fair plan" in html


def test_a_review_that_is_no_longer_possible_is_offered_no_form_and_no_text(signed_in, assignment):
    review(assignment)
    data = scores_for(assignment) | {"comment": "Again"}
    html = signed_in(assignment.reviewer).post(page_of(assignment, "send_review"), data)
    html = html.content.decode()
    assert "This is no longer possible" in html
    assert 'name="comment"' not in html
    assert SECRET not in html


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_the_form_of_a_review_is_accessible(page_at, axe, live_server, width, dark):
    application = in_review()
    assignment = application.assignments.first()
    services.declare_no_conflict(assignment, by=assignment.reviewer)
    page = page_at(width, "/healthz", dark=dark)
    cookies = [cookie | {"url": live_server.url} for cookie in cookies_of(assignment.reviewer)]
    page.context.add_cookies(cookies)
    page.goto(f"{live_server.url}{page_of(assignment, 'send_review')}")
    axe(page)
    for label in ("Comment for the applicant", "Comment for those who decide"):
        words, box = page.locator("label", has_text=label), page.get_by_label(label)
        assert words.bounding_box()["y"] < box.bounding_box()["y"]
