import datetime as dt
import itertools
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from events.models import Event, Registration
from funding.models import Answer, Application, Call, Partner, Question, Scheme, parts_of
from funding.models.applications import LETTERS
from hubportal.pages.bulk import chunks, people
from hubportal.pages.bulk.events import hubs, new_event, remind
from hubportal.pages.demonstration.schemes import build_schemes
from hubportal.workflow.models import Step
from hubs.models import Sector, Territory

CHUNK = 1_000
S = Application.Status
# As often as in a call some weeks after its deadline.
PATHS = [
    [S.SUBMITTED],
    [S.SUBMITTED, S.ELIGIBLE],
    [S.SUBMITTED, S.ELIGIBLE, S.IN_REVIEW],
    [S.SUBMITTED, S.ELIGIBLE, S.IN_REVIEW],
    [S.SUBMITTED, S.ELIGIBLE, S.IN_REVIEW, S.AWARDED],
    [S.SUBMITTED, S.ELIGIBLE, S.IN_REVIEW, S.DECLINED],
    [S.SUBMITTED, S.ELIGIBLE, S.IN_REVIEW, S.DECLINED],
    [S.SUBMITTED, S.INELIGIBLE],
    [S.SUBMITTED, S.WITHDRAWN],
    [],
]
REASON = "Synthetic reason: it was weighed against the criteria of the call."
TEXT = "Synthetic answer of a usual length. " * 18


class TooFewMembers(Exception):
    """Each application needs an applicant of its own in its call."""


def loaded():
    return Application.objects.filter(reference__startswith="LD-")


def load(number: int) -> Iterator[int]:
    """Makes up to `number` applications, one call after the other with one from each member."""
    applicants = list(people.members().order_by("pk").values_list("pk", "profile__sector"))
    if number and not applicants:
        raise TooFewMembers("Applications need members: ask for some with --members.")
    pile = Pile(applicants)
    for numbers in chunks(loaded().count() + 1, number, CHUNK):
        pile.write(numbers)
        yield numbers[-1]


class Pile:
    """What all applications share, read once; the clock of their steps."""

    def __init__(self, applicants: list[tuple[int, int]]):
        self.applicants, self.calls = applicants, {}
        self.scheme = build_schemes()["hub-seed-fund"]
        self.questions = list(Question.objects.filter(section__scheme=self.scheme))
        self.slugs = [part.slug for part in parts_of(self.scheme)]
        self.sectors = list(Sector.objects.values_list("pk", flat=True))
        self.place = Territory.objects.get(slug="wales").pk
        self.kind = ContentType.objects.get_for_model(Application)
        self.now = timezone.now()

    @transaction.atomic
    def write(self, numbers: range) -> None:
        rows = Application.objects.bulk_create(self.application(number) for number in numbers)
        Answer.objects.bulk_create(
            Answer(application=row, question=question, wording=str(question.wording), text=TEXT)
            for row in rows
            for question in self.questions
        )
        Partner.objects.bulk_create(self.partner(row) for row in rows)
        steps = zip(rows, numbers, strict=True)
        Step.objects.bulk_create(
            itertools.chain.from_iterable(itertools.starmap(self.steps, steps))
        )
        Registration.objects.bulk_create(map(self.attendance, rows), ignore_conflicts=True)

    def application(self, number: int) -> Application:
        round_, place = divmod(number - 1, len(self.applicants))
        applicant, sector = self.applicants[place]
        path = PATHS[number % len(PATHS)]
        status = path[-1] if path else S.DRAFT
        decided = status in Application.DECIDED
        return Application(
            reference=reference(number),
            call=self.call(round_),
            applicant_id=applicant,
            sector_id=sector,
            status=status,
            version=5,
            title=f"Synthetic project {number}",
            summary=TEXT[:600],
            amount=5_000 + number % 50 * 100,
            months=1 + number % 6,
            starts_on=self.now.date() + dt.timedelta(days=90),
            employer_name="Synthetic Employer",
            completed=self.slugs,
            created_at=self.now - dt.timedelta(days=30),
            changed_at=self.now - dt.timedelta(days=21),
            submitted_at=self.now - dt.timedelta(days=20) if path else None,
            decided_at=self.now - dt.timedelta(days=2) if decided else None,
            decision_reason=REASON if decided else "",
            awarded_amount=5_000 if status == S.AWARDED else None,
        )

    def partner(self, row: Application) -> Partner:
        sector = next(pk for pk in self.sectors if pk != row.sector_id)
        return Partner(
            application=row, name="Synthetic Partner", sector_id=sector, territory_id=self.place
        )

    def steps(self, row: Application, number: int) -> Iterator[Step]:
        for day, (was, to) in enumerate(itertools.pairwise([S.DRAFT, *PATHS[number % len(PATHS)]])):
            yield Step(
                subject_type=self.kind,
                subject_id=row.pk,
                was=was,
                now=to,
                by_id=row.applicant_id if was == S.DRAFT else None,
                at=self.now - dt.timedelta(days=20 - 5 * day),
                note=REASON if to in Application.DECIDED else "",
            )

    def attendance(self, row: Application) -> Registration:
        return Registration(
            event_id=row.call.event_id,
            person_id=row.applicant_id,
            sector_id=row.sector_id,
            status=Registration.Status.ATTENDED,
            created_at=self.now - dt.timedelta(days=60),
            confirmed_at=self.now - dt.timedelta(days=60),
        )

    def call(self, round_: int) -> Call:
        if round_ not in self.calls:
            slug = f"load-call-{round_ + 1}"
            found = Call.objects.filter(slug=slug).first()
            self.calls[round_] = found or new_call(slug, self.scheme, round_, self.now)
        return self.calls[round_]


def new_call(slug: str, scheme: Scheme, round_: int, now: dt.datetime) -> Call:
    """Open, and for those who were at a synthetic event some weeks ago."""
    places = hubs()
    hub = places[round_ % len(places)]
    day = now.date() - dt.timedelta(days=40)
    form = Event.Format.IN_PERSON
    event = new_event(slug, hub=hub, day=day, hour=10, capacity=1_000_000, form=form)
    remind(Event.objects.bulk_create([event]))
    title = {"en": "Synthetic call", "cy": "Galwad synthetig", "nb": "Syntetisk utlysning"}
    texts = LazyI18nString({code: f"{text} {round_ + 1}" for code, text in title.items()})
    return Call.objects.create(
        scheme=scheme,
        hub=hub,
        event=event,
        slug=slug,
        title=texts,
        summary=texts,
        opens_at=now - dt.timedelta(days=35),
        closes_at=now + dt.timedelta(days=60),
        status=Call.Status.PUBLISHED,
    )


def reference(number: int) -> str:
    """LD-2026-2224K: the number in the letters of real references, never taken twice."""
    letters = ""
    for _place in range(5):
        number, digit = divmod(number, len(LETTERS))
        letters = LETTERS[digit] + letters
    return f"LD-{timezone.now().year}-{letters}"
