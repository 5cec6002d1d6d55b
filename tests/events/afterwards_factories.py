"""What an event leaves behind, for tests that look at the whole house."""

from events.models import Certificate, Opinion, Registration
from tests.events.factories import RegistrationFactory
from tests.hubs.factories import SectorFactory
from tests.members.factories import UserFactory


def what_followed(event, person) -> dict:
    """The person came to this event of the last weeks, and is not on its list of people."""
    event.listed_days = 60
    event.save(update_fields=["listed_days"])
    attended = RegistrationFactory(event=event, person=person, status="attended")
    Opinion.objects.create(event=event, useful=4, best="The tables")
    certificate = Certificate.objects.create(registration=attended, name="Mari Jones")
    return {"attended": attended, "certificate": certificate}


def more_of_what_followed(world, number: int) -> None:
    """One more on every list of people."""
    Registration.objects.filter(pk=world.registration.pk).update(listed=True)
    for event, status in ((world.event, "confirmed"), (world.ended, "attended")):
        RegistrationFactory(
            event=event,
            status=status,
            person=UserFactory(name=f"Nora Berg {number}"),
            sector=SectorFactory(code=["MED", "BIO", "ACAD"][number % 3]),
            listed=True,
            comes_for="Sensors at home",
        )
    Opinion.objects.create(event=world.ended, useful=5, better="More coffee")
