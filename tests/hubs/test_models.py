import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from hubs.models import Barrier, Organisation, Sector, Territory, Tie
from hubs.models.organisations import ror_id
from tests.hubs.factories import HubFactory, OrganisationFactory, TieFactory

pytestmark = pytest.mark.django_db

# Cardiff, Leeds, Oxford, Stavanger, the Academy's country and ROR's own example
REAL = ["03kk7td41", "024mrxd33", "052gg0110", "02qte9q33", "03yrm5c26"]


@pytest.mark.parametrize("value", REAL)
def test_real_ror_ids_are_accepted(value):
    ror_id(value)


@pytest.mark.parametrize("value", REAL)
def test_any_single_slip_in_a_ror_id_is_noticed(value):
    for place in range(1, 9):
        slip = "2" if value[place] != "2" else "3"
        with pytest.raises(ValidationError):
            ror_id(value[:place] + slip + value[place + 1 :])


def test_the_vocabulary_of_sectors_is_there_in_three_languages_and_in_order():
    codes = list(Sector.objects.values_list("code", flat=True))
    assert codes == (
        [
            "NHS",
            "CARE",
            "ACAD",
            "BIO",
            "MED",
            "DIG",
            "OTH",
            "THIRD",
            "GOV",
            "LOC",
            "REG",
            "FUND",
            "PPI",
            "NET",
        ]
    )
    words = [*Sector.objects.all(), *Barrier.objects.all(), *Territory.objects.all()]
    assert len(words) == 14 + 5 + 11
    for word in words:
        assert set(word.name.data) == {"en", "cy", "nb"}
    assert str(Sector.objects.get(code="PPI")) == "Patient, carer or member of the public"


@pytest.mark.parametrize(
    "broken",
    [
        {"since": dt.date(2024, 1, 2), "until": dt.date(2024, 1, 1)},
        {"kind": Tie.Kind.HOSTS, "again": {}},
        {"kind": Tie.Kind.FUNDS, "again": "same"},
    ],
)
def test_the_database_refuses_ties_that_cannot_be(broken):
    hub, organisation = HubFactory(), OrganisationFactory()
    again = broken.pop("again", None)
    if again is not None:
        TieFactory(hub=hub, organisation=organisation, **broken)
    same = again is None or again == "same"
    with pytest.raises(IntegrityError), transaction.atomic():
        TieFactory(hub=hub, organisation=organisation if same else OrganisationFactory(), **broken)


def test_a_host_may_follow_a_host():
    hub = HubFactory()
    TieFactory(hub=hub, kind=Tie.Kind.HOSTS, until=dt.date(2024, 1, 1))
    TieFactory(hub=hub, kind=Tie.Kind.HOSTS, since=dt.date(2024, 1, 1))
    assert Tie.objects.current().count() == 1


def test_the_database_refuses_an_organisation_that_follows_itself():
    organisation = OrganisationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(successor=organisation)


def test_the_database_refuses_two_organisations_with_one_ror_id():
    OrganisationFactory(ror_id=REAL[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(ror_id=REAL[0])


def test_the_database_refuses_a_checked_organisation_without_a_sector():
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(sector=None, stub=False)


def test_names_are_searched_in_every_language_without_accents():
    OrganisationFactory(name={"en": "Bergen", "nb": "Ålesund Sjukehus"}, city="Førde")
    for words in ["alesund", "SJUKEHUS bergen", "forde", "Å"]:
        assert Organisation.objects.matching(words).count() == 1
    for words in ["oslo", "%", "_", "\\", "'", '"en"', "nb"]:
        assert not Organisation.objects.matching(words).exists()


def test_a_long_search_is_cut_and_an_empty_one_finds_all():
    OrganisationFactory(name="a b c d e f g h")
    assert Organisation.objects.matching("a b c d e f g h not there").count() == 1
    assert Organisation.objects.matching("  ").count() == 1


def test_search_of_many_organisations_goes_through_the_index():
    rows = [Organisation(slug=f"o{n}", name=f"Organisation {n}", stub=True) for n in range(2000)]
    Organisation.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("analyze hubs_organisation")
        cursor.execute("set local enable_seqscan = off")
    plan = Organisation.objects.matching("1999").explain()
    assert "organisation_search" in plan
