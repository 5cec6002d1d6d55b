from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Workflow(AppConfig):
    name = "hubportal.workflow"
    label = "workflow"
    verbose_name = _("Workflow")
    default_auto_field = "django.db.models.BigAutoField"
