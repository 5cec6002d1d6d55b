"""The programme of an event whose hours have changed."""

import datetime as dt

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from events import rules
from events.models import Event

MINUTE = dt.timedelta(minutes=1)
HOURS = {"start_date", "start_time", "end_date", "end_time"}


class HoursMixin:
    """Sessions follow to another day but keep their hours; staff read which to look at."""

    def save_form(self, request, form, change):
        event = super().save_form(request, form, change)
        # the time, not the day: with that the programme moves by itself
        event.had_started_at = form.initial.get("start_time")
        event.moved_hours = bool(HOURS & set(form.changed_data))
        return event

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        if obj.moved_hours and (sessions := rules.outside(obj)):
            self.message_user(
                request,
                _told(request, obj, sessions, shift=_shift(obj, obj.had_started_at)),
                messages.WARNING,
            )
        return response


def _told(request, event: Event, sessions: list, *, shift: str) -> str:
    said = ngettext(
        "One session now lies outside the hours of the event: %(names)s.",
        "%(count)d sessions now lie outside the hours of the event: %(names)s.",
        len(sessions),
    )
    names = ", ".join(f"“{session.title}”" for session in sessions)
    words = said % {"count": len(sessions), "names": names}
    if not request.user.has_perm("events.view_session"):
        return words
    url = f"{reverse('admin:events_session_changelist')}?event__id__exact={event.pk}"
    link = gettext("Look at the programme")
    return format_html('{} {} <a href="{}">{}</a>', words, shift, url, link)


def _shift(event: Event, was: dt.time | None) -> str:
    """Said where all sessions fit once they move by as much as the start did."""
    by = _between(was, event.start_time)
    if not by or not rules.would_fit(event, by=by):
        return ""
    minutes = abs(by) // MINUTE
    if by > dt.timedelta():
        words = ngettext(
            "All sessions fit if each begins and ends %(count)d minute later.",
            "All sessions fit if each begins and ends %(count)d minutes later.",
            minutes,
        )
    else:
        words = ngettext(
            "All sessions fit if each begins and ends %(count)d minute earlier.",
            "All sessions fit if each begins and ends %(count)d minutes earlier.",
            minutes,
        )
    return words % {"count": minutes}


def _between(was: dt.time | None, now: dt.time) -> dt.timedelta:
    return dt.datetime.combine(dt.date.min, now) - dt.datetime.combine(dt.date.min, was or now)
