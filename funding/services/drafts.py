"""Saving what applicants type, page by page: nothing is lost, nothing silently overwritten."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import figures, rules
from funding.models import PROJECT, TEAM, Answer, Application, Partner, Question, Revision
from funding.services.locks import lock_whole
from hubportal.workflow.drafts import Stale
from hubportal.workflow.moves import Refused
from hubs.models import Organisation
from members.models import User
from members.services import texts_of

KEPT_REVISIONS = 50


@transaction.atomic
def save_section(
    application: Application,
    section: str,
    data: dict,
    *,
    by: User,
    version: int,
    now: datetime | None = None,
) -> int:
    """Keeps one page of a draft as it stands, complete or not; answers the version it made.

    `data` has the shape of `figures.contents`; `version` is the one that the page was opened with.
    Raises `Stale` when that page has been saved since with other content.
    """
    now = now or timezone.now()
    lock_whole(application)
    saved = figures.contents(application, section)
    if application.status != Application.Status.DRAFT:
        raise Refused(_("This application can no longer be changed."))
    if data == saved:
        return application.version
    if application.revisions.filter(section=section, version__gt=version).exists():
        raise Stale(saved, application.version)
    application.version += 1
    application.changed_at = now
    write(application, section, data)
    Revision.objects.create(
        application=application,
        version=application.version,
        section=section,
        data=data,
        saved_at=now,
    )
    return application.version


def write(application: Application, section: str, data: dict) -> None:
    fields = {"version", "changed_at"}
    if section == PROJECT:
        starts_on = data["starts_on"]
        values = data | {"starts_on": date.fromisoformat(starts_on) if starts_on else None}
        fields |= assign_fields(application, values)
    elif section == TEAM:
        fields |= write_team(application, data)
    else:
        write_answers(application, data)
    application.save(update_fields=fields)


def assign_fields(application: Application, values: dict) -> set[str]:
    for field, value in values.items():
        setattr(application, field, value)
    return set(values)


def write_team(application: Application, data: dict) -> set[str]:
    names = {data["employer_name"], *(partner["name"] for partner in data["partners"])}
    known = {name: organisation_called(name) for name in names if name}
    application.partners.all().delete()
    Partner.objects.bulk_create(
        Partner(
            application=application,
            position=position,
            organisation=known.get(partner["name"]),
            name=partner["name"],
            sector_id=partner["sector"],
            territory_id=partner["territory"],
            contact=partner["contact"],
            role=partner["role"],
        )
        for position, partner in enumerate(data["partners"])
    )
    values = {
        "employer_name": data["employer_name"],
        "employer": known.get(data["employer_name"]),
        "sector_id": data["sector"],
    }
    return {name.removesuffix("_id") for name in assign_fields(application, values)}


def organisation_called(name: str) -> Organisation | None:
    """The organisation of this name in any language, without making one."""
    for known in (
        Organisation.objects.matching(name).select_related("successor").order_by("stub", "pk")[:50]
    ):
        if name.strip().casefold() in texts_of(known.name):
            return known.successor or known
    return None


def write_answers(application: Application, data: dict) -> None:
    questions = Question.objects.filter(section__scheme=application.call.scheme_id, pk__in=data)
    Answer.objects.bulk_create(
        [
            Answer(
                application=application,
                question=question,
                wording=question.wording.localize(application.language)[:300],
                text=data[str(question.pk)],
            )
            for question in questions
        ],
        update_conflicts=True,
        unique_fields=["application", "question"],
        update_fields=["wording", "text"],
    )


@transaction.atomic
def mark_completed(application: Application, section: str, *, by: User, completed: bool) -> list:
    """Notes that the applicant holds a page to be finished; answers the gaps that speak against."""
    lock_whole(application)
    if application.status != Application.Status.DRAFT:
        raise Refused(_("This application can no longer be changed."))
    gaps = list(rules.gaps(application, section)) if completed else []
    others = [slug for slug in application.completed if slug != section]
    application.completed = [*others, section] if completed and not gaps else others
    application.save(update_fields=["completed"])
    return gaps


@transaction.atomic
def forget_old_revisions(*, keep: int = KEPT_REVISIONS) -> int:
    """Keeps the newest saves of each application, and always the newest of each page."""
    ranked = Revision.objects.annotate(
        age=Window(RowNumber(), partition_by="application", order_by=F("version").desc()),
        newest=Window(Max("version"), partition_by=["application", "section"]),
    )
    old = ranked.filter(age__gt=keep, version__lt=F("newest"))
    return Revision.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
