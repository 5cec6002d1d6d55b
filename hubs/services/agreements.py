import datetime as dt

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from hubportal.uploads import services as uploads
from hubportal.uploads.content import ANY
from hubportal.workflow.models import Step
from hubportal.workflow.moves import refuse_if
from hubs import rules
from hubs.models import Agreement, AgreementDocument


@transaction.atomic
def review_agreement(agreement: Agreement, *, by, review_on: dt.date, note: str = "") -> None:
    """Staff have looked at it with the other parties; reminders now speak of the next day."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    refuse_if(rules.reasons_not_to_review(agreement, review_on=review_on))
    agreement.review_on = review_on
    agreement.save(update_fields=["review_on", "changed_at"])
    said = _("Reviewed; the next review is on %(day)s.") % {"day": formats.date_format(review_on)}
    _record(agreement, by=by, note=f"{said} {note}".strip())


@transaction.atomic
def end_agreement(agreement: Agreement, *, by, ended_on: dt.date, note: str) -> None:
    """Ends it before its time; it stays in the register, and nobody is reminded any more."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    refuse_if(rules.reasons_not_to_end(agreement, ended_on=ended_on))
    agreement.ended_on = ended_on
    agreement.save(update_fields=["ended_on", "changed_at"])
    said = _("Ended early on %(day)s:") % {"day": formats.date_format(ended_on)}
    _record(agreement, by=by, note=f"{said} {note}")


@transaction.atomic
def add_document(agreement: Agreement, *, by, file, title: str) -> AgreementDocument:
    """Keeps a signed paper; only the staff who manage the agreement can read it.

    Raises `ValidationError` where the file is of another kind, too large, damaged or unsafe.
    """
    upload = uploads.keep(file, kinds=ANY)
    _record(agreement, by=by, note=_("Document added: %(title)s") % {"title": title})
    return AgreementDocument.objects.create(agreement=agreement, upload=upload, title=title)


@transaction.atomic
def remove_document(document: AgreementDocument, *, by) -> None:
    """Deletes the paper and its file; that it was there, and who took it away, stays."""
    said = _("Document removed: %(title)s") % {"title": document.title}
    _record(document.agreement, by=by, note=said)
    upload = document.upload
    document.delete()
    uploads.discard(upload)


def _record(agreement: Agreement, *, by, note: str) -> None:
    """In its history, beside who published it and when; the status stays what it is."""
    status = agreement.status
    Step.objects.create(
        subject=agreement, was=status, now=status, by=by, at=timezone.now(), note=note
    )
