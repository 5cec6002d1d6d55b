"""Who comes to an event, who waits for a place, and whom somebody sees of them."""

from django.core import signing
from django.db import models
from django.db.models import Exists, Q

from events.models.events import Event
from hubportal.workflow.links import unsigned

# Whoever holds the link from a letter may give up or take this one place, without signing in.
PLACE = signing.Signer(salt="events.place", sep=".")
WOULD_MOVE = Q(status="confirmed") & ~Q(wanted="")  # whoever has come stays where they are


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person sees their own."""
        return self.filter(person=user.pk) if user.is_authenticated else self.none()

    def managed_by(self, user):
        return self.filter(event__in=Event.objects.managed_by(user).values("pk"))

    def live(self):
        return self.filter(status__in=self.model.LIVE)

    def confirmed(self):
        return self.filter(status=self.model.Status.CONFIRMED)

    def in_place(self):
        """Those whose seat is theirs, before and after the event."""
        return self.filter(in_place=True)

    def holding_a_seat(self, *, now):
        """Confirmed people and offers that have not lapsed; a lapsed offer holds nothing.

        Those whom the hub invited beyond its places take none of them.
        """
        seated = Q(in_place=True) | Q(status="offered", offer_expires_at__gt=now)
        return self.filter(seated, beyond=False)

    def waiting(self):
        return self.filter(status=self.model.Status.WAITING).order_by("queued_at", "pk")

    def in_line(self):
        """Who waits for a place, and who has one and waits for one in the other pool."""
        return self.filter(Q(status="waiting") | WOULD_MOVE).order_by("queued_at", "pk")

    def lapsed_offers(self, *, now):
        return self.filter(status=self.model.Status.OFFERED, offer_expires_at__lte=now)

    def applied(self):
        return self.filter(status=self.model.Status.APPLIED).order_by("created_at", "pk")

    def listed(self):
        """Those with a place who agreed that the others see them."""
        return self.filter(in_place=True, listed=True)

    def listed_for(self, user, event, *, now, agreeing: bool = False):
        """Whom `user` sees of those who come to `event`: who is listed sees who is listed.

        The staff who manage the event see them too; nobody does any more some days after it, but
        those who look for a team see each other as long as a call of the event is open.
        `agreeing` answers what they would see with themselves among the listed.
        """
        seen = self.filter(event=event, person__is_active=True).exclude(person__name="")
        mine = self.filter(event=event, person=user.pk, in_place=True)
        if now >= event.listed_until:
            teams = seen.filter(Exists(event.calls.open(now=now)))
            seen = teams.filter(Q(seeks_team=True) | Q(person=user.pk))
            mine = mine if agreeing else mine.filter(seeks_team=True)
        if agreeing:
            return seen.filter(Q(listed=True) | Q(person=user.pk), Exists(mine), in_place=True)
        managed = Event.objects.managed_by(user).filter(pk=event.pk)
        return seen.listed().filter(Exists(mine.filter(listed=True)) | Exists(managed))

    def attended(self):
        return self.filter(status=self.model.Status.ATTENDED)

    def of_token(self, token: str):
        """The one registration that a link from a letter names; none when the link is forged."""
        pk = unsigned(PLACE, token)
        return self.filter(pk=pk) if pk else self.none()
