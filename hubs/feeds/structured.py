"""What search engines read on a page: schema.org, as plain data for JSON.

Every function builds from what the page has loaded, and asks the database nothing.
"""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from hubportal.outbox.letters import absolute
from hubs.models import Backing, Feature, Hub, Organisation, Programme, Story, Tie
from hubs.models.publishing import texts

CONTEXT = {"@context": "https://schema.org"}


def hub_data(hub: Hub, *, hosts: Iterable[Tie] = ()) -> dict:
    """`hosts` are the ties to those who carry the hub now."""
    parents = [named(tie.organisation) for tie in hosts]
    return without_empty(
        CONTEXT
        | named(hub)
        | {
            "alternateName": str(hub.short_name),
            "description": str(hub.summary),
            "foundingDate": _day(hub.founded),
            "sameAs": [hub.website] if hub.website else [],
            "areaServed": {"@type": "Place", "name": str(hub.territory.name)},
            "location": {"@type": "Place", "name": str(hub.territory.name)},
            "knowsLanguage": hub.languages,
            "parentOrganization": parents,
            "memberOf": named(hub.programme) if hub.programme else None,
        }
    )


def organisation_data(organisation: Organisation) -> dict:
    ror = f"https://ror.org/{organisation.ror_id}" if organisation.ror_id else ""
    return without_empty(
        CONTEXT
        | named(organisation)
        | {
            "description": str(organisation.summary),
            "identifier": ror,
            "sameAs": [address for address in (ror, organisation.website) if address],
            "location": _place(organisation),
        }
    )


def programme_data(programme: Programme, *, owners: Iterable[Backing] = ()) -> dict:
    return without_empty(
        CONTEXT
        | named(programme)
        | {
            "description": str(programme.summary),
            "foundingDate": _day(programme.launched),
            "sameAs": [programme.website] if programme.website else [],
            "parentOrganization": [named(backing.organisation) for backing in owners],
        }
    )


def story_data(story: Story) -> dict:
    by = {"@type": "Person", "name": story.authors} if story.authors else publisher(story.hub)
    return without_empty(
        _article("NewsArticle", story, title=str(story.title), by=by)
        | {
            "description": str(story.summary),
            "datePublished": _day(story.dated),
            "dateModified": max(story.changed_at, story.public_from).isoformat(),
            "inLanguage": _language(story.title),
            "isBasedOn": story.canonical_url,
            "image": _picture(story.picture),
        }
    )


def feature_data(feature: Feature, *, page) -> dict:
    """`page` is what `figures.as_page` made of the approved text."""
    people = [{"@type": "Person", "name": person["name"]} for person in page.people]
    return without_empty(
        _article("Article", feature, title=page.title, by=people or named(feature.organisation))
        | {
            "datePublished": feature.public_from.isoformat(),
            "dateModified": max(feature.shown_at, feature.public_from).isoformat(),
            "inLanguage": page.language,
            "about": named(feature.organisation),
            "isBasedOn": page.source,
            "image": _picture(page.picture),
        }
    )


def trail_data(crumbs: Iterable[tuple[str, str]]) -> dict:
    """The way to a page, as (text, path); the last may have no path: it is the page itself."""
    items = [
        {"@type": "ListItem", "position": number, "name": str(text)}
        | ({"item": absolute(path)} if path else {})
        for number, (text, path) in enumerate(crumbs, start=1)
    ]
    return CONTEXT | {"@type": "BreadcrumbList", "itemListElement": items}


def site_data() -> dict:
    """The site with its search box, in the reader's language."""
    home, search = absolute(reverse("home")), absolute(reverse("search"))
    return CONTEXT | {
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": home,
        "inLanguage": get_language(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search + "?q={words}"},
            "query-input": "required name=words",
        },
    }


def named(thing) -> dict:
    """An organisation as others mention it; its address tells which one it is."""
    name, address = str(thing.name), absolute(thing.get_absolute_url())
    return {"@type": "Organization", "@id": identity(thing), "name": name, "url": address}


def identity(thing) -> str:
    """One thing has one identity, whichever language its page is in."""
    with override(settings.LANGUAGE_CODE):
        return absolute(thing.get_absolute_url())


def publisher(hub: Hub | None) -> dict:
    if hub and hub.has_public_page():
        return named(hub)
    if hub:
        return {"@type": "Organization", "name": str(hub.name)}
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")}


def without_empty(data: dict) -> dict:
    return {name: value for name, value in data.items() if value}


def _article(kind: str, thing, *, title: str, by) -> dict:
    address = absolute(thing.get_absolute_url())
    return CONTEXT | {
        "@type": kind,
        "@id": f"{address}#article",
        "url": address,
        "mainEntityOfPage": address,
        "headline": title,
        "author": by,
        "publisher": publisher(thing.hub),
    }


def _place(organisation: Organisation) -> dict | None:
    names = [organisation.city, organisation.territory and str(organisation.territory.name)]
    place = ", ".join(name for name in names if name)
    return {"@type": "Place", "name": place, "address": place} if place else None


def _picture(picture) -> str:
    return absolute(picture.get_absolute_url()) if picture else ""


def _language(text) -> str:
    said = texts(text)
    return get_language() if get_language() in said else next(iter(said), get_language())


def _day(day) -> str:
    return day.isoformat() if day else ""
