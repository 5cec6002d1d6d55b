"""From an event attended to a decision in the post, as it happens, read from top to bottom."""

import pytest
from django.urls import reverse
from django.utils import timezone

from funding.models import Application, Assignment, Question
from hubportal.workflow.models import Step
from tests.funding.factories import DAY, CallFactory, attended_event, wales
from tests.hubs.factories import HubFactory, SectorFactory
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


def at(name, application, *more):
    return reverse(f"funding:{name}", args=[application.reference, *more])


def on_desk(name, thing):
    return reverse(f"admin:funding_{thing._meta.model_name}_{name}", args=[thing.pk])


def write_the_application(client, application):
    """Page by page, the first in two sittings."""
    client.post(
        at("section", application, "project"),
        {"version": 1, "title": "Choirs against falls", "later": "1"},
    )
    client.post(
        at("section", application, "project"),
        {
            "version": 2,
            "title": "Choirs against falls",
            "summary": "Carers and patients sing together, and fall less.",
            "amount": "£7,500",
            "starts_on": f"{timezone.localdate() + 90 * DAY:%Y-%m-%d}",
            "months": "6",
            "completed": "on",
        },
    )
    client.post(
        at("section", application, "team"),
        {
            "version": 3,
            "rows": "1",
            "employer_name": "Choirs for Health",
            "sector": SectorFactory(code="THIRD").pk,
            "partner_0_name": "Cardiff University",
            "partner_0_sector": SectorFactory(code="ACAD").pk,
            "partner_0_territory": wales().pk,
            "completed": "on",
        },
    )
    question = Question.objects.get(wording__contains="What is the idea?")
    client.post(
        at("section", application, "idea"),
        {"version": 4, f"q{question.pk}": "Singing strengthens balance.", "completed": "on"},
    )


def test_from_the_event_to_the_letter(client, deliver):
    hub = HubFactory(slug="wales")
    applicant, gwen = UserFactory(name="Nia Example"), staff("hub_manager", hub)
    reviewers = [staff("reviewer", hub, name=name) for name in ("Aoife Byrne", "Isla Muir")]
    call = CallFactory(hub=hub, event=attended_event(applicant, title="Sandpit on ageing"))

    # Nia was at the event, so the page of the call lets her start.
    client.force_login(applicant)
    assert "Start an application" in client.get(call.get_absolute_url()).content.decode()
    page = client.post(reverse("funding:apply", args=[call.slug]), follow=True)
    application = Application.objects.get()
    assert "You have completed 0 of 3 sections" in page.content.decode()

    write_the_application(client, application)
    check = client.get(at("check", application)).content.decode()
    assert "£7,500" in check
    assert "What is still missing" not in check
    receipt = client.post(at("submit", application), follow=True).content.decode()
    assert "Application submitted" in receipt
    assert application.reference in deliver()[-1]["Subject"]

    # Gwen checks it, asks, gets an answer, passes it and asks two reviewers.
    client.force_login(gwen)
    client.post(on_desk("query", application), {"text": "Who leads the choir?"})
    assert "A question about" in deliver()[-1]["Subject"]
    client.force_login(applicant)
    client.post(at("reply", application), {"text": "A trained musician."})
    client.force_login(gwen)
    assert "A trained musician." in client.get(on_desk("change", application)).content.decode()
    client.post(on_desk("pass_eligibility", application))
    asked = [reviewer.pk for reviewer in reviewers]
    client.post(on_desk("assign", application), {"reviewers": asked})
    assert len([letter for letter in deliver() if "Please review" in letter["Subject"]]) == 2

    # Each reviewer declares, reads and scores.
    for assignment in Assignment.objects.order_by("pk"):
        client.force_login(assignment.reviewer)
        closed = client.get(on_desk("change", assignment)).content.decode()
        assert "Singing strengthens" not in closed
        client.post(on_desk("declare_no_conflict", assignment))
        opened = client.get(on_desk("change", assignment)).content.decode()
        assert "Singing strengthens" in opened
        scores = {f"c{criterion.pk}": 4 for criterion in call.scheme.criteria.all()}
        data = scores | {"comment": f"Fund it, says {assignment.pk}."}
        client.post(on_desk("send_review", assignment), data)

    # Gwen decides; the letter leaves, and the page says the same.
    client.force_login(gwen)
    assert "4.00" in client.get(on_desk("change", application)).content.decode()
    decision = {"outcome": "awarded", "awarded_amount": "7000", "reason": "A strong partnership."}
    client.post(on_desk("decide", application), decision)
    letter = deliver()[-1]
    assert letter["To"] == applicant.email
    assert letter["Subject"].startswith("Awarded: Choirs against falls")
    text = letter.get_body(("plain",)).get_content()
    for said in ("£7,000", "A strong partnership.", "Fund it", at("application", application)):
        assert said in text
    for reviewer in reviewers:
        assert reviewer.name not in text

    client.force_login(applicant)
    html = client.get(application.get_absolute_url()).content.decode()
    assert "You are awarded £7,000" in html
    moves = Step.objects.about(application).values_list("now", flat=True)
    assert list(moves) == [
        "submitted", "queried", "submitted", "eligible", "in_review", "awarded",
    ]  # fmt: skip
