from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hubportal.workflow.moves import Refused, refuse_if
from hubs import rules
from hubs.models import Organisation, Strength


@transaction.atomic
def check_stub(organisation: Organisation, *, sector, territory, by) -> None:
    """Staff have looked at what a member typed in: from now on everybody sees it."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    refuse_if(rules.reasons_not_to_check(organisation))
    organisation.sector, organisation.territory = sector, territory
    organisation.stub = False
    organisation.save(update_fields=["sector", "territory", "stub"])


@transaction.atomic
def merge_stub(organisation: Organisation, *, into: Organisation, by) -> None:
    """What points at a stub points at the organisation that was meant.

    The stub stays as a hidden forwarding address, so that the same typing finds the same place.
    """
    both = Organisation.objects.select_for_update().filter(pk__in=[organisation.pk, into.pk])
    held = {row.pk: row for row in both.order_by("pk")}
    organisation, into = held[organisation.pk], held[into.pk]
    refuse_if(rules.reasons_not_to_merge(organisation, into=into))
    for rows, field in pointing_at(organisation):
        point_to(into, rows, field)
    organisation.successor = into
    organisation.save(update_fields=["successor"])


def point_to(into: Organisation, rows, field: str) -> None:
    """Points `rows` at `into`; what says the same of both is kept once.

    Raises `Refused` where both have what only one of them may have, such as a current tie.
    """
    try:
        with transaction.atomic():
            rows.update(**{field: into})
    except IntegrityError:
        for row in rows:
            _point_one_to(into, row, field)


def _point_one_to(into: Organisation, row, field: str) -> None:
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{field: into})
    except IntegrityError as error:
        if not (row._meta.auto_created or isinstance(row, Strength)):
            said = {"what": row._meta.verbose_name, "which": str(row)}
            raise Refused(
                _("Both have the same %(what)s: %(which)s. End one of them first.") % said
            ) from error
        row.delete()


def pointing_at(organisation: Organisation):
    """Every row of every floor that names this organisation, with the field that does."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            field = relation.field.name
            rows = relation.related_model._base_manager.filter(**{field: organisation})
            yield rows, field
