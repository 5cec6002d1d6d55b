import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from events.models import Event
from funding.models import Call
from hubportal.pages.search import asked, find
from hubportal.pages.search.kinds import KINDS
from hubportal.pages.search.words import around, fold, forms, marked, meant
from hubs.models import Feature, FeatureAnswer, Hub, Series, SeriesQuestion
from tests.events.factories import EventFactory
from tests.funding.factories import CallFactory
from tests.hubs.factories import (
    GlossaryTermFactory,
    HubFactory,
    OpportunityFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ResourceFactory,
    StoryFactory,
    ThemeFactory,
)
from tests.members.factories import staff

pytestmark = pytest.mark.django_db


def titles(words: str, *, user=None, only: str = "") -> list[str]:
    hits = find(asked(words), user=user or AnonymousUser(), now=timezone.now(), only=only)
    return ["".join(text for text, _found in hit.title) for hit in hits[0:20]]


def near(words: str) -> bool:
    return find(asked(words), user=AnonymousUser(), now=timezone.now()).near


APPROVED = {
    "title": {"en": "A clinic of robots"},
    "intro": {"en": "They hum."},
    "author": "",
    "source": "",
    "picture": None,
    "people": [{"id": 1, "name": "Ada Example", "post": {}, "affiliation": {}}],
    "answers": [
        {"question": {"en": "Why?"}, "text": {"en": "Because of zebras."}, "one_word": False}
    ],
}


def a_feature(*, shown=None, **fields) -> Feature:
    """A public feature whose working copy is called otherwise by now."""
    return Feature.objects.create(
        **{
            "series": Series.objects.create(slug="series", name="Series"),
            "organisation": OrganisationFactory(),
            "slug": "robots",
            "title": "A newer title",
            "status": Feature.Status.PUBLISHED,
            "public_from": timezone.now(),
            "shown": APPROVED | (shown or {}),
            "shown_at": timezone.now(),
            **fields,
        }
    )


# What is found --------------------------------------------------------------------------------

MAKERS = {
    "hub": lambda word: HubFactory(name=word),
    "programme": lambda word: ProgrammeFactory(name=word),
    "theme": lambda word: ThemeFactory(name=word),
    "event": lambda word: EventFactory(title=word),
    "call": lambda word: CallFactory(title=word),
    "opportunity": lambda word: OpportunityFactory(title=word),
    "organisation": lambda word: OrganisationFactory(name=word),
    "story": lambda word: StoryFactory(title=word),
    "feature": lambda word: a_feature(shown={"title": {"en": word}}),
    "resource": lambda word: ResourceFactory(title=word),
    "term": lambda word: GlossaryTermFactory(term=word),
}


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS])
def test_each_kind_is_found_and_its_address_opens(client, kind):
    MAKERS[kind]("Quokka")
    page = client.get("/search/?q=quokka").content.decode()
    assert "1 result" in page
    assert "<mark>Quokka</mark>" in page
    [hit] = find(asked("quokka"), user=AnonymousUser(), now=timezone.now())[0:5]
    assert hit.kind.key == kind
    assert client.get(hit.url).status_code == 200


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Canolfan Tŵr y Môr", "twr mor"),
        ("Sørlandet sykehus", "sorlandet"),
        ("Sorlandet", "sørlandet"),
        ("Helse på nært hold", "naert pa"),
        ("Ålesund", "alesund"),
        ("Ysbyty Gŵyr", "GWYR"),
    ],
)
def test_accents_and_case_do_not_matter(written, typed):
    OrganisationFactory(name=written)
    assert titles(typed) == [written]
    assert not near(typed)


def test_every_language_of_a_text_is_searched_whatever_the_readers():
    names = {"en": "Medicines Discovery", "cy": "Darganfod Moddion", "nb": "Legemiddelfunn"}
    OrganisationFactory(name=names)
    assert titles("moddion") == ["Darganfod Moddion"]
    assert titles("legemiddelfunn") == ["Legemiddelfunn"]


@pytest.mark.parametrize("typed", ["genomcs", "genomisc", "gnomics", "genomicss"])
def test_a_slip_finds_what_is_near_and_says_so(client, typed):
    OrganisationFactory(name="Genomics Partnership")
    page = client.get(f"/search/?q={typed}").content.decode()
    assert "<mark>Genomics</mark> Partnership" in page
    assert f"Nothing holds “{typed}”" in page
    assert 'Did you mean <a href="?q=Genomics">Genomics</a>' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("precision medcine", "precision medicine"),
        ("precsion medicin", "Precision medicine"),
        ("seed fnd", "seed Fund"),
        ("cancr reserch", "Cancer research"),
        ("medcine", "medicine"),
        ("Gaerdydd resrch", "Caerdydd research"),
    ],
)
def test_slips_in_several_words_are_mended_word_by_word(client, typed, said):
    titles_there = [
        "Precision medicine",
        "Seed Fund",
        "A Fund",
        "How to find us",
        "Cancer research",
    ]
    for title in [*titles_there, "Caerdydd research"]:
        StoryFactory(title=title)
    page = client.get("/search/", {"q": typed}).content.decode()
    assert f"Nothing holds “{typed}”" in page
    assert f">{said}</a>?" in page
    assert "<mark>" in page


def test_markup_is_no_word():
    assert not asked("'\"<b>")
    assert asked("a <b>bold</b> 3<4").words == ("a", "bold", "3<4")


def test_what_is_written_right_brings_nothing_that_is_only_near():
    OrganisationFactory(name="Genomics Partnership")
    OrganisationFactory(name="Genomcs Ltd")
    assert titles("genomics") == ["Genomics Partnership"]


@pytest.mark.parametrize("typed", ["Gaerdydd", "Nghaerdydd", "Chaerdydd", "Caerdydd"])
def test_welsh_pages_find_a_word_in_every_mutation(typed):
    OrganisationFactory(name="Prifysgol Caerdydd")
    OrganisationFactory(name="Ysbyty yng Nghaerdydd")
    with translation.override("cy"):
        assert len(titles(typed)) == 2
        assert not near(typed)


def test_other_pages_find_a_mutated_word_as_near():
    OrganisationFactory(name="Hwb Cymru")
    assert titles("Nghymru") == ["Hwb Cymru"]
    assert near("Nghymru")


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        *[("caerdydd", shape) for shape in ("gaerdydd", "nghaerdydd", "chaerdydd")],
        *[("bangor", shape) for shape in ("fangor", "mangor")],
        *[("powys", shape) for shape in ("bowys", "mhowys", "phowys")],
        *[("llanelli", "lanelli"), ("gwynedd", "wynedd"), ("rhondda", "rondda")],
        *[("meddygaeth", "feddygaeth"), ("tywyn", "nhywyn"), ("dinbych", "ninbych")],
    ],
)
def test_the_shapes_of_a_welsh_word(word, shape):
    assert shape in forms(word)
    assert word in forms(shape)


def test_every_word_counts():
    OrganisationFactory(name="University of Leeds")
    OrganisationFactory(name="University of Bergen")
    assert titles("leeds university") == ["University of Leeds"]
    assert titles("leeds bergen university") == []


# The order ------------------------------------------------------------------------------------


def test_titles_come_before_texts_and_the_thing_itself_before_all():
    StoryFactory(title="Other news", body="All about Wombat.")
    StoryFactory(title="Wombat in the news")
    HubFactory(slug="wombat", name="Networking Hub Wombat and its many friends")
    assert titles("wombat") == [
        "Networking Hub Wombat and its many friends",
        "Wombat in the news",
        "Other news",
    ]


def test_what_is_to_come_stands_before_what_is_over():
    today = timezone.localdate()
    for name, days in [("past", -40), ("soon", 5), ("later", 60)]:
        day = today + dt.timedelta(days=days)
        EventFactory(title=f"Numbat {name}", start_date=day, end_date=day)
    EventFactory(
        title="Numbat off", status=Event.Status.CANCELLED, start_date=today + dt.timedelta(days=1)
    )
    found = titles("numbat")
    assert found[:2] == ["Numbat soon", "Numbat later"]
    assert set(found[2:]) == {"Numbat past", "Numbat off"}


def test_what_can_be_applied_for_stands_before_what_has_closed():
    now = timezone.now()
    for name, closes in [("closed", -1), ("open", 5)]:
        CallFactory(
            title=f"Bilby {name}",
            opens_at=now - dt.timedelta(days=9),
            closes_at=now + dt.timedelta(days=closes),
        )
    assert titles("bilby") == ["Bilby open", "Bilby closed"]


# Nobody sees what is not theirs -----------------------------------------------------------------


def hide_everything(word: str) -> None:
    wales = HubFactory(slug="wales")
    later = timezone.now() + dt.timedelta(days=1)
    HubFactory(name=word, status=Hub.Status.PLANNED)
    EventFactory(title=word, status=Event.Status.DRAFT, hub=wales)
    CallFactory(title=word, status=Call.Status.DRAFT, hub=wales)
    OrganisationFactory(name=word, stub=True)
    ThemeFactory(name=word, retired=True)
    StoryFactory(title=word, hub=wales, status="draft", public_from=None)
    StoryFactory(title=word, hub=wales, public_from=later)
    ResourceFactory(title=word, hub=wales, status="withdrawn")
    OpportunityFactory(title=word, hub=wales, status="draft", public_from=None)
    feature = a_feature(title=word, intro=word, hub=wales)
    question = SeriesQuestion.objects.create(series=feature.series, wording="Why?")
    FeatureAnswer.objects.create(
        feature=feature, question=question, wording=word, typed=word, text=word
    )


@pytest.mark.parametrize("words", ["kookaburra", "kookabura"])
def test_what_is_hidden_changes_no_count_no_order_and_no_near_hit(client, words):
    empty = client.get(f"/search/?q={words}").content
    hide_everything("Kookaburra")
    assert client.get(f"/search/?q={words}").content == empty


def test_staff_find_what_they_manage_and_nothing_of_other_hubs():
    hide_everything("Kookaburra")
    wales, scotland = (staff("hub_manager", HubFactory(slug=slug)) for slug in ("wales", "scot"))
    assert len(titles("kookaburra", user=wales)) == 7
    # Stubs are every hub's to check
    assert len(titles("kookaburra", user=scotland)) == 1


def test_a_feature_is_found_by_what_was_approved_and_not_by_what_is_being_written():
    a_feature(title="Emu", intro="Emu")
    assert titles("emu") == []
    assert titles("zebras") == titles("robots") == titles("Ada Example") == ["A clinic of robots"]


# Any input --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["", " ", "?!", "\x00", "a\x00b", "x" * 2000, "word " * 400, "%", "_", "\\", "a%b_c\\",
     "' or 1=1 --", "a & b | !c:*", "(", "[a-z]+", "<script>alert(1)</script>", "😀", "‮",
     "{% now %}", '{"en": "x"}', "ﬀ ǅ İ ß", "-", "a", "\ud83d".encode("utf-8", "replace").decode()],
)  # fmt: skip
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_any_input_is_answered(client, words, prefix):
    OrganisationFactory(name="Something")
    response = client.get(f"{prefix}/search/", {"q": words, "kind": words, "page": words})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_signs_of_the_database_are_only_signs():
    OrganisationFactory(name="Ten of 100")
    OrganisationFactory(name="100% safe_data")
    assert titles("100%") == titles("safe_data") == ["100% safe_data"]
    assert titles("0_s") == []


def test_eight_words_and_a_hundred_letters_count():
    assert len(asked("word " * 400).words) == 1
    assert len(asked(" ".join(map(str, range(99)))).words) == 8
    assert len(asked("x" * 2000).text) == 100


def test_nothing_found_leads_on(client):
    page = client.get("/search/?q=xyzzyplugh").content.decode()
    assert "Nothing found for “xyzzyplugh”" in page
    assert 'href="/glossary/"' in page


# The page ---------------------------------------------------------------------------------------


def test_kinds_are_counted_and_narrow_the_page(client):
    for number in range(3):
        OrganisationFactory(name=f"Dingo {number}")
    StoryFactory(title="Dingo news")
    page = client.get("/search/?q=dingo").content.decode()
    assert "4 results" in page
    assert 'href="?q=dingo&amp;kind=organisation"' in page
    page = client.get("/search/?q=dingo&kind=organisation").content.decode()
    assert "3 results" in page
    assert "Dingo news" not in page
    assert "Everything" in page


def test_results_come_in_pages_that_keep_the_question(client):
    for number in range(45):
        OrganisationFactory(name=f"Dingo {number:02}")
    first, second, far = (
        client.get(f"/search/?q=dingo&page={page}").content.decode() for page in (1, 2, 999)
    )
    assert 'href="?q=dingo&amp;page=2"' in first
    assert first.count("<mark>Dingo</mark>") == second.count("<mark>Dingo</mark>") == 20
    assert far.count("<mark>Dingo</mark>") == 5


def test_the_words_are_shown_where_they_stand_in_the_text_and_escaped(client):
    body = "Lead. " * 60 + "Here stands <b>Galah</b> & more. " + "Tail. " * 60
    StoryFactory(title="News", body=body)
    page = client.get("/search/?q=galah").content.decode()
    assert "&lt;b&gt;<mark>Galah</mark>&lt;/b&gt; &amp; more." in page
    assert "… " in page
    assert " …" in page


def test_a_text_in_another_language_says_which(client):
    StoryFactory(title={"en": "News", "cy": "Newyddion"}, body={"en": "x", "cy": "Barcud coch"})
    page = client.get("/search/?q=barcud").content.decode()
    assert '<p lang="cy"><mark>Barcud</mark> coch</p>' in page.replace("\n", "")


def test_strangers_may_be_served_from_any_cache_and_engines_stay_out(client):
    response = client.get("/search/?q=x")
    assert "public" in response.headers["Cache-Control"]
    assert not response.cookies
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_a_search_costs_the_same_for_any_number_of_hits(client):
    def cost(words="dingo"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/search/?q={words}")
        return len(queries)

    OrganisationFactory(name="Dingo")
    assert cost() == 2
    OrganisationFactory.create_batch(30, name="Dingo")
    StoryFactory(title="Dingo")
    assert cost() == 2
    assert cost("dinggo") == 4
    assert cost("") == 0


# Words --------------------------------------------------------------------------------------------


def test_folding_keeps_the_places_of_letters():
    folded, places = fold("Tŷ Ærlig")
    assert folded == "ty aerlig"
    assert [places[folded.index(sign)] for sign in "tya"] == [0, 1, 3]


def test_marking_keeps_every_letter():
    text = "Tŵr, twr a THWR"
    pieces = marked(text, ["tŵr"])
    assert "".join(piece for piece, _found in pieces) == text
    assert [piece for piece, found in pieces if found] == ["Tŵr", "twr"]


def test_a_long_text_is_cut_between_words():
    text = "alpha " * 100 + "needle " + "omega " * 100
    shown = "".join(piece for piece, _found in around(text, ["needle"]))
    assert shown.startswith("… alpha")
    assert shown.endswith("omega …")
    assert "needle" in shown
    assert len(shown) < 300


def test_nothing_better_is_meant_by_what_is_there():
    assert meant(asked("genomics"), ["Genomics"]) == ""
    assert meant(asked("genomcs lab"), ["Genomics Lab"]) == "Genomics Lab"
