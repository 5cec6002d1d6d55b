"""A file of opportunities: what each line would do, what is written, and what never happens."""

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hubportal.workflow.moves import Refused
from hubs import figures, forms, services
from hubs.figures import cells, imports, spreadsheets
from hubs.models import ImportBatch, Opportunity
from hubs.models.publishing import texts
from tests.hubs.factories import (
    HubFactory,
    OpportunityFactory,
    OrganisationFactory,
    SectorFactory,
)
from tests.members.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
LONDON = ZoneInfo("Europe/London")
GOOD = {
    "title": "Award",
    "summary": "Money for a year.",
    "kind": "funding",
    "url": "https://example.org/a",
}
IMPORT = "admin:hubs_opportunity_import"


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


@pytest.fixture
def manager(client, wales):
    person = staff("hub_manager", wales)
    client.force_login(person)
    return person


def written(*lines, delimiter=",", encoding="utf-8") -> bytes:
    """A file of these lines, each a dictionary by column."""
    header = list(dict.fromkeys(name for line in lines for name in line))
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, header, delimiter=delimiter)
    rows.writeheader()
    rows.writerows(lines)
    return out.getvalue().encode(encoding)


def line(**cells) -> dict:
    return GOOD | cells


def batch_of(*lines, by, hub=None) -> ImportBatch:
    return services.keep_file(written(*lines), name="list.csv", hub=hub)


def looked_at(*lines, by, hub=None) -> list:
    return figures.preview(batch_of(*lines, by=by, hub=hub), by).matches


def import_now(*lines, by, hub=None):
    batch = batch_of(*lines, by=by, hub=hub)
    mark = figures.preview(batch, by).mark
    return services.confirm_import(batch, by=by, mark=mark)


def refused(content: bytes, by) -> str:
    with pytest.raises(Refused) as refusal:
        services.keep_file(content, name="list.csv", hub=None)
    return str(refusal.value)


def error_in(by, **cells) -> str:
    [match] = looked_at(line(**cells), by=by)
    assert match.verdict == "wrong"
    return match.in_words()


# The file as a whole -------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_every_usual_make_are_read(manager, delimiter, encoding):
    content = written(line(title="Fôn, ærlig"), delimiter=delimiter, encoding=encoding)
    batch = services.keep_file(content, name="list.csv", hub=None)
    assert batch.rows == [[2, line(title="Fôn, ærlig")]]


def test_names_of_columns_are_read_in_any_case_and_empty_lines_are_left_out(manager):
    content = b'"Title","SUMMARY",kind,Url,"Source ID",,\r\n\r\nA,B,funding,https://x.org,,,\r\n'
    batch = services.keep_file(content + b",,,,,,\n", name="l.csv", hub=None)
    [[number, raw]] = batch.rows
    assert number == 3
    assert raw == {"title": "A", "summary": "B", "kind": "funding", "url": "https://x.org"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b" \r\n ,, \n", "The file is empty."),
        (b"title,summary,kind,url\n", "nothing below them"),
        (b"title,summary,kind,url,colour\na,b,c,d,e\n", "no column called “colour”"),
        (b"title,summary,kind\na,b,c\n", "These columns are missing: url."),
        (b"title,title,summary,kind,url\na,b,c,d,e\n", "there twice: title"),
        (b'title,summary,kind,url\n"a,b,c,d\n', "Line 2 cannot be read"),
        (b"PK\x03\x04rest", "This is a workbook."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is a workbook."),
        (b"a\x00b,c\n1,2\n", "This is no text."),
        (b"a\x81b,c\n1,2\n", "This is no text."),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(manager, content, words):
    assert words in refused(content, manager)
    assert not ImportBatch.objects.exists()


def test_ten_thousand_lines_are_refused_with_their_number(manager):
    content = written(*[line(title=f"A{n}") for n in range(10_000)])
    assert "has 10000 lines; at most 1000" in refused(content, manager)


def test_a_thousand_lines_cost_the_same_queries_as_one(manager, django_assert_max_num_queries):
    batch = batch_of(
        *[line(title=f"A{n}", url=f"https://x.org/{n}") for n in range(1000)], by=manager
    )
    with django_assert_max_num_queries(20):
        shown = figures.preview(batch, manager)
    assert shown.counts["new"] == 1000
    with django_assert_max_num_queries(45):
        created, _changed = services.confirm_import(batch, by=manager, mark=shown.mark)
    assert len(created) == Opportunity.objects.count() == 1000


# Single lines --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"title": ""}, "Title (en): This must not be empty."),
        ({"kind": "grant"}, "There is no “grant” here. Choose one of: funding"),
        ({"url": "javascript:alert(1)"}, "begins with https:// or http://"),
        ({"url": "ftp://example.org"}, "begins with https:// or http://"),
        ({"sectors": "NHS|XYZ"}, "There is no “XYZ” here. Choose one of:"),
        ({"territories": "narnia"}, "There is no “narnia” here"),
        ({"barriers": "6"}, "There is no “6” here. Choose one of: 1, 2, 3, 4, 5."),
        ({"themes": "nothing"}, "There is no “nothing” here"),
        ({"funder": "Nobody Ltd"}, "No organisation is called “Nobody Ltd”"),
        ({"closes_at": "31.31.2027"}, "Enter a date such as"),
        ({"closes_at": "2027-02-30"}, "Enter a date such as"),
        ({"closes_at": "soon"}, "Enter a date such as"),
        ({"closes_at": "0027-01-01"}, "Enter a date such as"),
        ({"closes_at": "2027-01-31 25:00"}, "Enter the time as 16:00."),
        ({"closes_at": "2027-01-31T16:00Z"}, "Enter the time as 16:00."),
        ({"opens_at": "2027-02-01", "closes_at": "2027-01-01"}, "cannot close before it opens"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "cannot end before it begins"),
        ({"amount_min": "9", "amount_max": "8"}, "highest amount is below the lowest"),
        ({"amount_max": "plenty"}, "Enter a whole amount"),
        ({"amount_max": "99999999999"}, "Enter a whole amount"),
        ({"currency": "USD"}, "There is no “USD” here. Choose one of: GBP, NOK, EUR."),
        ({"time_zone": "Mars/Base"}, "There is no “Mars/Base” here"),
        ({"title": "x" * 201}, "It has 201 signs; at most 200 fit."),
        ({"summary": '=HYPERLINK("https://evil.example")'}, "begins like a formula"),
        ({"summary": "@SUM(1)"}, "begins like a formula"),
        ({"summary": "#REF!"}, "The spreadsheet shows an error here."),
        ({"source_id": "7"}, "Say whose id it is."),
    ],
)
def test_an_error_is_told_by_line_and_column_in_words(manager, cells, words):
    assert words in error_in(manager, **cells)


def test_all_errors_of_a_line_are_told_at_once(manager):
    [match] = looked_at(line(title="", kind="grant", url="x"), by=manager)
    assert len(match.errors) == 3


def test_more_cells_than_columns_are_an_error(manager):
    content = written(GOOD) + b"a,b,funding,https://x.org,too much\n"
    batch = services.keep_file(content, name="l.csv", hub=None)
    good, bad = figures.preview(batch, manager).matches
    assert good.verdict == "new"
    assert bad.errors[0][1] == "There are more cells than columns."


@pytest.mark.parametrize(
    ("text", "date", "time"),
    [
        ("2027-01-31", (2027, 1, 31), None),
        ("2027-01-31 16:00", (2027, 1, 31), (16, 0)),
        ("2027-01-31T16:00:00", (2027, 1, 31), (16, 0)),
        ("31/01/2027", (2027, 1, 31), None),
        ("3/2/2027 9:05", (2027, 2, 3), (9, 5)),
        ("31.01.2027 16.00", (2027, 1, 31), (16, 0)),
        ("46418", (2027, 1, 31), None),
        ("46418.6666666667", (2027, 1, 31), (16, 0)),
        ("46418,5", (2027, 1, 31), (12, 0)),
    ],
)
def test_dates_are_read_as_people_and_spreadsheets_write_them(text, date, time):
    assert cells.moment(text) == (dt.date(*date), dt.time(*time) if time else None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *[("5000", 5000), ("£5,000", 5000), ("12 000 kr", 12000), ("12.000,00", 12000)],
        *[("NOK 1 500 000", 1_500_000), ("€7.50", None), ("1,5", None), ("-5", None)],
    ],
)
def test_amounts_are_read_as_people_write_them(manager, text, amount):
    if amount is None:
        assert "whole amount" in error_in(manager, amount_max=text)
    else:
        assert cells.whole_amount(text) == amount


def test_a_good_line_becomes_a_draft_with_all_that_it_says(manager, wales):
    funder = OrganisationFactory(name={"en": "The Fund", "nb": "Fondet"}, slug="fund")
    import_now(
        line(
            title_cy="Gwobr", title_nb="Pris", funder="fondet", amount_max="100,000",
            opens_at="2027-01-01", closes_at="31/01/2027", starts_on="2027-06-01",
            sectors="NHS|acad", territories="wales", barriers="5", source="List", source_id="7",
            source_url="https://example.org", checked_on="2026-01-02", review_by="2027-01-02",
        ),
        by=manager, hub=wales,
    )  # fmt: skip
    draft = Opportunity.objects.get()
    assert (draft.status, draft.hub, draft.funder, draft.slug) == ("draft", wales, funder, "award")
    assert texts(draft.title) == {"en": "Award", "cy": "Gwobr", "nb": "Pris"}
    assert draft.opens_at == dt.datetime(2027, 1, 1, 0, 0, tzinfo=LONDON)
    assert draft.closes_at == dt.datetime(2027, 1, 31, 23, 59, tzinfo=LONDON)
    assert {sector.code for sector in draft.sectors.all()} == {"NHS", "ACAD"}
    assert [place.slug for place in draft.territories.all()] == ["wales"]
    assert [barrier.number for barrier in draft.barriers.all()] == [5]
    assert draft.public_from is None
    draft.full_clean()


def test_times_are_those_of_the_hubs_own_zone_unless_the_line_says_another(manager):
    oslo = HubFactory(slug="stavanger", time_zone="Europe/Oslo", currency="NOK")
    first, second = looked_at(
        line(closes_at="2027-01-31 16:00"),
        line(
            title="B", url="https://b.org", closes_at="2027-01-31 16:00", time_zone="Europe/London"
        ),
        by=manager, hub=oslo,
    )  # fmt: skip
    assert first.line.values["closes_at"].utcoffset() == dt.timedelta(hours=1)
    assert first.line.values["currency"] == "NOK"
    assert second.line.values["closes_at"].utcoffset() == dt.timedelta(0)


# What is here already ------------------------------------------------------------------------


def test_an_entry_is_known_again_by_its_source_and_id_there(manager, wales):
    draft = OpportunityFactory(
        hub=wales, status="draft", public_from=None, source="List", source_id="7"
    )
    [match] = looked_at(line(source="list", source_id="7"), by=manager)
    assert match.existing == draft


def test_an_entry_is_known_again_by_title_funder_and_deadline(manager, wales):
    closes = dt.datetime(2027, 1, 31, 23, 59, tzinfo=LONDON)
    fund = OrganisationFactory(slug="fund")
    draft = OpportunityFactory(hub=wales, title="Tŷ: Award!", funder=fund, closes_at=closes)
    same = {"title": "ty award", "closes_at": "2027-01-31"}
    [match] = looked_at(line(**same, funder="fund"), by=manager)
    assert match.existing == draft
    [match] = looked_at(line(**same), by=manager)
    assert match.existing is None


def test_an_entry_is_known_again_by_its_address_unless_it_has_an_id_of_its_own(manager, wales):
    there = OpportunityFactory(hub=wales, url="https://example.org/a/")
    [match] = looked_at(line(), by=manager)
    assert match.existing == there
    [match] = looked_at(line(source="List", source_id="8"), by=manager)
    assert match.existing is None


def test_two_ids_at_one_source_are_two_things(manager, wales):
    OpportunityFactory(hub=wales, title="Award", closes_at=None, source="List", source_id="7")
    [match] = looked_at(line(source="List", source_id="8"), by=manager)
    assert match.verdict == "new"


def test_a_line_that_is_twice_in_the_file_is_an_error_the_second_time(manager):
    first, second = looked_at(line(), line(title="Other"), by=manager)
    assert first.verdict == "new"
    assert "same as line 2" in second.in_words()


def test_a_draft_is_changed_where_the_line_says_something_else(manager, wales):
    draft = OpportunityFactory(
        hub=wales, status="draft", public_from=None, url=GOOD["url"], sectors=["NHS"],
        title={"en": "Old", "cy": "Hen"}, summary=GOOD["summary"], amount_max=5,
    )  # fmt: skip
    new = line(title="New", sectors="MED", amount_max="9")
    [match] = looked_at(new, by=manager)
    assert match.verdict == "changed"
    assert {change.label: change.now for change in match.changes}.keys() == {
        "Title (en)",
        "Amount up to",
        "Sectors that may apply",
    }
    created, changed = import_now(new, by=manager)
    draft.refresh_from_db()
    assert (created, changed) == ([], [draft.pk])
    assert texts(draft.title) == {"en": "New", "cy": "Hen"}
    assert [sector.code for sector in draft.sectors.all()] == ["MED"]
    assert draft.hub == wales


def test_what_is_public_stays_as_it_is(manager, wales):
    there = OpportunityFactory(hub=wales, title="Old", url=GOOD["url"])
    [match] = looked_at(line(), by=manager)
    assert match.verdict == "kept"
    assert import_now(line(), by=manager) == ([], [])
    there.refresh_from_db()
    assert str(there.title) == "Old"
    assert there.status == "published"


def test_an_entry_that_is_here_just_so_changes_nothing(manager, wales):
    import_now(line(sectors="NHS"), by=manager, hub=wales)
    [match] = looked_at(line(sectors="NHS"), by=manager)
    assert match.verdict == "same"


def test_another_hubs_draft_is_neither_shown_nor_changed(manager):
    theirs = OpportunityFactory(
        hub=HubFactory(slug="scotland"), status="draft", public_from=None, title="Secret",
        url=GOOD["url"], source="List", source_id="7",
    )  # fmt: skip
    [by_address] = looked_at(line(), by=manager)
    assert (by_address.verdict, by_address.existing) == ("new", None)
    [by_id] = looked_at(line(source="List", source_id="7"), by=manager)
    assert by_id.existing is None
    assert "here already" in by_id.in_words()
    assert import_now(line(source="List", source_id="7"), by=manager) == ([], [])
    theirs.refresh_from_db()
    assert str(theirs.title) == "Secret"


# Confirming ----------------------------------------------------------------------------------


def test_nothing_is_written_when_something_changed_since_the_preview(manager, wales):
    batch = batch_of(line(), by=manager, hub=wales)
    mark = figures.preview(batch, manager).mark
    OpportunityFactory(hub=wales, url=GOOD["url"])
    with pytest.raises(Refused, match="changed since you looked"):
        services.confirm_import(batch, by=manager, mark=mark)
    assert Opportunity.objects.count() == 1
    assert ImportBatch.objects.exists()


def test_confirming_twice_writes_once(manager, wales):
    batch = batch_of(line(), by=manager, hub=wales)
    mark = figures.preview(batch, manager).mark
    services.confirm_import(batch, by=manager, mark=mark)
    batch.pk = batch.pk or 1
    with pytest.raises(Refused, match="already"):
        services.confirm_import(ImportBatch(pk=999_999), by=manager, mark=mark)
    assert Opportunity.objects.count() == 1


def test_two_titles_alike_get_two_addresses(manager):
    import_now(line(), line(url="https://b.org", closes_at="2027-01-01"), by=manager)
    assert len(set(Opportunity.objects.values_list("slug", flat=True))) == 2


def test_lines_with_errors_stay_to_be_put_right(manager):
    batch = batch_of(line(), line(title="Bad", url="nowhere"), by=manager)
    mark = figures.preview(batch, manager).mark
    created, _changed = services.confirm_import(batch, by=manager, mark=mark)
    assert len(created) == 1
    batch.refresh_from_db()
    assert [raw["title"] for _number, raw in batch.rows] == ["Bad"]


def test_what_nobody_confirmed_is_forgotten_after_a_day(manager):
    batch = batch_of(line(), by=manager)
    now = timezone.now()
    assert services.forget_old_imports(now=now + dt.timedelta(hours=23)) == 0
    assert services.forget_old_imports(now=now + dt.timedelta(hours=25)) == 1
    assert not ImportBatch.objects.filter(pk=batch.pk).exists()


# In the admin --------------------------------------------------------------------------------


def upload(client, content, hub=None, name="list.csv"):
    file = SimpleUploadedFile(name, content, "text/csv")
    return client.post(reverse(IMPORT), {"file": file, "hub": hub.pk if hub else ""})


def test_a_manager_uploads_looks_and_confirms(client, manager, wales):
    content = written(line(), line(title="Bad", url="nowhere"))
    preview = upload(client, content, wales)["Location"]
    page = client.get(preview)
    text = page.content.decode()
    assert "1 new entry becomes a draft" in text
    assert "begins with https:// or http://" in text
    assert not Opportunity.objects.exists()
    after = client.post(preview, {"mark": page.context["preview"].mark})
    assert after["Location"] == preview
    assert Opportunity.objects.get().hub == wales
    assert LogEntry.objects.get().get_change_message() == "From a file"
    errors = client.get(reverse(f"{IMPORT}_errors", args=[ImportBatch.objects.get().token]))
    [row] = csv.DictReader(io.StringIO(errors.content.decode("utf-8-sig")))
    assert row["title"] == "Bad"
    assert "https://" in row["errors"]


def test_the_last_good_line_leads_back_to_the_list_and_a_second_click_does_nothing(
    client, manager, wales
):
    preview = upload(client, written(line()), wales)["Location"]
    mark = client.get(preview).context["preview"].mark
    after = client.post(preview, {"mark": mark})
    assert after["Location"] == reverse("admin:hubs_opportunity_changelist")
    again = client.post(preview, {"mark": mark}, follow=True)
    assert again.redirect_chain == [(reverse("admin:hubs_opportunity_changelist"), 302)]
    assert "These lines were written already" in again.content.decode()
    assert Opportunity.objects.count() == 1


def test_what_no_line_does_is_not_counted(client, manager, wales):
    preview = upload(client, written(line()), wales)["Location"]
    shown = client.get(preview).content.decode()
    assert "1 new entry becomes a draft" in shown
    assert not [words for words in ("0 drafts", "0 entries", "0 lines") if words in shown]


def test_the_form_says_what_may_stand_in_columns_with_a_list(client, manager):
    SectorFactory(code="XYZ", name={"en": "Life sciences"})
    shown = client.get(reverse(IMPORT)).content.decode()
    for code in ("funding", "GBP", "Europe/London", "XYZ"):
        assert f"<code>{code}</code>" in shown
    assert "</code> Life sciences" in shown


def test_a_wrong_mark_shows_the_preview_again(client, manager, wales):
    preview = upload(client, written(line()), wales)["Location"]
    response = client.post(preview, {"mark": "old"}, follow=True)
    assert "Something has changed" in response.content.decode()
    assert not Opportunity.objects.exists()


def test_looking_at_the_form_keeps_nothing(wales):
    file = SimpleUploadedFile("list.csv", written(line()), "text/csv")
    form = forms.ImportFile({"hub": wales.pk}, {"file": file}, by=staff("hub_manager", wales))
    assert form.is_valid(), form.errors
    assert not ImportBatch.objects.exists()
    assert form.save() == ImportBatch.objects.get()


def test_a_file_that_cannot_be_read_says_why_on_the_page(client, manager, wales):
    response = upload(client, b"colour\nred\n", wales)
    assert response.status_code == 200
    assert "There is no column called “colour”" in response.content.decode()
    assert upload(client, b"", wales).status_code == 200


def test_a_manager_chooses_among_their_own_hubs_and_the_programme_among_all(client, wales):
    scotland = HubFactory(slug="scotland")
    client.force_login(staff("hub_manager", wales))
    assert upload(client, written(line()), scotland).status_code == 200
    assert upload(client, written(line())).status_code == 200
    client.force_login(staff("programme"))
    assert upload(client, written(line())).status_code == 302


def test_another_hubs_file_answers_like_one_that_does_not_exist(client, manager, wales):
    preview = upload(client, written(line()), wales)["Location"]
    token = ImportBatch.objects.get().token
    client.force_login(staff("hub_manager", HubFactory(slug="scotland")))
    for name in (f"{IMPORT}_preview", f"{IMPORT}_errors"):
        for given_token in (token, "nothing"):
            response = client.get(reverse(name, args=[given_token]))
            assert response["Location"] == reverse(IMPORT)
    listed = reverse("admin:hubs_opportunity_changelist")
    assert client.post(preview, {"mark": "x"})["Location"] == listed
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize("name", ["import", "import_template", "export"])
def test_officers_and_reviewers_import_and_export_nothing(client, wales, name):
    for role in ("event_officer", "reviewer"):
        client.force_login(staff(role, wales))
        assert client.get(reverse(f"admin:hubs_opportunity_{name}")).status_code == 403


def test_the_template_names_every_column_and_is_read_again(client, manager):
    content = client.get(reverse(f"{IMPORT}_template")).content
    assert content.decode("utf-8-sig").strip().split(",") == imports.COLUMNS
    text = client.get(reverse(IMPORT)).content.decode()
    assert all(f"<code>{name}</code>" in text for name in imports.COLUMNS)


def test_the_list_is_exported_as_it_is_filtered_and_can_be_read_again(client, manager, wales):
    OpportunityFactory(
        hub=wales, title={"en": "=1+1", "cy": "Gwobr"}, sectors=["NHS"], kind="training",
        funder=OrganisationFactory(), opens_at=timezone.now().replace(second=0, microsecond=0),
        closes_at=timezone.now().replace(second=0, microsecond=0) + dt.timedelta(days=5),
    )  # fmt: skip
    OpportunityFactory(hub=wales, kind="call")
    OpportunityFactory(hub=HubFactory(slug="scotland"), kind="training")
    address = reverse("admin:hubs_opportunity_export")
    content = client.get(address, {"kind__exact": "training"}).content
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert row["title"] == "'=1+1"
    assert row["sectors"] == "NHS"
    batch = services.keep_file(content, name="l.csv", hub=wales)
    [match] = figures.preview(batch, manager).matches
    assert (match.verdict, match.changes) == ("same", [])


def test_checked_today_says_when_somebody_looked(client, manager, wales):
    one, two = OpportunityFactory.create_batch(2, hub=wales)
    data = {"review_by": "2099-01-01"}
    client.post(reverse("admin:hubs_opportunity_confirm", args=[one.pk]), data)
    bulk = {"action": "confirm", "confirmed": "1", "_selected_action": [two.pk], **data}
    client.post(reverse("admin:hubs_opportunity_changelist"), bulk)
    for thing in (one, two):
        thing.refresh_from_db()
        assert thing.checked_on == timezone.localdate()
        assert thing.review_by == dt.date(2099, 1, 1)


# Whatever the file holds ---------------------------------------------------------------------

ANY_CELL = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["", "=1", "31/01/2027", "46418.5", "NHS", "funding", "99999999999", "\x00"]),
    st.from_regex(r"[0-9]{1,5}[./-][0-9]{1,4}[./-][0-9]{1,5}", fullmatch=True),
)
ANY_LINE = st.fixed_dictionaries({}, optional=dict.fromkeys(imports.COLUMNS, ANY_CELL))
QUICK = hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICK
@given(st.binary(max_size=300))
@example(b'title,summary,kind,url\n"')
@example(b"\xff\xfe\x00")
@example(b"title;summary;kind;url\r\n;;;;x")
def test_no_bytes_break_the_reader(manager, content):
    try:
        table = spreadsheets.table(content, most=100)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert all("\x00" not in cell for _number, row in table.lines for cell in row)


@QUICK
@given(st.lists(ANY_LINE, min_size=1, max_size=3))
def test_no_cells_break_the_preview_or_the_writing(manager, lines):
    ImportBatch.objects.all().delete()
    content = written(*[GOOD | cells for cells in lines])
    try:
        batch = services.keep_file(content, name="l.csv", hub=None)
    except Refused as refusal:
        assert str(refusal)
        return
    shown = figures.preview(batch, manager)
    assert all(match.errors for match in shown.of("wrong"))
    created, _changed = services.confirm_import(batch, by=manager, mark=shown.mark)
    assert len(created) == shown.counts["new"]


@QUICK
@given(st.text(max_size=40))
@example("'=1")
@example("-5")
@example("+44 20")
def test_a_cell_that_was_made_safe_is_read_as_it_was_and_is_no_formula(text):
    made = spreadsheets.safe(text)
    assert not spreadsheets.FORMULA.match(made)
    assert spreadsheets.plain(made) == text.strip()
