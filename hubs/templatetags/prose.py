"""What staff write in Markdown, as safe HTML; templates have the filter by `{% load hub %}`."""

from collections.abc import Iterable

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

PROSE = MarkdownIt("js-default", {"linkify": False, "typographer": False})
PROSE_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s"),
    *("a", "blockquote", "code", "pre", "table", "thead", "tbody", "tr", "th", "td"),
}
PROSE_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
DEEPEST = 6


def markdown(text, first: int = 3) -> SafeString:
    """Safe HTML of what staff wrote. Raw HTML is shown as text; pictures are dropped.

    `first` is the level of its outermost headings, 2 to 6: one below the heading that the text
    stands under on its page. The others follow without a gap, whatever levels were typed.
    """
    tokens = PROSE.parse(str(text or ""))
    _put_under(tokens, first)
    html = PROSE.renderer.render(tokens, PROSE.options, {})
    clean = nh3.clean(
        html,
        tags=PROSE_TAGS,
        attributes=PROSE_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it


def _put_under(tokens: Iterable[Token], first: int) -> None:
    """Moves the headings to where they belong in the outline of the page."""
    above: list[str] = []  # as typed: those that a heading stands under, and itself
    for token in tokens:
        if token.type == "heading_open":
            above = [*(tag for tag in above if tag < token.tag), token.tag]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(first + len(above) - 1, DEEPEST)}"
