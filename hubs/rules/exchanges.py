import datetime as dt

from django.utils.translation import gettext as _

from hubs.models import FollowUp


def reasons_not_to_finish(follow_up: FollowUp, *, on: dt.date, today: dt.date):
    if follow_up.done_on is not None:
        yield _("This is done already.")
    if on > today:
        yield _("A day that is still to come cannot be the one on which it was done.")
