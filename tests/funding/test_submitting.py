"""Handing in: complete, in time, once."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from funding import rules, services
from funding.models import Application, Partner
from funding.views.arrival import received_at
from hubportal.logs import RequestIdMiddleware
from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from hubs.models import Territory
from tests.funding.factories import (
    ApplicationFactory,
    CallFactory,
    ExperienceAwardFactory,
    SchemeFactory,
    add_partner,
    eligible,
    finished,
    handed_in,
    in_review,
)
from tests.hubs.factories import HubFactory, SectorFactory, TerritoryFactory
from tests.members.factories import UserFactory

pytestmark = pytest.mark.django_db


def reasons(application):
    return " ".join(rules.reasons_not_to_submit(application, now=timezone.now()))


def submit(client, application):
    return client.post(reverse("funding:submit", args=[application.reference]))


# Once ----------------------------------------------------------------------------------------


def test_submitting_twice_shows_the_same_receipt_and_writes_one_letter(signed_in, letters):
    draft = finished()
    client = signed_in(draft.applicant)
    pages = [submit(client, draft)["Location"] for _ in range(2)]
    assert pages == [reverse("funding:submitted", args=[draft.reference])] * 2
    assert letters(draft.applicant) == ["submission_received"]
    assert Step.objects.about(draft).count() == 1
    assert draft.reference in client.get(pages[0]).content.decode()


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_hand_it_in_once(letters):
    draft, barrier, errors = finished(), threading.Barrier(8), []

    def press():
        try:
            own = Application.objects.get(pk=draft.pk)
            barrier.wait()
            services.submit(own, by=own.applicant)
        except Exception as error:  # noqa: BLE001 - collected for the assertion
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert letters(draft.applicant) == ["submission_received"]
    assert Step.objects.about(draft).count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_presses_on_apply_make_one_draft():
    call, person, barrier, made = CallFactory(), UserFactory(), threading.Barrier(8), []

    def press():
        try:
            barrier.wait()
            made.append(services.apply(call, by=person).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(set(made))) == (8, 1)


# In time -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "status"), [(-1, Application.Status.SUBMITTED), (0, Application.Status.DRAFT)]
)
def test_a_request_counts_if_it_arrives_before_the_closing_moment(signed_in, seconds, status):
    closes_at = timezone.now().replace(microsecond=0) + dt.timedelta(days=1)
    draft = finished(call=CallFactory(closes_at=closes_at))
    with time_machine.travel(closes_at + dt.timedelta(seconds=seconds), tick=False):
        submit(signed_in(draft.applicant), draft)
    draft.refresh_from_db()
    assert draft.status == status


def test_the_arrival_of_a_request_is_noted_before_anything_else(rf):
    seen = []
    middleware = RequestIdMiddleware(lambda request: seen.append(request) or HttpResponse())
    before = timezone.now()
    middleware(rf.get("/"))
    assert before <= received_at(seen[0]) <= timezone.now()


def test_what_arrived_in_time_counts_however_long_the_work_takes():
    draft = finished()
    received_at = draft.call.closes_at - dt.timedelta(milliseconds=1)
    services.submit(draft, by=draft.applicant, now=received_at)
    assert Application.objects.get().submitted_at == received_at


def test_after_closing_the_draft_stays_readable_and_says_so(signed_in):
    draft = finished(call=CallFactory(closes_at=timezone.now() - dt.timedelta(hours=1)))
    client = signed_in(draft.applicant)
    assert "This call is not open" in client.get(draft.get_absolute_url()).content.decode()
    check = reverse("funding:check", args=[draft.reference])
    html = client.get(check).content.decode()
    assert "You cannot submit now" in html
    assert "Submit application" not in html
    assert submit(client, draft)["Location"] == check


# Complete ------------------------------------------------------------------------------------


def test_a_finished_draft_has_nothing_against_it():
    assert reasons(finished()) == ""


def test_an_empty_draft_is_told_everything_that_is_missing():
    said = reasons(ApplicationFactory(title=""))
    for text in ("title", "summary", "amount", "months", "starts", "employs", "partner", "idea"):
        assert text in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": 4_999}, "between £5,000 and £10,000"),
        ({"amount": 10_001}, "You ask for £10,001"),
        ({"months": 13}, "between 1 and 12 months"),
        ({"starts_on": dt.date(2020, 1, 1)}, "before the call has closed"),
        ({"summary": "word " * 151}, "has 151 words"),
        ({"completed": ["project", "team"]}, "“Your idea” is not marked as completed"),
    ],
)
def test_what_is_out_of_bounds_is_named(changes, said):
    draft = finished()
    for field, value in changes.items():
        setattr(draft, field, value)
    assert said in reasons(draft)


def test_nothing_is_handed_in_while_something_is_missing(signed_in, letters):
    draft = finished()
    draft.answers.all().delete()
    page = submit(signed_in(draft.applicant), draft)
    assert page["Location"] == reverse("funding:check", args=[draft.reference])
    html = signed_in(draft.applicant).get(page["Location"]).content.decode()
    assert "Answer “What is the idea?”" in html
    assert letters(draft.applicant) == []


def test_one_sector_alone_is_not_enough():
    draft = finished()
    draft.partners.update(sector=draft.sector)
    assert "at least 2 different sectors" in reasons(draft)


def test_a_partner_needs_name_sector_and_place():
    draft = finished()
    Partner.objects.create(application=draft, contact="Megan", position=1)
    said = reasons(draft)
    for text in ("name of partner 2", "sector of partner 2", "nation or country of partner 2"):
        assert text in said


def test_a_scheme_may_ask_for_more_partners():
    scheme = SchemeFactory(slug="many", min_partners=2)
    assert "at least 2 partner organisations" in reasons(finished(call=CallFactory(scheme=scheme)))


def test_a_place_within_the_hubs_nation_counts_as_the_nation():
    nation = TerritoryFactory(slug="wales")
    valley = TerritoryFactory(slug="valley", kind=Territory.Kind.REGION, parent=nation)
    scheme = SchemeFactory(slug="nation", partner_in_hub_nation=True)
    hub = HubFactory(slug="wales", territory=nation)
    draft = finished(call=CallFactory(scheme=scheme, hub=hub))
    draft.partners.update(territory=valley)
    assert reasons(draft) == ""
    draft.partners.update(territory=TerritoryFactory(slug="scotland"))
    assert "partner must be in" in reasons(Application.objects.get())


def test_an_experience_award_is_spent_in_another_sector():
    draft = finished(call=CallFactory(scheme=ExperienceAwardFactory(), hub=None))
    assert reasons(draft) == ""
    add_partner(draft, sector="THIRD")
    assert "Partner 2 is in your own sector" in reasons(Application.objects.get())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("  \n\t ", 0),
        ("one", 1),
        ("hospital-at-home data", 2),
        ("ŵyn a dŵr – heddiw", 5),
        ("👩‍🔬 team", 2),
        ("a\u00a0b\u2003c", 3),
        ("it's 5,000 kr.", 3),
        ("a\x1cb\x85c", 3),
    ],
)
def test_words_are_runs_of_anything_but_white_space(text, words):
    assert rules.count_words(text) == words


# Afterwards ----------------------------------------------------------------------------------


def test_the_receipt_holds_reference_and_every_answer(text_of):
    application = handed_in()
    text = text_of(application.applicant, "submission_received")
    for said in (
        application.reference,
        "Falls prevention through choirs",
        "£7,500",
        "Cardiff University",
        "What is the idea?",
        "Singing strengthens balance.",
        application.get_absolute_url(),
    ):
        assert said in text


def test_letters_speak_the_applicants_language_and_clock(text_of):
    application = handed_in(applicant=UserFactory(language="cy"))
    assert "/cy/applications/" in text_of(application.applicant, "submission_received")


def test_the_timeline_says_who_acts_next_and_when_it_ends(signed_in):
    application = handed_in(call=CallFactory(decisions_by=dt.date(2031, 2, 3)))
    html = signed_in(application.applicant).get(application.get_absolute_url()).content.decode()
    assert "We check now whether it is eligible." in html
    assert "Expected by 3 February 2031." in html


@pytest.mark.parametrize("make", [finished, handed_in, eligible, in_review])
def test_an_applicant_may_withdraw_until_the_decision(signed_in, make, letters):
    application = make()
    client = signed_in(application.applicant)
    client.post(reverse("funding:withdraw", args=[application.reference]))
    application.refresh_from_db()
    assert application.status == Application.Status.WITHDRAWN
    assert ("withdrawn" in letters(application.applicant)) == (make is not finished)
    assert not application.assignments.outstanding().exists()
    assert client.get(application.get_absolute_url()).status_code == 200


def test_withdrawing_twice_is_told_in_words(signed_in):
    application = handed_in()
    client = signed_in(application.applicant)
    address = reverse("funding:withdraw", args=[application.reference])
    client.post(address)
    html = client.post(address, follow=True).content.decode()
    assert "already “Withdrawn”" in html


def test_a_letter_about_a_withdrawn_application_does_not_leave(deliver):
    application = handed_in()
    services.withdraw(application, by=application.applicant)
    subjects = [message["Subject"] for message in deliver()]
    assert len(subjects) == 1
    assert "is withdrawn" in subjects[0]
    assert Letter.objects.get(what__endswith="submission_received").status == "cancelled"


def test_a_withdrawn_draft_is_not_submitted():
    draft = finished()
    services.withdraw(draft, by=draft.applicant)
    with pytest.raises(Refused):
        services.submit(draft, by=draft.applicant)


def test_a_rolled_back_submission_leaves_no_letter(letters):
    draft = finished()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.submit(draft, by=draft.applicant)
        raise ZeroDivisionError
    assert letters(draft.applicant) == []
    assert Application.objects.get().status == "draft"


def test_the_sector_of_the_draft_may_differ_from_the_profiles():
    draft = finished(applicant=UserFactory(profile__sector=SectorFactory(code="NHS")))
    services.submit(draft, by=draft.applicant)
    assert Application.objects.get().sector.code == "THIRD"
