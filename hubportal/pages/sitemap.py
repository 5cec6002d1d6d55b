"""Every public address in every language, for search engines (sitemaps.org, version 0.9)."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from events.models import Event, EventSeries
from funding.models import Call
from hubs.models import (
    Agreement,
    Body,
    Feature,
    Hub,
    NetworkMeeting,
    Opportunity,
    Organisation,
    Policy,
    Programme,
    RecognitionScheme,
    Resource,
    Story,
    Theme,
)

PER_FILE = 1000
LISTS = [
    *("home", "events:list", "funding:calls", "hubs:opportunities", "hubs:list"),
    *("hubs:organisations", "hubs:stories", "hubs:features", "hubs:resources", "hubs:glossary"),
    *("hubs:evidence", "hubs:bodies", "hubs:agreements", "hubs:recognitions", "hubs:exchanges"),
    *("contact", "accessibility", "privacy"),
]
# Page: its model, and where the model says so when a row was changed.
THINGS = {
    "hubs:detail": (Hub, None),
    "hubs:programme": (Programme, None),
    "hubs:organisation": (Organisation, None),
    "events:detail": (Event, "changed_at"),
    "events:series": (EventSeries, None),
    "funding:call": (Call, None),
    "hubs:opportunity": (Opportunity, "changed_at"),
    "hubs:story": (Story, "changed_at"),
    "hubs:feature": (Feature, "shown_at"),
    "hubs:resource": (Resource, "changed_at"),
    "hubs:theme": (Theme, None),
    "hubs:policy": (Policy, None),
    "hubs:body": (Body, None),
    "hubs:agreement": (Agreement, "changed_at"),
    "hubs:recognition": (RecognitionScheme, None),
    "hubs:exchange": (NetworkMeeting, "changed_at"),
}


@require_safe
def sitemap_xml(request):
    """All of it in one file, or the list of the files when there is too much for one."""
    files = Paginator(_rows(), PER_FILE)
    number = request.GET.get("page")
    if number is None and files.num_pages > 1:
        context = {"site_url": settings.SITE_URL, "numbers": files.page_range}
        return render(request, "pages/sitemap_index.xml", context, content_type="application/xml")
    page = files.get_page(number)
    pages = [*(_lists() if page.number == 1 else ()), *_pages(page)]
    context = {"site_url": settings.SITE_URL, "pages": pages}
    return render(request, "pages/sitemap.xml", context, content_type="application/xml")


def _rows() -> QuerySet:
    """What strangers may read, as (page, address, changed): one statement."""
    parts = [_part(page, model, changed) for page, (model, changed) in THINGS.items()]
    return parts[0].union(*parts[1:], all=True).order_by("page", "slug")


def _part(page: str, model, changed: str | None) -> QuerySet:
    rows = model._default_manager.all()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(AnonymousUser())
    when = Cast(F(changed) if changed else Value(None), DateTimeField())
    return rows.order_by().annotate(page=Value(page), when=when).values_list("page", "slug", "when")


def _lists() -> Iterator[dict]:
    for name in LISTS:
        yield from in_languages(reverse(name), None)


def _pages(rows) -> Iterator[dict]:
    for page, slug, changed in rows:
        yield from in_languages(reverse(page, args=[slug]), changed)


def in_languages(path: str, changed) -> Iterator[dict]:
    """The page in each language, each with all of them; English has no prefix."""
    codes = [code for code, _name in settings.LANGUAGES]
    paths = {code: path if code == settings.LANGUAGE_CODE else f"/{code}{path}" for code in codes}
    for code in codes:
        yield {"path": paths[code], "languages": paths, "default": path, "changed": changed}
