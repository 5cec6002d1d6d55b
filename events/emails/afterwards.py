"""Letters to those who came."""

from django.urls import reverse
from django.utils import translation

from events.emails.letters import write
from events.models import Registration
from hubportal.outbox.letters import absolute

THANK_YOU = "events/email/thank_you"


def thank_you(registration: Registration, *, calls: list, materials: bool):
    """`calls` are those of the event that can be applied for, now or later.

    The version is the day of the event, so that whoever comes on a new day is thanked anew; what
    they thought of it they are asked once.
    """
    pages = {"certificate_url": "certificate_of"}
    if not registration.surveyed:
        pages["survey_url"] = "survey"
    with translation.override(registration.person.language):
        addresses = {
            name: absolute(reverse(f"events:{page}", args=[registration.token]))
            for name, page in pages.items()
        }
    return write(
        "thank_you",
        registration,
        version=registration.event.start_date.isoformat(),
        calls=calls,
        materials=materials,
        **addresses,
    )
