"""`{% load structured %}`: what search engines read on a page, from all floors."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from events.feeds.structured import event_data
from events.models import Event
from hubs.feeds import structured
from hubs.models import Feature, Hub, Organisation, Programme, Story

register = template.Library()

# Inside a script element nothing may look like a tag or a comment; and the two characters that
# end a line in JavaScript but not in JSON are written out.
HARMLESS = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}
BUILT_BY = {
    Event: event_data,
    Feature: structured.feature_data,
    Hub: structured.hub_data,
    Organisation: structured.organisation_data,
    Programme: structured.programme_data,
    Story: structured.story_data,
}
# What only staff see yet is nothing for machines.
NOT_YET = {"draft", "planned", "withdrawn", "invited", "answered", "proposed", "approved"}


@register.simple_tag
def structured_data(thing=None, **loaded) -> str:
    """The thing, or without one the site. `loaded` is what the page has at hand besides."""
    if thing is None:
        return element(structured.site_data())
    if getattr(thing, "status", "") in NOT_YET or getattr(thing, "stub", False):
        return ""
    return element(BUILT_BY[type(thing)](thing, **loaded))


@register.simple_tag(takes_context=True)
def trail(context) -> str:
    """The breadcrumb, from the same variables as `components/breadcrumb.html`."""
    names = [("text0", "url0"), ("text", "url"), ("here", "")]
    crumbs = [(context.get(text), context.get(url)) for text, url in names]
    shown = [(text, url) for text, url in crumbs if text and (url or text == context.get("here"))]
    return element(structured.trail_data(shown))


def element(data: dict) -> SafeString:
    """It runs nothing: data, not a script, so the Content-Security-Policy lets it be."""
    text = json.dumps(data, ensure_ascii=False, default=str).translate(HARMLESS)
    block = '<script type="application/ld+json">{}</script>'
    return format_html(block, mark_safe(text))  # noqa: S308 - made harmless a line above
