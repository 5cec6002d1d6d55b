from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.hubs import LANGUAGES, Hub, english
from hubs.models.publishing import Published, web_address
from hubs.models.search import search_column, search_index, searchable
from hubs.models.vocabularies import Barrier, Sector, Theme


class Resource(Published):
    """Something to learn from: a guide, a sector explained to another, a recording."""

    class Kind(models.TextChoices):
        GUIDE = "guide", _("Guide")
        PRIMER = "primer", _("Sector primer")
        TEMPLATE = "template", _("Template")
        EVIDENCE = "evidence", _("Research and evidence")
        RECORDING = "recording", _("Recording")
        COURSE = "course", _("Course")

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="resources",
        null=True,
        blank=True,
        help_text=_("The hub that keeps this entry; empty for the whole programme."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = I18nCharField(_("title"), max_length=200)
    summary = I18nCharField(_("summary"), max_length=300)
    body = I18nTextField(_("text"), blank=True, help_text=_("Markdown."))
    url = models.URLField(_("where it is"), blank=True, validators=[web_address])
    languages = ArrayField(
        models.CharField(max_length=5, choices=LANGUAGES),
        verbose_name=_("languages of the resource"),
        default=english,
    )
    about_sector = models.ForeignKey(
        Sector,
        verbose_name=_("explains the sector"),
        on_delete=models.PROTECT,
        related_name="resources_about",
        null=True,
        blank=True,
    )
    for_sectors = models.ManyToManyField(
        Sector, verbose_name=_("to people from"), related_name="resources_for", blank=True
    )
    barriers = models.ManyToManyField(
        Barrier, verbose_name=_("barriers it lowers"), related_name="resources", blank=True
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="resources", blank=True
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    dated = models.DateField(_("dated"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    search_title = search_column("title")
    search_text = models.GeneratedField(
        expression=searchable("title", "summary", "body"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta(Published.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(body=""),
                name="resource_is_here_or_elsewhere",
                violation_error_message=_("Give its address, or write its text."),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], name="resource_search", opclasses=["gin_trgm_ops"]),
            search_index("resource_title", "search_title"),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("hubs:resource", args=[self.slug])

    def language_names(self) -> str:
        names = dict(LANGUAGES)
        return ", ".join(str(names.get(code, code)) for code in self.languages)


class GlossaryTerm(models.Model):
    """A word of one sector, explained to the others."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    term = I18nCharField(_("term"), max_length=120)
    meaning = I18nTextField(_("meaning"))
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("sector that says so"),
        on_delete=models.PROTECT,
        related_name="terms",
        null=True,
        blank=True,
    )
    search_title = search_column("term")
    search_text = models.GeneratedField(
        expression=searchable("term", "meaning"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        indexes = [
            GinIndex(fields=["search_text"], name="term_search", opclasses=["gin_trgm_ops"]),
            search_index("term_title", "search_title"),
        ]

    def __str__(self):
        return str(self.term)
