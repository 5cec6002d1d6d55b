import datetime as dt
from email import message_from_bytes, policy
from time import monotonic, sleep

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from hubportal.outbox.models import Letter
from hubportal.workflow.moves import Refused
from hubs import figures, services, tasks
from hubs.models import FollowUp, Hub, NetworkMeeting
from hubs.services import exchanges
from tests.hubs.factories import (
    FollowUpFactory,
    HubFactory,
    NetworkMeetingFactory,
    OrganisationFactory,
    ThemeFactory,
)
from tests.hubs.test_admin import change, typed
from tests.members.factories import UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def _one_day(time_machine):
    time_machine.move_to(NOON)


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


@pytest.fixture
def scotland():
    return HubFactory(slug="scotland")


@pytest.fixture
def manager(client, wales):
    person = staff("hub_manager", wales)
    client.force_login(person)
    return person


def text_of(client, path) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return page.content.decode()


def read(letter) -> str:
    message = message_from_bytes(bytes(letter.mime), policy=policy.default)
    return message.get_body(("plain",)).get_content()


# Pages ---------------------------------------------------------------------------------------


def test_a_meeting_says_who_met_why_and_what_was_learned(client, wales, scotland):
    meeting = NetworkMeetingFactory(
        hub=wales, participants=[scotland], agenda="First **point**", learned="Ask early",
        place="Swansea",
    )  # fmt: skip
    meeting.organisations.add(OrganisationFactory(name="Firm"), OrganisationFactory(stub=True))
    meeting.themes.add(ThemeFactory(name="Ageing"))
    page = text_of(client, meeting.get_absolute_url())
    for words in [str(wales), str(scotland), "Firm", "Ageing", "Swansea", "Ask early"]:
        assert words in page
    assert "<strong>point</strong>" in page
    assert page.count("/organisations/organisation-") == 1


def test_notes_are_for_the_staff_of_the_hubs_that_met(client, wales, scotland):
    leeds = HubFactory(slug="leeds")
    meeting = NetworkMeetingFactory(
        hub=leeds, hosts=[wales], participants=[scotland], notes="Between us"
    )
    reads = {
        None: False,
        UserFactory(): False,
        staff("hub_manager", HubFactory()): False,
        staff("hub_manager", wales): True,
        staff("event_officer", scotland): True,
        staff("hub_manager", leeds): True,
        staff("reviewer", wales): False,
        staff("programme"): True,
    }
    for person, may in reads.items():
        client.logout()
        if person:
            client.force_login(person)
        page = text_of(client, meeting.get_absolute_url())
        assert ("Between us" in page) is may, person and person.memberships.all()


def test_a_draft_is_a_preview_for_its_hub_and_nothing_for_others(client, manager, wales):
    draft = NetworkMeetingFactory(hub=wales, status="draft", public_from=None)
    page = text_of(client, draft.get_absolute_url())
    assert "Preview" in page
    client.force_login(staff("hub_manager", HubFactory()))
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert str(draft) not in text_of(client, "/exchanges/")


def test_a_meeting_is_public_from_its_moment_on(client, time_machine):
    time_machine.move_to(NOON)
    meeting = NetworkMeetingFactory(public_from=NOON + DAY)
    assert client.get(meeting.get_absolute_url()).status_code == 404
    found = NetworkMeeting.objects.filter(pk=meeting.pk)
    found.update(public_from=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert client.get(meeting.get_absolute_url()).status_code == 200


def test_a_planned_hub_that_took_part_is_not_given_away(client):
    planned = HubFactory(slug="secret-hub", status=Hub.Status.PLANNED, name="Secret Hub")
    meeting = NetworkMeetingFactory(participants=[planned])
    FollowUpFactory(meeting=meeting, owner_hub=planned)
    for path in [meeting.get_absolute_url(), "/exchanges/"]:
        page = text_of(client, path)
        assert "Secret" not in page
        assert "secret" not in page


def test_promises_are_open_overdue_or_done(client, _one_day):
    meeting = NetworkMeetingFactory()
    FollowUpFactory(meeting=meeting, what="Was late", due_on=TODAY - DAY)
    FollowUpFactory(meeting=meeting, what="Is today", due_on=TODAY)
    FollowUpFactory(meeting=meeting, what="Was done", done_on=TODAY - DAY, due_on=TODAY - 2 * DAY)
    rows = figures.follow_ups(meeting.follow_ups.in_order(), today=TODAY)
    assert [(str(row["follow_up"]), row["state"]) for row in rows] == [
        ("Was late", "overdue"),
        ("Is today", "open"),
        ("Was done", "done"),
    ]
    page = text_of(client, meeting.get_absolute_url())
    assert ("Overdue" in page, "done on 21 November 2026" in page) == (True, True)
    assert "2 follow-ups open" in text_of(client, "/exchanges/")


def test_the_list_narrows_by_hub_and_theme_with_chips(client, wales, scotland):
    ageing, cancer = ThemeFactory(slug="ageing"), ThemeFactory(slug="cancer")
    hosted = NetworkMeetingFactory(hub=wales, participants=[scotland])
    joined = NetworkMeetingFactory(participants=[wales])
    other = NetworkMeetingFactory()
    hosted.themes.add(ageing, cancer)
    joined.themes.add(cancer)

    def found(**query):
        page = client.get("/exchanges/", query)
        return list(page.context["exchanges"]), [chip["text"] for chip in page.context["chips"]]

    assert set(found()[0]) == {hosted, joined, other}
    assert set(found(hub="wales")[0]) == {hosted, joined}
    assert found(hub="wales", theme="ageing") == ([hosted], [str(wales.short_name), str(ageing)])
    assert set(found(theme="cancer")[0]) == {hosted, joined}
    page = client.get("/exchanges/", {"hub": "wales", "theme": "ageing"}).content.decode()
    assert 'href="?hub=wales"' in page


def test_the_newest_come_first_and_pages_go_on(client):
    for number in range(21):
        NetworkMeetingFactory(held_on=dt.date(2026, 1, 1) + number * DAY)
    first, last = client.get("/exchanges/"), client.get("/exchanges/?page=99")
    assert first.context["exchanges"][0].held_on == dt.date(2026, 1, 21)
    assert [len(page.context["exchanges"]) for page in (first, last)] == [20, 1]


def test_an_empty_list_says_why(client, wales):
    assert "No meeting is recorded yet" in text_of(client, "/exchanges/")
    assert "No meeting fits" in text_of(client, "/exchanges/?hub=wales")
    assert client.get("/exchanges/?hub=nowhere").status_code == 200


# Promises and their letters ------------------------------------------------------------------


def test_a_hub_is_reminded_a_week_before_and_once_when_it_is_late(scotland):
    first, second = staff("hub_manager", scotland), staff("hub_manager", scotland)
    staff("event_officer", scotland)
    staff("programme")
    promise = FollowUpFactory(owner_hub=scotland, what="Send the form", due_on=dt.date(2026, 12, 1))
    expected = {-8: 0, -7: 2, -6: 0, 0: 0, 1: 2, 2: 0, 30: 0, 300: 0}
    for days, letters in expected.items():
        now = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC) + days * DAY
        assert services.send_due_follow_ups(now=now) == letters, days
    assert set(Letter.objects.values_list("person", flat=True)) == {first.pk, second.pk}
    due = Letter.objects.filter(what="hubs/email/follow_up_due", person=first).get()
    late = Letter.objects.filter(what="hubs/email/follow_up_overdue", person=first).get()
    assert due.subject == "By 1 December 2026: Send the form"
    assert late.subject == "Overdue since 1 December 2026: Send the form"
    for letter in (due, late):
        words = read(letter)
        assert f"/admin/hubs/followup/{promise.pk}/change/" in words
        assert promise.meeting.get_absolute_url() in words
        assert f"you look after {scotland}" in words


def test_letters_are_in_the_readers_language(scotland):
    staff("hub_manager", scotland, language="nb")
    FollowUpFactory(owner_hub=scotland, what={"en": "Send it", "nb": "Send skjemaet"})
    services.send_due_follow_ups(now=dt.datetime(2026, 11, 30, tzinfo=dt.UTC))
    letter = Letter.objects.get()
    assert letter.language == "nb"
    assert "Send skjemaet" in letter.subject
    assert "1. desember 2026" in read(letter)


def test_a_hub_that_nobody_manages_is_written_to_where_it_is_answered():
    hub = HubFactory(slug="i4helse", languages=["nb", "en"], short_name={"en": "A", "nb": "Agder"})
    FollowUpFactory(owner_hub=hub)
    now = dt.datetime(2026, 12, 2, tzinfo=dt.UTC)
    assert services.send_due_follow_ups(now=now) == 1
    letter = Letter.objects.get()
    assert (letter.to, letter.language, letter.person) == (hub.reply_to, "nb", None)
    assert "Agder" in read(letter)
    Hub.objects.update(reply_to="")
    Letter.objects.all().delete()
    assert services.send_due_follow_ups(now=now) == 0


def test_a_day_that_is_moved_is_another_reminder(scotland):
    staff("hub_manager", scotland)
    promise = FollowUpFactory(owner_hub=scotland, due_on=dt.date(2026, 12, 1))
    now = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
    assert services.send_due_follow_ups(now=now) == 1
    letter = Letter.objects.get()
    assert promise.why_not_send(letter.name, letter.version) == ""
    promise.due_on = dt.date(2026, 12, 3)
    promise.save()
    assert "moved" in promise.why_not_send(letter.name, letter.version)
    assert services.send_due_follow_ups(now=now) == 1


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_public_reminds_nobody(scotland, status):
    staff("hub_manager", scotland)
    public_from = None if status == "draft" else NOON
    FollowUpFactory(owner_hub=scotland, meeting__status=status, meeting__public_from=public_from)
    assert services.send_due_follow_ups(now=dt.datetime(2026, 12, 5, tzinfo=dt.UTC)) == 0


def test_a_waiting_reminder_is_not_sent_once_it_is_no_longer_true(_one_day, scotland):
    by = staff("hub_manager", scotland)
    promise = FollowUpFactory(owner_hub=scotland, due_on=TODAY)
    services.send_due_follow_ups(now=NOON)
    letter = Letter.objects.get()
    assert promise.why_not_send(letter.name, letter.version) == ""
    promise.due_on = TODAY - DAY
    assert "passed" in promise.why_not_send("follow_up_due", promise.due_on.isoformat())
    assert promise.why_not_send("follow_up_overdue", promise.due_on.isoformat()) == ""
    services.withdraw(promise.meeting, by=by)
    promise = FollowUp.objects.get()
    assert "no longer public" in promise.why_not_send(letter.name, letter.version)
    services.finish(promise, by=by, outcome="Sent")
    assert "done" in FollowUp.objects.get().why_not_send(letter.name, letter.version)


def test_a_finished_promise_reminds_nobody_even_if_it_was_due_a_moment_ago(scotland):
    by = staff("hub_manager", scotland)
    promise = FollowUpFactory(owner_hub=scotland, due_on=dt.date(2020, 1, 1))
    services.finish(promise, by=by, outcome="")
    assert exchanges._remind(promise.pk, exchanges.emails.follow_up_overdue) == 0
    assert services.send_due_follow_ups() == 0


def test_one_hubs_trouble_keeps_no_other_hub_waiting(scotland, wales):
    for hub in (scotland, wales):
        staff("hub_manager", hub)
    broken = FollowUpFactory(owner_hub=scotland, due_on=dt.date(2020, 1, 1))
    FollowUpFactory(owner_hub=wales, due_on=dt.date(2020, 1, 2))
    broken.owner_hub.memberships.get().user.__class__.objects.filter(
        memberships__hub=scotland
    ).update(email="no address at all")
    assert services.send_due_follow_ups() == 1
    assert Letter.objects.get().about.owner_hub == wales


def test_two_clocks_that_tick_at_once_write_one_letter(scotland):
    staff("hub_manager", scotland)
    promise = FollowUpFactory(owner_hub=scotland, due_on=dt.date(2020, 1, 1))
    for written in (1, 0):
        assert exchanges._remind(promise.pk, exchanges.emails.follow_up_overdue) == written
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_writes_the_letter(worker, deliver):
    manager = staff("hub_manager", HubFactory(slug="scotland"))
    FollowUpFactory(owner_hub=manager.memberships.get().hub, due_on=dt.date(2020, 1, 1))
    tasks.send_due_follow_ups.delay()
    patience = monotonic() + 60
    while not (sent := deliver()) and monotonic() < patience:  # the worker may be sending it
        sleep(0.05)
    [letter] = [message for message in sent if manager.email in message["To"]]
    assert "Overdue since 1 January 2020" in letter["Subject"]


# Staff ---------------------------------------------------------------------------------------


def test_the_hub_that_owes_it_sees_and_finishes_it_at_anothers_meeting(
    client, _one_day, manager, wales, scotland
):
    meeting = NetworkMeetingFactory(hub=scotland)
    promise = FollowUpFactory(meeting=meeting, owner_hub=wales, what="Send the form")
    others = FollowUpFactory(meeting=meeting)
    listed = client.get("/admin/hubs/followup/").context["cl"].queryset
    assert list(listed) == [promise]
    page = client.get(change(promise))
    assert not page.context["has_change_permission"]
    assert "Done" in page.content.decode()
    assert client.post(change(promise), {"due_on": "2030-01-01"}).status_code == 403
    address = reverse("admin:hubs_followup_finish", args=[promise.pk])
    sent = {
        "on": "2026-11-22",
        "outcome_0": "Two sent",
        "outcome_1": "Anfonwyd dwy",
        "outcome_2": "",
    }
    assert client.post(address, sent).status_code == 302
    promise.refresh_from_db()
    assert promise.done_on == TODAY
    assert promise.outcome.data == {"en": "Two sent", "cy": "Anfonwyd dwy"}
    assert "Two sent" in text_of(client, meeting.get_absolute_url())
    assert client.get(change(others)).status_code == 404
    assert client.get(change(meeting)).status_code == 404


@pytest.mark.parametrize(("on", "said"), [("2026-11-23", "still to come"), ("soon", "valid date")])
def test_an_odd_day_of_doing_is_refused_in_words(client, _one_day, manager, wales, on, said):
    promise = FollowUpFactory(owner_hub=wales)
    address = reverse("admin:hubs_followup_finish", args=[promise.pk])
    sent = {"on": on, "outcome_0": "", "outcome_1": "", "outcome_2": ""}
    assert said in client.post(address, sent).content.decode()
    promise.refresh_from_db()
    assert promise.done_on is None


def test_what_is_done_is_done_once(_one_day, wales):
    by = staff("hub_manager", wales)
    promise = FollowUpFactory(owner_hub=wales)
    services.finish(promise, by=by, outcome="First")
    with pytest.raises(Refused, match="done already"):
        services.finish(promise, by=by, outcome="Second")
    promise.refresh_from_db()
    assert str(promise.outcome) == "First"


def test_who_keeps_the_meeting_words_the_promise_of_any_hub(client, manager, wales, scotland):
    meeting = NetworkMeetingFactory(hub=wales, participants=[scotland])
    sent = typed(client.get(change(meeting))) | {
        "follow_ups-TOTAL_FORMS": 1,
        "follow_ups-0-what_0": "Send the form",
        "follow_ups-0-what_1": "",
        "follow_ups-0-what_2": "",
        "follow_ups-0-owner_hub": scotland.pk,
        "follow_ups-0-owner_name": "",
        "follow_ups-0-due_on": "2027-01-15",
    }
    assert client.post(change(meeting), sent).status_code == 302
    promise = FollowUp.objects.get()
    assert promise.owner_hub == scotland
    answer = client.post(change(promise), typed(client.get(change(promise)), due_on="2027-02-01"))
    assert answer.status_code == 302
    promise.refresh_from_db()
    assert promise.due_on == dt.date(2027, 2, 1)


def test_a_meeting_that_ends_before_it_starts_is_refused_in_words(client, manager, wales):
    meeting = NetworkMeetingFactory(hub=wales)
    sent = typed(client.get(change(meeting)), ends_on="2026-09-01")
    assert "cannot end before it starts" in client.post(change(meeting), sent).content.decode()


def test_any_hub_can_be_a_guest_but_only_ones_own_keeps_the_notes(client, manager, wales, scotland):
    form = client.get(reverse("admin:hubs_networkmeeting_add")).context["adminform"].form
    assert scotland in form.fields["participants"].queryset
    assert list(form.fields["hub"].queryset) == [wales]


def test_states_narrow_the_staffs_list(client, _one_day, manager, wales):
    late = FollowUpFactory(owner_hub=wales, due_on=TODAY - DAY)
    coming = FollowUpFactory(owner_hub=wales, due_on=TODAY)
    done = FollowUpFactory(owner_hub=wales, done_on=TODAY)
    for state, rows in {"open": {late, coming}, "overdue": {late}, "done": {done}}.items():
        found = client.get("/admin/hubs/followup/", {"state": state}).context["cl"].queryset
        assert set(found) == rows, state


def test_strangers_read_of_nobody_who_is_not_staff():
    NetworkMeetingFactory()
    for person in (AnonymousUser(), UserFactory()):
        assert not NetworkMeeting.objects.attended_by(person).exists()
