"""Partner Perspectives: one set of questions, many partners, each in their own words."""

import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.strings import LazyI18nString

from hubs.models.hubs import Hub
from hubs.models.organisations import Organisation
from hubs.models.people import PublicPerson, PublicPersonQuerySet
from hubs.models.pictures import Picture
from hubs.models.publishing import PublishedQuerySet, web_address
from hubs.models.search import said_in, search_column, search_index
from hubs.models.series import Series, SeriesQuestion

# What one search reads of a feature: the words that everybody sees, never those being written.
SHOWN = ["$.title.*", "$.intro.*", "$.answers[*].*.*", "$.people[*].name"]


# Pages of their own, below the same address.
PAGES = {"answer", "feed"}


def not_taken_by_a_page(slug: str) -> None:
    if slug in PAGES:
        words = gettext("“%(slug)s” is the address of another page; choose a different one.")
        raise ValidationError(words % {"slug": slug})


class FeatureQuerySet(PublishedQuerySet):
    def public(self):
        """What was approved and published, and neither waits for its moment nor for its hub."""
        due = self.filter(status=Feature.Status.PUBLISHED, public_from__lte=Now())
        approved = due.filter(shown__isnull=False)
        return approved.filter(Q(hub=None) | ~Q(hub__status="planned"))

    def to_review(self, *, today):
        return self.filter(status=Feature.Status.PUBLISHED, review_by__lte=today)


class Feature(models.Model):
    """One partner's answers. What was approved is what is shown, to the letter."""

    # A picture that stands here alone is not public yet.
    PICTURES_IN_WRITING = {"picture"}

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        INVITED = "invited", _("Waiting for answers")
        ANSWERED = "answered", _("Being edited")
        PROPOSED = "proposed", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.DRAFT: {Status.INVITED, Status.WITHDRAWN},
        Status.INVITED: {Status.ANSWERED, Status.WITHDRAWN},
        Status.ANSWERED: {Status.PROPOSED, Status.WITHDRAWN},
        Status.PROPOSED: {Status.APPROVED, Status.ANSWERED, Status.WITHDRAWN},
        Status.APPROVED: {Status.PUBLISHED, Status.ANSWERED, Status.WITHDRAWN},
        # A newer version takes the place of the one that is public.
        Status.PUBLISHED: {Status.PUBLISHED, Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.ANSWERED},
    }

    series = models.ForeignKey(
        Series, verbose_name=_("series"), on_delete=models.PROTECT, related_name="features"
    )
    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="features",
        null=True,
        blank=True,
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="features",
    )
    slug = models.SlugField(
        _("address"), max_length=120, unique=True, validators=[not_taken_by_a_page]
    )
    title = I18nCharField(_("title"), max_length=200)
    intro = I18nTextField(_("introduction"), blank=True, help_text=_("Markdown."))
    author = models.CharField(_("edited by"), max_length=150, blank=True)
    picture = models.ForeignKey(
        Picture,
        verbose_name=_("picture"),
        on_delete=models.PROTECT,
        related_name="features",
        null=True,
        blank=True,
    )
    source_url = models.URLField(_("first published at"), blank=True, validators=[web_address])
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    public_from = models.DateTimeField(_("public from"), null=True, blank=True, editable=False)
    one_language_reason = models.CharField(
        _("why not in every language"), max_length=300, blank=True, editable=False
    )
    review_by = models.DateField(_("review by"), null=True, blank=True)
    # What everybody sees: a copy of what was approved, in all its languages. Null before.
    shown = models.JSONField(null=True, blank=True, editable=False)
    # When it last became another one: drafts are nobody's news.
    shown_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The picture in it; `picture` may be another one by now, which nobody has approved.
    shown_picture = models.ForeignKey(
        Picture,
        on_delete=models.PROTECT,
        related_name="shown_in",
        null=True,
        blank=True,
        editable=False,
    )
    # What the interviewees are asked to approve now; empty while it is being edited.
    proposed_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    search_title = search_column(*said_in("shown", "$.title.*"))
    search_text = search_column(*said_in("shown", *SHOWN))

    objects = FeatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("feature")
        verbose_name_plural = _("features")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(public_from__isnull=False),
                name="published_feature_has_a_moment",
            )
        ]
        indexes = [
            search_index("feature_search"),
            search_index("feature_title", "search_title"),
        ]

    def __str__(self):
        return str(self.public_title)

    def get_absolute_url(self):
        return reverse("hubs:feature", args=[self.slug])

    def is_scheduled(self) -> bool:
        """Published, and its moment lies ahead."""
        waits = self.status == Feature.Status.PUBLISHED and self.public_from
        return bool(waits and self.public_from > timezone.now())

    def shown_with(self):
        """The rows whose words its page shows: none, for it shows a copy of what was approved."""
        return ()

    @property
    def public_title(self) -> LazyI18nString:
        """The title that was approved; before there is one, the one that is being written."""
        return LazyI18nString(self.shown["title"]) if self.shown else self.title


def languages_in(content: dict) -> list[str]:
    """The languages in which everything is said, in the order of the settings.

    `content` is as `rules.content` makes it, and as `shown` keeps it.
    """
    said = [content["title"], *(answer["text"] for answer in content["answers"])]
    said += [content["intro"]] if content["intro"] else []
    return [code for code, _name in settings.LANGUAGES if all(code in each for each in said)]


class FeatureAnswer(models.Model):
    """An answer as it was typed and as it was edited, with the question as it was asked."""

    feature = models.ForeignKey(
        Feature, verbose_name=_("feature"), on_delete=models.CASCADE, related_name="answers"
    )
    question = models.ForeignKey(
        SeriesQuestion,
        verbose_name=_("question"),
        on_delete=models.PROTECT,
        related_name="answers",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    wording = I18nCharField(_("question as asked"), max_length=300)
    one_word = models.BooleanField(_("answered by one word"), default=False)
    typed = models.TextField(_("as typed"), blank=True)
    text = I18nTextField(_("as shown"), blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["feature", "question"], name="one_answer_per_question_asked"
            )
        ]

    def __str__(self):
        return str(self.wording)


def invitation_token() -> str:
    """The address that lets an interviewee in without an account: 192 random bits."""
    return secrets.token_urlsafe(24)


class IntervieweeQuerySet(PublicPersonQuerySet):
    def to_approve(self):
        """Whoever was ever asked, whatever became of the address, and whoever can be asked."""
        return self.filter(Q(invited_at__isnull=False) | ~Q(email=""))

    def managed_by(self, user):
        return self.filter(feature__in=Feature.objects.managed_by(user))


class Interviewee(PublicPerson):
    """Somebody who answers for a partner, by a link, and approves the exact text."""

    # Whoever reads the link in them can approve in this person's name.
    LETTERS_ARE_PRIVATE = True

    feature = models.ForeignKey(
        Feature, verbose_name=_("feature"), on_delete=models.CASCADE, related_name="interviewees"
    )
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("For the invitation. Never shown.")
    )
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    token = models.CharField(max_length=40, unique=True, default=invitation_token, editable=False)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = IntervieweeQuerySet.as_manager()

    class Meta(PublicPerson.Meta):
        verbose_name = _("interviewee")
        verbose_name_plural = _("interviewees")

    def get_absolute_url(self):
        return reverse("hubs:feature_answer", args=[self.token])

    def link_version(self) -> str:
        """Tells one link from the next without giving it away."""
        return hashlib.sha256(self.token.encode()).hexdigest()[:12]

    def why_not_send(self, what: str, version: str) -> str:
        """Why a waiting letter is no longer true, in words for staff; empty when it still is."""
        feature, link = self.feature, version.partition(":")[0]
        if feature.status == Feature.Status.WITHDRAWN:
            return gettext("The feature was withdrawn.")
        if link != self.link_version():
            return gettext("The person has a newer link.")
        if what in WHILE_INVITED and feature.status != Feature.Status.INVITED:
            return gettext("The answers have come already.")
        return gettext("It has changed again since.") if self._is_old(what, version) else ""

    def _is_old(self, what: str, version: str) -> bool:
        """Whether a request for approval asks for what nobody proposes any more."""
        asked = self.feature.proposed_digest
        return what == "perspective_proposed" and version.split(":")[1:2] != [asked[:12]]


# Letters that ask for answers.
WHILE_INVITED = {"perspective_invitation", "perspective_reminder"}
