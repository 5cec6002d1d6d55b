from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from hubs.models import Hub


class EventSeriesQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of which an event is seen."""
        events = self.model._meta.get_field("events").related_model.objects
        return self.filter(pk__in=events.visible_to(user).exclude(series=None).values("series"))

    def managed_by(self, user):
        return self.filter(hub__in=user.hubs_as().values("pk"))


class EventSeries(models.Model):
    """Events that belong together: an innovation week, a monthly seminar."""

    hub = models.ForeignKey(
        Hub, verbose_name=_("hub"), on_delete=models.PROTECT, related_name="event_series"
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = I18nCharField(_("title"), max_length=200)
    summary = I18nTextField(_("summary"), blank=True, help_text=_("Markdown."))

    objects = EventSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("events:series", args=[self.slug])
