"""When content may go public: in which languages, and whose duty that is."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hubs.models import Hub
from hubs.models.hubs import LANGUAGES
from hubs.models.publishing import missing_in, texts, translated_fields

WELSH = "cy"


def owes_welsh(obj) -> bool:
    """Whether Welsh Language Standards bind who publishes this: the hub, or the thing itself.

    Source: Welsh Language (Wales) Measure 2011, as a setting of the hub.
    """
    hub = obj if isinstance(obj, Hub) else getattr(obj, "hub", None)
    return bool(hub and hub.welsh_standards)


def reasons_against_languages(obj, *, why: str = ""):
    """A text in no language at all; or a duty to publish in Welsh that is neither met nor waived.

    `why` is the recorded reason for publishing in one language.
    """
    for field in translated_fields(obj):
        if not field.blank and not texts(getattr(obj, field.attname)):
            yield _("“%(field)s” says nothing in any language.") % {
                "field": capfirst(field.verbose_name)
            }
    if owes_welsh(obj) and not why.strip() and (missing := missing_in(obj, WELSH)):
        yield _("Still missing in %(language)s: %(fields)s. Add it, or record a reason.") % {
            "language": dict(LANGUAGES)[WELSH],
            "fields": ", ".join(str(field.verbose_name) for field in missing),
        }
