from django.utils.translation import gettext as _

from hubs.models import Hub


def reasons_not_to_write(hub: Hub):
    if hub.status == Hub.Status.CLOSED:
        yield _("This hub has closed and reads no letters any more.")
    elif not hub.reply_to:
        yield _("This hub has no address yet. Write to the programme team instead.")
