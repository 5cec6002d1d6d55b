"""What waits for the staff of a hub: dates that come, words that are missing, answers to edit."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import CharField, DateField, Expression, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from hubportal.workflow.translated import missing
from hubs.models import (
    Agreement,
    Body,
    Feature,
    FollowUp,
    Hub,
    NetworkMeeting,
    Opportunity,
    Recognition,
    Resource,
    Story,
)

CONTENT = [Story, Opportunity, Resource, Agreement, NetworkMeeting, Feature]
# What comes later than this does not wait for anybody yet.
AHEAD = dt.timedelta(days=30)
EXPIRES_AHEAD = dt.timedelta(days=90)
LONGEST = 300
REASONS = {
    "review": _("Is it still right?"),
    "agreement": _("Agreement to review"),
    "expires": _("Expires"),
    "follow_up": _("Promised to another hub"),
    "edit": _("Answers to edit"),
    "publish": _("Approved, ready to publish"),
    "cy": _("Public, but not in Welsh"),
    "nb": _("Public, but not in Norwegian"),
}


@dataclass
class Waiting:
    """One thing to do: the record, why, and by when (None: as soon as possible)."""

    label: str
    pk: int
    title: LazyI18nString
    hub: LazyI18nString
    why: str
    due: dt.date | None
    # Where it is done, if that is not the record's own page.
    url: str = ""


@dataclass(frozen=True)
class Source:
    """What waits on a floor above: records that are a hub's, why in words, and by which day.

    What is to be done at once is due since a day: without one it would come after all that has.
    `name` tells it from the others; `url` makes the address where it is done from a record's key,
    if that is not the record's own page.
    """

    name: str
    rows: QuerySet
    words: str
    due: Expression | F
    url: Callable[[int], str] = lambda pk: ""
    title: str = "title"
    hub: str | Expression = "hub__short_name"


def waiting(user, *, today: dt.date, above: Iterable[Source] = ()) -> list[Waiting]:
    """What waits for this person, the most urgent first, by one query; at most 300 rows.

    Only kinds of records that the person may change, and of these only what they manage.
    """
    sources = {source.name: source for source in above}
    first, *others = [
        _part(rows, why, due)
        for parts in (_content(user, today), _dated(user, today), _features(user))
        for rows, why, due in parts
    ]
    others += [
        _part(source.rows, name, source.due, names=(source.title, source.hub))
        for name, source in sources.items()
    ]
    rows = first.union(*others, all=True).order_by("q_due", "q_label", "pk")[:LONGEST]
    return [_read(row, sources) for row in rows]


def _content(user, today):
    """What is to be looked at again, and what its hub owes in one of its languages."""
    for model in CONTENT:
        public = _theirs(model, user).filter(status="published")
        yield public.filter(review_by__lte=today + AHEAD), "review", F("review_by")
        for code in ("cy", "nb"):
            owed = public.filter(hub__languages__contains=[code])
            yield missing(owed, code), code, Value(None)
    for model in (Hub, Body):
        yield _theirs(model, user).filter(review_by__lte=today + AHEAD), "review", F("review_by")


def _dated(user, today):
    """Agreements, recognitions and promises by their dates."""
    lately = (today - AHEAD, today + EXPIRES_AHEAD)
    agreements = _theirs(Agreement, user).filter(status="published", ended_on=None)
    yield agreements.filter(review_on__lte=today + AHEAD), "agreement", F("review_on")
    yield agreements.filter(expires_on__range=lately), "expires", F("expires_on")
    recognitions = _theirs(Recognition, user)
    yield recognitions.filter(expires_on__range=lately), "expires", F("expires_on")
    mine = user.hubs_as("hub_manager").values("pk")
    promises = _theirs(FollowUp, user).filter(done_on=None, owner_hub__in=mine)
    yield promises.filter(due_on__lte=today + AHEAD), "follow_up", F("due_on")


def _features(user):
    """Perspectives in which the editor acts next."""
    for status, why in [("answered", "edit"), ("approved", "publish")]:
        yield _theirs(Feature, user).filter(status=status), why, TruncDate("changed_at")


def _theirs(model, user):
    may = user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    return model.objects.managed_by(user) if may else model.objects.none()


NAMES = {
    Hub: ("name", "short_name"),
    Body: ("name", "hub__short_name"),
    FollowUp: ("what", "owner_hub__short_name"),
    Recognition: ("scheme__name", "hub__short_name"),
}


def _part(rows, why: str, due, names=("title", "hub__short_name")):
    title, hub = NAMES.get(rows.model, names)
    rows = rows.order_by().annotate(
        q_label=Value(rows.model._meta.label_lower, output_field=CharField()),
        q_title=Cast(title, TextField()),
        q_hub=Cast(hub, TextField()),
        q_why=Value(why, output_field=CharField()),
        q_due=Cast(due, DateField()),
    )
    return rows.values_list("q_label", "pk", "q_title", "q_hub", "q_why", "q_due")


def _read(row, sources: dict[str, Source]) -> Waiting:
    label, pk, title, hub, why, due = row
    source = sources.get(why)
    words, url = (source.words, source.url(pk)) if source else (REASONS[why], "")
    return Waiting(label, pk, _text(title), _text(hub), str(words), due, url)


def _text(raw: str | None) -> LazyI18nString:
    """A translated field as it lies in the database."""
    try:
        return LazyI18nString(json.loads(raw or '""'))
    except ValueError:
        return LazyI18nString(raw)
