"""Who may open what: every address × method × role × own or other hub, against one table.

An address that is not in the table fails the build. Roles come in the order of `CAST`, those
who own the thing last, so that what an owner does by POST cannot change what others see.
"""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from events import emails as events_emails
from events.models.codes import door_token
from hubportal.outbox.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]

CAST = ["visitor", "stranger", "scotland", "officer", "wales", "programme", "reviewer", "door"]
CAST += ["member"]
BOUGHT_IN = ("account_", "mfa_", "socialaccount_", "usersessions_")
OURS = ["hubs", "members", "events", "funding", "outbox", "workflow"]


@pytest.fixture(scope="module")
def _sessions(_built, django_db_blocker):
    """Everybody signs in once, in the transaction around all these tests."""
    with django_db_blocker.unblock():
        return {role: session_of(getattr(_built, role)) for role in CAST if role != "visitor"}


def session_of(person) -> str:
    client = Client()
    client.force_login(person)
    return client.session.session_key


@pytest.fixture
def browse(world, _sessions):
    """`browse("wales")`: the browser of one of the cast, as it was right after signing in."""

    def opened(role: str) -> Client:
        client = Client()
        if key := _sessions.get(role):
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client

    return opened


# Pages ----------------------------------------------------------------------------------------

ALL = dict.fromkeys(CAST, 200)
ELSEWHERE = dict.fromkeys(CAST, 302)
NOBODY = dict.fromkeys(CAST, 404)
REFUSED = dict.fromkeys(CAST, 405)
TOO_LATE = dict.fromkeys(CAST, 409)
SIGNED_IN = ALL | {"visitor": 302}
OWNER = NOBODY | {"visitor": 302, "member": 200}
WALES_STAFF = NOBODY | {"officer": 200, "wales": 200, "programme": 200}
WALES_STAFF_200 = dict.fromkeys(["officer", "wales", "programme"], 200)
WALES_STAFF_405 = dict.fromkeys(["officer", "wales", "programme"], 405)
WALES_MANAGERS = NOBODY | {"wales": 200, "programme": 200}
STAFF = ALL | dict.fromkeys(["visitor", "stranger", "door", "member"], 302)
AT_THE_DOOR = ["officer", "wales", "programme", "door"]
OWNER_MOVES_ON = OWNER | {"member": 302}


def slug(thing):
    return lambda world: [getattr(world, thing).slug]


def reference(thing, *more):
    return lambda world: [getattr(world, thing).reference, *more]


def token(world):
    return [world.registration.token]


def door_of(world):
    return [door_token(world.registration)]


def interview(world):
    return [world.writing.token]


def certificate(world):
    return [world.certificate.code]


def calendar(world):
    return [world.calendar_key.key]


def saved_token(world):
    return [world.member.saved.get().token]


def material(thing):
    return lambda world: [world.event.slug, getattr(world, thing).pk]


def public_id(thing):
    return lambda world: [getattr(world, thing).public_id]


def nothing(world):
    return []


# URL name: what it is opened with, what GET answers, what POST answers (None: not asked here).
PAGES = {
    "healthz": [(nothing, ALL, None)],
    "readyz": [(nothing, None, None)],
    "security_txt": [(nothing, ALL, REFUSED)],
    "robots_txt": [(nothing, ALL, REFUSED)],
    "sitemap_xml": [(nothing, ALL, REFUSED)],
    "home": [(nothing, ALL, REFUSED)],
    "accessibility": [(nothing, ALL, REFUSED)],
    "privacy": [(nothing, ALL, REFUSED)],
    "contact": [(nothing, ALL, REFUSED)],
    "staff_queue": [(nothing, STAFF, None)],
    "search": [(nothing, ALL, REFUSED)],
    "me": [(nothing, SIGNED_IN, REFUSED | {"visitor": 302})],
    "hubs:list": [(nothing, ALL, REFUSED)],
    "hubs:detail": [
        (slug("hub"), ALL, REFUSED),
        (slug("planned"), NOBODY | {"programme": 200}, None),
    ],
    "hubs:contact": [(slug("hub"), ALL, ALL), (slug("planned"), NOBODY | {"programme": 200}, None)],
    "hubs:contact_sent": [(slug("hub"), ALL, REFUSED)],
    "hubs:programme": [(slug("cross_sector"), ALL, REFUSED)],
    "hubs:theme": [(slug("theme"), ALL, REFUSED)],
    "hubs:policy": [(slug("policy"), ALL, REFUSED)],
    "hubs:evidence": [(nothing, ALL, REFUSED)],
    "hubs:bodies": [(nothing, ALL, REFUSED)],
    "hubs:body": [(slug("body"), ALL, REFUSED), (slug("hidden_body"), WALES_STAFF, None)],
    "hubs:exchanges": [(nothing, ALL, REFUSED)],
    "hubs:exchange": [
        (slug("exchange"), ALL, REFUSED),
        (slug("hidden_exchange"), WALES_MANAGERS, None),
    ],
    "hubs:organisations": [(nothing, ALL, REFUSED)],
    "hubs:organisation": [
        (slug("organisation"), ALL, REFUSED),
        (slug("stub"), WALES_STAFF | {"scotland": 200}, None),
    ],
    "hubs:stories": [(nothing, ALL, REFUSED)],
    "hubs:stories_feed": [(nothing, ALL, REFUSED)],
    "hubs:story": [(slug("story"), ALL, REFUSED), (slug("hidden_story"), WALES_MANAGERS, None)],
    "hubs:resources": [(nothing, ALL, REFUSED)],
    "hubs:resource": [
        (slug("resource"), ALL, REFUSED),
        (slug("hidden_resource"), WALES_MANAGERS, None),
    ],
    "hubs:glossary": [(nothing, ALL, REFUSED)],
    "hubs:opportunities": [(nothing, ALL, REFUSED)],
    "hubs:opportunity": [
        (slug("opportunity"), ALL, REFUSED),
        (slug("hidden_opportunity"), WALES_MANAGERS, None),
    ],
    "hubs:opportunity_ics": [
        (slug("opportunity"), ALL, REFUSED),
        (slug("hidden_opportunity"), NOBODY, None),
    ],
    "members:save": [
        (slug("opportunity"), ELSEWHERE, ELSEWHERE),
        (slug("hidden_opportunity"), None, NOBODY | {"wales": 302, "programme": 302}),
    ],
    "members:forget": [
        (slug("opportunity"), ELSEWHERE, ELSEWHERE),
        (slug("hidden_opportunity"), None, NOBODY | {"wales": 302, "programme": 302}),
    ],
    "members:quiet_saved": [(saved_token, ALL, ALL)],
    "hubs:agreements": [(nothing, ALL, REFUSED)],
    "hubs:agreement": [
        (slug("agreement"), ALL, REFUSED),
        (slug("hidden_agreement"), WALES_MANAGERS, None),
    ],
    "hubs:recognitions": [(nothing, ALL, REFUSED)],
    "hubs:recognition": [(slug("recognition_scheme"), ALL, REFUSED)],
    "hubs:picture": [
        (public_id("picture"), ALL, REFUSED),
        (public_id("hidden_picture"), WALES_MANAGERS, None),
    ],
    "hubs:features": [(nothing, ALL, REFUSED)],
    "hubs:features_feed": [(nothing, ALL, REFUSED)],
    "hubs:feature": [
        (slug("feature"), ALL, REFUSED),
        (slug("hidden_feature"), WALES_MANAGERS, None),
    ],
    "hubs:feature_answer": [(interview, ALL, ELSEWHERE)],
    "members:profile": [(nothing, SIGNED_IN, SIGNED_IN)],
    "members:claim": [
        (slug("organisation"), SIGNED_IN, SIGNED_IN),
        (slug("stub"), WALES_STAFF | {"visitor": 302, "scotland": 200}, None),
    ],
    "members:withdraw_claim": [(slug("organisation"), REFUSED, ELSEWHERE)],
    "members:edit_organisation": [(slug("kept"), OWNER, OWNER)],
    "members:editors": [(slug("kept"), OWNER, OWNER)],
    "members:leave_editors": [(slug("kept"), REFUSED, OWNER_MOVES_ON)],
    "events:list": [(nothing, ALL, REFUSED)],
    "events:feed_ics": [(nothing, ALL, REFUSED)],
    "events:feed_atom": [(nothing, ALL, REFUSED)],
    "events:ics": [(slug("event"), ALL, REFUSED), (slug("hidden"), NOBODY, None)],
    "events:detail": [(slug("event"), ALL, REFUSED), (slug("hidden"), WALES_STAFF, None)],
    "events:series": [(slug("event_series"), ALL, REFUSED)],
    "events:material": [
        (material("material"), ELSEWHERE, REFUSED),
        (material("paper"), WALES_STAFF | {"member": 200}, REFUSED),
    ],
    "events:people": [
        (slug("event"), ELSEWHERE | WALES_STAFF_200 | {"member": 200}, None),
        (slug("event"), None, ELSEWHERE | WALES_STAFF_405 | {"member": 405}),
        (slug("hidden"), WALES_STAFF | {"visitor": 302}, None),
    ],
    "events:listed": [(token, ALL, ELSEWHERE)],
    "events:certificate_of": [(token, ALL, TOO_LATE)],
    "events:survey": [(token, ALL, TOO_LATE)],
    "events:certificates": [(nothing, ALL, REFUSED)],
    "events:certificate": [(certificate, ALL, REFUSED)],
    "events:join": [
        (slug("event"), OWNER, OWNER | {"member": 409}),
        (slug("crowded"), SIGNED_IN, TOO_LATE | {"visitor": 302}),
        (slug("hidden"), NOBODY | {"visitor": 302}, None),
    ],
    "events:join_by_link": [(token, ALL, TOO_LATE)],
    "events:qr": [(token, ALL, REFUSED)],
    "events:door": [
        (
            slug("event"),
            NOBODY | {"visitor": 302} | dict.fromkeys(AT_THE_DOOR, 200),
            NOBODY | {"visitor": 302} | dict.fromkeys(AT_THE_DOOR, 302),
        ),
        (slug("hidden"), NOBODY | {"visitor": 302}, None),
    ],
    "events:scans": [
        (slug("event"), REFUSED, NOBODY | {"visitor": 401} | dict.fromkeys(AT_THE_DOOR, 400)),
        (slug("hidden"), None, NOBODY | {"visitor": 401}),
    ],
    "events:check_in": [(door_of, ALL, ALL | dict.fromkeys(AT_THE_DOOR, 302))],
    "events:register": [
        (slug("event"), ALL | {"visitor": 302, "member": 302}, ELSEWHERE),
        (slug("hidden"), None, NOBODY | {"officer": 302, "wales": 302, "programme": 302}),
    ],
    "events:cancel": [(slug("event"), ELSEWHERE, ELSEWHERE)],
    "events:place": [(token, ALL, REFUSED)],
    "events:answers": [(token, ALL, ELSEWHERE)],
    "events:cancel_by_link": [(token, None, TOO_LATE | {"visitor": 302})],
    "events:take": [(token, None, TOO_LATE)],
    "events:switch": [(token, None, TOO_LATE)],
    "events:pass_on": [(token, ALL, ALL)],
    "events:quiet": [(token, None, ALL)],
    "events:feed_json": [(nothing, ALL, REFUSED)],
    "events:schema": [(nothing, ALL, REFUSED)],
    "events:event_json": [(slug("event"), ALL, REFUSED), (slug("hidden"), NOBODY, None)],
    "events:my_calendar": [(nothing, SIGNED_IN, REFUSED)],
    "events:renew_calendar": [(nothing, REFUSED, ELSEWHERE)],
    "events:calendar": [(calendar, ALL, REFUSED)],
    "funding:calls": [(nothing, ALL, REFUSED)],
    "funding:call": [(slug("call"), ALL, REFUSED), (slug("hidden_call"), WALES_MANAGERS, None)],
    "funding:apply": [
        (slug("call"), ELSEWHERE, ELSEWHERE),
        (slug("hidden_call"), NOBODY | {"wales": 302, "programme": 302}, None),
        (slug("hidden_call"), None, NOBODY | {"visitor": 302, "wales": 302, "programme": 302}),
    ],
    "funding:application": [
        (reference("draft"), OWNER, None),
        (reference("application"), OWNER, None),
    ],
    "funding:section": [(reference("draft", "project"), OWNER, None)],
    "funding:check": [(reference("draft"), OWNER, None)],
    "funding:submit": [(reference("application"), OWNER_MOVES_ON, OWNER_MOVES_ON)],
    "funding:submitted": [(reference("application"), OWNER, None)],
    "funding:withdraw": [(reference("application"), OWNER_MOVES_ON, OWNER_MOVES_ON)],
    "funding:reply": [(reference("application"), None, OWNER_MOVES_ON)],
}  # fmt: skip
ROWS = [
    pytest.param(name, opened_with, method, expected, id=f"{name}-{method}-{number}")
    for name, rows in PAGES.items()
    for number, (opened_with, get, post) in enumerate(rows)
    for method, expected in (("get", get), ("post", post))
    if expected
]


def names(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        elif pattern.name:
            yield prefix + pattern.name


def test_every_address_is_in_the_table():
    ours = {
        name for name in names() if not name.startswith(BOUGHT_IN) and not name.startswith("admin:")
    }
    assert ours == set(PAGES)


@pytest.mark.parametrize(("name", "opened_with", "method", "expected"), ROWS)
def test_a_page_opens_for_whom_it_is_meant(world, browse, name, opened_with, method, expected):
    address = reverse(name, args=opened_with(world))

    answers = {}
    for role in CAST:
        response = getattr(browse(role), method)(address)
        answers[role] = response.status_code

    assert answers == expected


@pytest.mark.parametrize(
    ("name", "hidden", "absent"),
    [
        ("hubs:detail", ["planned"], ["nowhere"]),
        ("hubs:agreement", ["talks"], ["nowhere"]),
        ("hubs:body", ["hidden-body"], ["nowhere"]),
        ("hubs:exchange", ["hidden-exchange"], ["nowhere"]),
        ("events:detail", ["unseen"], ["nowhere"]),
        ("events:door", ["sandpit"], ["nowhere"]),
        ("hubs:opportunity", ["hidden-opportunity"], ["nowhere"]),
        ("hubs:story", ["hidden-story"], ["nowhere"]),
        ("hubs:resource", ["hidden-resource"], ["nowhere"]),
        ("funding:call", ["hidden-call"], ["nowhere"]),
        ("funding:application", ["SF-2026-DRAFT"], ["SF-2026-WRONG"]),
    ],
)
def test_what_is_not_yours_answers_like_what_does_not_exist(browse, name, hidden, absent):
    client = browse("scotland")

    there, not_there = (client.get(reverse(name, args=args)) for args in (hidden, absent))

    assert there.status_code == not_there.status_code == 404
    assert same_but_for(hidden[0], there) == same_but_for(absent[0], not_there)


def same_but_for(word, response) -> str:
    """The body without the one word by which two addresses differ, and without request ids."""
    body = response.content.decode().replace(word, "…")
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", body)


# The staff side -------------------------------------------------------------------------------

# Objects of the Wales hub by model; what is the whole programme's is left to permissions.
THEIRS = {
    "hubs.body": "body",
    "hubs.seat": "seat",
    "hubs.networkmeeting": "exchange",
    "hubs.followup": "follow_up",
    "hubs.opportunity": "opportunity",
    "hubs.story": "story",
    "hubs.resource": "resource",
    "members.saved": "saved",
    "hubs.hublink": "link",
    "hubs.priority": "priority",
    "hubs.publicrole": "role",
    "hubs.tie": "tie",
    "hubs.hub": "hub",
    "hubs.agreement": "agreement",
    "hubs.agreementdocument": "document",
    "hubs.picture": "picture",
    "hubs.recognition": "recognition",
    "hubs.feature": "feature",
    "hubs.featureanswer": "feature_answer",
    "hubs.interviewee": "interviewee",
    "hubs.series": "series",
    "hubs.seriesquestion": "series_question",
    "events.event": "event",
    "events.registration": "registration",
    "events.scan": "scan",
    "events.changenotice": "notice",
    "events.reminder": "reminder",
    "events.share": "share",
    "events.question": "asked",
    "events.answer": "answered",
    "events.needs": "needs",
    "events.needsdeletion": "needs_deletion",
    "events.message": "message",
    "events.export": "export",
    "events.eventseries": "event_series",
    "events.session": "session",
    "events.speaker": "speaker",
    "events.material": "material",
    "events.outcome": "outcome",
    "funding.call": "call",
    "funding.application": "application",
    "funding.assignment": "assignment",
    "members.membership": "membership",
    "workflow.step": "step",
}
PROGRAMME_WIDE = {
    "hubs.recognitionscheme",
    "hubs.bodymeeting", "hubs.strength", "hubs.affiliation", "hubs.fact", "hubs.offer",
    "members.claim", "members.editor", "events.certificate", "events.opinion",
    "events.calendarkey",
    "hubs.sector", "hubs.theme", "hubs.territory", "hubs.barrier", "hubs.organisation",
    "hubs.glossaryterm", "hubs.quote",
    "hubs.programme", "hubs.policy", "hubs.backing", "hubs.milestone", "hubs.importbatch",
    "funding.scheme", "funding.section", "funding.question", "funding.criterion",
    "members.user", "members.profile", "outbox.letter", "outbox.desk",
    "funding.review", "funding.score", "funding.answer", "funding.partner", "funding.revision",
}  # fmt: skip
REGISTERED = [model for model in admin.site._registry if model._meta.app_label in OURS]


def object_addresses(model, pk):
    """Every staff address of one object: change, history, delete and each verb."""
    stem = f"{model._meta.app_label}_{model._meta.model_name}_"
    for name in sorted(set(names())):
        if not name.startswith(f"admin:{stem}"):
            continue
        try:
            yield reverse(name, args=[pk])
        except NoReverseMatch:
            continue


def test_every_staff_model_is_somebodys():
    ours = {m._meta.label_lower for app in OURS for m in apps.get_app_config(app).get_models()}
    declared = set(THEIRS) | PROGRAMME_WIDE
    assert {m._meta.label_lower for m in REGISTERED} <= declared
    assert {label for label in ours if "_" not in label.split(".")[1]} - declared == set()


@pytest.mark.parametrize("label", sorted(THEIRS))
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_hubs_object_answers_like_one_that_does_not_exist(world, browse, label, method):
    model = apps.get_model(label)
    if model not in admin.site._registry:
        return
    world.membership = world.wales.memberships.get()
    theirs, absent = getattr(world, THEIRS[label]).pk, 999_999
    client = browse("scotland")

    for one, other in zip(
        object_addresses(model, theirs), object_addresses(model, absent), strict=True
    ):
        there, not_there = getattr(client, method)(one), getattr(client, method)(other)
        assert there.status_code == not_there.status_code != 200, one
        assert there.headers.get("Location") == not_there.headers.get("Location"), one
    # none of them ended the session, after which all would answer alike; a costly page, so once
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("role", ["visitor", "stranger", "door", "member"])
def test_no_staff_page_opens_for_people_who_are_not_staff(browse, role):
    client = browse(role)

    for model in REGISTERED:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        response = client.get(reverse(f"{stem}_changelist"))
        assert response.status_code == 302, model
        assert response.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("label", sorted(set(THEIRS) - {"hubs.hub"}))
def test_another_hubs_rows_are_in_no_staff_list(world, browse, label):
    model = apps.get_model(label)
    if model not in admin.site._registry:
        return
    world.membership = world.wales.memberships.get()
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")

    for role, sees in [("scotland", 0), ("programme", 1)]:
        response = browse(role).get(address)
        if not sees and response.status_code == 403:
            continue  # no page at all is less than a list without it
        assert response.status_code == 200, role
        rows = response.context["cl"].queryset
        assert rows.filter(pk=getattr(world, THEIRS[label]).pk).count() == sees, role


def test_staff_without_a_second_factor_reach_no_staff_page(browse, settings):
    settings.STAFF_MFA_REQUIRED = True
    client = browse("programme")

    for name in ("admin:index", "admin:events_event_changelist", "admin:members_user_changelist"):
        assert client.get(reverse(name)).headers["Location"] == reverse("mfa_index")


def test_letters_about_another_hub_are_not_listed(world):
    world.registration.person = world.member
    events_emails.registration_cancelled(world.registration, had_place=False)

    assert Letter.objects.managed_by(world.officer).count() == 1
    assert not Letter.objects.managed_by(world.scotland).exists()
