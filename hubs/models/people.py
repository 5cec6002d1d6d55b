from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from hubs.models.hubs import Hub
from hubs.models.organisations import Organisation
from hubs.models.programmes import Programme
from hubs.models.terms import Term

# Stands where a name was erased: the term, and what is counted by it, stays.
ERASED = "–"


class PublicPersonQuerySet(models.QuerySet):
    def named(self):
        """Those who agreed to be named in public, and did not take it back."""
        return self.filter(consented_on__isnull=False, withdrawn_on=None)

    def with_a_name(self):
        """Those whose name is still known here, shown or not."""
        return self.exclude(name=ERASED)

    def current(self, *, today):
        return self.filter(Q(until=None) | Q(until__gte=today)).exclude(since__gt=today)


class PublicPerson(Term):
    """A person as named on a page: post and affiliation as they were then, not an account."""

    name = models.CharField(_("name"), max_length=150)
    post = I18nCharField(_("post at the time"), max_length=200, blank=True)
    affiliation = models.CharField(
        _("affiliation at the time"),
        max_length=200,
        blank=True,
        help_text=_("As it was called then, if it is not among the organisations."),
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation at the time"),
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        null=True,
        blank=True,
    )
    consented_on = models.DateField(
        _("agreed to be named on"),
        null=True,
        blank=True,
        help_text=_("Without this date, nobody but staff sees the name."),
    )
    consent_note = models.CharField(
        _("how they agreed"), max_length=200, blank=True, help_text=_("Letter, e-mail, web page …")
    )
    withdrawn_on = models.DateField(_("took it back on"), null=True, blank=True)

    # Texts of a model of its own kind that say who this is, and go with the name.
    SAID_OF_THEM: list[str] = []

    class Meta(Term.Meta):
        abstract = True

    def __str__(self):
        return self.name

    def is_named(self) -> bool:
        return self.consented_on is not None and self.withdrawn_on is None

    def is_erased(self) -> bool:
        return self.name == ERASED

    def shown_name(self) -> str:
        """What pages call this person: nothing but that they are there, without their consent."""
        return self.name if self.is_named() else gettext("Name not published")


class PublicRoleQuerySet(PublicPersonQuerySet):
    def managed_by(self, user):
        if user.serves_everywhere():
            return self
        return self.filter(hub__in=user.hubs_as("hub_manager").values("pk"))


class PublicRole(PublicPerson):
    """A named role in a hub or in the whole programme, with its term; ended ones are history."""

    class Kind(models.TextChoices):
        LEAD = "1_lead", _("Lead")
        CHAIR = "2_chair", _("Chair")
        HEAD = "3_head", _("Head of programmes")
        MANAGER = "4_manager", _("Manager")
        COORDINATOR = "5_coordinator", _("Coordinator")
        COMMUNICATIONS = "6_communications", _("Communications")
        MODERATOR = "7_moderator", _("Moderator")
        BROKER = "8_broker", _("Broker")

    hub = models.ForeignKey(
        Hub,
        verbose_name=_("hub"),
        on_delete=models.PROTECT,
        related_name="public_roles",
        null=True,
        blank=True,
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        related_name="public_roles",
        null=True,
        blank=True,
    )
    kind = models.CharField(_("role"), max_length=16, choices=Kind)

    objects = PublicRoleQuerySet.as_manager()

    class Meta(PublicPerson.Meta):
        verbose_name = _("public role")
        verbose_name_plural = _("public roles")
        constraints = [
            *PublicPerson.Meta.constraints,
            models.CheckConstraint(
                condition=Q(hub=None) ^ Q(programme=None),
                name="role_in_a_hub_or_a_programme",
                violation_error_message=_("Choose a hub or a programme, not both."),
            ),
        ]
