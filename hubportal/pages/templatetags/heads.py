"""What a page says of itself in its head: `{% load heads %}`."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY

register = template.Library()

# Apps, and pages of the first floor, that stand under an entry of the main menu; the rest of
# that floor stands under the hubs. Feeds and forms begin with the word of their page.
SECTIONS = {
    "events": "events",
    "funding": "funding",
    "opportunities": "opportunities",
    "opportunity": "opportunities",
    "stories": "stories",
    "story": "stories",
    "features": "stories",
    "feature": "stories",
    "series": "stories",
    "resources": "resources",
    "resource": "resources",
    "glossary": "resources",
    "evidence": "resources",
}


@register.simple_tag(takes_context=True)
def again(context, name: str) -> str:
    """A block of the page once more, on one line: a card says what the page's title says."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks and blocks.get_block(name)
    text = block.render(context) if block else ""
    # Splitting and joining keeps what was escaped escaped.
    return type(text)(" ".join(text.split()))


@register.simple_tag(takes_context=True)
def section(context) -> str:
    """The entry of the main menu under which this page stands; empty where there is none."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    if match.app_name != "hubs":
        return SECTIONS.get(match.app_name, match.url_name or "")
    return SECTIONS.get(match.url_name.partition("_")[0], "hubs")
