from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Outbox(AppConfig):
    name = "hubportal.outbox"
    label = "outbox"
    verbose_name = _("Letters")
    default_auto_field = "django.db.models.BigAutoField"
