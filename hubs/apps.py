from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Hubs(AppConfig):
    name = "hubs"
    verbose_name = _("Hubs")
