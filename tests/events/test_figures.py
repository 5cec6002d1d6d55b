import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import figures
from events.figures import numbers, small
from events.models import Event, Export, Needs, Opinion, Share
from hubportal.workflow.models import Step
from hubs.models import Sector
from tests.events.factories import EventFactory, RegistrationFactory, waiting
from tests.hubs.factories import HubFactory, ThemeFactory
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
DAY = dt.date(2027, 5, 12)
SECTORS = ("NHS", "BIO", "ACAD")


def of(*events):
    return Event.objects.filter(pk__in=[event.pk for event in events])


def tables(*events, reader=None):
    """As they are when nobody can answer the survey any more."""
    reader = reader or staff("event_officer", events[0].hub)
    now = max(event.survey_until for event in events)
    return figures.tables(of(*events), reader=reader, now=now)


def seat(event, *sectors: tuple[str, int], **fields) -> None:
    """So many people of each sector."""
    for code, number in sectors:
        sector = Sector.objects.get(code=code)
        RegistrationFactory.create_batch(number, event=event, sector=sector, **fields)


def mix(*events) -> dict[str, list]:
    return {line.label: line.cells[2:] for line in tables(*events)[1].lines}


# Contacts against chance ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "chance"),
    [
        ({}, None),
        ({"care": 1}, None),
        ({"care": 10}, 0),
        ({"care": 5, "industry": 5}, 0.5),
        ({"care": 2, "industry": 2, "academia": 2, "third": 2}, 0.75),
        ({"care": 3, "industry": 1}, 0.375),
    ],
)
def test_chance_is_one_less_the_sum_of_the_squared_shares(people, chance):
    assert figures.chance_of_crossing(people) == chance


def test_of_several_events_each_weighs_as_much_as_it_has_people():
    mixed, alike = {"care": 5, "industry": 5}, {"care": 30}
    assert figures.chance_at_all([mixed, alike]) == pytest.approx(0.5 * 10 / 40)
    assert figures.chance_at_all([{}, {"care": 1}]) is None


def test_how_many_conversations_chance_takes():
    assert figures.conversations_by_chance(3, 0.5) == 6
    assert figures.conversations_by_chance(3, 0) is None


# Counting ---------------------------------------------------------------------------------------


def test_the_funnel_counts_every_end(wales):
    event = EventFactory(hub=wales)
    for status in ("confirmed", "attended", "attended", "missed", "cancelled", "declined"):
        RegistrationFactory(event=event, status=status)
    waiting(event)
    RegistrationFactory(status="attended")
    counted = numbers.counts(of(event))
    assert counted["all"] == 7
    assert (counted["attended"], counted["missed"], counted["waiting"]) == (2, 1, 1)
    assert (counted["cancelled"], counted["declined"], counted["seated"]) == (1, 1, 4)


def test_offers_that_lapsed_are_read_from_the_history(wales):
    event = EventFactory(hub=wales)
    one = RegistrationFactory(event=event, status="lapsed")
    Step.objects.create(subject=one, was="offered", now="lapsed")
    Step.objects.create(subject=RegistrationFactory(status="lapsed"), was="offered", now="lapsed")
    assert numbers.lapsed_offers(of(event)) == 1


def test_the_mix_stands_beside_what_was_wished_for(wales):
    event = EventFactory(hub=wales, capacity=20)
    nhs = Sector.objects.get(code="NHS")
    Share.objects.create(event=event, roll_up=nhs.roll_up, at_least=4, at_most=8)
    seat(event, ("NHS", 5), status="attended")
    seat(event, ("NHS", 1))
    [line] = [line for line in tables(event)[1].lines if line.label == nhs.get_roll_up_display()]
    assert line.cells == [4, 8, 6, 5]


@pytest.mark.parametrize(
    ("groups", "hidden"),
    [
        ({}, set()),
        ({"a": 7, "b": 6, "c": 0}, set()),
        ({"a": 9, "b": 7, "c": 1}, {"b", "c"}),
        ({"a": 9, "b": 3, "c": 2}, {"b", "c"}),
        ({"a": 9, "b": 1, "c": 1}, {"a", "b", "c"}),
        ({"a": 9, "b": 8, "c": 2, "d": 1}, {"b", "c", "d"}),
        ({"a": 3, "b": 0}, {"a", "b"}),
        ({"a": 0, "b": 0}, set()),
    ],
)
def test_no_hidden_group_follows_from_the_whole(groups, hidden):
    assert figures.untold(groups) == hidden


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ([{"a": 9, "b": 8, "c": 7}, {"a": 9, "b": 8, "c": 2}], {"b", "c"}),
        ([{"a": 9, "b": 3, "c": 4}, {"a": 9, "b": 3, "c": 4}], set()),
        ([{"a": 9, "b": 2, "c": 8}, {"a": 9, "b": 2, "c": 8}], {"b", "c"}),
    ],
)
def test_no_hidden_group_of_one_event_follows_from_a_sum(parts, hidden):
    assert small.added_up([parts])[1] == hidden


MANY_AND = {"a": 9, "b": 8}


@pytest.mark.parametrize(
    ("hubs", "hidden"),
    [
        # what two events of one hub hide is told as their sum, so a third would follow from all
        ([[{**MANY_AND, "c": 1}], [{**MANY_AND, "c": 3}] * 2], {"b", "c"}),
        ([[{**MANY_AND, "c": 1}], [{**MANY_AND, "c": 9}]], {"b", "c"}),
        ([[{**MANY_AND, "c": 1}], [{**MANY_AND, "c": 4}]], set()),
        ([[{**MANY_AND, "c": 1}], [{**MANY_AND, "c": 2}]], {"b", "c"}),
        ([[{**MANY_AND, "c": 3}] * 2, [{**MANY_AND, "c": 3}] * 2], set()),
        ([[{**MANY_AND, "c": 7}], [{**MANY_AND, "c": 5}]], set()),
    ],
)
def test_what_one_hub_hides_does_not_follow_from_the_sum_of_all(hubs, hidden):
    assert small.added_up(hubs)[1] == hidden


def test_the_year_of_all_hubs_does_not_give_away_what_one_of_them_hides(wales):
    one, scotland = EventFactory(hub=wales, capacity=40), HubFactory(slug="scotland")
    two, three = (EventFactory(hub=scotland, capacity=40) for _number in range(2))
    seat(one, ("NHS", 9), ("BIO", 7), ("ACAD", 1))
    for event in (two, three):
        seat(event, ("NHS", 9), ("BIO", 7), ("ACAD", 3))
    name = Sector.objects.get(code="ACAD").get_roll_up_display()
    assert mix(one)[name][0] == "fewer than 5"
    assert mix(two, three)[name][0] == 6
    assert mix(one, two, three)[name][0] == "not told"


def test_sectors_of_few_people_are_not_told_nor_what_gives_them_away(wales):
    event = EventFactory(hub=wales, capacity=40)
    seat(event, ("NHS", 9), ("BIO", 7), ("ACAD", 2))
    found = mix(event)
    names = {code: Sector.objects.get(code=code).get_roll_up_display() for code in SECTORS}
    assert found[names["NHS"]] == [9, 0]
    assert found[names["BIO"]] == ["not told", 0]
    assert found[names["ACAD"]] == ["fewer than 5", 0]
    rows = figures.as_rows(tables(event))
    assert not {"7", "2"} & {str(row[-1]) for row in rows if row[1] in names.values()}
    assert all(line.bar[0] in (0, 9) for line in tables(event)[1].lines)
    assert "not told" in tables(event)[1].note


def test_a_year_does_not_give_away_what_one_of_its_events_hides(wales):
    one = EventFactory(hub=wales, capacity=40)
    other = EventFactory(hub=wales, capacity=40, start_date=one.start_date + dt.timedelta(days=1))
    seat(one, ("NHS", 9), ("BIO", 7), ("ACAD", 2))
    seat(other, ("NHS", 6), ("BIO", 6), ("ACAD", 6))
    found = mix(one, other)
    bio, academia = (
        Sector.objects.get(code=code).get_roll_up_display() for code in ("BIO", "ACAD")
    )
    assert found[bio] == found[academia] == ["not told", 0]


def test_languages_of_few_people_are_not_told(wales):
    event = EventFactory(hub=wales, capacity=40)
    for language, number in [("en", 8), ("cy", 2), ("", 6)]:
        RegistrationFactory.create_batch(number, event=event, language_wish=language)
    [table] = [table for table in tables(event) if table.title == "Languages wished for"]
    found = {line.label: line.cells[0] for line in table.lines}
    assert found == {"English": 8, "Welsh": "fewer than 5", "No language said": "not told"}


def test_from_the_chance_of_few_people_nobody_works_out_the_mix(wales):
    few, many = (EventFactory(hub=wales, capacity=60) for _twice in range(2))
    seat(few, ("NHS", 6), ("BIO", 1))
    seat(many, ("NHS", 16), ("BIO", 5), ("ACAD", 2))
    assert tables(few)[2].lines == []
    assert tables(many)[2].lines[0].cells == [50]


def test_whoever_had_attended_before_is_not_new(wales):
    person = UserFactory()
    earlier = EventFactory(hub=wales, start_date=dt.date(2026, 1, 12))
    event = EventFactory(hub=wales)
    RegistrationFactory(event=earlier, person=person, status="attended")
    RegistrationFactory(event=event, person=person, status="attended")
    RegistrationFactory(event=event, status="attended")
    assert numbers.new_and_returning(of(event)) == (1, 1)
    assert numbers.new_and_returning(of(earlier)) == (1, 0)


def test_few_access_needs_are_not_told_by_number(wales):
    event = EventFactory(hub=wales, capacity=20)
    for number in range(6):
        one = RegistrationFactory(event=event)
        access = ["loop", "bsl"] if number == 0 else ["loop"]
        Needs.objects.create(registration=one, access=access, access_note="My left ear")
    assert needs(event) == {
        "Hearing loop": 6,
        "British Sign Language interpreter": "fewer than 5",
    }


def needs(*events, reader=None) -> dict | None:
    """None where the table is not there at all."""
    found = [one for one in tables(*events, reader=reader) if one.title == "Access and diets"]
    return {line.label: line.cells[0] for line in found[0].lines} if found else None


def with_needs(hub, number: int, *access: str, start=DAY) -> Event:
    event = EventFactory(hub=hub, capacity=20, start_date=start)
    for one in RegistrationFactory.create_batch(number, event=event):
        Needs.objects.create(registration=one, access=list(access))
    return event


def test_what_few_need_at_one_event_does_not_follow_from_the_year(wales):
    one, other = with_needs(wales, 1, "braille"), with_needs(wales, 6, "braille")
    assert needs(one) == {"Papers in Braille": "fewer than 5"}
    assert needs(other) == {"Papers in Braille": 6}
    assert needs(one, other) == {"Papers in Braille": "not told"}
    third = with_needs(wales, 4, "braille")
    assert needs(one, other, third) == {"Papers in Braille": 11}


def test_whoever_may_not_read_needs_reads_no_figures_of_them(client, wales):
    event = with_needs(wales, 6, "loop")
    scotland = HubFactory(slug="scotland")
    both = staff("hub_manager", scotland)
    assert needs(event, reader=both) is None
    assert needs(event, with_needs(scotland, 5, "dog"), reader=both) == {
        "I bring an assistance dog": 5
    }
    for reader, seen in [(staff("programme"), False), (staff("hub_manager", wales), True)]:
        client.force_login(reader)
        for path in (f"{event.pk}/figures/", "figures/?year=2027"):
            read = client.get(f"/admin/events/event/{path}").content.decode()
            taken = client.post(f"/admin/events/event/{path}").content.decode()
            assert ("Hearing loop" in read) is ("Hearing loop" in taken) is seen


def test_what_people_say_is_held_against_chance_when_five_have_said_it(wales):
    event = EventFactory(hub=wales, capacity=20)
    seat(event, ("NHS", 5), ("BIO", 5), status="attended")
    for number in range(4):
        Opinion.objects.create(event=event, met=number)
    assert len(tables(event)[2].lines) == 1
    Opinion.objects.create(event=event, met=9)
    table = tables(event)[2]
    assert [line.cells for line in table.lines] == [[50], [3.0]]
    assert "by chance that takes 6.0 conversations" in table.sentences[1]


def test_what_people_say_counts_once_their_survey_is_over_and_where_five_said_it(wales):
    one, few = (EventFactory(hub=wales, capacity=20) for _twice in range(2))
    for number in (1, 2, 3, 4, 5):
        Opinion.objects.create(event=one, met=number)
    Opinion.objects.create(event=few, met=100)
    over = one.survey_until
    assert numbers.met(of(one), now=over - dt.timedelta(seconds=1)) is None
    assert numbers.met(of(one), now=over) == numbers.met(of(one, few), now=over) == 3


def test_figures_cost_the_same_for_few_and_for_many(wales):
    event = EventFactory(hub=wales, capacity=20)
    reader = staff("event_officer", wales)
    counted = []
    for _time in range(2):
        for code in ("NHS", "BIO", "ACAD"):
            one = RegistrationFactory(event=event, sector=Sector.objects.filter(code=code).first())
            Needs.objects.create(registration=one, access=["loop"])
        tables(event, reader=reader)
        with CaptureQueriesContext(connection) as queries:
            tables(event, reader=reader)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 11


# The pages --------------------------------------------------------------------------------------


def test_staff_read_an_events_figures_and_take_them_as_a_table(client, officer, wales):
    event = EventFactory(hub=wales)
    RegistrationFactory(event=event, status="attended")
    path = f"/admin/events/event/{event.pk}/figures/"
    assert "From asking to attending" in client.get(path).content.decode()
    assert client.get(f"{path}?as=csv").headers["Content-Type"].startswith("text/html")
    assert not Export.objects.exists()
    answer = client.post(path)
    assert "no-store" in answer.headers["Cache-Control"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["From asking to attending", "Attended", "People", "1"] in rows
    log = Export.objects.get()
    assert (log.event, log.by, log.rows, log.filters) == (event, officer, 1, "Figures")
    assert "Contacts across sectors, against chance" in log.columns
    assert log.reason == "Figures, without names"


def test_a_co_host_reads_no_figures(client, wales):
    event = EventFactory(hub=wales)
    event.co_hosts.add(scotland := HubFactory(slug="scotland"))
    client.force_login(staff("hub_manager", scotland))
    assert client.get(f"/admin/events/event/{event.pk}/figures/").status_code == 404


def test_a_hubs_year_adds_its_events_up(client, officer, wales):
    for number in range(2):
        event = EventFactory(hub=wales, start_date=DAY + dt.timedelta(days=number))
        RegistrationFactory(event=event, status="attended")
    other = EventFactory(hub=HubFactory(slug="scotland"), start_date=DAY)
    RegistrationFactory(event=other, status="attended")
    path = "/admin/events/event/figures/?year=2027"
    page = client.get(f"{path}&hub=wales")
    funnel = {line.label: line.cells for line in page.context["tables"][0].lines}
    assert funnel["Attended"] == [2]
    assert client.get(f"{path}&hub=scotland").status_code == 404
    assert client.get(path).context["number"] == 2
    assert not Export.objects.exists()
    csv_page = client.post(f"{path}&hub=wales")
    assert csv_page.headers["Content-Type"].startswith("text/csv")
    assert {log.event.hub for log in Export.objects.all()} == {wales}
    assert {(log.by, log.filters) for log in Export.objects.all()} == {(officer, "Figures of 2027")}
    assert Export.objects.count() == 2
    assert client.post(f"{path}&hub=scotland").status_code == 404


def year(client, number=2027) -> str:
    answer = client.get(f"/admin/events/event/year/?year={number}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_year_shows_months_and_hubs_with_places(client, officer, wales):
    event = EventFactory(hub=wales, title="Sandpit", start_date=DAY, capacity=9)
    RegistrationFactory(event=event)
    page = year(client)
    assert "Sandpit" in page
    assert "1 of 9" in page
    assert "Announced" in page
    assert "Sandpit" not in year(client, 2028)
    assert f"?hub={wales.pk}&amp;start_date=2027-06-01" in page


def test_a_month_to_come_without_an_event_says_so_and_one_that_is_over_does_not(
    client, officer, wales
):
    this = timezone.localdate().year
    assert year(client, this + 1).count("Nothing planned") == 12
    assert "Nothing planned" not in year(client, this - 1)


def test_the_same_day_with_the_same_theme_or_in_the_same_town_is_marked(client, officer, wales):
    theme = ThemeFactory()
    one = EventFactory(hub=wales, title="One", start_date=DAY, city="Cardiff")
    other = EventFactory(hub=HubFactory(slug="leeds"), title="Other", start_date=DAY, city="Leeds")
    third = EventFactory(hub=wales, title="Third", start_date=DAY, city="cardiff ")
    EventFactory(hub=wales, title="Fourth", start_date=DAY + dt.timedelta(days=1), city="Cardiff")
    one.themes.add(theme)
    other.themes.add(theme)
    page = year(client)
    assert "Same day and theme as “Other”" in page
    assert page.count("Same day and town as “Third”") == 1
    assert "“Fourth”" not in page
    assert "Other</a>" not in page
    assert third.title in page


def test_a_draft_of_another_hub_is_no_clash_and_nowhere_to_be_seen(client, officer, wales):
    EventFactory(hub=wales, start_date=DAY, city="Cardiff")
    EventFactory(
        hub=HubFactory(slug="leeds"), title="Secret", start_date=DAY, city="Cardiff", status="draft"
    )
    assert "Secret" not in year(client)


def test_what_they_co_host_stands_in_their_own_column(client, officer, wales):
    event = EventFactory(hub=HubFactory(slug="leeds"), title="Together", start_date=DAY)
    event.co_hosts.add(wales)
    page = year(client)
    assert "Together" in page
    assert "with " in page


@pytest.mark.parametrize("asked", ["", "abc", "99999", "-1", "²027", "1066"])
def test_a_year_that_makes_no_sense_is_this_year(client, officer, asked):
    answer = client.get("/admin/events/event/year/", {"year": asked})
    assert answer.context["year"] == timezone.localdate().year


def test_the_year_costs_the_same_for_three_events_and_for_nine(client, officer, wales):
    counted = []
    for _time in range(2):
        EventFactory.create_batch(3, hub=wales, start_date=DAY)
        year(client)
        with CaptureQueriesContext(connection) as queries:
            year(client)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12
