import datetime as dt

from django.db import transaction
from django.utils import timezone

from hubportal.workflow.moves import refuse_if
from hubs import rules
from hubs.models.people import PublicPerson


@transaction.atomic
def take_back_consent(person: PublicPerson, *, by) -> None:
    """From now on no page names this person; the term itself stays and counts.

    Pages ask whether the name may be shown each time, so nothing has to be cleared. Source: UK
    GDPR, article 7(3). Raises `Refused` where there is no consent to take back.
    """
    person = type(person)._base_manager.select_for_update().get(pk=person.pk)
    refuse_if(rules.reasons_not_to_take_back(person))
    person.withdrawn_on = timezone.localdate()
    person.save(update_fields=["withdrawn_on"])


@transaction.atomic
def record_consent(person: PublicPerson, *, by, on: dt.date, note: str = "") -> None:
    """The person agreed to be named on that day, perhaps after having taken it back."""
    person = type(person)._base_manager.select_for_update().get(pk=person.pk)
    refuse_if(rules.reasons_not_to_agree(person))
    person.consented_on, person.consent_note, person.withdrawn_on = on, note, None
    person.save(update_fields=["consented_on", "consent_note", "withdrawn_on"])
