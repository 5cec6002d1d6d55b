"""The tags of the house style."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from hubs.templatetags import hub

NOON = dt.datetime(2027, 1, 11, 12, 0, tzinfo=dt.UTC)


def rendered(text, **context):
    return engines["django"].from_string("{% load hub %}" + text).render(context)


def test_markdown_shows_raw_html_as_text_and_drops_dangerous_links():
    html = hub.markdown("<script>alert(1)</script> [a](javascript:alert(1)) ![b](https://x.org/b)")
    assert "<script" not in html
    assert "href" not in html
    assert "<img" not in html


def test_markdown_leaves_the_first_headings_to_the_page_and_its_section():
    html = hub.markdown("# One\n\n## Two\n\n###### Six")
    assert [html.count(f"<h{level}>") for level in range(1, 7)] == [0, 0, 1, 1, 1, 0]


def test_markdown_of_nothing_is_nothing():
    assert hub.markdown(None) == ""


def test_a_moment_is_written_on_the_clock_of_its_place():
    shown = rendered("{{ at|zoned:zone }}", at=NOON, zone="Europe/Oslo")
    assert shown == "Monday 11 January 2027, 13:00 (Norwegian time)"
    assert "12 noon (UK time)" in rendered("{{ at|zoned:zone }}", at=NOON, zone="Europe/London")


def test_the_readers_own_zone_does_not_move_a_local_time():
    shown = rendered('{{ at|in_zone:zone|date:"H:i" }}', at=NOON, zone=ZoneInfo("Europe/Oslo"))
    assert shown == "13:00"


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc", None])
def test_an_unknown_zone_is_the_readers_own(zone):
    assert "UK time" in rendered("{{ at|zoned:zone }}", at=NOON, zone=zone)


@pytest.mark.parametrize(
    ("first", "last", "rest", "en", "nb"),
    [
        ((2027, 5, 12), (2027, 5, 12), "DATE_FORMAT", "12 May 2027", "12. mai 2027"),
        ((2027, 5, 12), (2027, 5, 14), "DATE_FORMAT", "12–14 May 2027", "12.–14. mai 2027"),
        ((2027, 5, 12), (2027, 5, 14), "MONTH_DAY_FORMAT", "12–14 May", "12.–14. mai"),
        (
            *((2027, 5, 30), (2027, 6, 1), "DATE_FORMAT"),
            *("30 May – 1 June 2027", "30. mai – 1. juni 2027"),
        ),
        (
            *((2026, 12, 31), (2027, 1, 1), "DATE_FORMAT"),
            *("31 December 2026 – 1 January 2027", "31. desember 2026 – 1. januar 2027"),
        ),
    ],
)
def test_days_are_said_as_short_as_can_be(first, last, rest, en, nb):
    days = dt.date(*first), dt.date(*last)
    assert hub.day_range(*days, rest) == en
    with translation.override("nb"):
        assert hub.day_range(*days, rest) == nb


def test_nothing_has_no_time():
    assert rendered("{{ at|zoned:zone }}{{ at|in_zone:zone }}", at=None, zone="Europe/Oslo") == ""


def test_a_zone_without_a_name_of_ours_is_called_after_its_city():
    assert hub.zone_name("America/New_York") == "New York time"


def test_devices_are_named_as_people_name_them():
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/120 Safari/537 Edg/120"
    assert hub.device(edge) == "Edge on Windows"
    assert hub.device("Mozilla/5.0 (iPhone; like Mac OS X) Safari/605") == "Safari on iPhone"
    assert hub.device("curl/8.0") == "curl/8.0"


def test_initials_are_of_the_first_and_the_last_name():
    assert [hub.initials(name) for name in ["Nia", "Nia Wyn Rees", ""]] == ["N", "NR", ""]


class AForm(forms.Form):
    use_required_attribute = False
    title = forms.CharField(help_text="<b>Short</b>")
    note = forms.CharField(required=False)
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField()
    amount = forms.CharField(widget=forms.TextInput({"data-prefix": "£"}))
    story = forms.CharField(widget=forms.Textarea({"data-words": 20}))


def form(text="{% load crispy_forms_tags %}{% crispy form %}", data=None):
    return rendered(text, form=AForm(data))


def test_every_error_stands_at_its_field_and_in_one_linked_summary():
    html = form(data={})
    assert html.count('id="errors-title"') == 1
    for landing in ["id_title", "id_kinds_0", "id_agreed", "id_amount", "id_story"]:
        assert f'href="#{landing}"' in html
        assert f'id="{landing}"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html


def test_each_line_of_a_summary_names_its_field():
    html = form(data={})
    named = re.findall(r'<li><a href="#(\w+)"><strong>(.*?)</strong> ', html)
    assert ("id_title", "Title:") in named
    assert len(named) == html.count("<li><a href=")


def test_a_long_label_is_called_by_its_start_and_a_question_stays_one():
    bound = forms.Form()
    bound.fields["one"] = forms.CharField(label="May we show photographs?")
    bound.fields["two"] = forms.CharField(label="I agree " + "to all of this " * 9)
    assert hub.called(bound["one"]) == "May we show photographs?"
    assert hub.called(bound["two"]).endswith("…")
    assert len(hub.called(bound["two"])) <= 60


def test_a_summary_above_the_heading_is_not_repeated():
    html = form(
        "{% load crispy_forms_tags %}{% error_summary form %}<h1>x</h1>{% crispy form %}", {}
    )
    assert html.count('id="errors-title"') == 1


def test_only_optional_boxes_say_so_and_help_is_text():
    html = form()
    assert html.count("(optional)") == 1
    assert "&lt;b&gt;Short&lt;/b&gt;" in html
    assert "£" in html
    assert "Up to 20 words" in html


def test_the_summary_speaks_the_readers_language():
    with translation.override("nb"):
        assert "There is a problem" not in form(data={})


class CodeForm(forms.Form):
    code = forms.CharField(
        widget=forms.TextInput({"placeholder": "Code", "autocomplete": "one-time-code"})
    )


def test_a_code_box_has_no_placeholder_and_takes_what_codes_are_made_of(settings):
    text = "{% include 'components/form_fields.html' %}"
    assert "placeholder" not in rendered(text, form=CodeForm())
    settings.ALLAUTH_USER_CODE_FORMAT = {"numeric": True}
    assert 'inputmode="numeric"' in rendered(text, form=CodeForm())
