"""What a page may cost: queries that do not grow with rows, bytes that do not grow at all."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.world import one_more

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]

# Page: as whom, the address, and the most queries it may cost.
LIST, DETAIL, FORM, SIGN_IN, STAFF_LIST, STAFF_DETAIL = 8, 10, 12, 3, 12, 15
# Long forms read once what can be chosen in each of their parts, and ask for every part's rows.
STAFF_FORM = 24
PAGES = {
    "home": ("visitor", "home", LIST),
    "contact": ("visitor", "contact", LIST),
    "search": ("visitor", "search", LIST),
    "hubs": ("visitor", "hubs:list", LIST),
    "hub": ("visitor", ("hubs:detail", "hub.slug"), DETAIL),
    "hub, signed in": ("member", ("hubs:detail", "hub.slug"), DETAIL),
    "write to a hub": ("member", ("hubs:contact", "hub.slug"), FORM),
    "programme": ("visitor", ("hubs:programme", "cross_sector.slug"), DETAIL),
    "theme": ("visitor", ("hubs:theme", "theme.slug"), DETAIL),
    "policy": ("visitor", ("hubs:policy", "policy.slug"), DETAIL),
    "barriers": ("visitor", "hubs:evidence", LIST),
    "bodies": ("visitor", "hubs:bodies", LIST),
    "body": ("visitor", ("hubs:body", "body.slug"), DETAIL),
    "meetings of hubs": ("visitor", "hubs:exchanges", LIST),
    "meeting of hubs": ("visitor", ("hubs:exchange", "exchange.slug"), DETAIL),
    "meeting of hubs, its staff": ("wales", ("hubs:exchange", "exchange.slug"), DETAIL),
    "staff: bodies": ("wales", "admin:hubs_body_changelist", STAFF_LIST),
    "staff: body": ("wales", ("admin:hubs_body_change", "body.pk"), STAFF_FORM),
    "staff: seats": ("wales", "admin:hubs_seat_changelist", STAFF_LIST),
    "staff: meetings of hubs": ("wales", "admin:hubs_networkmeeting_changelist", STAFF_LIST),
    "staff: meeting of hubs": (
        "wales",
        ("admin:hubs_networkmeeting_change", "exchange.pk"),
        STAFF_FORM,
    ),
    "staff: promises": ("wales", "admin:hubs_followup_changelist", STAFF_LIST),
    "organisations": ("visitor", "hubs:organisations", LIST),
    "organisation": ("visitor", ("hubs:organisation", "organisation.slug"), DETAIL),
    "organisation, its editor": ("member", ("hubs:organisation", "kept.slug"), DETAIL),
    "claim": ("member", ("members:claim", "organisation.slug"), FORM),
    "organisation, edit": ("member", ("members:edit_organisation", "kept.slug"), FORM),
    "editors": ("member", ("members:editors", "kept.slug"), DETAIL),
    "stories": ("visitor", "hubs:stories", LIST),
    "story": ("visitor", ("hubs:story", "story.slug"), DETAIL),
    "stories feed": ("visitor", "hubs:stories_feed", LIST),
    "resources": ("visitor", "hubs:resources", LIST),
    "resources, signed in": ("member", "hubs:resources", FORM),
    "resource": ("visitor", ("hubs:resource", "resource.slug"), DETAIL),
    "glossary": ("visitor", "hubs:glossary", LIST),
    "opportunities": ("visitor", "hubs:opportunities", LIST),
    "opportunities, signed in": ("member", "hubs:opportunities", LIST),
    "opportunity": ("visitor", ("hubs:opportunity", "opportunity.slug"), DETAIL),
    "opportunity, signed in": ("member", ("hubs:opportunity", "opportunity.slug"), DETAIL),
    "agreements": ("visitor", "hubs:agreements", LIST),
    "agreement": ("visitor", ("hubs:agreement", "agreement.slug"), DETAIL),
    "recognitions": ("visitor", "hubs:recognitions", LIST),
    "recognition": ("visitor", ("hubs:recognition", "recognition_scheme.slug"), DETAIL),
    "features": ("visitor", "hubs:features", LIST),
    "feature": ("visitor", ("hubs:feature", "feature.slug"), DETAIL),
    "features feed": ("visitor", "hubs:features_feed", LIST),
    "interview": ("wales", ("hubs:feature_answer", "writing.token"), DETAIL),
    "events": ("visitor", "events:list", LIST),
    "events, signed in": ("member", "events:list", LIST),
    "event": ("visitor", ("events:detail", "event.slug"), DETAIL),
    "event, waiting": ("member", ("events:detail", "crowded.slug"), DETAIL),
    "event, held places": ("stranger", ("events:detail", "crowded.slug"), DETAIL),
    "place in a queue": ("stranger", ("events:place", "queued.token"), DETAIL),
    "staff: who is next": ("wales", ("admin:events_event_next", "crowded.pk"), STAFF_DETAIL),
    "event, registered": ("member", ("events:detail", "event.slug"), DETAIL),
    "event, its staff": ("wales", ("events:detail", "event.slug"), DETAIL),
    "registering": ("wales", ("events:register", "event.slug"), FORM),
    "my answers": ("stranger", ("events:answers", "registration.token"), FORM),
    "event, over": ("visitor", ("events:detail", "ended.slug"), DETAIL),
    "event, over, signed in": ("member", ("events:detail", "ended.slug"), DETAIL),
    "past events": ("visitor", "events:list?when=past", LIST),
    "events of a series": ("visitor", "events:list?series=world-series&only=free", LIST),
    "events of a month": ("visitor", "events:list?view=month", LIST),
    "events of a month, signed in": ("member", "events:list?view=month", LIST),
    "series of events": ("visitor", ("events:series", "event_series.slug"), DETAIL),
    "people of an event": ("member", ("events:people", "event.slug"), LIST),
    "people of an event, its staff": ("wales", ("events:people", "event.slug"), LIST),
    "people of an event, preview": ("member", ("events:people", "ended.slug"), LIST),
    "certificate": ("member", ("events:certificate", "certificate.code"), DETAIL),
    "check a certificate": ("member", "events:certificates", SIGN_IN),
    "survey": ("member", ("events:survey", "attended.token"), DETAIL),
    "calendar feed": ("visitor", "events:feed_ics", LIST),
    "atom feed": ("visitor", "events:feed_atom", LIST),
    "json feed": ("visitor", "events:feed_json", LIST),
    "event as json": ("visitor", ("events:event_json", "event.slug"), LIST),
    "my calendar": ("member", "events:my_calendar", LIST),
    "my calendar feed": ("stranger", ("events:calendar", "calendar_key.key"), LIST),
    # Besides the form: the desk, who reads needs, what changed, who is to be told, and the letter
    # drafted for them.
    "staff: event with a change": (
        "wales",
        ("admin:events_event_change", "event.pk"),
        STAFF_DETAIL + 2,
    ),
    "calls": ("visitor", "funding:calls", LIST),
    "call": ("visitor", ("funding:call", "call.slug"), DETAIL),
    "call, signed in": ("member", ("funding:call", "call.slug"), DETAIL),
    "sign in": ("visitor", "account_login", SIGN_IN),
    "sign up": ("visitor", "account_signup", SIGN_IN),
    "my page": ("member", "me", DETAIL),
    "my profile": ("member", "members:profile", FORM),
    "application, draft": ("member", ("funding:application", "draft.reference"), FORM),
    "application, section": ("member", ("funding:section", "draft.reference", "project"), FORM),
    "application, team": ("member", ("funding:section", "draft.reference", "team"), FORM),
    "application, check": ("member", ("funding:check", "draft.reference"), FORM),
    "application, timeline": ("member", ("funding:application", "application.reference"), DETAIL),
    "staff: start": ("wales", "admin:index", STAFF_LIST),
    "staff: work queue": ("wales", "staff_queue", STAFF_LIST),
    "staff: events": ("wales", "admin:events_event_changelist", STAFF_LIST),
    "staff: registrations": ("wales", "admin:events_registration_changelist", STAFF_LIST),
    "event whose hub chooses": ("visitor", ("events:detail", "chosen.slug"), DETAIL),
    "pass on my place": ("member", ("events:pass_on", "registration.token"), DETAIL),
    "staff: programme of events": ("wales", "admin:events_session_changelist", STAFF_LIST),
    "staff: session": ("wales", ("admin:events_session_change", "session.pk"), STAFF_DETAIL),
    "staff: speakers": ("wales", "admin:events_speaker_changelist", STAFF_LIST),
    "staff: speaker": ("wales", ("admin:events_speaker_change", "speaker.pk"), STAFF_DETAIL),
    "staff: materials": ("wales", "admin:events_material_changelist", STAFF_LIST),
    "staff: material": ("wales", ("admin:events_material_change", "paper.pk"), STAFF_DETAIL),
    "staff: outcomes": ("wales", "admin:events_outcome_changelist", STAFF_LIST),
    "staff: series of events": ("wales", "admin:events_eventseries_changelist", STAFF_LIST),
    "staff: messages": ("wales", "admin:events_message_changelist", STAFF_LIST),
    "staff: message": ("wales", ("admin:events_message_change", "message.pk"), STAFF_DETAIL),
    "staff: who gets it": ("wales", ("admin:events_message_people", "message.pk"), STAFF_LIST),
    "staff: exports": ("wales", "admin:events_export_changelist", STAFF_LIST),
    "staff: export": ("wales", ("admin:events_event_export", "event.pk"), STAFF_DETAIL),
    "staff: figures": ("wales", ("admin:events_event_figures", "event.pk"), STAFF_FORM),
    "staff: year": ("wales", "admin:events_event_year", STAFF_LIST),
    "staff: figures of a year": ("wales", "admin:events_event_year_figures", STAFF_FORM),
    "staff: registration": (
        "wales",
        ("admin:events_registration_change", "registration.pk"),
        STAFF_DETAIL,
    ),
    "staff: answers": ("wales", ("admin:events_event_answers", "event.pk"), STAFF_DETAIL),
    "staff: needs": ("wales", ("admin:events_event_needs", "event.pk"), STAFF_DETAIL),
    "door": ("wales", ("events:door", "today.slug"), FORM),
    "door, its helpers": ("door", ("events:door", "today.slug"), FORM),
    "door, shut": ("door", ("events:door", "event.slug"), FORM),
    "code opened at the door": ("wales", ("events:check_in", "door_code.token"), FORM),
    "join online": ("member", ("events:join", "event.slug"), DETAIL),
    "staff: readings at the door": ("wales", "admin:events_scan_changelist", STAFF_LIST),
    "staff: calls": ("wales", "admin:funding_call_changelist", STAFF_LIST),
    "staff: applications": ("wales", "admin:funding_application_changelist", STAFF_LIST),
    "staff: application": (
        "wales",
        ("admin:funding_application_change", "application.pk"),
        STAFF_DETAIL,
    ),
    "staff: my reviews": ("reviewer", "admin:funding_assignment_changelist", STAFF_LIST),
    "staff: people": ("programme", "admin:members_user_changelist", STAFF_LIST),
    "staff: roles": ("programme", "admin:members_membership_changelist", STAFF_LIST),
    "staff: claims": ("wales", "admin:members_claim_changelist", STAFF_LIST),
    "staff: editors": ("wales", "admin:members_editor_changelist", STAFF_LIST),
    "staff: organisations": ("programme", "admin:hubs_organisation_changelist", STAFF_LIST),
    "staff: organisation": (
        "wales",
        ("admin:hubs_organisation_change", "organisation.pk"),
        STAFF_FORM,
    ),
    "staff: stories": ("wales", "admin:hubs_story_changelist", STAFF_LIST),
    "staff: story": ("wales", ("admin:hubs_story_change", "story.pk"), STAFF_FORM),
    "staff: resources": ("wales", "admin:hubs_resource_changelist", STAFF_LIST),
    "staff: glossary": ("wales", "admin:hubs_glossaryterm_changelist", STAFF_LIST),
    "staff: hubs": ("programme", "admin:hubs_hub_changelist", STAFF_LIST),
    "staff: hub": ("wales", ("admin:hubs_hub_change", "hub.pk"), STAFF_FORM),
    "staff: programme": (
        "programme",
        ("admin:hubs_programme_change", "cross_sector.pk"),
        STAFF_FORM,
    ),
    "staff: opportunities": ("wales", "admin:hubs_opportunity_changelist", STAFF_LIST),
    "staff: programmes": ("programme", "admin:hubs_programme_changelist", STAFF_LIST),
    "staff: policies": ("wales", "admin:hubs_policy_changelist", STAFF_LIST),
    "staff: agreements": ("wales", "admin:hubs_agreement_changelist", STAFF_LIST),
    "staff: agreement": ("wales", ("admin:hubs_agreement_change", "agreement.pk"), STAFF_DETAIL),
    "staff: recognitions": ("wales", "admin:hubs_recognition_changelist", STAFF_LIST),
    "staff: pictures": ("wales", "admin:hubs_picture_changelist", STAFF_LIST),
    "staff: features": ("wales", "admin:hubs_feature_changelist", STAFF_LIST),
    "staff: letters": ("programme", "admin:outbox_letter_changelist", STAFF_LIST),
}


def address(world, target) -> str:
    name, *parts = [target] if isinstance(target, str) else target
    values = []
    for part in parts:
        thing, dot, field = part.partition(".")
        values.append(getattr(getattr(world, thing), field) if dot else part)
    name, mark, query = name.partition("?")
    return reverse(name, args=values) + mark + query


def cost(world, role, target) -> int:
    client = Client()
    if person := getattr(world, role):
        client.force_login(person)
    client.get(address(world, target))  # content types and figures are remembered
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address(world, target))
    assert response.status_code == 200, target
    return len(queries)


def some(pages: list[str], size: int = 12) -> list[list[str]]:
    """A programme of three rows costs more than ten pages: it is built for this many of them."""
    return [pages[start : start + size] for start in range(0, len(pages), size)]


@pytest.mark.parametrize("pages", some(list(PAGES)), ids=lambda pages: pages[0])
def test_a_page_costs_the_same_queries_for_one_row_and_for_three(world, pages):
    one_more(world, 1)
    at_one = {where: cost(world, *PAGES[where][:2]) for where in pages}
    one_more(world, 2)
    one_more(world, 3)
    at_three = {where: cost(world, *PAGES[where][:2]) for where in pages}

    for where in pages:
        line = (
            f"{at_one[where]} queries at 1 row, {at_three[where]} at 3, at most {PAGES[where][2]}"
        )
        print(f"{where}: {line}")  # noqa: T201
    assert at_one == at_three
    assert {where: at_one[where] for where in pages if at_one[where] > PAGES[where][2]} == {}


def squeezed(*paths: str) -> int:
    static = Path(settings.BASE_DIR) / "static"
    return sum(len(gzip.compress((static / path).read_bytes())) for path in paths)


def test_style_and_script_stay_small():
    assert squeezed("css/site.css") <= 12_000
    assert squeezed("js/site.js") <= 5_000


def test_the_door_moves_little_script(world):
    client = Client()
    client.force_login(world.door)
    page = client.get(address(world, ("events:door", "today.slug"))).content.decode()
    scripts = re.findall(r'src="[^"]*(js/[^"]+)"', page)
    assert scripts
    assert squeezed(*scripts) <= 5_000


@pytest.mark.parametrize(
    "where", [name for name, (role, *_rest) in PAGES.items() if role == "visitor"]
)
def test_a_first_visit_moves_little(world, where):
    role, target, _budget = PAGES[where]
    body = Client().get(address(world, target)).content

    whole = len(gzip.compress(body)) + squeezed("css/site.css", "js/site.js", "img/icon.svg")

    print(f"{where}: {len(gzip.compress(body))} bytes, {whole} in all")  # noqa: T201
    assert whole <= 25_000


@pytest.mark.parametrize(
    "where",
    [
        name
        for name, (role, target, _b) in PAGES.items()
        if role == "visitor" and "account" not in str(target)
    ],
)
def test_a_strangers_page_may_be_kept_by_any_cache(world, where):
    role, target, _budget = PAGES[where]
    client, page = Client(), address(world, target)

    first = client.get(page)
    again = client.get(page, headers={"If-None-Match": first.headers["ETag"]})

    assert not first.cookies
    assert "public" in first.headers["Cache-Control"]
    assert again.status_code == 304


def test_a_members_page_is_kept_by_no_cache(world):
    client = Client()
    client.force_login(world.member)

    for name in ("home", "events:list", "me"):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]
