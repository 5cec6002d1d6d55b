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
    _write("checked_in", registration, new=new)


def taken_back(registration: Registration, *, letters: str, new: bool) -> None:
    """That they were not let in after all; whoever has not read that they were reads neither.

    `letters` is the version of those which told them. Their calendar follows. For whom we made an
    account, `new`, we write in any case: nothing else may have told them of it.
    """
    told = Letter.objects.about(registration).filter(what__in=LET_IN, version=letters)
    # what a sender holds at this moment is as good as sent
    unsent = told.waiting().select_for_update(of=("self",), no_key=True, skip_locked=True)
    unsent = list(unsent.values_list("pk", flat=True))
    if new or told.filter(status__in=["waiting", "sent"]).exclude(pk__in=unsent).exists():
        method = "REQUEST" if registration.in_place else ""
        _write("taken_back", registration, new=new, method=method)


def _write(letter: str, registration: Registration, *, new: bool, method: str = "") -> None:
    write(
        letter,
        registration,
        method=method,
        version=str(registration.sequence),
        new=new,
        profile_url=absolute(reverse("members:profile")),
    )
