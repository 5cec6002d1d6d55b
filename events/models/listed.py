"""Which events somebody sees, manages or looks for."""

import datetime as dt
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Now

from events.models.moments import instant
from hubs.models import Hub
from hubs.models.search import matching, searchable

# So many words of a search count.
WORDS = 8
HUB_NAMES = searchable("name", "short_name")


class EventQuerySet(models.QuerySet):
    def _all(self):
        return self.model._base_manager.all()

    def visible_to(self, user):
        """What has been announced; drafts only to the staff of their hubs."""
        if not user.is_staff:
            return self.exclude(status="draft")
        theirs = self.model.objects.hosted_by(user).values("pk")
        return self.filter(~Q(status="draft") | Q(pk__in=theirs))

    def managed_by(self, user):
        """The responsible hub alone changes an event and sees who is coming."""
        return self.filter(hub__in=user.hubs_as().values("pk"))

    def hosted_by(self, user):
        """Also what their hubs co-host: staff may read these events, nothing more."""
        hubs = user.hubs_as().values("pk")
        return self.filter(Q(hub__in=hubs) | Q(pk__in=self._co_hosted(hub__in=hubs)))

    def at_the_door(self, user):
        """Announced events with a door at which this person may stand: also the hub's helpers."""
        hubs = user.hubs_as("hub_manager", "event_officer", "door").values("pk")
        return self.filter(hub__in=hubs).exclude(status="draft").exclude(format="online")

    def with_duties(self, user):
        """For staff: `runs`, whether they manage the event, and `lets_in`, stand at its door."""
        if not user.is_staff:
            return self
        return self.annotate(
            runs=Exists(self.model.objects.managed_by(user).filter(pk=OuterRef("pk"))),
            lets_in=Exists(self.model.objects.at_the_door(user).filter(pk=OuterRef("pk"))),
        )

    def of_hub(self, hub):
        return self.filter(Q(hub=hub) | Q(pk__in=self._co_hosted(hub=hub)))

    def _co_hosted(self, **by):
        return self.model.co_hosts.through.objects.filter(**by).values("event")

    def with_hosts(self):
        """What a list says of who holds an event: its hub, and the names of those that do so with
        it, `co_host_names`. By the same query.
        """
        others = Hub.objects.filter(co_hosted_events=OuterRef("pk")).in_order()
        names = ArraySubquery(others.values("short_name"))
        return self.select_related("hub").annotate(co_host_names=names)

    def upcoming(self, *, now):
        return self.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def still_asking(self, *, now):
        """Announced events for which people still register or apply, now or once it opens.

        Says of many what `Event.asks_until` says of one.
        """
        day_after = ExpressionWrapper(F("decide_by") + 1, output_field=models.DateField())
        midnight = instant(day_after, Value(dt.time()))
        announced = self.filter(status="published", starts_at__gt=now)
        asking = announced.exclude(registration_closes_at__lte=now).alias(hears_by=midnight)
        return asking.exclude(approval=True, hears_by__lte=now)

    def past(self, *, now):
        return self.filter(ends_at__lt=now).order_by("-starts_at", "-pk")

    def matching(self, words: str):
        """Events that hold every word in their own text, in the name of a hub of theirs, or on
        their programme: in the title of a session, or in the name of who agreed to be named.
        """
        events = self
        for word in words.split()[:WORDS]:
            hubs = matching(Hub.objects.alias(names=HUB_NAMES), word, column="names").values("pk")
            own_text = matching(self._all(), word).values("pk")
            co_hosted = self._co_hosted(hub__in=hubs)
            own = Q(pk__in=own_text) | Q(hub__in=hubs) | Q(pk__in=co_hosted)
            events = events.filter(own | self._with_on_programme(word))
        return events

    def _with_on_programme(self, word: str) -> Q:
        titles = self._of("sessions").all().alias(said=searchable("title"))
        names = self._of("speakers").named().alias(said=searchable("name", "affiliation"))
        found = (matching(rows, word, column="said").values("event") for rows in (titles, names))
        return Q(pk__in=next(found)) | Q(pk__in=next(found))

    def with_calls(self, user):
        """Adds `has_calls`: whether a call of ours that this person sees belongs to the event."""
        calls = self._of("calls").visible_to(user).filter(event=OuterRef("pk"))
        return self.annotate(has_calls=Exists(calls))

    def _of(self, name: str) -> Any:
        """The manager of what points at events by this name."""
        return self.model._meta.get_field(name).related_model._default_manager

    def with_places(self):
        """Adds `taken` and `taken_online`: people in place and offers that still hold a seat,
        those beyond capacity left out; `waiting`, and those of them who wait for a place online
        of a hybrid event, `waiting_online`; and `held`, places that wait for people of a sector.

        `taken` is of the room of a hybrid event, and of all there is at any other. Subqueries, so
        that only the rows of the page shown are counted.
        """
        seated = Q(in_place=True) | Q(status="offered", offer_expires_at__gt=Now())
        online = Q(event__format="hybrid", mode="online")
        within = seated & Q(beyond=False)
        return self.annotate(
            taken=self._registrations(within & ~online),
            taken_online=self._registrations(within & online),
            waiting=self._registrations(Q(status="waiting")),
            waiting_online=self._registrations(Q(status="waiting") & online),
            held=self._held(within & ~online),
        )

    def _held(self, seated: Q) -> Coalesce:
        """Says of many events what `held` of the quotas in `rules.shares` says of one, while their
        shares hold.
        """
        sector = {"event": OuterRef("event"), "sector__roll_up": OuterRef("roll_up")}
        missing = Greatest(
            F("at_least") - _number(self._of("registrations").filter(seated, **sector)), 0
        )
        shares = self._of("shares").filter(event=OuterRef("pk")).order_by()
        held = shares.annotate(number=Func(missing, function="SUM")).values("number")
        return Coalesce(Subquery(held, output_field=models.IntegerField()), 0)

    def released(self, *, now):
        """Whose places are not held for sectors any more, with people waiting and a place free."""
        closed = Q(registration_closes_at__lte=now) | Q(starts_at__lte=now)
        online = Q(event__format="hybrid", mode="online")
        in_line = Q(status="waiting") & ~online | Q(status="confirmed", wanted="in_person")
        events = self.filter(shares_until__lte=now).exclude(closed).exclude(shares=None)
        events = events.with_places().annotate(in_line=self._registrations(in_line))
        return events.filter(taken__lt=F("capacity"), in_line__gt=0)

    def _registrations(self, which: Q) -> Subquery:
        """How many registrations of the event are of this kind."""
        of_events = self.model._meta.get_field("registrations").related_model._base_manager
        return _number(of_events.filter(which, event=OuterRef("pk")))


def _number(rows) -> Subquery:
    # Without ORDER BY and GROUP BY: one row, also for none.
    number = rows.order_by().annotate(number=Func("pk", function="COUNT")).values("number")
    return Subquery(number, output_field=models.IntegerField())
