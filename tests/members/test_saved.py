import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse, translate_url
from django.utils import timezone

from hubportal.outbox.models import Letter
from hubs import services as hubs_services
from hubs.models import Opportunity
from members import emails, services
from members.models import Saved
from members.services import saved as room
from tests.hubs.factories import HubFactory, OpportunityFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def thing():
    closes = timezone.now() + 30 * DAY
    return OpportunityFactory(title={"en": "Award", "nb": "Pris"}, closes_at=closes)


def keep(thing, *, days_ago=20, remind=True, **person):
    """Saved by somebody so many days before the real now."""
    person = UserFactory(**person)
    at = timezone.now() - days_ago * DAY
    return Saved.objects.create(user=person, opportunity=thing, remind=remind, saved_at=at)


def move_deadline(thing, closes_at):
    Opportunity.objects.filter(pk=thing.pk).update(closes_at=closes_at)
    thing.refresh_from_db()


# Saving --------------------------------------------------------------------------------------


def test_somebody_saves_changes_the_reminder_and_takes_it_back(client, thing):
    me = UserFactory()
    client.force_login(me)
    address = thing.get_absolute_url()
    assert "Save it" in client.get(address).content.decode()
    client.post(reverse("members:save", args=[thing.slug]), {"remind": "on"})
    assert me.saved.get().remind is True
    assert "You have saved this" in client.get(address).content.decode()
    assert "Award" in client.get("/me/").content.decode()
    client.post(reverse("members:save", args=[thing.slug]))
    assert me.saved.get().remind is False
    client.post(reverse("members:forget", args=[thing.slug]))
    assert not me.saved.exists()
    client.post(reverse("members:forget", args=[thing.slug]))


def test_saving_twice_is_once(thing):
    me = UserFactory()
    first = services.save(thing, by=me, remind=True)
    again = services.save(thing, by=me, remind=True)
    assert first == again
    assert again.saved_at == first.saved_at
    with pytest.raises(IntegrityError), transaction.atomic():
        Saved.objects.create(user=me, opportunity=thing)


def test_a_visitor_is_led_to_sign_in_and_back(client, thing):
    address = reverse("members:save", args=[thing.slug])
    response = client.post(address)
    assert response["Location"].endswith(f"?next={thing.get_absolute_url()}")
    assert client.get(address)["Location"] == thing.get_absolute_url()
    assert not Saved.objects.exists()


def test_what_is_not_public_cannot_be_saved(client):
    draft = OpportunityFactory(status="draft", public_from=None)
    client.force_login(UserFactory())
    for name in ("save", "forget"):
        address = reverse(f"members:{name}", args=[draft.slug])
        assert client.post(address).status_code == 404


def test_my_page_shows_my_saved_ones_alone_and_only_what_is_public(client, thing):
    mine = keep(thing)
    hidden = OpportunityFactory(title="Hidden thing", status="withdrawn")
    Saved.objects.create(user=mine.user, opportunity=hidden)
    keep(OpportunityFactory(title="Of somebody else"))
    client.force_login(mine.user)
    text = client.get("/me/").content.decode()
    assert "Award" in text
    assert "Of somebody else" not in text
    assert "Hidden thing" not in text


# When reminders leave ------------------------------------------------------------------------


def test_a_reminder_leaves_seven_days_and_one_day_before_and_each_once(thing):
    keep(thing)
    closes = thing.closes_at
    told = [
        services.send_due_deadlines(now=closes - lead)
        for lead in [
            *(7 * DAY + MINUTE, 7 * DAY, 7 * DAY, 6 * DAY),
            *(DAY + MINUTE, DAY, DAY - MINUTE, MINUTE, 0 * DAY, -MINUTE),
        ]
    ]
    assert told == [0, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert Letter.objects.count() == 2


def test_missed_ticks_are_made_up_for_by_the_later_letter_alone(thing):
    keep(thing)
    assert services.send_due_deadlines(now=thing.closes_at - MINUTE) == 1
    assert services.send_due_deadlines(now=thing.closes_at - MINUTE) == 0
    assert Letter.objects.get().version.endswith(":1")


def test_who_saves_it_in_the_last_week_is_told_on_the_last_day_alone(thing):
    move_deadline(thing, timezone.now() + 3 * DAY)
    services.save(thing, by=UserFactory(), remind=True)
    assert services.send_due_deadlines() == 0
    assert services.send_due_deadlines(now=thing.closes_at - DAY) == 1


def test_who_saves_it_on_the_last_day_has_just_read_the_deadline(thing):
    move_deadline(thing, timezone.now() + DAY / 2)
    services.save(thing, by=UserFactory(), remind=True)
    assert services.send_due_deadlines(now=thing.closes_at - MINUTE) == 0


def test_asking_for_reminders_anew_counts_from_then_on(thing):
    saved = keep(thing, remind=False)
    move_deadline(thing, timezone.now() + 3 * DAY)
    services.save(thing, by=saved.user, remind=True)
    assert services.send_due_deadlines() == 0
    assert services.send_due_deadlines(now=thing.closes_at - DAY) == 1


@pytest.mark.parametrize("days", [40, 2])
def test_a_deadline_that_moves_reminds_again(thing, days):
    keep(thing)
    move_deadline(thing, timezone.now() + 6 * DAY)
    assert services.send_due_deadlines() == 1
    move_deadline(thing, timezone.now() + days * DAY)
    due = max(timezone.now(), thing.closes_at - 7 * DAY)
    assert services.send_due_deadlines(now=due) == 1
    assert services.send_due_deadlines(now=due) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"status": "withdrawn"},
        {"status": "draft"},
        {"public_from": timezone.now() + 60 * DAY},
        {"closes_at": None},
    ],
)
def test_nobody_is_reminded_of_what_is_not_public_or_never_closes(thing, change):
    keep(thing)
    due = thing.closes_at - DAY
    Opportunity.objects.filter(pk=thing.pk).update(**change)
    assert services.send_due_deadlines(now=due) == 0


def test_who_wants_none_and_whose_account_is_closed_get_none(thing):
    keep(thing, remind=False)
    keep(thing, is_active=False)
    assert services.send_due_deadlines(now=thing.closes_at - DAY) == 0


def test_one_persons_trouble_keeps_nobody_else_waiting(thing):
    keep(thing, email="no-address")
    keep(thing)
    assert services.send_due_deadlines(now=thing.closes_at - DAY) == 1


def test_a_run_that_takes_long_leaves_the_rest_to_the_next(thing, monkeypatch):
    for _number in range(3):
        keep(thing)
    monkeypatch.setattr(room, "BATCH", 2)
    monkeypatch.setattr(room, "STAMINA", -1)
    now = thing.closes_at - 7 * DAY
    assert [services.send_due_deadlines(now=now) for _ in range(3)] == [2, 1, 0]


# What they say -------------------------------------------------------------------------------


def letter_of(saved, now=None):
    services.send_due_deadlines(now=now or saved.opportunity.closes_at - 6 * DAY)
    return Letter.objects.get(person=saved.user)


def test_the_letter_speaks_the_persons_language_on_their_clock(thing):
    closes = dt.datetime(2099, 1, 30, 16, 0, tzinfo=dt.UTC)
    move_deadline(thing, closes)
    letter = letter_of(keep(thing, language="nb", time_zone="Europe/Oslo"))
    text = letter.message().get_body(["plain"]).get_content()
    assert "Pris" in letter.subject
    assert f"/nb{thing.get_absolute_url()}" in text
    assert "16:00" in text
    assert "17:00" in text
    assert letter.expires_at == closes
    assert letter.language == "nb"


def test_the_letter_says_how_many_days_are_left(thing):
    letter = letter_of(keep(thing))
    assert letter.subject == "Closes in 6 days: Award"


def test_one_click_in_a_mail_program_stops_the_reminders(client, thing):
    saved = keep(thing)
    letter = letter_of(saved)
    header = letter.message()["List-Unsubscribe"].strip("<>")
    path = header.removeprefix("http://localhost:8000")
    path = path[path.index("/saved/") :]
    assert letter.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Stop reminders" in client.get(path).content.decode()
    saved.refresh_from_db()
    assert saved.remind is True  # mail programs open links by themselves
    assert client.get(path)["Referrer-Policy"] == "no-referrer"  # the address is the key
    response = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert "No more reminders" in response.content.decode()
    assert not response.cookies
    saved.refresh_from_db()
    assert saved.remind is False
    assert letter.about.why_not_send(letter.name, letter.version)


def test_a_forged_or_stale_link_is_not_found(client, thing):
    saved = keep(thing)
    token = saved.token
    for wrong in ("1", f"{saved.pk}.forged", token[:-1]):
        assert client.post(reverse("members:quiet_saved", args=[wrong])).status_code == 404
    saved.delete()
    assert client.post(reverse("members:quiet_saved", args=[token])).status_code == 404


def why_not(saved, letter):
    return Saved.objects.get(pk=saved.pk).why_not_send(letter.name, letter.version)


def test_a_letter_that_has_become_untrue_stays_at_home(thing):
    saved = keep(thing)
    letter = letter_of(saved)
    assert why_not(saved, letter) == ""
    services.quieten_saved(saved)
    assert "no reminders" in why_not(saved, letter)
    Saved.objects.update(remind=True)
    was = thing.closes_at
    move_deadline(thing, was + DAY)
    assert "moved" in why_not(saved, letter)
    move_deadline(thing, was)
    hubs_services.withdraw(thing, by=staff("programme"))
    assert "not public" in why_not(saved, letter)


def test_a_letter_that_waits_until_it_closes_stays_at_home(thing):
    saved = keep(thing)
    move_deadline(thing, timezone.now() - MINUTE)
    version = f"{thing.closes_at.isoformat()}:1"
    assert "closed" in Saved.objects.get(pk=saved.pk).why_not_send("opportunity_closes", version)


def test_what_was_taken_back_is_not_written_about(thing, deliver):
    saved = keep(thing)
    letter_of(saved, now=timezone.now() + 24 * DAY)
    services.forget(thing, by=saved.user)
    assert deliver() == []
    assert Letter.objects.get().status == "cancelled"


def test_the_hub_that_keeps_it_gets_the_answers(thing):
    thing.hub = HubFactory(reply_to="hub@example.org")
    thing.save()
    assert letter_of(keep(thing)).message()["Reply-To"] == "hub@example.org"


def test_the_key_of_a_letter_is_taken_once(thing):
    saved = keep(thing)
    letter_of(saved)
    now = thing.closes_at - 6 * DAY
    assert emails.opportunity_closes(Saved.objects.get(pk=saved.pk), days=7, now=now) is None


def test_the_letters_page_has_an_address_in_each_language(client, thing):
    path = reverse("members:quiet_saved", args=[keep(thing).token])
    for code in ("cy", "nb"):
        assert client.get(translate_url(path, code)).status_code == 200
