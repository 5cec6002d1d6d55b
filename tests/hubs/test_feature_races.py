"""Two at once, each with a connection of their own: nobody approves what is just changing."""

import datetime as dt
import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from hubportal.outbox.models import Letter
from hubportal.workflow.drafts import Stale
from hubportal.workflow.moves import Refused
from hubs import rules, services
from hubs.models import Feature, Interviewee
from tests.events.test_locks import held_by_another
from tests.events.test_races import at_once
from tests.hubs.feature_factories import (
    IntervieweeFactory,
    answered,
    approved,
    invited,
    proposed,
    type_in,
)
from tests.hubs.test_admin import change, typed
from tests.members.factories import staff

pytestmark = pytest.mark.django_db(transaction=True)


def loaded(interviewee) -> Interviewee:
    """As another request reads it."""
    return Interviewee.objects.select_related("feature__hub").get(pk=interviewee.pk)


def letters(kind: str) -> int:
    return Letter.objects.filter(what=f"hubs/email/perspective_{kind}").count()


def test_sending_twice_at_once_sends_once():
    interviewee = invited()
    type_in(interviewee, "Text", "Word")
    calls = [loaded(interviewee) for _ in "abcd"]
    results = at_once(*(lambda one=one: services.send_answers(one) for one in calls))
    assert sum(isinstance(result, Refused) for result in results) == 3
    assert letters("answered") == 1


def test_approving_twice_at_once_is_one_approval():
    interviewee = proposed()
    seen = interviewee.feature.proposed_digest
    calls = [loaded(interviewee) for _ in "abcd"]
    results = at_once(*(lambda one=one: services.approve(one, seen=seen) for one in calls))
    assert results == [None] * 4
    assert letters("approved") == 1
    assert Feature.objects.get().status == Feature.Status.APPROVED


def test_the_last_of_two_who_approve_at_once_approves_for_both():
    one = answered()
    two = IntervieweeFactory(feature=one.feature)
    services.propose(one.feature, by=None)
    seen = one.feature.proposed_digest
    calls = [loaded(one), loaded(two)]
    at_once(*(lambda each=each: services.approve(each, seen=seen) for each in calls))
    assert Feature.objects.get().status == Feature.Status.APPROVED
    assert letters("approved") == 1


def test_two_tabs_that_save_at_once_lose_neither_text():
    interviewee = invited()
    first, second = [loaded(interviewee) for _ in "ab"]
    results = at_once(
        lambda: type_in(first, "One", "", version=0), lambda: type_in(second, "Two", "", version=0)
    )
    [stale] = [result for result in results if isinstance(result, Stale)]
    assert set(stale.saved.values()) & {"One", "Two"}


def test_whoever_approves_while_the_editor_saves_waits_and_is_refused():
    interviewee = proposed()
    seen, feature = interviewee.feature.proposed_digest, loaded(interviewee).feature
    held, results = threading.Event(), []

    def edit():
        with transaction.atomic():
            services.hold(feature)
            held.set()
            approving.join(timeout=0.5)  # it waits for this row
            assert approving.is_alive()
            answer = feature.answers.get(position=1)
            answer.text = LazyI18nString({"en": "Otherwise"})
            answer.save()
            services.edited(feature, by=None)
        connections.close_all()

    def approve():
        held.wait(timeout=10)
        try:
            services.approve(loaded(interviewee), seen=seen)
        except Refused as refusal:
            results.append(refusal)
        connections.close_all()

    editing, approving = threading.Thread(target=edit), threading.Thread(target=approve)
    approving.start()
    editing.start()
    editing.join()
    approving.join()
    assert len(results) == 1
    assert Feature.objects.get().status == Feature.Status.ANSWERED


def test_publishing_while_the_editor_saves_publishes_what_was_approved_or_nothing():
    interviewee = approved()
    feature = interviewee.feature
    was = rules.current_digest(feature)

    def edit():
        with transaction.atomic():
            mine = Feature.objects.get(pk=feature.pk)
            services.hold(mine)
            mine.author = "Somebody"
            mine.save(update_fields=["author"])
            services.edited(mine, by=None)

    at_once(edit, lambda: services.publish_feature(Feature.objects.get(pk=feature.pk), by=None))
    feature.refresh_from_db()
    assert feature.shown is None or rules.digest(feature.shown) == was


def test_nobody_is_reminded_of_answers_that_are_just_being_sent():
    interviewee = invited()
    type_in(interviewee, "Text", "Word")
    later, sent, results = timezone.now() + dt.timedelta(days=15), threading.Event(), []

    def remind():
        sent.wait(timeout=10)
        results.append(services.remind_interviewees(now=later))
        connections.close_all()

    reminding = threading.Thread(target=remind)
    reminding.start()
    with transaction.atomic():
        services.send_answers(loaded(interviewee))
        sent.set()
        reminding.join(timeout=10)
    assert results == [0] and letters("reminder") == 0


def test_an_editor_who_saves_what_somebody_else_holds_is_told_so_and_loses_no_word(
    client, settings
):
    settings.STAFF_MFA_REQUIRED = False
    feature = answered().feature
    client.force_login(staff("programme"))
    sent = typed(client.get(change(feature)), author="Another editor")
    with held_by_another(feature):
        page = client.post(change(feature), sent)
    assert page.status_code == 200
    assert "Somebody else is changing this at the same moment" in page.content.decode()
    assert "Another editor" in page.content.decode()
    feature.refresh_from_db()
    assert feature.author != "Another editor"
