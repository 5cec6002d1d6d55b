"""When content may go public: in which languages, and whose duty that is."""

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.models import Hub, Quote
from hubs.models.publishing import Published, missing_in, texts, translated_fields

WELSH = "cy"
# What a hub bound by the Standards publishes is there in both: Welsh is no less favoured, and
# nobody is left with one language.
OWED = ("en", WELSH)
# A sentence for each: in Welsh the name of a language changes with the word before it.
ROW_LACKS = {
    WELSH: gettext_lazy("“%(row)s” is still missing in Welsh: %(fields)s."),
    "en": gettext_lazy("“%(row)s” is still missing in English: %(fields)s."),
}
LACKS = {
    WELSH: gettext_lazy("Still missing in Welsh: %(fields)s. Add it, or record a reason."),
    "en": gettext_lazy("Still missing in English: %(fields)s. Add it, or record a reason."),
}


def owes_welsh(obj) -> bool:
    """Whether Welsh Language Standards bind who publishes this: the hub, or the thing itself.

    Source: Welsh Language (Wales) Measure 2011, as a setting of the hub.
    """
    hub = obj if isinstance(obj, Hub) else getattr(obj, "hub", None)
    return bool(hub and hub.welsh_standards)


def has_public_page(thing) -> bool:
    """Whether others than staff see its page, now or from a moment on."""
    if isinstance(thing, Hub):
        return thing.status != Hub.Status.PLANNED
    return thing.status == Published.Status.PUBLISHED


def is_shown(row) -> bool:
    """Whether a page shows the words of this row: not of what is over, nor of who did not agree."""
    until = getattr(row, "until", None)
    if until and until < timezone.localdate():
        return False
    return row.is_named() if isinstance(row, Quote) else True


def reasons_against_languages(thing, *, why: str = ""):
    """The same for a thing and for the rows that its page shows with it."""
    yield from reasons_against_own_languages(thing, why=why)
    # what an interview shows is approved as a whole, by rules of its own
    for row in thing.shown_with() if hasattr(thing, "shown_with") else ():
        yield from reasons_against_row(row, of=thing, why=why)


def reasons_against_row(row, *, of, why: str = ""):
    """A row in one language on the page of a thing that owes both and gives no reason."""
    if not owes_welsh(of) or why.strip() or not is_shown(row):
        return
    for code, fields in lacking(row):
        yield ROW_LACKS[code] % {"row": row, "fields": fields}


def lacking(obj):
    """For each owed language in which something is missing, its code and the fields in words."""
    for code in OWED:
        if missing := missing_in(obj, code):
            yield code, ", ".join(str(field.verbose_name) for field in missing)


def reasons_against_own_languages(obj, *, why: str = ""):
    """A text in no language at all; or a duty to publish in two that is neither met nor waived.

    `why` is the recorded reason for publishing in one language.
    """
    for field in translated_fields(obj):
        if not field.blank and not texts(getattr(obj, field.attname)):
            yield _("“%(field)s” says nothing in any language.") % {
                "field": capfirst(field.verbose_name)
            }
    if owes_welsh(obj) and not why.strip():
        for code, fields in lacking(obj):
            yield LACKS[code] % {"fields": fields}
