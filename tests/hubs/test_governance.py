import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse

from hubportal.workflow.moves import Refused
from hubs import figures, rules, services
from hubs.models import Body, BodyMeeting, Hub, Programme, Seat
from tests.hubs.factories import (
    BodyFactory,
    HubFactory,
    OrganisationFactory,
    SeatFactory,
    SectorFactory,
    TerritoryFactory,
)
from tests.hubs.test_admin import change, typed
from tests.members.factories import MembershipFactory, UserFactory, staff
from tests.test_walls import same_but_for

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _one_factor_and_one_day(settings, time_machine):
    settings.STAFF_MFA_REQUIRED = False
    time_machine.move_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


@pytest.fixture
def manager(client, wales):
    person = staff("hub_manager", wales)
    client.force_login(person)
    return person


def text_of(client, body, prefix="") -> str:
    page = client.get(prefix + body.get_absolute_url())
    assert page.status_code == 200
    return page.content.decode()


def seats_of(body, **sectors) -> list:
    """So many seats of each sector, as in `seats_of(body, ACAD=6)`."""
    roll_ups = {"ACAD": "academia", "BIO": "industry", "REG": "public", "GOV": "public"}
    roll_ups |= {"NHS": "care", "THIRD": "third", "PPI": "people", "LOC": "public"}
    return [
        SeatFactory(body=body, sector=SectorFactory(code=code, roll_up=roll_ups[code]))
        for code, number in sectors.items()
        for _ in range(number)
    ]


# Who may see it ------------------------------------------------------------------------------


def test_a_body_is_shown_to_those_it_is_meant_for(wales):
    seen = {
        "a stranger": (AnonymousUser(), {"public"}),
        "a member": (UserFactory(), {"public", "members"}),
        "its manager": (staff("hub_manager", wales), {"public", "members", "staff"}),
        "its officer": (staff("event_officer", wales), {"public", "members", "staff"}),
        "another hub": (staff("hub_manager", HubFactory()), {"public", "members"}),
        "the programme": (staff("programme"), {"public", "members", "staff"}),
    }
    for audience in Body.Audience.values:
        BodyFactory(hub=wales, audience=audience)
    for who, (person, audiences) in seen.items():
        found = Body.objects.visible_to(person).values_list("audience", flat=True)
        assert set(found) == audiences, who


def test_a_body_for_staff_answers_strangers_like_one_that_does_not_exist(client, wales):
    hidden = BodyFactory(hub=wales, slug="hidden-one", audience=Body.Audience.STAFF)
    there, nowhere = client.get(hidden.get_absolute_url()), client.get("/governance/absent/")
    assert there.status_code == nowhere.status_code == 404
    assert same_but_for("hidden-one", there) == same_but_for("absent", nowhere)
    assert str(hidden) not in client.get("/governance/").content.decode()


def test_a_planned_hubs_bodies_are_as_hidden_as_the_hub(client):
    body = BodyFactory(hub=HubFactory(status=Hub.Status.PLANNED))
    assert client.get(body.get_absolute_url()).status_code == 404


def test_bodies_stand_by_programme_and_hub_in_one_list(client, wales):
    programme = Programme.objects.create(slug="cross", name="Cross-Sector", summary="s")
    BodyFactory(hub=wales, name="Wales steering")
    BodyFactory(hub=None, programme=programme, name="Reference", kind=Body.Kind.REFERENCE)
    page = client.get("/governance/").content.decode()
    places = [page.index(f">{name}<") for name in ["Cross-Sector", "Reference", str(wales)]]
    assert places == sorted(places)
    assert page.index(f">{wales}<") < page.index(">Wales steering<")


def test_a_portal_without_bodies_says_so(client):
    assert "No body is recorded yet" in client.get("/governance/").content.decode()


# Names and consent ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "consent",
    [
        {"consented_on": None},
        {"consented_on": dt.date(2024, 1, 1), "withdrawn_on": dt.date(2025, 1, 1)},
    ],
)
def test_whoever_did_not_agree_or_took_it_back_is_not_named_but_counts(client, consent):
    seat = SeatFactory(name="Secret Person", chair=True, **consent)
    page = text_of(client, seat.body)
    assert "Secret Person" not in page
    assert page.count("Name not published") == 2  # among the seats, and as the chair
    assert figures.composition([seat])["total"] == 1


@pytest.mark.parametrize(
    "consent",
    [
        {"consented_on": None},
        {"consented_on": dt.date(2024, 1, 1), "withdrawn_on": dt.date(2025, 1, 1)},
    ],
)
@pytest.mark.parametrize("affiliation", ["Tiny Charity Ltd", ""])
def test_of_whoever_is_not_named_nothing_is_shown_but_sector_and_nation(
    client, consent, affiliation
):
    """The only head of a small charity is named by their post, however the name is hidden."""
    told = {"post": "Chief Executive", "since": dt.date(1999, 5, 4), "lived_experience": True}
    at = {"affiliation": affiliation, "organisation": OrganisationFactory(name="Tiny Charity")}
    seat = SeatFactory(chair=True, **told, **at, **consent)
    page = text_of(client, seat.body)
    for hint in ["Chief Executive", "Tiny Charity", "Patient or public voice", "1999"]:
        assert hint not in page, hint
    assert '<span class="tag">Chair' not in page
    assert f"<span>{seat.sector}</span><span>{seat.territory}</span>" in page


def test_whoever_is_not_named_stands_below_those_who_are():
    """The chair comes first, so the first of those without a name would be known as the chair."""
    sectors = sorted((SectorFactory(code=code) for code in ["NHS", "ACAD"]), key=str)
    kept = [SeatFactory(sector=sector, consented_on=None) for sector in reversed(sectors)]
    named = SeatFactory()
    terms = figures.by_term([*kept, named], today=TODAY)
    assert terms["current"] == [named, kept[1], kept[0]]


def test_taking_it_back_is_on_all_pages_at_once(client, manager, wales):
    seat = SeatFactory(body__hub=wales, name="Named Person")
    assert "Named Person" in text_of(client, seat.body)
    address = reverse("admin:hubs_seat_take_back", args=[seat.pk])
    assert client.post(address).status_code == 302
    for prefix in ("", "/cy", "/nb"):
        assert "Named Person" not in text_of(client, seat.body, prefix)
    seat.refresh_from_db()
    assert seat.withdrawn_on == TODAY
    assert LogEntry.objects.filter(change_message__contains="Took it back").count() == 1


def test_consent_is_taken_back_once_and_only_where_it_was_given(wales):
    person = staff("hub_manager", wales)
    with pytest.raises(Refused, match="never agreed"):
        services.take_back_consent(SeatFactory(consented_on=None), by=person)
    seat = SeatFactory()
    services.take_back_consent(seat, by=person)
    with pytest.raises(Refused, match="already"):
        services.take_back_consent(seat, by=person)


def test_whoever_took_it_back_can_agree_again(client, manager, wales):
    seat = SeatFactory(body__hub=wales, name="Named Again", withdrawn_on=TODAY - DAY)
    address = reverse("admin:hubs_seat_agree", args=[seat.pk])
    late = client.post(address, {"on": "2026-11-23", "note": "Letter"})
    assert "a day that has been" in late.content.decode()
    assert client.post(address, {"on": "2026-11-21", "note": "Letter"}).status_code == 302
    assert "Named Again" in text_of(client, seat.body)
    with pytest.raises(Refused, match="agreed already"):
        services.record_consent(seat, by=manager, on=TODAY)


def test_another_hubs_seat_cannot_be_touched(client, manager):
    seat = SeatFactory()
    address = reverse("admin:hubs_seat_take_back", args=[seat.pk])
    assert client.post(address).status_code == 404
    seat.refresh_from_db()
    assert seat.is_named()


# Terms, affiliations and meetings ------------------------------------------------------------


def test_seats_of_the_past_are_history_and_later_ones_wait():
    now, was, will = (
        SeatFactory.build(until=until, since=since, organisation=None)
        for since, until in [(TODAY, TODAY), (None, TODAY - DAY), (TODAY + DAY, None)]
    )
    terms = figures.by_term([was, now, will], today=TODAY)
    assert terms == {"current": [now], "past": [was], "coming": [will]}


def test_a_page_shows_the_affiliation_at_the_time(client):
    seat = SeatFactory(post="Head", affiliation="Old Board", organisation=OrganisationFactory())
    page = text_of(client, seat.body)
    assert "Old Board" in page
    assert str(seat.organisation) not in page


def test_an_organisation_nobody_checked_is_named_without_a_link(client):
    stub = OrganisationFactory(stub=True, name="Typed In Ltd")
    page = text_of(client, SeatFactory(organisation=stub).body)
    assert "Typed In Ltd" in page
    assert stub.get_absolute_url() not in page


def test_meetings_have_agendas_and_minutes_the_newest_first(client):
    body = BodyFactory()
    for day, words in [(TODAY - DAY, "Old words"), (TODAY + DAY, "New words")]:
        BodyMeeting.objects.create(body=body, held_on=day, agenda=words, minutes=f"M: {words}")
    page = text_of(client, body)
    assert page.index("New words") < page.index("Old words")
    assert "M: Old words" in page
    assert page.count("To come") == 1


def test_minutes_cannot_bring_a_script(client):
    body = BodyFactory(mandate="<script>alert(1)</script>")
    assert "<script>alert" not in text_of(client, body)


# Composition ---------------------------------------------------------------------------------


def test_the_reference_group_of_thirteen_is_warned_about_as_the_evidence_says():
    """6 university, 5 industry, 1 NHS, 1 charity; nobody for patients, Scotland or NI."""
    body = BodyFactory(kind=Body.Kind.REFERENCE)
    seats = seats_of(body, ACAD=6, BIO=5, NHS=1, THIRD=1)
    nations = [TerritoryFactory(slug=slug) for slug in ["wales", "scotland", "northern-ireland"]]
    found = figures.composition(seats)
    assert [row["value"] for row in found["sectors"]] == [6, 5, 1, 1]
    assert (found["total"], found["patients"]) == (13, 0)
    assert figures.absent(body, seats, nations) == [
        "Nobody speaks as a patient, carer or member of the public.",
        f"Nobody is from {nations[1]} or {nations[2]}.",
        "Nobody is from a regulator.",
        "Nobody is from government or a local authority.",
    ]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("PPI", "patient"),
        ("REG", "regulator"),
        ("GOV", "government"),
        ("LOC", "local authority"),
        ("BIO", "industry"),
        ("ACAD", "university"),
        ("THIRD", "charity"),
        ("NHS", "health service"),
    ],
)
def test_one_seat_ends_one_warning(code, sentence):
    body = BodyFactory()
    other = "ACAD" if code != "ACAD" else "NHS"
    before = figures.absent(body, seats_of(body, **{other: 1}), [])
    after = figures.absent(body, seats_of(body, **{other: 1, code: 1}), [])
    assert [line for line in before if sentence in line]
    assert not [line for line in after if sentence in line]


def test_lived_experience_counts_whatever_the_sector():
    seat = SeatFactory.build(lived_experience=True, sector=None, territory=None)
    assert figures.composition([seat])["patients"] == 1


def test_a_place_counts_for_its_nation_and_what_is_not_known_comes_last():
    norway = TerritoryFactory(slug="norway", kind="country")
    stavanger = TerritoryFactory(slug="stavanger", kind="city_region", parent=norway)
    body = BodyFactory()
    known, unknown = SeatFactory(body=body, territory=stavanger), SeatFactory(territory=None)
    rows = figures.composition([unknown, known, unknown])["nations"]
    assert rows == [{"label": str(norway), "value": 1}, {"label": "Not known", "value": 2}]
    assert not [
        line for line in figures.absent(body, [known], [norway]) if "Nobody is from Norway" in line
    ]


def test_panels_of_one_group_and_empty_bodies_are_not_warned_about(client):
    panel = BodyFactory(kind=Body.Kind.PANEL)
    assert figures.absent(panel, seats_of(panel, ACAD=3), []) == []
    assert figures.absent(BodyFactory(), [], []) == []
    assert "No seats are recorded yet" in text_of(client, BodyFactory())


def test_small_groups_are_counted_out_because_seats_are_public(client):
    page = text_of(client, SeatFactory().body)
    assert "Seats by sector" in page
    assert "fewer than five" not in page


def test_a_programmes_body_is_there_for_the_nations_of_its_hubs(client):
    programme = Programme.objects.create(slug="cross", name="Cross", summary="s")
    for nation in ["wales", "scotland"]:
        place = TerritoryFactory(slug=nation)
        HubFactory(slug=nation, programme=programme, territory=place)
    hidden = TerritoryFactory(slug="england")
    HubFactory(status=Hub.Status.PLANNED, programme=programme, territory=hidden)
    body = BodyFactory(hub=None, programme=programme)
    SeatFactory(body=body, territory=TerritoryFactory(slug="wales"))
    page = text_of(client, body)
    assert "Nobody is from Scotland." in page
    assert "England" not in page


# Staff ---------------------------------------------------------------------------------------


def new_seat(number, **fields) -> dict:
    row = {"name": "New Chair", "chair": "on", "affiliation": "", "organisation": "", **fields}
    row |= {f"post_{n}": "" for n in range(3)}
    return {f"seats-{number}-{name}": value for name, value in row.items()}


def test_two_chairs_at_once_are_refused_in_words(client, manager, wales):
    seat = SeatFactory(body__hub=wales, chair=True, name="Old Chair")
    page = client.get(change(seat.body))
    sent = typed(page) | new_seat(1) | {"seats-TOTAL_FORMS": 2}
    answer = client.post(change(seat.body), sent)
    assert "Old Chair and New Chair would be chair at once" in answer.content.decode()
    assert Seat.objects.count() == 1


def test_two_new_chairs_at_once_are_refused_too(client, manager, wales):
    body = BodyFactory(hub=wales)
    rows = new_seat(0) | new_seat(1, name="Other Chair") | {"seats-TOTAL_FORMS": 2}
    answer = client.post(change(body), typed(client.get(change(body))) | rows)
    assert "would be chair at once" in answer.content.decode()
    assert not Seat.objects.exists()


def test_a_chair_hands_over_in_one_go(client, manager, wales):
    body = BodyFactory(hub=wales)
    old = SeatFactory(body=body, chair=True)
    rows = new_seat(1, since="2026-11-22") | {"seats-TOTAL_FORMS": 2}
    sent = typed(client.get(change(body))) | rows | {"seats-0-until": "2026-11-22"}
    assert client.post(change(body), sent).status_code == 302
    old.refresh_from_db()
    assert (old.until, body.seats.get(chair=True, until=None).name) == (TODAY, "New Chair")


def test_a_former_chair_comes_back_in_one_go(client, manager, wales):
    """Saved in the order of the page, there would be two chairs for a moment."""
    body = BodyFactory(hub=wales)
    terms = {"since": dt.date(2020, 1, 1), "until": dt.date(2022, 1, 1)}
    former, present = (
        SeatFactory(body=body, chair=True, **terms),
        SeatFactory(body=body, chair=True, since=dt.date(2022, 1, 1)),
    )
    sent = typed(client.get(change(body)))
    assert sent["seats-0-name"] == former.name
    sent |= {"seats-0-since": "2026-11-22", "seats-0-until": "", "seats-1-until": "2026-11-22"}
    assert client.post(change(body), sent).status_code == 302
    assert body.seats.get(chair=True, until=None) == former
    present.refresh_from_db()
    assert present.until == TODAY


def test_the_database_itself_keeps_one_chair():
    seat = SeatFactory(chair=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatFactory(body=seat.body, chair=True)


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ((None, None), (None, None), True),
        ((2020, 2022), (2021, None), True),
        ((2020, 2022), (2021, 2021), True),
        ((2020, 2022), (2022, None), False),
        ((None, 2022), (None, None), False),
        ((2023, None), (2020, 2022), False),
    ],
)
def test_chairs_clash_where_their_terms_are_known_to_run_side_by_side(one, other, clash):
    def term(years):
        since, until = (year and dt.date(year, 1, 1) for year in years)
        return SeatFactory.build(chair=True, since=since, until=until, body=None, organisation=None)

    for pair in [(one, other), (other, one)]:
        assert bool(list(rules.reasons_against_chairs([term(years) for years in pair]))) is clash


def test_a_term_that_ends_before_it_starts_is_refused_in_words(client, manager, wales):
    seat = SeatFactory(body__hub=wales)
    backwards = {"seats-0-since": "2026-02-01", "seats-0-until": "2026-01-01"}
    answer = client.post(change(seat.body), typed(client.get(change(seat.body))) | backwards)
    assert "This cannot end before it starts." in answer.content.decode()


def test_a_body_belongs_to_a_hub_or_a_programme_not_both(client, wales):
    client.force_login(staff("programme"))
    programme = Programme.objects.create(slug="cross", name="Cross", summary="s")
    body = BodyFactory(hub=wales)
    sent = typed(client.get(change(body)))
    for fields in [{"programme": programme.pk}, {"hub": "", "programme": ""}]:
        answer = client.post(change(body), sent | fields)
        assert "Choose a hub or a programme, not both." in answer.content.decode()
    assert (
        client.post(change(body), sent | {"hub": "", "programme": programme.pk}).status_code == 302
    )


def test_hub_staff_keep_their_own_hubs_bodies_alone(client, manager, wales):
    other = BodyFactory()
    MembershipFactory(user=manager, hub=HubFactory(slug="served"), role="event_officer")
    assert client.get(change(other)).status_code == 404
    form = client.get(reverse("admin:hubs_body_add")).context["adminform"].form
    assert list(form.fields["hub"].queryset) == [wales]
    assert form.fields["hub"].required
    assert "programme" not in form.fields


def test_what_a_hub_that_owes_welsh_shows_is_there_in_welsh(client, manager, wales):
    wales.welsh_standards = True
    wales.save()
    body = BodyFactory(hub=wales, name={"en": "Group", "cy": "Grŵp"}, mandate={"en": "Advises"})
    sent = typed(client.get(change(body)))
    answer = client.post(change(body), sent)
    assert "Still missing in Welsh: Mandate." in answer.content.decode()
    assert client.post(change(body), sent | {"audience": "staff"}).status_code == 302
    assert client.post(change(body), sent | {"mandate_1": "Yn cynghori"}).status_code == 302


def test_a_seat_ends_by_a_date_and_is_never_deleted(client, manager, wales):
    seat = SeatFactory(body__hub=wales)
    assert client.get(reverse("admin:hubs_seat_delete", args=[seat.pk])).status_code == 403
    assert "seats-0-DELETE" not in client.get(change(seat.body)).content.decode()
