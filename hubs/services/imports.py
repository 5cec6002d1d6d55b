import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from hubportal.workflow.moves import Refused
from hubs.figures import spreadsheets
from hubs.figures.duplicates import Match, Preview, preview
from hubs.figures.imports import COLUMNS, IGNORED, MANY, MOST, REQUIRED, TRANSLATED
from hubs.models import Hub, ImportBatch, Opportunity
from hubs.models.publishing import texts

LARGEST_IMPORT = 2 * 1024 * 1024
KEPT = dt.timedelta(days=1)


def lines_in(content: bytes) -> list:
    """The lines of a CSV file, each with its number and its cells by column.

    Raises `Refused` where the file as a whole cannot be read; lines are judged one by one later.
    """
    if len(content) > LARGEST_IMPORT:
        raise Refused(_("The file is larger than 2 MB. Split it."))
    table = spreadsheets.table(content, most=MOST)
    header = [columns_name(cell) for cell in table.header]
    _refuse_header(header)
    return [[number, _named(header, cells)] for number, cells in table.lines]


def keep_file(content: bytes, *, name: str, hub: Hub | None) -> ImportBatch:
    """Keeps the lines of a CSV file until they are confirmed, at most a day; `Refused` as above.

    Who confirms them is written down, and that is where anything changes.
    """
    return ImportBatch.objects.create(name=name[:200], hub=hub, rows=lines_in(content))


def columns_name(cell: str) -> str:
    return "_".join(cell.casefold().split())


def _refuse_header(header: list[str]) -> None:
    reasons = []
    known = {*COLUMNS, *IGNORED, ""}
    if unknown := [name for name in header if name not in known]:
        reasons.append(
            _("There is no column called %(names)s. The columns are: %(columns)s.")
            % {
                "names": ", ".join(f"“{n[:40]}”" for n in unknown[:10]),
                "columns": ", ".join(COLUMNS),
            }
        )
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        reasons.append(_("These columns are there twice: %(names)s.") % {"names": ", ".join(twice)})
    if lacking := [name for name in REQUIRED if not _has(header, name)]:
        reasons.append(_("These columns are missing: %(names)s.") % {"names": ", ".join(lacking)})
    if reasons:
        raise Refused(reasons)


def _has(header: list[str], name: str) -> bool:
    ends = ("", "_cy", "_nb") if name in TRANSLATED else ("",)
    return any(name + end in header for end in ends)


def _named(header: list[str], cells: list[str]) -> dict[str, str]:
    """By column; what stands under no name is kept under the empty one."""
    width = max(len(header), len(cells))
    names = header + [""] * (width - len(header))
    pairs = zip(names, cells, strict=False)
    return {name: cell for name, cell in pairs if cell and name not in IGNORED}


@transaction.atomic
def confirm_import(batch: ImportBatch, *, by, mark: str) -> tuple[list[int], list[int]]:
    """Writes every good line as a draft, or none; returns the keys of new and changed drafts.

    Nothing is published, and what is public already stays as it is. Lines with errors stay for
    a day. `mark` is that of the preview that was shown: raises `Refused` when what would happen
    is not what was shown, or when another has confirmed it or writes the same lines just now.
    """
    batch = ImportBatch.objects.select_for_update().select_related(None).filter(pk=batch.pk).first()
    if batch is None:
        raise Refused(_("These lines were written already."))
    shown = _looked_at(batch, by, mark=mark)
    try:
        with transaction.atomic():
            created = _create(shown.of("new"), batch.hub)
            changed = [_change(match) for match in shown.of("changed")]
    except IntegrityError as error:
        raise _changed_meanwhile() from error
    wrong = {match.line.number for match in shown.of("wrong")}
    batch.rows = [row for row in batch.rows if row[0] in wrong]
    if wrong:
        batch.save(update_fields=["rows"])
    else:
        batch.delete()
    return created, changed


def _looked_at(batch: ImportBatch, by, *, mark: str) -> Preview:
    """What would happen, read once more with the drafts held that would be changed."""
    drafts = [match.existing.pk for match in preview(batch, by).of("changed") if match.existing]
    list(Opportunity.objects.select_for_update(of=["self"]).filter(pk__in=drafts).order_by("pk"))
    shown = preview(batch, by)
    if shown.mark != mark:
        raise _changed_meanwhile()
    return shown


def _changed_meanwhile() -> Refused:
    return Refused(_("Something has changed since you looked. Look again, then confirm."))


def _create(matches: list[Match], hub: Hub | None) -> list[int]:
    drafts = [Opportunity(hub=hub, **match.line.values) for match in matches]
    _give_addresses(drafts)
    Opportunity.objects.bulk_create(drafts)
    for name in MANY:
        through = getattr(Opportunity, name).through
        column = getattr(Opportunity, name).field.m2m_reverse_field_name()
        through.objects.bulk_create(
            through(opportunity=draft, **{f"{column}_id": pk})
            for draft, match in zip(drafts, matches, strict=True)
            for pk in match.line.many.get(name, ())
        )
    return [draft.pk for draft in drafts]


def _give_addresses(drafts: list[Opportunity]) -> None:
    """Made of the title; where that is taken, with a few signs more."""
    wanted = [slugify(str(draft.title))[:100] or "opportunity" for draft in drafts]
    taken = set(Opportunity.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    for draft, slug in zip(drafts, wanted, strict=True):
        draft.slug = f"{slug}-{get_random_string(6).lower()}" if slug in taken else slug
        taken.add(draft.slug)


def _change(match: Match) -> int:
    draft, values = match.existing, dict(match.line.values)
    said = [*values, "changed_at"]
    for name in TRANSLATED:
        if name in values:
            both = texts(getattr(draft, name)) | texts(values.pop(name))
            setattr(draft, name, LazyI18nString(both))
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(update_fields=said)
    for name, pks in match.line.many.items():
        getattr(draft, name).set(pks)
    return draft.pk


def forget_old_imports(*, now: dt.datetime | None = None) -> int:
    """Lines that nobody confirmed within a day; the file is still on somebody's desk."""
    old = ImportBatch.objects.filter(created_at__lt=(now or timezone.now()) - KEPT)
    return old.delete()[0]
