from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.publishing import web_address
from hubs.models.search import search_column, search_index


class Programme(models.Model):
    """What several hubs belong to: aims, owner and funders, priorities, a timeline."""

    slug = models.SlugField(_("address"), unique=True)
    name = I18nCharField(_("name"), max_length=200)
    summary = I18nCharField(_("summary"), max_length=300)
    aims = I18nTextField(_("aims"), blank=True, help_text=_("Markdown."))
    about = I18nTextField(_("about"), blank=True, help_text=_("Markdown."))
    launched = models.DateField(_("launched"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True, validators=[web_address])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    search_title = search_column("name")
    search_text = search_column("name", "summary", "aims", "about")

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["position", "slug"]
        indexes = [search_index("programme_search")]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("hubs:programme", args=[self.slug])
