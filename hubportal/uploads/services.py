import hashlib

from django.db import transaction

from hubportal.uploads.content import ANY, Checked, check
from hubportal.uploads.models import Upload


@transaction.atomic
def keep(file, *, kinds=ANY) -> Upload:
    """Looks the file through and keeps what is left of it.

    `file` is what a form's field gave, or anything with a name that can be read. Raises
    `ValidationError` where it is of no kind in `kinds`, too large, damaged or unsafe.
    """
    checked = check(file, kinds=kinds)
    return Upload.objects.create(
        name=checked.name,
        content_type=checked.kind.content_type,
        size=checked.size,
        digest=hashlib.sha256(checked.content).hexdigest(),
        content=checked.content,
    )


@transaction.atomic
def discard(upload: Upload) -> None:
    """Deletes a file that nothing names any more."""
    upload.delete()


__all__ = ["Checked", "check", "discard", "keep"]
