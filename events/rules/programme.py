"""What a programme cannot be, and what staff had better look at."""

import datetime as dt
from collections.abc import Iterator
from itertools import combinations

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event, Material, Session, Speaker
from events.rules.dates import reasons_against_wall_time
from hubs.models.publishing import texts
from hubs.rules.publishing import reasons_against_row


def reasons_against_session(session: Session, event: Event) -> Iterator[tuple[str, str]]:
    """The field and the reason; times are those of the clocks at the event's place."""
    if not event.start_date <= session.date <= event.end_date:
        words = {"first": date_format(event.start_date), "last": date_format(event.end_date)}
        reason = _("This is not a day of the event, which lasts from %(first)s to %(last)s.")
        yield "date", reason % words
    if session.end_time <= session.start_time:
        yield "end_time", _("A session cannot end before it starts.")
        return
    for field in ("start_time", "end_time"):
        time = getattr(session, field)
        for reason in reasons_against_wall_time(session.date, time, event.time_zone):
            yield field, reason
    for other in _in_the_same_room(session, event):
        words = {"title": other.title, "time": _span(other)}
        yield "room", _("“%(title)s” is in this room then, %(time)s.") % words


def reasons_against_days(event: Event, *, start: dt.date, end: dt.date) -> Iterator[str]:
    """Of an event that exists: its programme moves along with it, and has to fit then."""
    last = event.sessions.aggregate(last=Max("date"))["last"]
    was = Event.objects.values_list("start_date", flat=True).get(pk=event.pk)
    if last and last + (start - was) > end:
        words = {"day": date_format(last)}
        yield _("The programme goes on until %(day)s. Move or delete those sessions first.") % words


def outside(event: Event) -> list[Session]:
    """Sessions before the event starts or after it ends, on the clocks of its place."""
    early = Q(date__lt=event.start_date)
    early |= Q(date=event.start_date, start_time__lt=event.start_time)
    late = Q(date__gt=event.end_date) | Q(date=event.end_date, end_time__gt=event.end_time)
    found = Session.objects.filter(early | late, event=event)
    return list(found.order_by("date", "start_time", "pk"))


def warnings_about_session(session: Session) -> Iterator[str]:
    """What is hardly meant, but can be: said once it is saved."""
    event = session.event
    if session in outside(event):
        words = {"title": session.title, "time": _span(session)}
        yield _("“%(title)s” lies outside the hours of the event: %(time)s.") % words
    if any(_says_the_same(session, other) for other in _beginning_with(session)):
        words = {"title": session.title, "time": f"{session.start_time:%H:%M}"}
        yield _("“%(title)s” is in the programme twice at %(time)s. Is one of them a slip?") % words
    if event.status == Event.Status.PUBLISHED:
        yield from reasons_against_row(session, of=event)


def _beginning_with(session: Session):
    when = {"date": session.date, "start_time": session.start_time}
    return Session.objects.filter(event=session.event, **when).exclude(pk=session.pk)


def _says_the_same(one: Session, other: Session) -> bool:
    return all(
        texts(getattr(one, name)) == texts(getattr(other, name)) for name in ("title", "track")
    )


def would_fit(event: Event, *, by: dt.timedelta) -> bool:
    """Whether all sessions lie within the event once each is later by so much."""
    starts = dt.datetime.combine(event.start_date, event.start_time)
    ends = dt.datetime.combine(event.end_date, event.end_time)
    for session in event.sessions.all():
        first = dt.datetime.combine(session.date, session.start_time) + by
        last = dt.datetime.combine(session.date, session.end_time) + by
        if not starts <= first < last <= ends or first.date() != last.date():
            return False
    return True


def _in_the_same_room(session: Session, event: Event):
    """The first one that is there at the same time; rooms are the same in any case of letters."""
    if not session.room.strip():
        return []
    there = at_the_same_time(session, Session.objects.filter(event=event))
    return there.filter(room__iexact=session.room.strip()).order_by("start_time", "pk")[:1]


def at_the_same_time(session: Session, sessions):
    return sessions.exclude(pk=session.pk).filter(
        date=session.date, start_time__lt=session.end_time, end_time__gt=session.start_time
    )


def _span(session: Session) -> str:
    return f"{session.start_time:%H:%M}–{session.end_time:%H:%M}"


def warnings_about_speakers(event: Event) -> Iterator[str]:
    """People who would have to be in two sessions at once. A panel may well share its chair."""
    people = Speaker.objects.filter(event=event).prefetch_related("sessions").order_by("pk")
    said = _("%(name)s is in two sessions at once: “%(one)s” and “%(other)s”.")
    for speaker in people:
        for one, other in combinations(speaker.sessions.all(), 2):
            if _overlap(one, other):
                yield said % {"name": speaker.name, "one": one.title, "other": other.title}


def _overlap(one: Session, other: Session) -> bool:
    same_day = one.date == other.date
    return same_day and one.start_time < other.end_time and other.start_time < one.end_time


def reasons_against_material(material: Material, *, file, url: str) -> Iterator[str]:
    """A file or a link, one of the two; the link gives way where a file is kept already."""
    if file and url:
        yield _("Give a file or a link, one of the two.")
    elif not (file or url or material.upload_id):
        yield _("Give a file or a link.")


def reasons_against_outcome(event: Event, dated: dt.date) -> Iterator[str]:
    if dated < event.start_date:
        words = {"day": date_format(event.start_date)}
        yield _("What came of it is later than its start on %(day)s.") % words
    elif dated > timezone.localdate():
        yield _("Enter a day that has been.")
