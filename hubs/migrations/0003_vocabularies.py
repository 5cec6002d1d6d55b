from django.db import migrations
from i18nfield.strings import LazyI18nString

SECTORS = [
    ("NHS", "care", "NHS or other health service", "Y GIG neu wasanaeth iechyd arall", "Sykehus og spesialisthelsetjeneste"),
    ("CARE", "care", "Social and municipal care", "Gofal cymdeithasol a gofal gan awdurdodau lleol", "Kommunal helse- og omsorgstjeneste"),
    ("ACAD", "academia", "University, college or research institute", "Prifysgol, coleg neu sefydliad ymchwil", "Universitet, høyskole eller forskningsinstitutt"),
    ("BIO", "industry", "Industry: biopharma", "Diwydiant: biofferyllol", "Næringsliv: legemidler og bioteknologi"),
    ("MED", "industry", "Industry: medical technology and diagnostics", "Diwydiant: technoleg feddygol a diagnosteg", "Næringsliv: medisinsk utstyr og diagnostikk"),
    ("DIG", "industry", "Industry: digital health, data and AI", "Diwydiant: iechyd digidol, data a deallusrwydd artiffisial", "Næringsliv: digital helse, data og kunstig intelligens"),
    ("OTH", "industry", "Industry: other", "Diwydiant: arall", "Næringsliv: annet"),
    ("THIRD", "third", "Charity or other third sector", "Elusen neu gorff arall yn y trydydd sector", "Ideell eller frivillig organisasjon"),
    ("GOV", "public", "Government and policy", "Llywodraeth a pholisi", "Statlig forvaltning og politikk"),
    ("LOC", "public", "Local or regional authority", "Awdurdod lleol neu ranbarthol", "Kommune eller fylkeskommune"),
    ("REG", "public", "Regulator, health technology assessment or standards", "Rheoleiddio, asesu technoleg iechyd neu safonau", "Tilsyn, metodevurdering eller standardisering"),
    ("FUND", "between", "Funder or investor", "Cyllidwr neu fuddsoddwr", "Finansiør eller investor"),
    ("PPI", "people", "Patient, carer or member of the public", "Claf, gofalwr neu aelod o’r cyhoedd", "Pasient, pårørende eller innbygger"),
    ("NET", "between", "Network, cluster or intermediary", "Rhwydwaith, clwstwr neu gorff cyfryngol", "Nettverk, klynge eller mellomledd"),
]

# The five that the programme's scoping work of 2019 named.
BARRIERS = [
    (
        ("Lack of incentives", "Diffyg cymhellion", "For få insentiver"),
        (
            "Taking part is seen: hubs record who came, and what came of it.",
            "Mae cymryd rhan yn cael ei weld: mae hybiau’n cofnodi pwy ddaeth, a beth ddeilliodd o hynny.",
            "Det synes at du deltar: hubene noterer hvem som kom, og hva det førte til.",
        ),
    ),
    (
        (
            "It is hard to find the right people and organisations",
            "Mae’n anodd dod o hyd i’r bobl a’r sefydliadau cywir",
            "Det er vanskelig å finne de rette menneskene og organisasjonene",
        ),
        (
            "Hubs, events and organisations by sector, theme and place.",
            "Hybiau, digwyddiadau a sefydliadau yn ôl sector, thema a lle.",
            "Huber, arrangementer og organisasjoner etter sektor, tema og sted.",
        ),
    ),
    (
        (
            "Moving between sectors counts for little in appraisal",
            "Nid yw symud rhwng sectorau’n cyfrif fawr ddim wrth arfarnu",
            "Å bytte mellom sektorer teller lite når man blir vurdert",
        ),
        (
            "Awards that name the time you spent in another sector.",
            "Dyfarniadau sy’n enwi’r amser a dreulioch mewn sector arall.",
            "Tildelinger som viser tiden du brukte i en annen sektor.",
        ),
    ),
    (
        (
            "Organisations work in different ways",
            "Mae sefydliadau’n gweithio mewn ffyrdd gwahanol",
            "Organisasjoner arbeider på ulike måter",
        ),
        (
            "Events at which sectors explain themselves to one another.",
            "Digwyddiadau lle mae sectorau’n egluro eu hunain i’w gilydd.",
            "Arrangementer der sektorene forklarer seg for hverandre.",
        ),
    ),
    (
        (
            "There is no money for first steps and for backfill",
            "Nid oes arian ar gyfer camau cyntaf nac ar gyfer ôl-lenwi swyddi",
            "Det finnes ikke penger til de første skrittene og til vikarer",
        ),
        (
            "Seed funds after events, and awards that pay for a stand-in.",
            "Cronfeydd sbarduno ar ôl digwyddiadau, a dyfarniadau sy’n talu am rywun i lenwi’r bwlch.",
            "Såmidler etter arrangementer, og tildelinger som betaler for en vikar.",
        ),
    ),
]

TERRITORIES = [
    ("uk", "country", None, "United Kingdom", "Y Deyrnas Unedig", "Storbritannia"),
    ("wales", "nation", "uk", "Wales", "Cymru", "Wales"),
    ("scotland", "nation", "uk", "Scotland", "Yr Alban", "Skottland"),
    ("northern-ireland", "nation", "uk", "Northern Ireland", "Gogledd Iwerddon", "Nord-Irland"),
    ("england", "nation", "uk", "England", "Lloegr", "England"),
    ("leeds", "city_region", "england", "Leeds City Region", "Dinas-ranbarth Leeds", "Leeds-regionen"),
    ("norway", "country", None, "Norway", "Norwy", "Norge"),
    ("rogaland", "region", "norway", "Rogaland", "Rogaland", "Rogaland"),
    ("stavanger", "city_region", "rogaland", "Stavanger Region", "Rhanbarth Stavanger", "Stavanger-regionen"),
    ("vestland", "region", "norway", "Vestland", "Vestland", "Vestland"),
    ("bergen", "city_region", "vestland", "Bergen Region", "Rhanbarth Bergen", "Bergensregionen"),
]


def text(en, cy, nb):
    return LazyI18nString({"en": en, "cy": cy, "nb": nb})


def write(apps, schema_editor):
    Sector, Barrier, Territory = (
        apps.get_model("hubs", name) for name in ("Sector", "Barrier", "Territory")
    )
    for position, (code, roll_up, *names) in enumerate(SECTORS, start=1):
        Sector.objects.get_or_create(
            code=code, defaults={"roll_up": roll_up, "position": position, "name": text(*names)}
        )
    for number, (names, answers) in enumerate(BARRIERS, start=1):
        Barrier.objects.get_or_create(
            number=number, defaults={"name": text(*names), "answer": text(*answers)}
        )
    for slug, kind, parent, *names in TERRITORIES:
        whole = Territory.objects.get(slug=parent) if parent else None
        Territory.objects.get_or_create(
            slug=slug, defaults={"kind": kind, "parent": whole, "name": text(*names)}
        )


class Migration(migrations.Migration):

    dependencies = [
        ("hubs", "0002_organisations_are_searchable"),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
