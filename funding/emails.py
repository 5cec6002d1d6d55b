"""Every letter about funding: who gets it, what it is about, and which version of that."""

from funding.models import Application, Assignment, money
from hubportal.outbox.letters import post
from hubportal.outbox.models import Priority
from hubportal.workflow.models import Step


def submission_received(application: Application, *, sheet: list[dict]) -> None:
    tell_applicant("submission_received", application, {"sheet": sheet})


def withdrawn(application: Application) -> None:
    tell_applicant("withdrawn", application)


def query(application: Application, *, question: str) -> None:
    asked = Step.objects.about(application).filter(now=Application.Status.QUERIED).count()
    tell_applicant("query", application, {"question": question}, version=str(asked))


def eligibility_refused(application: Application) -> None:
    tell_decision("eligibility_refused", application)


def decision(application: Application, *, comments: list[str]) -> None:
    tell_decision("decision", application, comments=comments)


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
    application = assignment.application
    hub = application.call.hub
    post(
        "funding/email/review_requested",
        to=assignment.reviewer,
        about=assignment,
        context={"assignment": assignment, "application": application, "call": application.call},
        reply_to=hub.reply_to if hub else "",
    )
