from django.utils import timezone
from django.utils.translation import gettext as _

from hubs.models import Recognition


def reasons_against_expired(recognition: Recognition, *, as_history: bool):
    """What has expired is kept as history alone, and by somebody who knows that it has."""
    expired = recognition.expires_on and recognition.expires_on < timezone.localdate()
    if expired and not as_history:
        yield _("This recognition has expired already. Tick this to keep it as history.")
