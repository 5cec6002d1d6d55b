import pytest

from hubs import figures
from tests.hubs.factories import GlossaryTermFactory, SectorFactory

pytestmark = pytest.mark.django_db


def text_of(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def ordered(words, language):
    return sorted(words, key=lambda word: figures.place_in_alphabet(word, language))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["2020", "ageing", "Backfill", "café", "trial"]),
        ("cy", ["canser", "cwm", "chwarae", "data", "ddoe", "eiddil", "gofal", "ngwaith"]),
        ("cy", ["iechyd", "lôn", "lwc", "llan", "llyfr", "môr", "ôl-lenwi", "preswyl", "phobl"]),
        ("cy", ["rôl", "rhaglen", "safle", "tâl", "therapi", "uned", "ŵyr", "ymchwil"]),
        ("nb", ["arbeid", "zebra", "ære", "økonomi", "öre", "åpen", "Aasen"]),
    ],
)
def test_words_stand_in_the_order_of_the_language(language, words):
    assert ordered(reversed(words), language) == words


def test_the_same_words_stand_elsewhere_in_another_language():
    words = ["åpen", "lov", "llan", "mann"]
    assert ordered(words, "en") == ["åpen", "llan", "lov", "mann"]
    assert ordered(words, "cy") == ["åpen", "lov", "llan", "mann"]
    assert ordered(words, "nb") == ["llan", "lov", "mann", "åpen"]


def test_a_word_starts_with_a_letter_of_its_language():
    assert figures.first_letter("llyfr", "cy") == "Ll"
    assert figures.first_letter("llyfr", "en") == "L"
    assert figures.first_letter("økonomi", "nb") == "Ø"
    assert figures.first_letter("étude", "en") == "E"


def test_no_words_yet_says_where_to_go(client):
    assert "No words yet" in text_of(client, "/glossary/")


def test_a_word_has_an_address_a_sector_and_its_names_elsewhere(client):
    GlossaryTermFactory(
        slug="seed-fund", sector=SectorFactory(code="FUND"),
        term={"en": "seed fund", "cy": "cronfa sbarduno", "nb": "såkornmidler"},
        meaning="A **small** sum.",
    )  # fmt: skip
    page = text_of(client, "/glossary/")
    assert 'id="seed-fund"' in page
    assert "Funder or investor</span>" in page
    assert "<strong>small</strong>" in page
    assert '<span lang="cy">cronfa sbarduno</span>' in page
    assert "<h3>cronfa sbarduno</h3>" in text_of(client, "/cy/glossary/")


def test_one_word_of_two_sectors_stands_side_by_side(client):
    for code in ("NHS", "DIG"):
        GlossaryTermFactory(term="Trial" if code == "NHS" else "trial", meaning=code,
                            sector=SectorFactory(code=code))  # fmt: skip
    GlossaryTermFactory(term="tariff")
    page = text_of(client, "/glossary/")
    together = page[page.index("rial</h3>") :]
    assert together.index("DIG") < together.index("</li>")
    assert together.index("NHS") < together.index("</li>")
    assert page.count('<div class="grid">') == 1


def test_words_are_narrowed_by_sector_and_by_what_they_say(client):
    GlossaryTermFactory(term="backfill", meaning="Rhywun", sector=SectorFactory(code="NHS"))
    GlossaryTermFactory(term="overheads", sector=SectorFactory(code="ACAD"))
    for query in ("sector=NHS", "q=rhywun", "q=BACK"):
        page = text_of(client, f"/glossary/?{query}")
        assert "backfill" in page
        assert "overheads" not in page
    assert "No word fits" in text_of(client, "/glossary/?q=nothing")


def test_a_word_that_is_in_another_language_is_marked_as_such(client):
    GlossaryTermFactory(term={"nb": "helseforetak"}, meaning={"nb": "Et foretak."})
    assert '<h3 lang="nb">helseforetak</h3>' in text_of(client, "/glossary/")


def test_markup_in_a_meaning_is_shown_as_text(client):
    GlossaryTermFactory(meaning="<script>alert(1)</script>")
    assert "<script>alert" not in text_of(client, "/glossary/")
