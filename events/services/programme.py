import datetime as dt

from django.db import transaction
from django.db.models import F

from events import rules
from events.models import Event, Material, Session
from hubportal.uploads import services as uploads
from hubportal.uploads.content import ANY
from hubportal.workflow.moves import refuse_if


@transaction.atomic
def keep_material(material: Material, *, by, file=None) -> Material:
    """Saves slides, papers or a link, new or changed; what it takes the place of is gone.

    Raises `Refused` where there is neither a file nor a link or both are given, `ValidationError`
    where the file is of another kind, too large, damaged or unsafe.
    """
    refuse_if(rules.reasons_against_material(material, file=file, url=material.url))
    old = None
    if material.pk:
        old = Material.objects.select_for_update(of=("self",)).get(pk=material.pk).upload
    if file:
        material.upload = uploads.keep(file, kinds=ANY)
    elif material.url:
        material.upload = None
    material.save()
    if old and old.pk != material.upload_id:
        uploads.discard(old)
    return material


@transaction.atomic
def remove_material(material: Material, *, by) -> None:
    """Deletes it, its file as well."""
    upload = material.upload
    material.delete()
    if upload:
        uploads.discard(upload)


@transaction.atomic
def remove_session(session: Session, *, by) -> None:
    """Takes a session out of the programme; its papers stay with the event."""
    session.materials.update(session=None)
    session.delete()


def move_sessions(event: Event, *, days: dt.timedelta) -> None:
    """The programme moves along with its event."""
    if days:
        event.sessions.update(date=F("date") + days)
