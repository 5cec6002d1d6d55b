"""Every page in a real browser: wide and on a phone, light and dark, in three languages."""

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tests.test_budgets import PAGES, address
from tests.world import a_world, one_more

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("one_factor")]

FEEDS = {"features feed", "calendar feed", "atom feed", "stories feed"}
FEEDS |= {"json feed", "event as json", "my calendar feed"}
MORE = {
    "accessibility": ("visitor", "accessibility", 0),
    "privacy": ("visitor", "privacy", 0),
    "not found": ("visitor", ("events:detail", "nowhere"), 0),
    "my account": ("member", "account_email", 0),
    "my second factor": ("member", "mfa_index", 0),
    "my devices": ("member", "usersessions_list", 0),
    "staff: new opportunity": ("wales", "admin:hubs_opportunity_add", 0),
    "staff: import opportunities": ("wales", "admin:hubs_opportunity_import", 0),
    "write to a hub, as a visitor": ("visitor", ("hubs:contact", "hub.slug"), 0),
    "written to a hub": ("visitor", ("hubs:contact_sent", "hub.slug"), 0),
    "staff: hub": ("wales", ("admin:hubs_hub_change", "hub.pk"), 0),
    "staff: programme": ("programme", ("admin:hubs_programme_change", "cross_sector.pk"), 0),
    "application by link": ("visitor", ("events:place", "applied.token"), 0),
    "staff: accept": ("wales", ("admin:events_registration_accept", "applied.pk"), 0),
    "staff: colleague": ("wales", ("admin:events_registration_substitute", "guest.pk"), 0),
    "staff: accept the next": ("wales", ("admin:events_event_accept_next", "chosen.pk"), 0),
    "staff: invite": ("wales", ("admin:events_event_invite", "chosen.pk"), 0),
    "code shown at the door": ("visitor", ("events:check_in", "door_code.token"), 0),
    "join by link": ("visitor", ("events:join_by_link", "registration.token"), 0),
    "place by link": ("visitor", ("events:place", "registration.token"), 0),
    "staff: new story": ("wales", "admin:hubs_story_add", 0),
    "staff: story": ("wales", ("admin:hubs_story_change", "story.pk"), 0),
    "staff: new resource": ("wales", "admin:hubs_resource_add", 0),
    "staff: new agreement": ("wales", "admin:hubs_agreement_add", 0),
    "staff: end agreement": ("wales", ("admin:hubs_agreement_end", "agreement.pk"), 0),
    "staff: paper": ("wales", ("admin:hubs_agreement_add_document", "agreement.pk"), 0),
    "staff: new recognition": ("wales", "admin:hubs_recognition_add", 0),
    "staff: picture": ("wales", ("admin:hubs_picture_change", "picture.pk"), 0),
    "staff: new event": ("wales", "admin:events_event_add", 0),
    "place in a queue": ("visitor", ("events:place", "queued.token"), 0),
    "staff: who is next": ("wales", ("admin:events_event_next", "crowded.pk"), 0),
    "staff: event": ("wales", ("admin:events_event_change", "event.pk"), 0),
    "staff: new session": ("wales", "admin:events_session_add", 0),
    "staff: new material": ("wales", "admin:events_material_add", 0),
    "staff: new speaker": ("wales", "admin:events_speaker_add", 0),
    "staff: send message": ("wales", ("admin:events_message_send", "message.pk"), 0),
    "staff: schedule message": ("wales", ("admin:events_message_schedule", "message.pk"), 0),
    "staff: body": ("wales", ("admin:hubs_body_change", "body.pk"), 0),
    "staff: took it back": ("wales", ("admin:hubs_seat_take_back", "seat.pk"), 0),
    "staff: promise kept": ("wales", ("admin:hubs_followup_finish", "follow_up.pk"), 0),
    "staff: meeting of hubs": ("wales", ("admin:hubs_networkmeeting_change", "exchange.pk"), 0),
    "interview to approve": ("visitor", ("hubs:feature_answer", "hidden_interviewee.token"), 0),
    "interview, wrong link": ("visitor", ("hubs:feature_answer", "nowhere"), 0),
    "staff: feature": ("wales", ("admin:hubs_feature_change", "feature.pk"), 0),
    "staff: series": ("wales", ("admin:hubs_series_change", "series.pk"), 0),
    "staff: tell a change": ("wales", ("admin:events_event_tell", "event.pk"), 0),
    "staff: postpone": ("wales", ("admin:events_event_postpone", "event.pk"), 0),
    "staff: decide": ("wales", ("admin:funding_application_decide", "application.pk"), 0),
    "staff: organisation": ("wales", ("admin:hubs_organisation_change", "organisation.pk"), 0),
    "staff: accept claim": ("wales", ("admin:members_claim_accept", "claim.pk"), 0),
    "staff: review": ("reviewer", ("admin:funding_assignment_change", "assignment.pk"), 0),
}
SHOWN = {name: row for name, row in (PAGES | MORE).items() if name not in FEEDS}
LOOKS = [(1280, False, ""), (390, False, ""), (1280, True, "/cy"), (390, True, "/nb")]
# What strangers see, in every look; the other pages share its parts or the staff's one skin, so
# that the two looks with the longest words and both widths tell what there is to tell.
SEEN = [("visitor", *look) for look in LOOKS]
SEEN += [
    (role, *look) for role in ("member", "reviewer", "wales", "programme") for look in LOOKS[2:]
]


def signed_in(person) -> list[dict]:
    """The cookie that a browser of this person holds."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}]


@pytest.mark.parametrize(("role", "width", "dark", "prefix"), SEEN)
def test_pages_are_accessible_and_fit(page_at, axe, live_server, role, width, dark, prefix):
    world = a_world()
    one_more(world, 1)
    page = page_at(width, "/healthz", dark=dark, reduced_motion="reduce")
    if person := getattr(world, role):
        cookies = [cookie | {"url": live_server.url} for cookie in signed_in(person)]
        page.context.add_cookies(cookies)
    troubles = []
    page.on("console", lambda line: line.type == "error" and troubles.append(line.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))

    for name, (whose, target, _budget) in SHOWN.items():
        if whose != role:
            continue
        page.goto(f"{live_server.url}{prefix}{address(world, target)}")
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert beyond <= 0, f"{name} is {beyond} px wider than the window"
        assert [line for line in troubles if "404" not in line] == [], name
        axe(page)  # reads style sheets again in its own way, which the policy refuses in the log
        troubles.clear()
