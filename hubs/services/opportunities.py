import datetime as dt

from django.db import transaction
from django.utils import timezone

from hubs.models import Opportunity
from hubs.services.publishing import confirm


@transaction.atomic
def check_opportunity(opportunity: Opportunity, *, by, review_by: dt.date) -> None:
    """Staff have looked at the source today; they look again on `review_by`."""
    confirm(opportunity, by=by, review_by=review_by)
    opportunity.checked_on = timezone.localdate()
    opportunity.save(update_fields=["checked_on"])
