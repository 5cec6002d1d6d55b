import datetime as dt

from i18nfield.strings import LazyI18nString

from hubportal.pages.demonstration.clock import at, moment
from hubportal.pages.demonstration.texts import LANGUAGES, load, text
from hubs import services
from hubs.models import Hub, Organisation, Picture, Quote, Story, Theme


def said(parts) -> LazyI18nString:
    """A text of three languages as a list, or of some by their names."""
    return LazyI18nString(parts) if isinstance(parts, dict) else text(parts)


def build_stories(
    hubs: dict[str, Hub], pictures: dict[str, Picture], managers, day: dt.date
) -> int:
    rows = load("stories")
    for row in rows["stories"]:
        extra = {"picture": pictures.get(row.get("picture"))}
        _story(row, hubs, managers, day, extra | _note(row, rows["invented"]))
    return len(rows["stories"])


def _note(row: dict, invented: list[str]) -> dict:
    """The text, which says so where it is invented."""
    return {"body": with_note(said(row["body"]), invented if row.get("invented") else None)}


def _story(row: dict, hubs, managers, day: dt.date, extra: dict) -> None:
    hub = hubs[row["hub"]] if "hub" in row else None
    dated = row.get("dated") or day - dt.timedelta(days=row["days"])
    defaults = {name: said(row.get(name)) for name in ("title", "summary", "correction")}
    defaults |= {
        "hub": hub,
        "dated": dated,
        "as_of": row.get("as_of"),
        "origin": row.get("origin", ""),
        "canonical_url": row.get("url", ""),
        "authors": row.get("authors", ""),
        "licence": row.get("licence", ""),
        **extra,
    }
    with at(moment(dated)):
        story, new = Story.objects.get_or_create(slug=row["slug"], defaults=defaults)
        if not new:
            return
        story.organisations.set(Organisation.objects.filter(slug__in=row["organisations"]))
        story.themes.set(Theme.objects.filter(slug__in=row["themes"]))
        for position, quote in enumerate(row.get("quotes", [])):
            _quote(story, quote, position)
        services.publish(story, by=managers(hub))


def with_note(body: LazyI18nString, note: list[str] | None) -> LazyI18nString:
    """The text with a line at its end in each of its languages."""
    if not note:
        return body
    notes = dict(zip(LANGUAGES, note, strict=True))
    return LazyI18nString({code: f"{words}\n\n{notes[code]}" for code, words in body.data.items()})


def _quote(story: Story, row: dict, position: int) -> None:
    Quote.objects.create(
        story=story,
        position=position,
        name=row["name"],
        post=said(row["post"]),
        affiliation=row["affiliation"],
        text=said(row["text"]),
        consented_on=row.get("consented_on"),
        consent_note=row["note"][:200],
    )
