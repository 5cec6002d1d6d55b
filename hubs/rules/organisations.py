from django.utils.translation import gettext as _

from hubs.models import Organisation


def reasons_not_to_check(organisation: Organisation):
    if not organisation.stub:
        yield _("This organisation is checked already.")
    elif organisation.successor_id:
        yield _("This organisation is merged into another one.")


def reasons_not_to_merge(organisation: Organisation, *, into: Organisation):
    yield from reasons_not_to_check(organisation)
    if into.stub:
        yield _("Choose an organisation that is checked.")
