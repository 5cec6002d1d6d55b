"""Tags and filters of the house style, for every template: `{% load hub %}`."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.widgets import ChoiceWidget
from django.utils import formats, timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hubs.models.publishing import missing_in, texts, translated_fields
from hubs.templatetags.prose import markdown

register = template.Library()

# The first sign found counts, because browsers also name those they wish to be taken for.
BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet")),
    *(("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome")),
    ("Safari", "Safari"),
)
SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")),
)
# So many signs of a label stand in a summary of errors.
LONGEST_CALLED = 60

register.filter(markdown)


def _zone(zone) -> ZoneInfo:
    """The zone itself, its name, or the reader's zone when neither is known."""
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(str(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.get_current_timezone()


class WallTime(datetime):
    """A moment on the clock of its place; templates must not move it to the reader's zone."""

    convert_to_local_time = False


@register.filter
def in_zone(moment, zone):
    """The moment on that zone's clock, to be written by `|date:"H:i"`."""
    if not moment:
        return ""
    local = moment.astimezone(_zone(zone))
    parts = (*local.timetuple()[:6], local.microsecond, local.tzinfo)
    return WallTime(*parts, fold=local.fold)


@register.filter
def lies_ahead(moment) -> bool:
    """Whether a moment is still to come, as of content that is to be public later."""
    return bool(moment and moment > timezone.now())


@register.filter
def zone_name(zone) -> str:
    """How people call a zone: "UK time", "Norwegian time", else the city's name."""
    key = _zone(zone).key
    known = {
        "Europe/London": _("UK time"),
        "Europe/Oslo": _("Norwegian time"),
        "Europe/Dublin": _("Irish time"),
    }
    city = key.rpartition("/")[2].replace("_", " ")
    return known.get(key) or _("%(city)s time") % {"city": city}


@register.filter(expects_localtime=True)
def full_date(day, rest="DATE_FORMAT") -> str:
    """Weekday and date in the order of the reader's language; Norwegian writes "3. desember".

    `rest` is the name of the format after the weekday, such as MONTH_DAY_FORMAT.
    """
    return f"{formats.date_format(day, 'l')} {formats.date_format(day, rest)}" if day else ""


@register.simple_tag
def day_range(first, last, rest="DATE_FORMAT") -> str:
    """All days from the first to the last, as short as can be: "12–14 May 2027".

    `rest` is the name of the format of the last one; MONTH_DAY_FORMAT leaves out its year.
    """
    until = formats.date_format(last, rest)
    if first == last:
        return until
    if first.year != last.year:
        return f"{formats.date_format(first, rest)} – {until}"
    if first.month != last.month:
        return f"{formats.date_format(first, 'MONTH_DAY_FORMAT')} – {until}"
    # the number alone, with the full stop that Norwegian writes after it
    number = formats.get_format("MONTH_DAY_FORMAT").replace("F", "").strip()
    return f"{formats.date_format(first, number)}–{until}"


@register.filter
def zoned(moment, zone) -> str:
    """Weekday, date, time and the zone's name: what a deadline or a start needs."""
    if not moment:
        return ""
    local = in_zone(moment, zone)
    return _("%(day)s %(date)s, %(time)s (%(zone)s)") % {
        "day": formats.date_format(local, "l"),
        "date": formats.date_format(local),
        "time": clock(local),
        "zone": zone_name(zone),
    }


@register.filter
def clock(moment) -> str:
    """The time of a moment already in its zone: 14:02, but "12 noon", which nobody misreads."""
    if moment.hour == 12 and moment.minute == 0:
        return _("12 noon")
    return formats.date_format(moment, "H:i")


@register.filter
def first_control(field: BoundField) -> str:
    """The id that a link in the error summary should land on."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


@register.filter
def called(field: BoundField) -> str:
    """What a field is called where its page speaks of it elsewhere: its label, or its start."""
    label = Truncator(strip_tags(str(field.label))).chars(LONGEST_CALLED).strip()
    return label if label.endswith(("?", ":", "…")) else f"{label.rstrip('.')}:"


@register.filter
def prefix(field: BoundField) -> str:
    """A sign shown in front of the box, such as a currency; from the widget's data-prefix."""
    return field.field.widget.attrs.get("data-prefix", "")


@register.filter
def words(field: BoundField) -> str:
    """The word limit of a long answer; from the widget's data-words."""
    return field.field.widget.attrs.get("data-words", "")


@register.filter
def is_tick(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_choice(field: BoundField) -> bool:
    return isinstance(field.field.widget, ChoiceWidget)


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether to say "(optional)". A field needed only sometimes sets `conditional = True`."""
    conditional = getattr(field.field, "conditional", False)
    return not (field.field.required or conditional or is_tick(field))


@register.filter
def bare(field: BoundField) -> BoundField:
    """The field without its placeholder, which only says its label again and fades on typing.

    A box for a mailed or generated code gets the phone's digits where codes are digits.
    """
    attributes = field.field.widget.attrs
    attributes.pop("placeholder", None)
    if attributes.get("autocomplete") == "one-time-code":
        mailed = getattr(settings, "ALLAUTH_USER_CODE_FORMAT", {})
        mode = "numeric" if mailed.get("numeric") else "text"
        attributes |= {"inputmode": mode, "spellcheck": "false", "autocapitalize": "characters"}
    return field


@register.filter
def device(user_agent: str) -> str:
    """What a person calls the thing they read with, such as "Firefox on Windows"."""
    found = [
        next((name for sign, name in kinds if sign in user_agent), "")
        for kinds in (BROWSERS, SYSTEMS)
    ]
    if not all(found):
        return found[0] or found[1] or user_agent
    return _("%(browser)s on %(system)s") % {"browser": found[0], "system": found[1]}


@register.filter
def in_a_sentence(names) -> str:
    """Names of months and languages, which Norwegian writes small where no sentence begins."""
    return str(names).lower() if get_language() == "nb" else str(names)


@register.filter
def initials(name) -> str:
    """First and last initial of a name, for the round mark that stands for a photograph."""
    parts = str(name or "").split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


@register.inclusion_tag("components/errors.html")
def error_summary(form) -> dict:
    """All the errors of a form, linked to their controls; goes above the page's heading.

    A form whose summary stands above it is not given a second one by `{% crispy %}`.
    """
    form.summary_is_shown = True
    return {"form": form}


@register.filter
def other_language(text) -> str:
    """The code of the language a translated text is shown in, where it is not the reader's."""
    said = texts(text)
    if not said or get_language() in said:
        return ""
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in said else next(iter(said))


@register.filter
def only_in(thing) -> str:
    """A label for what is not all there in the reader's language: "Saesneg yn unig"."""
    missing = missing_in(thing, get_language())
    if not missing:
        return ""
    said = [texts(getattr(thing, field.attname)) for field in translated_fields(thing)]
    known = {code for each in said for code in each}
    if len(known) > 1:
        return _("Not all of it in your language")
    labels = {"en": _("English only"), "cy": _("Welsh only"), "nb": _("Norwegian only")}
    return labels.get(known.pop(), _("Not in your language"))


@register.filter
def host_first(text, languages) -> list[dict]:
    """A name as its host says it, then as the reader does; each text once, with its language."""
    said = texts(text)
    reader = get_language() if get_language() in said else other_language(text)
    codes = dict.fromkeys([*(code for code in languages[:1] if code in said), reader])
    found = {said[code]: code for code in reversed(codes) if code in said}
    return [{"code": code, "text": name} for name, code in reversed(found.items())]


@register.simple_tag(takes_context=True)
def languages_in_order(context) -> list[dict]:
    """The languages of the site; on the pages of a hub, that of its host before all others."""
    spoken = getattr(context.get("hub"), "languages", None) or [""]
    offered = context.get("languages") or []
    return sorted(offered, key=lambda language: language["code"] != spoken[0])
