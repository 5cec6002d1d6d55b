"""What every piece of content shares: who publishes it, from when, in which languages."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nFieldMixin
from i18nfield.strings import LazyI18nString

from hubportal.workflow.links import NOT_A_WEB_ADDRESS

web_address = URLValidator(schemes=["http", "https"], message=NOT_A_WEB_ADDRESS)


class OfHubQuerySet(models.QuerySet):
    def managed_by(self, user):
        """What belongs to no hub belongs to the programme team."""
        if user.serves_everywhere():
            return self
        return self.filter(hub__in=user.hubs_as("hub_manager").values("pk"))


class PublishedQuerySet(OfHubQuerySet):
    def public(self):
        """What strangers see now. A hub that is still being planned shows nothing."""
        due = self.filter(status=Published.Status.PUBLISHED, public_from__lte=Now())
        return due.filter(Q(hub=None) | ~Q(hub__status="planned"))

    def visible_to(self, user):
        """The public rows, and to staff everything that they manage, as a preview."""
        if not user.is_staff:
            return self.public()
        shown = self.model._base_manager.filter(pk__in=type(self)(self.model).public().values("pk"))
        theirs = type(self)(self.model).managed_by(user)
        return self.filter(Q(pk__in=shown.values("pk")) | Q(pk__in=theirs.values("pk")))

    def of_hub(self, hub):
        return self.filter(hub=hub)

    def to_review(self, *, today):
        """Published rows whose review-by date has come."""
        return self.filter(status=Published.Status.PUBLISHED, review_by__lte=today)


class Published(models.Model):
    """Content that staff write, publish at once or from a moment on, and withdraw.

    Nothing happens at `public_from`: pages ask for rows whose moment has come.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.DRAFT: {Status.PUBLISHED},
        Status.PUBLISHED: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.PUBLISHED},
    }

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    public_from = models.DateTimeField(_("public from"), null=True, blank=True, editable=False)
    one_language_reason = models.CharField(
        _("why not in every language"), max_length=300, blank=True, editable=False
    )
    review_by = models.DateField(
        _("review by"),
        null=True,
        blank=True,
        help_text=_("On this day it comes to the staff’s work queue: is it still right?"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(public_from__isnull=False),
                name="published_%(class)s_has_a_moment",
            )
        ]

    def is_scheduled(self) -> bool:
        """Published, and its moment lies ahead."""
        waits = self.status == Published.Status.PUBLISHED and self.public_from
        return bool(waits and self.public_from > timezone.now())

    def shown_with(self):
        """The rows with texts of their own that its page shows; none, unless a model says so."""
        return ()


def translated_fields(obj: models.Model) -> list[models.Field]:
    return [field for field in obj._meta.concrete_fields if isinstance(field, I18nFieldMixin)]


def texts(value) -> dict[str, str]:
    """What a translated value says, by language; a plain text counts as the first language."""
    data = value.data if isinstance(value, LazyI18nString) else value
    if isinstance(data, dict):
        return {code: said for code, said in data.items() if said and str(said).strip()}
    return {settings.LANGUAGE_CODE: str(data)} if data else {}


def missing_in(obj: models.Model, code: str) -> list[models.Field]:
    """The translated fields that say something, but nothing in this language."""
    said = [(field, texts(getattr(obj, field.attname))) for field in translated_fields(obj)]
    return [field for field, found in said if found and code not in found]


def languages_of(obj: models.Model) -> list[str]:
    """The languages in which all that is said is said."""
    return [code for code, _name in settings.LANGUAGES if not missing_in(obj, code)]
