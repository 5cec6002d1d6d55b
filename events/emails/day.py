"""Letters of the day, and what other letters tell about getting in."""

from django.urls import reverse

from events.emails.letters import write
from events.models import Registration
from hubportal.outbox.letters import absolute


def checked_in(registration: Registration, *, new: bool) -> None:
    """To somebody who came without registering; `new` people have an account to complete."""
    write(
        "checked_in",
        registration,
        new=new,
        profile_url=absolute(reverse("members:profile")),
    )
