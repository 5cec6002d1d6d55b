"""Atom feeds as RFC 4287 wants them, for every floor that has news."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language

from hubportal.outbox.letters import absolute
from hubportal.workflow.forms import UNPRINTABLE

ATOM_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """One piece of news. `path` is its page, `html` its cleaned text, if there is one."""

    title: str
    path: str
    id: str
    published: dt.datetime
    updated: dt.datetime
    summary: str = ""
    html: str = ""
    author: str = ""
    categories: Sequence[str] = ()


def tag_uri(day: dt.date, *parts) -> str:
    """A name that stays when the address changes (RFC 4151); `day` is one on which we held it."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{day:%Y-%m-%d}:{':'.join(str(part) for part in parts)}"


class Feed(Atom1Feed):
    """Text is told from markup, and a feed without entries does not change by itself."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["text"]:
            handler.addQuickElement("summary", item["text"], {"type": "text"})
        if item["html"]:
            handler.addQuickElement("content", item["html"], {"type": "html"})

    def latest_post_date(self):
        today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return super().latest_post_date() if self.items else today


def feed(
    request: HttpRequest, *, title: str, home: str, entries: list[Entry], id: str = ""
) -> HttpResponse:
    """`home` is the path of the page that shows the same; without `id` the feed's address is it."""
    here = absolute(request.get_full_path())
    made = Feed(
        title=_printable(title),
        link=absolute(home),
        description="",
        language=get_language(),
        author_name=settings.SITE_NAME,
        feed_url=here,
        feed_guid=id or here,
    )
    for entry in entries:
        made.add_item(
            title=_printable(entry.title),
            link=absolute(entry.path),
            description=None,
            text=_printable(entry.summary),
            html=_printable(entry.html),
            author_name=_printable(entry.author) or None,
            unique_id=entry.id,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[_printable(each) for each in entry.categories],
        )
    changed = max((entry.updated for entry in entries), default=None)
    return answer(request, made.writeString("utf-8").encode(), ATOM_TYPE, changed)


def _printable(text: str) -> str:
    return UNPRINTABLE.sub("", text)


def answer(request, content: bytes, content_type: str, changed) -> HttpResponse:
    """With ETag and Last-Modified, so that a program which has it is told just that."""
    response = HttpResponse(content, content_type=content_type)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    return get_conditional_response(request, etag=etag, response=response)
