"""When an event is over: thanks, certificates, opinions."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events import figures, rules, services
from events.models import Certificate, Opinion, Registration
from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from tests.events.factories import EventFactory, RegistrationFactory
from tests.funding.factories import CallFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def event():
    """Yesterday, from 10:00 to 16:00."""
    return EventFactory(start_date=timezone.localdate() - DAY)


def came(event, **fields) -> Registration:
    return RegistrationFactory(event=event, status="attended", **fields)


# Attendance is complete -------------------------------------------------------------------------


def test_everybody_who_came_is_thanked_once_when_attendance_is_complete(event, letters):
    there, unmarked = came(event), RegistrationFactory(event=event)
    services.settle_attendance(event, by=None)
    assert letters(there.person) == ["thank_you"]
    assert letters(unmarked.person) == []
    with pytest.raises(Refused, match="complete already"):
        services.settle_attendance(event, by=None)
    services.close_attendance()
    assert letters(there.person) == ["thank_you"]
    unmarked.refresh_from_db()
    assert unmarked.status == "confirmed"


def test_the_letter_leads_to_certificate_survey_and_call_in_the_persons_language(event, message):
    call = CallFactory(event=event, title="Seed fund of spring")
    later = timezone.now() + 5 * DAY
    CallFactory(event=event, title="Seed fund of summer", opens_at=later)
    CallFactory(event=event, status="draft", title="Not announced")
    there = came(event, person=UserFactory(language="cy"))
    services.settle_attendance(event, by=None)
    mail = message(there.person, "thank_you")
    text = mail.get_body(("plain",)).get_content()
    for name in ("certificate_of", "survey"):
        assert "/cy" + reverse(f"events:{name}", args=[there.token]) in text
    assert text.index("Seed fund of spring") < text.index("Seed fund of summer")
    assert "/cy" + call.get_absolute_url() in text
    assert "?team=1" in text
    assert "Not announced" not in text


def test_the_others_are_called_missed_only_when_staff_say_so(event):
    came(event)
    unmarked = RegistrationFactory(event=event)
    services.settle_attendance(
        event, by=(by := staff("hub_manager", event.hub)), others_missed=True
    )
    unmarked.refresh_from_db()
    assert unmarked.status == "missed"
    assert Step.objects.about(unmarked).get().by == by


def test_nobody_is_called_missed_where_nobody_is_marked_as_attended(event):
    unmarked = RegistrationFactory(event=event)
    with pytest.raises(Refused, match="Nobody is marked"):
        services.settle_attendance(event, by=None, others_missed=True)
    unmarked.refresh_from_db()
    assert unmarked.status == "confirmed"


def test_attendance_is_not_complete_before_the_end(event, letters):
    there = came(event)
    with pytest.raises(Refused, match="not over"):
        services.settle_attendance(event, by=None, now=event.ends_at - HOUR)
    assert letters(there.person) == []


def test_the_clock_completes_attendance_a_day_after_the_end(event, letters):
    there, empty = came(event), EventFactory(start_date=event.start_date)
    RegistrationFactory(event=empty)
    assert services.close_attendance(now=event.ends_at + 23 * HOUR) == 0
    services.close_attendance(now=event.ends_at + 24 * HOUR)
    event.refresh_from_db()
    empty.refresh_from_db()
    assert event.attendance_settled_at == event.ends_at + 24 * HOUR
    assert empty.attendance_settled_at is None
    assert letters(there.person) == ["thank_you"]


def test_the_clock_leaves_old_events_in_peace(event, letters):
    there = came(event)
    services.close_attendance(now=event.ends_at + 15 * DAY)
    event.refresh_from_db()
    assert event.attendance_settled_at is None
    assert letters(there.person) == []


def test_whoever_is_marked_as_attended_later_is_thanked_then(event, letters):
    came(event)
    late = RegistrationFactory(event=event)
    services.settle_attendance(event, by=None)
    services.mark_attended(late, by=None, reason="The list was wet.")
    services.close_attendance()
    services.close_attendance()
    assert letters(late.person) == ["thank_you"]


def test_thanks_that_wait_are_not_sent_to_somebody_who_turns_out_not_to_have_come(event):
    there = came(event)
    services.settle_attendance(event, by=None)
    assert there.why_not_send("thank_you", "") == ""
    services.mark_missed(there, by=None, reason="Another Mari.")
    there.refresh_from_db()
    assert "not marked as attended" in there.why_not_send("thank_you", "")


def test_a_great_many_people_are_thanked_in_parts(event, monkeypatch):
    monkeypatch.setattr("events.services.afterwards.BATCH", 2)
    for _number in range(5):
        came(event)
    services.settle_attendance(event, by=None)
    assert Letter.objects.count() == 2
    services.close_attendance()
    services.close_attendance()
    assert Letter.objects.count() == 5


def test_a_copy_of_an_event_is_not_complete(event):
    came(event)
    services.settle_attendance(event, by=None)
    copy = services.clone(event, by=None, start_date=event.start_date + 60 * DAY)
    assert copy.attendance_settled_at is None


def test_staff_see_the_counts_before_they_say_that_attendance_is_complete(client, settings, event):
    settings.STAFF_MFA_REQUIRED = False
    there, unmarked = came(event), RegistrationFactory(event=event)
    client.force_login(staff("event_officer", event.hub))
    url = reverse("admin:events_event_settle_attendance", args=[event.pk])
    page = client.get(url).content.decode()
    assert "1 person is marked as attended." in page
    assert "1 person is not marked yet." in page
    client.post(url, {"others": "missed"})
    unmarked.refresh_from_db()
    assert unmarked.status == "missed"
    assert Letter.objects.filter(person=there.person, what=services.afterwards.emails.THANK_YOU)


# Certificates -----------------------------------------------------------------------------------


def certificate_link(registration) -> str:
    return reverse("events:certificate_of", args=[registration.token])


def test_a_certificate_is_made_once_and_opens_for_whoever_has_the_code(client, event):
    there = came(event, person=UserFactory(name="Mari Jones"))
    assert "Open my certificate" in client.get(certificate_link(there)).content.decode()
    assert not Certificate.objects.exists()
    first, second = (client.post(certificate_link(there)) for _twice in range(2))
    certificate = Certificate.objects.get()
    assert first["Location"] == second["Location"] == f"/certificates/{certificate.code}/"
    page = client.get(first["Location"])
    for words in ("Mari Jones", str(event.title), certificate.code, "6 hours", "/certificates/"):
        assert words in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert there.person.email not in page.content.decode()


@pytest.mark.parametrize(
    ("status", "days", "reason"),
    [
        ("confirmed", 0, "has not marked yet"),
        ("missed", 0, "did not come"),
        ("cancelled", 0, "no place"),
        ("waiting", 0, "no place"),
        ("attended", 3, "not over yet"),
    ],
)
def test_who_did_not_attend_reads_why_there_is_no_certificate(client, event, status, days, reason):
    event = EventFactory(start_date=event.start_date + days * DAY)
    there = RegistrationFactory(event=event, status=status)
    assert reason in client.get(certificate_link(there)).content.decode()
    answer = client.post(certificate_link(there))
    assert answer.status_code == 409
    assert reason in answer.content.decode()
    assert not Certificate.objects.exists()


def test_the_link_of_a_cancelled_event_says_that_it_was_cancelled(client, event):
    event = EventFactory(start_date=event.start_date, status="cancelled")
    there = RegistrationFactory(event=event, status="removed")
    for name in ("certificate_of", "survey"):
        page = client.get(reverse(f"events:{name}", args=[there.token]))
        assert "This event was cancelled" in page.content.decode()


def test_a_certificate_keeps_the_name_under_which_it_was_issued(client, event):
    there = came(event, person=UserFactory(name="Mari Jones"))
    certificate = services.certify(there, by=there.person)
    there.person.name = "Somebody Else"
    there.person.save()
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert "Mari Jones" in page
    assert "Somebody Else" not in page


def test_a_certificate_says_that_it_was_withdrawn_when_attendance_is_corrected(client, event):
    there = came(event, person=UserFactory(name="Mari Jones"))
    certificate = services.certify(there, by=there.person)
    services.mark_missed(there, by=None, reason="Another Mari.")
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert "was withdrawn" in page
    assert "Mari Jones" not in page


def test_a_typed_code_is_forgiven_its_case_and_dashes(client, event):
    certificate = services.certify(there := came(event), by=there.person)
    bare = certificate.code.replace("-", "")
    for typed in (certificate.code, bare.lower(), f" {bare[:5]} {bare[5:]} "):
        answer = client.get(reverse("events:certificates"), {"code": typed})
        assert answer["Location"] == certificate.get_absolute_url()
    assert client.get(f"/certificates/{bare.lower()}/")["Location"].endswith(certificate.code + "/")


def test_a_wrong_code_is_told_so_and_not_tried_out_for_ever(client, settings, event):
    assert settings.ACCOUNT_RATE_LIMITS["wrong_certificate"]
    settings.ACCOUNT_RATE_LIMITS = {"wrong_certificate": "3/m/ip"}
    certificate = services.certify(there := came(event), by=there.person)
    wrong = client.get(reverse("events:certificates"), {"code": "ABCD-EFGH-0000"})
    assert wrong.status_code == 404
    assert "We know no certificate with this code" in wrong.content.decode()
    assert client.get("/certificates/ABCD-EFGH-JKMN/").status_code == 404
    assert client.get(certificate.get_absolute_url()).status_code == 200
    answers = [client.get("/certificates/ABCD-EFGH-JKMN/").status_code for _twice in range(2)]
    assert answers == [404, 429]
    assert client.get(certificate.get_absolute_url()).status_code == 429


def test_the_certificate_speaks_the_language_of_its_address(client, event):
    there = came(event)
    certificate = services.certify(there, by=there.person)
    page = client.get(f"/cy{certificate.get_absolute_url()}")
    assert page["Content-Language"] == "cy"


def test_attendance_of_an_event_that_was_moved_meanwhile_is_not_settled(event, letters):
    """Whoever settles it has read the event before it was given another day."""
    there = came(event)
    later = timezone.localdate() + DAY
    moved = type(event).objects.get(pk=event.pk)
    moved.start_date = moved.end_date = later
    moved.save()
    with pytest.raises(Refused, match="not over yet"):
        services.settle_attendance(event, by=None)
    assert letters(there.person) == []
    assert event.attendance_settled_at is None


# Opinions ---------------------------------------------------------------------------------------


def survey(registration) -> str:
    return reverse("events:survey", args=[registration.token])


def test_an_opinion_leads_back_to_nobody(client, event):
    there = came(event)
    steps = Step.objects.count()
    answer = client.post(survey(there), {"useful": "5", "met": "4", "will_work": "yes"})
    assert answer.status_code == 302
    opinion = Opinion.objects.get()
    assert (opinion.useful, opinion.met, opinion.will_work) == (5, 4, True)
    assert {field.name for field in Opinion._meta.fields if field.is_relation} == {"event"}
    assert not any("time" in type(field).__name__.lower() for field in Opinion._meta.fields)
    assert opinion.pk != there.pk
    there.refresh_from_db()
    assert there.surveyed
    assert Step.objects.count() == steps
    assert "Thank you" in client.get(survey(there)).content.decode()


def test_the_survey_counts_once_however_often_it_is_sent(client, event):
    there = came(event)
    answers = [client.post(survey(there), {"useful": "3"}) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert "Thank you" in answers[1].content.decode()
    assert Opinion.objects.count() == 1


def test_the_survey_asks_for_one_answer_at_least_and_keeps_no_wrong_one(client, event):
    there = came(event)
    for sent in ({}, {"best": "  "}, {"useful": "6"}, {"met": "-1"}, {"met": "many"}):
        assert client.post(survey(there), sent).status_code == 200
    assert not Opinion.objects.exists()
    there.refresh_from_db()
    assert not there.surveyed


def test_what_nobody_has_checked_is_not_kept_although_one_could_answer_by_now(
    client, event, monkeypatch
):
    there, said = came(event), iter([["Not yet."]])
    monkeypatch.setattr(rules, "reasons_not_to_survey", lambda *_, **__: next(said, []))
    answer = client.post(survey(there), {"met": "many"})
    assert answer.status_code == 409
    assert "Not yet." in answer.content.decode()
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(("status", "after"), [("confirmed", HOUR), ("attended", 30 * DAY)])
def test_only_who_attended_is_asked_and_for_thirty_days(event, status, after):
    there = RegistrationFactory(event=event, status=status)
    with pytest.raises(Refused):
        services.say_opinion(there, Opinion(useful=1), now=event.ends_at + after)
    assert not Opinion.objects.exists()
    there.refresh_from_db()
    assert not there.surveyed


def test_opinions_are_read_together_and_only_from_five_on(event):
    over = event.survey_until
    for useful, best in [(5, "The tables"), (5, "Lunch"), (4, ""), (3, "Noise")]:
        Opinion.objects.create(event=event, useful=useful, best=best)
    assert figures.opinions(event, now=over) is None
    Opinion.objects.create(event=event, useful=3)
    read = figures.opinions(event, now=over)
    assert (read.number, read.useful, read.met) == (5, 4.0, None)
    assert read.best == ["Lunch", "Noise", "The tables"]


def test_opinions_are_not_read_as_long_as_one_more_can_tell_what_it_was(client, settings, event):
    settings.STAFF_MFA_REQUIRED = False
    for useful in (5, 5, 4, 3, 3):
        Opinion.objects.create(event=event, useful=useful, best="The tables")
    assert figures.opinions(event, now=event.survey_until - HOUR) is None
    client.force_login(staff("event_officer", event.hub))
    page = client.get(f"/admin/events/event/{event.pk}/figures/").content.decode()
    assert "The tables" not in page
    assert "when nobody can answer any more" in page
    long_ago = EventFactory(hub=event.hub, start_date=event.start_date - 60 * DAY)
    Opinion.objects.update(event=long_ago)
    page = client.get(f"/admin/events/event/{long_ago.pk}/figures/").content.decode()
    assert "The tables" in page


@pytest.mark.parametrize(
    ("will", "will_not", "shown"),
    [(6, 0, (6, 0)), (6, 5, (6, 5)), (7, 1, ("not told", "fewer than 5"))],
)
def test_few_who_say_the_same_are_not_told_by_number(event, will, will_not, shown):
    for said, number in [(True, will), (False, will_not)]:
        for _each in range(number):
            Opinion.objects.create(event=event, will_work=said)
    read = figures.opinions(event, now=event.survey_until)
    assert (read.will_work, read.will_not) == shown


def test_what_is_left_to_do_is_said_by_one_rule(event):
    there = came(event)
    left = rules.left_to_do(there, now=event.ends_at + HOUR)
    assert (left.over, left.certificate, left.survey, left.people) == (True, True, True, True)
    left = rules.left_to_do(there, now=event.ends_at + 31 * DAY)
    assert (left.certificate, left.survey, left.people) == (True, False, False)


def test_my_page_leads_to_certificate_survey_and_people(client, event):
    there = came(event)
    client.force_login(there.person)
    page = client.get(reverse("me")).content.decode()
    assert certificate_link(there) in page
    assert survey(there) in page
    assert reverse("events:people", args=[event.slug]) in page
