"""What somebody shows of themselves: theirs to say in the form, and on the list of people."""

from django.db import transaction

from events import rules
from events.models import Registration
from events.services.locks import hold
from hubportal.workflow.moves import refuse_if

# Taken back, and given, at any time.
CONSENTS = ["listed", "photo_consent", "comes_for"]


@transaction.atomic
def change_consents(registration: Registration, *, by, details: dict) -> None:
    """Who sees somebody is theirs to say before, during and after the event."""
    hold(registration)
    write_down(registration, {name: details[name] for name in CONSENTS if name in details})


@transaction.atomic
def show_to_others(registration: Registration, *, by, now=None, **said) -> None:
    """The others on the list see this person from now on, with what they say of themselves.

    `said` are fields of the registration; a team is looked for only where there is a call.
    """
    now = hold(registration, now)
    seeks_team = bool(said.get("seeks_team"))
    refuse_if(rules.reasons_not_to_list(registration, seeks_team=seeks_team, now=now))
    write_down(registration, {**said, "listed": True})


@transaction.atomic
def hide_from_others(registration: Registration, *, by) -> None:
    hold(registration)
    write_down(registration, {"listed": False})


def write_down(registration: Registration, said: dict) -> None:
    """Keeps fields of a registration that is held; who is not listed looks for no team."""
    if said.get("listed") is False:
        said = {**said, "seeks_team": False}
    for name, value in said.items():
        setattr(registration, name, value)
    registration.save(update_fields=list(said))
