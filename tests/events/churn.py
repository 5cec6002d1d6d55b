"""Very many people changing their minds at once, and a watcher that counts at every commit."""

import random
import threading
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection, connections, transaction
from django.utils import timezone

from events import services
from events.models import Event, Registration
from hubportal.workflow.moves import Refused

# What a person may do, and how often.
WISHES = {"register": 8, "cancel": 4, "take": 4, "switch": 3, "lapse": 1, "resize": 1}
MOST, LEAST = 30, 3

# Read in one statement, so what it sees is what was committed at one moment.
OVER = """
SELECT id, capacity, online_capacity, room, online FROM (
    SELECT e.id, e.capacity, e.online_capacity,
        count(*) FILTER (WHERE e.format <> 'hybrid' OR r.mode = 'in_person') AS room,
        count(*) FILTER (WHERE e.format = 'hybrid' AND r.mode = 'online') AS online
    FROM events_event e JOIN events_registration r ON r.event_id = e.id
    WHERE NOT r.beyond AND (r.status IN ('confirmed', 'attended', 'missed')
        OR (r.status = 'offered' AND r.offer_expires_at > %s))
    GROUP BY e.id
) counted WHERE room > capacity OR online > online_capacity
"""


@dataclass
class Churn:
    """So many operations on one event by several threads; what they gave is counted."""

    event: Event
    people: list
    now: object
    seed: int = 0
    outcomes: Counter = field(default_factory=Counter)
    errors: list = field(default_factory=list)
    oversold: list = field(default_factory=list)
    looks: int = 0

    def run(self, operations: int, threads: int = 4) -> None:
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=[done])
        workers = [
            threading.Thread(target=self._work, args=[number, operations // threads])
            for number in range(threads)
        ]
        watcher.start()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        done.set()
        watcher.join()

    def _watch(self, done: threading.Event) -> None:
        """Looks as fast as it can: between two looks no commit stays that a third would miss."""
        with connection.cursor() as cursor:
            while not done.is_set():
                cursor.execute(OVER, [self.now])
                self.oversold += cursor.fetchall()
                self.looks += 1
        connections.close_all()

    def _work(self, number: int, operations: int) -> None:
        chance = random.Random(f"{self.seed}:{number}")  # noqa: S311 - the same each time
        kinds, weights = list(WISHES), list(WISHES.values())
        for _ in range(operations):
            kind = chance.choices(kinds, weights)[0]
            try:
                getattr(self, f"_{kind}")(chance)
                self.outcomes[kind] += 1
            except Refused:
                self.outcomes[f"{kind} refused"] += 1
            except Exception as error:  # noqa: BLE001 - whoever runs it looks at them
                self.errors.append(error)
        connections.close_all()

    def _register(self, chance) -> None:
        services.register(
            self.event,
            by=chance.choice(self.people),
            mode=chance.choice(["in_person", "online"]),
            take_at_once=chance.random() < 0.5,
            now=self.now,
        )

    def _somebody(self, chance) -> Registration:
        person = chance.choice(self.people)
        rows = self.event.registrations.live().filter(person=person).select_related("event")
        if found := rows.select_related("person").first():
            return found
        raise Refused("has no place")

    def _cancel(self, chance) -> None:
        one = self._somebody(chance)
        services.cancel(one, by=one.person, now=self.now)

    def _take(self, chance) -> None:
        rows = self.event.registrations.filter(status="offered").select_related("event", "person")
        if not (one := rows.order_by("?").first()):
            raise Refused("nothing is offered")
        services.take_offer(one, by=one.person, now=self.now)

    def _switch(self, chance) -> None:
        one = self._somebody(chance)
        to = chance.choice(["in_person", "online"])
        services.switch(one, by=one.person, to=to, now=self.now)

    def _lapse(self, chance) -> None:
        """The clock comes by when the time of some offers is over."""
        with transaction.atomic():
            services.locked(self.event)
            offers = self.event.registrations.filter(status="offered").order_by("?")[:2]
            ended = Registration.objects.filter(pk__in=[one.pk for one in offers])
            # over by the tests' clock and by the database's own, which its triggers ask
            ended.update(offer_expires_at=min(self.now, timezone.now()))
        services.pass_on_lapsed_offers(now=self.now)

    def _resize(self, chance) -> None:
        services.resize(self.event, by=None, capacity=chance.randint(LEAST, MOST), now=self.now)
