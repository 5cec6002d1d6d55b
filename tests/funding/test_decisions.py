"""Deciding: with reasons, once, and told at once."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from funding import services
from funding.models import Application, Assignment
from hubportal.outbox.models import Letter, Priority
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.funding.factories import eligible, in_review, manager, review, reviewed

pytestmark = pytest.mark.django_db
AWARD = {"outcome": "awarded", "reason": "A strong partnership.", "awarded_amount": 7_000}
DECLINE = {"outcome": "declined", "reason": "The plan does not fit the months."}


def decide(application, **answers):
    services.decide(application, by=manager(application.call.hub), **answers)


def test_an_award_is_told_with_amount_reason_and_comments(text_of):
    application = reviewed()
    decide(application, **AWARD)
    text = text_of(application.applicant, "decision")
    for said in ("Awarded:", "£7,000", "A strong partnership.", "A clear plan.", "Reviewer 2:"):
        assert said in text
    application.refresh_from_db()
    assert (application.status, application.awarded_amount) == ("awarded", 7_000)


def test_a_refusal_is_told_kindly_and_without_an_amount(text_of):
    application = reviewed()
    decide(application, **DECLINE)
    text = text_of(application.applicant, "decision")
    assert "We are sorry" in text
    assert "£" not in text
    assert "The plan does not fit the months." in text


def test_a_decision_overtakes_other_letters():
    application = reviewed()
    decide(application, **AWARD)
    assert Letter.objects.get(what__endswith="decision").priority == Priority.DECISION


@pytest.mark.django_db(transaction=True)
def test_eight_decisions_at_once_give_one_step_and_one_letter():
    application = reviewed()
    by, barrier, refusals = manager(application.call.hub), threading.Barrier(8), []

    def press(number):
        answers = AWARD if number % 2 else DECLINE
        try:
            own = Application.objects.get(pk=application.pk)
            barrier.wait()
            services.decide(own, by=by, **answers)
        except Refused as refusal:
            refusals.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refusals) == 7
    assert all("already" in refusal for refusal in refusals)
    decided = Step.objects.about(application).filter(now__in=["awarded", "declined"])
    assert decided.count() == 1
    assert Letter.objects.filter(what="funding/email/decision").count() == 1


def test_a_missing_review_holds_the_decision_unless_staff_say_so():
    application = in_review()
    review(application.assignments.first())
    with pytest.raises(Refused, match="1 review is still missing"):
        decide(application, **AWARD)
    decide(application, **AWARD, without_all_reviews=True)
    statuses = set(application.assignments.values_list("status", flat=True))
    assert statuses == {Assignment.Status.REVIEWED, Assignment.Status.RELEASED}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (AWARD | {"awarded_amount": None}, "Enter the amount awarded"),
        (AWARD | {"awarded_amount": 10_001}, "larger than the scheme allows"),
        (DECLINE | {"awarded_amount": 5_000}, "Only an award has an amount"),
        (AWARD | {"reason": "  "}, "Give the applicant a reason"),
        (AWARD | {"outcome": "withdrawn"}, "Choose an outcome"),
    ],
)
def test_half_a_decision_is_refused(answers, said):
    with pytest.raises(Refused, match=said):
        decide(reviewed(), **answers)


def test_nothing_is_decided_before_review():
    with pytest.raises(Refused, match="Eligibility check passed"):
        decide(eligible(), **AWARD)


def test_a_decision_that_is_no_longer_current_does_not_leave(deliver):
    application = reviewed()
    decide(application, **AWARD)
    Application.objects.filter(pk=application.pk).update(status="declined", awarded_amount=None)
    assert not any("Awarded" in message["Subject"] for message in deliver())


@pytest.mark.parametrize(
    "change",
    [
        {"status": "declined"},
        {"status": "awarded"},
        {"awarded_amount": 5_000},
        {"status": "submitted", "submitted_at": None},
    ],
)
def test_the_database_keeps_half_decisions_out(change):
    application = in_review()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**change)


@pytest.mark.parametrize("reviews", [1, 3])
def test_the_applicants_page_takes_the_same_queries_for_any_history(
    signed_in, reviews, django_assert_num_queries
):
    application = reviewed(reviewers=reviews)
    decide(application, **AWARD, without_all_reviews=True)
    client = signed_in(application.applicant)
    client.get(application.get_absolute_url())
    with django_assert_num_queries(10):
        client.get(application.get_absolute_url())
