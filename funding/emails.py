"""Every letter about funding: who gets it, what it is about, and which version of that."""

from events.models import Registration
from funding.models import Application, Assignment, Call, money
from hubportal.outbox.letters import post
from hubportal.outbox.models import Priority
from hubportal.workflow.models import Step

CALL_OPENS = "funding/email/call_opens"


def call_opens(call: Call, registration: Registration):
    """To somebody who came to the event of the call; None where they were told before."""
    return post(
        CALL_OPENS,
        to=registration.person,
        about=call,
        version=str(registration.pk),
        expires_at=call.closes_at,
        context={"call": call, "event": call.event},
        reply_to=call.hub.reply_to if call.hub else "",
    )


def submission_received(application: Application, *, sheet: list[dict]) -> None:
    tell_applicant("submission_received", application, {"sheet": sheet})


def withdrawn(application: Application) -> None:
    tell_applicant("withdrawn", application)


def query(application: Application, *, question: str) -> None:
    asked = questions(application).count()
    tell_applicant("query", application, {"question": question}, version=str(asked))


def query_answered(application: Application, *, answer: str) -> None:
    """To whoever asked, as long as they still run the call."""
    asked = questions(application).select_related("by").last()
    if asked is None or asked.by is None or not may_read(asked.by, application):
        return
    post(
        "funding/email/query_answered",
        to=asked.by,
        about=application,
        version=str(asked.pk),
        context={"application": application, "question": asked.note, "answer": answer},
    )


def questions(application: Application):
    return Step.objects.about(application).filter(now=Application.Status.QUERIED)


def may_read(person, application: Application) -> bool:
    managed = Application.objects.managed_by(person).filter(pk=application.pk)
    return person.is_active and managed.exists()


def eligibility_refused(application: Application) -> None:
    tell_decision("eligibility_refused", application)


def decision(application: Application, *, comments: list[str]) -> None:
    tell_decision("decision", application, comments=comments)


def call_withdrawn(call: Call) -> None:
    """To everybody who has a draft; what was handed in goes on."""
    drafts = call.applications.drafts().select_related("applicant", "call__hub", "call__scheme")
    for application in drafts.order_by("pk"):
        tell_applicant("call_withdrawn", application)


def tell_decision(letter: str, application: Application, **context) -> None:
    context["amount"] = money(application.awarded_amount, application.call.scheme.currency)
    tell_applicant(
        letter,
        application,
        context,
        version=str(application.status),
        priority=Priority.DECISION,
    )


def tell_applicant(letter, application, context=None, *, version="", priority=Priority.NORMAL):
    hub = application.call.hub
    post(
        f"funding/email/{letter}",
        to=application.applicant,
        about=application,
        version=version,
        priority=priority,
        context={"application": application, "call": application.call, **(context or {})},
        reply_to=hub.reply_to if hub else "",
    )


def review_requested(assignment: Assignment) -> None:
    """Says no more of the application than a reviewer may know before declaring no conflict."""
    tell_reviewer("review_requested", assignment)


def review_released(assignment: Assignment) -> None:
    tell_reviewer("review_released", assignment)


def tell_reviewer(letter: str, assignment: Assignment) -> None:
    application = assignment.application
    hub = application.call.hub
    post(
        f"funding/email/{letter}",
        to=assignment.reviewer,
        about=assignment,
        context={"assignment": assignment, "application": application, "call": application.call},
        reply_to=hub.reply_to if hub else "",
    )
