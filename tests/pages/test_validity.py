"""Every public page is valid HTML: the strict parser of html5lib finds nothing to mend in it.

What the parser does not know, because it is no error of syntax, is checked here too: ids that
are there twice, references to ids that are not there, and headings that skip a level.
"""

from collections import Counter

import html5lib
import pytest
from django.test import Client

from tests.test_budgets import PAGES, address
from tests.world import one_more

pytestmark = pytest.mark.django_db
# Beside the lists and details of the budgets, as a visitor sees them.
MORE = {
    "search, before": "/search/",
    "search, some": "/search/?q=hub",
    "search, near": "/search/?q=networkng",
    "search, none": "/search/?q=xyzzyplugh",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "not found": "/nowhere/",
}
FOR_MACHINES = ("feed", "json", "schema")
REFERRING = ("aria-labelledby", "aria-describedby", "aria-controls", "for")


def addresses(world):
    for name, (role, target, _budget) in PAGES.items():
        if role == "visitor" and not any(word in name for word in FOR_MACHINES):
            yield name, address(world, target)
    yield from MORE.items()


def faults(content: bytes):
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(content, transport_encoding="utf-8")
    for (line, column), code, details in parser.errors:
        yield f"{line}:{column} {code} {details}"
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    yield from (f"#{each} is there {count} times" for each, count in ids.items() if count > 1)
    for element in elements:
        for attribute in REFERRING:
            for each in (element.get(attribute) or "").split():
                if each not in ids:
                    yield f"{attribute} names #{each}, which is not there"
    yield from skipped_levels(elements)


def skipped_levels(elements):
    levels = [int(element.tag[1]) for element in elements if element.tag in LEVELS]
    # The head of the page holds no heading; its first one is the first level.
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"h{after} follows h{before}"


LEVELS = {f"h{number}" for number in range(1, 7)}


@pytest.mark.parametrize("prefix", ["", "/cy", "/nb"])
def test_public_pages_are_valid(world, prefix):
    one_more(world, 1)
    client, wrong = Client(), {}
    for name, path in addresses(world):
        response = client.get(prefix + path)
        if found := list(faults(response.content)):
            wrong[f"{name} {prefix}{path}"] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("<p>a<div>b</p>", "unexpected-end-tag"),
        ("<ul><li>a</ul></li>", "unexpected-end-tag"),
        ("<p id=a id=b>", "duplicate-attribute"),
        ('<p id="a"></p><p id="a"></p>', "#a is there 2 times"),
        ('<label for="x">a</label>', "for names #x"),
        ("<h1>a</h1><h3>b</h3>", "h3 follows h1"),
        ("<table><p>a</p></table>", "unexpected-start-tag-implies-table-voodoo"),
    ],
)
def test_the_check_finds_what_is_wrong(broken, fault):
    page = f"<!doctype html><html><head><title>t</title></head><body>{broken}</body></html>"
    assert any(fault in each for each in faults(page.encode()))
