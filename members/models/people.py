from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub
from hubs.models.opportunities import Circumstances
from hubs.models.vocabularies import DEPTH, lineage

PARENTS = "__parent" * (DEPTH - 1)
HOMES = ("profile__organisation", "profile__home_hub")


class UserQuerySet(models.QuerySet):
    def managed_by(self, user):
        """The programme tends all people; hub managers, those who call the hub their home."""
        if user.serves_everywhere():
            return self
        hubs = user.hubs_as("hub_manager")
        return self.filter(Q(profile__home_hub__in=hubs) | Q(pk=user.pk))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person. Signs in with an e-mail address; is called by one name."""

    username = first_name = last_name = None
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=settings.TIME_ZONES, default="Europe/London"
    )

    _everywhere: bool | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_address"),
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else self.email

    def serves_everywhere(self) -> bool:
        """The programme team and superusers work for all hubs. One query, once per request."""
        if self._everywhere is None:
            programme = self.memberships.filter(role="programme")
            self._everywhere = self.is_superuser or (self.is_staff and programme.exists())
        return self._everywhere

    def circumstances(self) -> Circumstances:
        """What decides for which opportunities this person may apply. Costs one query.

        Sectors are the main and further ones of the profile; places, those of the organisation
        and of the home hub with all that holds them; events, those they came to.
        """
        further = User.objects.filter(pk=OuterRef("pk")).exclude(profile__further_sectors=None)
        came_to = self.registrations.attended().order_by().values("event")
        row = (
            User.objects.filter(pk=self.pk)
            .select_related(*(f"{of}__territory{PARENTS}" for of in HOMES))
            .annotate(
                further=ArraySubquery(further.values("profile__further_sectors")),
                came_to=ArraySubquery(came_to),
            )
            .get()
        )
        profile = getattr(row, "profile", None)
        homes = [profile and profile.organisation, profile and profile.home_hub]
        places = [place for home in homes if home for place in lineage(home.territory)]
        sectors = {profile.sector_id, *row.further} if profile else set()
        return Circumstances(
            sectors=frozenset(sectors - {None}),
            places=frozenset(place.pk for place in places),
            events=frozenset(row.came_to),
        )

    def forget_roles(self) -> None:
        """To be called where roles change."""
        self._everywhere = None

    def hubs_as(self, *roles: str) -> models.QuerySet[Hub]:
        """The hubs this person serves, as a subquery that costs nothing until used.

        Without roles, any role that runs a hub counts (reviewers run none). The programme
        team and superusers serve all hubs.
        """
        if self.is_superuser:
            return Hub.objects.all()
        roles = roles or ("hub_manager", "event_officer")
        serving = Q(memberships__user=self, memberships__role__in=roles)
        everywhere = models.Exists(self.memberships.filter(role="programme"))
        return Hub.objects.filter(
            Q(pk__in=Hub.objects.filter(serving).values("pk")) | Q(everywhere),
        )
