"""Letters of the day, and what other letters tell about getting in."""

from django.urls import reverse

from events.emails.letters import write
from events.models import Registration
from hubportal.outbox.letters import absolute
from hubportal.outbox.models import Letter

# What tells somebody that they were let in.
LET_IN = ["events/email/checked_in", "events/email/place_switched"]


def checked_in(registration: Registration, *, new: bool) -> None:
    """To somebody who came without registering; `new` people have an account to complete."""
    write(
        "checked_in",
        registration,
        version=str(registration.sequence),
        new=new,
        profile_url=absolute(reverse("members:profile")),
    )


def taken_back(registration: Registration, *, letters: str) -> None:
    """That they were not let in after all; whoever has not read that they were reads neither.

    `letters` is the version of those which told them. Their calendar follows.
    """
    told = Letter.objects.about(registration).filter(what__in=LET_IN, version=letters)
    # what a sender holds at this moment is as good as sent
    unsent = told.waiting().select_for_update(of=("self",), no_key=True, skip_locked=True)
    unsent = list(unsent.values_list("pk", flat=True))
    if told.filter(status__in=["waiting", "sent"]).exclude(pk__in=unsent).exists():
        method = "REQUEST" if registration.in_place else ""
        write("taken_back", registration, method=method, version=str(registration.sequence))
