from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models.hubs import Hub
from hubs.models.organisations import Organisation
from hubs.models.people import PublicPerson, PublicPersonQuerySet
from hubs.models.pictures import Picture
from hubs.models.publishing import Published, web_address
from hubs.models.search import search_column, search_index, searchable
from hubs.models.vocabularies import Theme


class Story(Published):
    """News or a story, with where it comes from and of which day its facts are."""

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="stories",
        null=True,
        blank=True,
        help_text=_("Empty for the whole programme."),
    )
    title = I18nCharField(_("title"), max_length=200)
    summary = I18nCharField(_("summary"), max_length=300)
    body = I18nTextField(_("text"), help_text=_("Markdown."))
    authors = models.CharField(_("authors"), max_length=200, blank=True)
    dated = models.DateField(_("date"))
    as_of = models.DateField(
        _("facts as of"), null=True, blank=True, help_text=_("If they may have changed since.")
    )
    origin = models.CharField(
        _("origin"), max_length=200, blank=True, help_text=_("Who published it first.")
    )
    canonical_url = models.URLField(
        _("address of the original"), blank=True, validators=[web_address]
    )
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    correction = I18nTextField(
        _("correction"), blank=True, help_text=_("What was put right after it was published.")
    )
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("organisations"), related_name="stories", blank=True
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="stories", blank=True
    )
    picture = models.ForeignKey(
        Picture,
        verbose_name=_("picture"),
        on_delete=models.PROTECT,
        related_name="stories",
        null=True,
        blank=True,
    )
    search_title = search_column("title")
    search_text = models.GeneratedField(
        expression=searchable("title", "summary", "body"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta(Published.Meta):
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            GinIndex(fields=["search_text"], name="story_search", opclasses=["gin_trgm_ops"]),
            search_index("story_title", "search_title"),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("hubs:story", args=[self.slug])

    def shown_with(self):
        return self.quotes.all()


class Quote(PublicPerson):
    """What somebody said in a story, with who they were then."""

    story = models.ForeignKey(
        Story, verbose_name=_("story"), on_delete=models.CASCADE, related_name="quotes"
    )
    text = I18nTextField(_("words"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PublicPersonQuerySet.as_manager()

    class Meta(PublicPerson.Meta):
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
