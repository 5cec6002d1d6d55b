import datetime as dt
import re
import shutil

import pytest
from babel.messages.catalog import Catalog
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext

from hubportal.catalogues import files
from hubportal.catalogues.__main__ import compile_all, main
from hubportal.catalogues.faults import all_faults, faults_in, faults_of_form
from hubportal.catalogues.files import PLURALS, ROOT, compile_into_mo, read, write
from hubportal.catalogues.texts import project_texts, python_from, texts_in

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy

title = _("Hub’s \\"own\\" page")
places = ngettext("%(count)d place", "%(count)d places", 2)
month = pgettext_lazy("of the year", "May")
# Translators: a verb
label = _("Post")
long = _("one " "and two")
not_text = other("never")
"""
TEMPLATE = """
{% extends "base.html" %}{% load i18n %}
{% translate "Don’t stop" %} {% translate 'He said "no"' %} {% translate "It's" %}
  {% translate "Open" context "of a hub" %}
{% if a %}
    {% blocktranslate trimmed with name=hub.name %}
      Welcome to {{ name }},
      it is “yours”.
    {% endblocktranslate %}
{% endif %}
{% blocktranslate trimmed count left=places %}{{ left }} place left, 5 %{% plural %}{{ left }}
  places left, 5 %{% endblocktranslate %}
{{ value|default:_("Nothing's there") }} {% include "x.html" with text=_("Carry on") %}
{% blocktranslate trimmed context "noun" count n=n %}a
  call{% plural %}{{ n }} calls{% endblocktranslate %}
"""


def texts(source: str) -> dict:
    return {text: context for text, context, _ in texts_in(source)}


def test_catalogues_hold_every_text_translated_and_nothing_else():
    assert list(all_faults()) == []


def test_texts_are_found_in_python_with_plural_context_and_comment():
    assert texts(PYTHON) == {
        'Hub’s "own" page': None,
        ("%(count)d place", "%(count)d places"): None,
        "May": "of the year",
        "Post": None,
        "one and two": None,
    }
    assert ("Post", None, ["a verb"]) in list(texts_in(PYTHON))


def test_texts_are_found_in_templates_as_django_will_look_them_up():
    assert texts(python_from(TEMPLATE)) == {
        "Don’t stop": None,
        'He said "no"': None,
        "It's": None,
        "Open": "of a hub",
        "Welcome to %(name)s, it is “yours”.": None,
        ("%(left)s place left, 5 %%", "%(left)s places left, 5 %%"): None,
        "Nothing's there": None,
        "Carry on": None,
        ("a call", "%(n)s calls"): "noun",
    }


def test_texts_of_pages_letters_and_models_are_all_collected():
    places = {place for message in project_texts() for place, _ in message.locations}
    assert {"templates/base.html", "events/models/events.py", "hubportal/settings.py"} <= places
    assert not [place for place in places if "/migrations/" in place or place.startswith("tests")]


@pytest.mark.parametrize(
    ("original", "translation", "fault"),
    [
        ("%(name)s is here", "%(nmae)s er her", "placeholders differ (%(name)s, %(nmae)s)"),
        ("Words: {n}", "Ord: {m}", "placeholders differ ({m}, {n})"),
        ("%s of %s", "%s", "placeholders differ in number or order"),
        ('<a href="/">x</a>', "<a href='/'>x</a>", "markup differs"),
        ("line\n", "linje", "begins or ends with other white space"),
    ],
)
def test_a_translation_that_would_break_the_page_is_a_fault(original, translation, fault):
    assert list(faults_of_form(original, translation, may_drop=False)) == [fault]


def test_a_form_for_a_single_number_may_leave_the_figure_out():
    assert list(faults_of_form("%(count)d places", "ett sted", may_drop=True)) == []


def test_every_other_fault_is_named():
    wanted, catalogue = Catalog(), Catalog(locale="nb")
    for text in ("new", "empty", "doubtful", ("place", "places")):
        wanted.add(text)
    catalogue.add("empty", "")
    catalogue.add("doubtful", "tvilsom", flags=["fuzzy"])
    catalogue.add("gone", "borte")
    catalogue.add(("place", "places"), ("en", "to", "tre"))
    assert sorted(faults_in(catalogue, wanted, "nb")) == [
        "fuzzy: 'doubtful'",
        "has 3 plural forms: ('place', 'places')",
        "missing: 'new'",
        "no longer used: 'gone'",
        "not translated: 'empty'",
    ]


def test_a_catalogue_written_twice_is_the_same_bytes_and_compiles(tmp_path):
    catalogue, path = Catalog(locale="cy"), tmp_path / "django.po"
    catalogue.add("Hub", "Hwb", locations=[("hubs/models.py", None)])
    catalogue.add(
        ("%(n)s place", "%(n)s places"), ("%(n)s lle", "%(n)s le", "%(n)s lle", "%(n)s lle")
    )
    write(catalogue, path, "cy")
    first = path.read_bytes()
    write(read(path, "cy"), path, "cy")
    assert path.read_bytes() == first
    assert b"Date" not in first
    compile_into_mo(path, "cy")
    assert path.with_suffix(".mo").stat().st_size > 100


def test_update_changes_nothing_that_is_up_to_date(tmp_path, monkeypatch, capsys):
    copy = shutil.copytree(files.LOCALE, tmp_path / "locale")
    before = {path: path.read_bytes() for path in copy.rglob("*.po*")}
    monkeypatch.setattr(files, "LOCALE", copy)
    assert (main(["update"]), main(["check"])) == (0, 0)
    assert {path: path.read_bytes() for path in copy.rglob("*.po*")} == before
    assert capsys.readouterr().out == "0 faults in the catalogues\n"


def test_the_command_refuses_what_it_does_not_know(capsys):
    assert main(["check", "twice"]) == 2
    assert "update|check|compile" in capsys.readouterr().err


@pytest.fixture(scope="module")
def compiled():
    """The .mo files as `make` builds them, read afresh."""
    compile_all()
    translation.trans_real._translations.clear()


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("cy", 1, "1 lle ar ôl"),
        ("cy", 2, "2 le ar ôl"),
        ("cy", 8, "8 lle ar ôl"),
        ("nb", 1, "1 plass igjen"),
        ("nb", 0, "0 plasser igjen"),
        ("en", 1, "1 place left"),
    ],
)
def test_counts_take_the_plural_form_of_the_language(compiled, language, count, expected):
    with translation.override(language):
        text = ngettext("%(left)s place left", "%(left)s places left", count)
    assert text % {"left": count} == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("cy", "Sign Out", "Allgofnodi"),  # allauth speaks no Welsh
        ("cy", "Enter a valid date.", "Rhowch ddyddiad dilys."),  # Django's Welsh is misspelt
        ("nb", "Today", "I dag"),  # Django's own
        ("nb", "Hubs", "Huber"),
    ],
)
def test_packages_speak_the_readers_language_too(compiled, language, text, expected):
    with translation.override(language):
        assert gettext(text) == expected


@pytest.mark.parametrize(
    ("language", "date", "weekday"),
    [
        ("en", "3 December 2026", "Thursday 3 December 2026"),
        ("cy", "3 Rhagfyr 2026", "dydd Iau 3 Rhagfyr 2026"),
        ("nb", "3. desember 2026", "torsdag 3 desember 2026"),
    ],
)
def test_dates_and_times_are_written_as_people_here_write_them(compiled, language, date, weekday):
    moment = dt.datetime(2026, 12, 3, 14, 30)
    with translation.override(language):
        assert formats.date_format(moment) == date
        assert formats.date_format(moment, "l j F Y") == weekday
        assert formats.time_format(moment.time()) == "14:30"
        written = formats.date_format(moment, "DATETIME_FORMAT")
        assert written == f"{date}, 14:30"
        assert "p.m." not in written


def test_no_template_writes_day_and_month_in_an_order_of_its_own():
    own_order = re.compile(r"""date:["'][^"']*j [FM]""")
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    assert [path for path in templates if own_order.search(path.read_text())] == []


def test_months_are_spelt_right_in_welsh(compiled):
    with translation.override("cy"):
        months = [formats.date_format(dt.date(2026, month, 1), "F") for month in range(1, 13)]
    assert months[6] == "Gorffennaf"
    assert len(set(months)) == 12


@pytest.mark.parametrize("language", ["en", *PLURALS])
def test_dates_are_read_day_first_or_as_browsers_send_them(language):
    with translation.override(language):
        for text in ("2026-12-03", "03/12/2026", "03.12.2026"):
            for pattern in formats.get_format("DATE_INPUT_FORMATS"):
                try:
                    read_date = dt.datetime.strptime(text, pattern).date()
                except ValueError:
                    continue
                break
            assert read_date == dt.date(2026, 12, 3)
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "1,234.5"), ("cy", "1,234.5"), ("nb", "1\xa0234,5")]
)
def test_numbers_take_the_separators_of_the_language(language, expected):
    with translation.override(language):
        assert formats.number_format(1234.5, 1, use_l10n=True, force_grouping=True) == expected
