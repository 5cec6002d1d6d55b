"""What keeps an interview in the hands of whoever gave it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from i18nfield.strings import LazyI18nString

from hubportal.outbox.models import Letter
from hubportal.workflow.moves import Refused
from hubs import figures, forms, rules, services
from hubs.models import Feature
from tests.hubs.factories import HubFactory, OrganisationFactory, PictureFactory
from tests.hubs.feature_factories import (
    FeatureFactory,
    IntervieweeFactory,
    SeriesFactory,
    answered,
    approved,
    invited,
    proposed,
    published,
)
from tests.hubs.test_features import body, kinds, posted, rewrite
from tests.members.factories import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    person = staff("hub_manager", HubFactory(slug="leeds"))
    client.force_login(person)
    return person


def page_of(feature) -> str:
    return reverse("admin:hubs_feature_change", args=[feature.pk])


def say(feature, number, **texts):
    feature.answers.filter(position=number).update(text=LazyI18nString(texts))


# Nobody approves but who was invited -------------------------------------------------------------


def test_whoever_was_invited_has_to_approve_even_without_an_address():
    interviewee = published()
    feature = interviewee.feature
    rewrite(feature, en="What nobody said.")
    feature.interviewees.update(email="")
    with pytest.raises(Refused, match="e-mail address"):
        services.propose(feature, by=None)
    IntervieweeFactory(feature=feature)
    services.propose(feature, by=None)
    other = feature.interviewees.latest("pk")
    services.approve(other, seen=feature.proposed_digest)
    with pytest.raises(Refused, match="Not yet approved by"):
        services.publish_feature(feature, by=None)
    feature.refresh_from_db()
    assert "What nobody said." not in str(feature.shown)


def test_with_nobody_left_nothing_is_proposed_nor_published():
    feature = published().feature
    rewrite(feature, en="What nobody said.")
    feature.interviewees.all().delete()
    with pytest.raises(Refused, match="e-mail address"):
        services.propose(feature, by=None)
    Feature.objects.update(proposed_digest=rules.current_digest(feature))
    with pytest.raises(Refused, match="e-mail address"):
        services.publish_feature(feature, by=None)


@pytest.mark.parametrize("change", [{"email": ""}, {"DELETE": "on"}])
def test_staff_neither_delete_who_was_invited_nor_take_the_address(client, manager, change):
    interviewee = published()
    address = page_of(interviewee.feature)
    data = posted(client.get(address))
    data |= {f"interviewees-0-{name}": value for name, value in change.items()}
    page = client.post(address, data)
    assert page.status_code == 200
    assert "was invited, so nothing is published without" in page.content.decode()
    assert interviewee.feature.interviewees.get().email == interviewee.email


def test_staff_may_delete_whom_nobody_has_written_to(client, manager):
    interviewee = IntervieweeFactory()
    address = page_of(interviewee.feature)
    data = posted(client.get(address)) | {"interviewees-0-DELETE": "on"}
    response = client.post(address, data)
    assert response.status_code == 302, response.context["errors"]
    assert not interviewee.feature.interviewees.exists()


def test_who_comes_in_late_is_asked_and_needed_from_then_on():
    late = IntervieweeFactory(feature=answered().feature)
    services.propose(late.feature, by=None)
    late.refresh_from_db()
    assert kinds(late.email) == ["proposed"]
    assert list(rules.reasons_to_keep(late))


def test_staff_see_no_link_of_somebody_who_was_invited(client, manager):
    interviewee = invited()
    interviewee.feature.interviewees.update(email="")
    assert interviewee.token not in client.get(page_of(interviewee.feature)).content.decode()


def test_answers_are_sent_only_while_they_are_asked_for():
    interviewee = proposed()
    with pytest.raises(Refused, match="have been sent"):
        services.send_answers(interviewee)
    interviewee = published()
    services.withdraw_feature(interviewee.feature, by=None)
    services.reopen(interviewee.feature, by=None)
    with pytest.raises(Refused, match="have been sent"):
        services.send_answers(interviewee)


# Nothing is public that nobody was shown ---------------------------------------------------------


def test_a_language_in_which_something_is_missing_is_nowhere(client):
    interviewee = answered("We care.", "Care")
    feature = interviewee.feature
    feature.title = LazyI18nString({"en": "A title", "nb": "Usett tittel"})
    feature.save(update_fields=["title"])
    say(feature, 2, en="Care", nb="Usett")
    services.propose(feature, by=None)
    seen = client.get(interviewee.get_absolute_url()).content.decode()
    assert "Usett" not in seen
    services.approve(interviewee, seen=feature.proposed_digest)
    services.publish_feature(feature, by=None)
    assert "Usett" not in str(feature.shown)
    with translation.override("nb"):
        assert str(feature.public_title) == "A title"
        assert [str(word["text"]) for word in figures.words_of(feature.hub)] == ["Care"]
        assert "Usett" not in client.get(feature.get_absolute_url()).content.decode()
    assert not Feature.objects.filter(search_text__contains="usett").exists()


def test_without_a_complete_language_nobody_is_asked():
    feature = answered("We care.", "Care").feature
    say(feature, 2, nb="Omsorg")
    with pytest.raises(Refused, match="No language is complete"):
        services.propose(feature, by=None)


def test_words_beside_a_picture_are_those_of_the_language_that_was_approved(client):
    alt = LazyI18nString({"en": "A bridge", "nb": "Usett bro"})
    feature = published(picture=PictureFactory(alt=alt)).feature
    with translation.override("nb"):
        page = client.get(feature.get_absolute_url()).content.decode()
    assert "A bridge" in page and "Usett" not in page


@pytest.mark.parametrize("field", ["series", "organisation"])
def test_partner_and_series_are_approved_with_the_text(field):
    feature = approved().feature
    other = SeriesFactory(slug="other") if field == "series" else OrganisationFactory()
    Feature.objects.filter(pk=feature.pk).update(**{field: other})
    with pytest.raises(Refused, match="changed since"):
        services.publish_feature(feature, by=None)


def test_partner_and_series_of_a_public_page_stay(client, manager):
    for interviewee, offered in [(published(), False), (answered(), True)]:
        page = client.get(page_of(interviewee.feature)).content.decode()
        assert ('name="organisation"' in page) == ('name="series"' in page) == offered


# Links -------------------------------------------------------------------------------------------


def test_staff_do_not_read_the_letter_with_the_link(client, manager, settings):
    interviewee = invited()
    letter = Letter.objects.get()
    assert not letter.readable
    settings.DEMO = True
    assert letter.readable
    settings.DEMO = False
    page = client.get(reverse("admin:outbox_letter_change", args=[letter.pk]))
    assert page.status_code == 200 and interviewee.token not in page.content.decode()
    for name, more in [("body", []), ("file", [0])]:
        address = reverse(f"admin:outbox_letter_{name}", args=[letter.pk, *more])
        assert client.get(address).status_code == 404


def test_a_corrected_address_ends_the_old_link_and_what_was_approved_by_it(client, manager):
    interviewee = approved()
    old, feature = interviewee.get_absolute_url(), interviewee.feature
    address = page_of(feature)
    data = posted(client.get(address)) | {"interviewees-0-email": "right@example.org"}
    assert client.post(address, data).status_code == 302
    assert client.get(old).status_code == 404
    interviewee.refresh_from_db()
    assert client.get(interviewee.get_absolute_url()).status_code == 200
    letter = Letter.objects.get(to="right@example.org")
    assert interviewee.get_absolute_url() in body(letter)
    assert interviewee.why_not_send(letter.name, letter.version) == ""
    with pytest.raises(Refused, match="Not yet approved by"):
        services.publish_feature(feature, by=None)


def test_an_untouched_address_keeps_its_link(client, manager):
    interviewee = approved()
    address = page_of(interviewee.feature)
    client.post(address, posted(client.get(address)))
    assert interviewee.feature.interviewees.get().token == interviewee.token
    assert len(kinds(interviewee.email)) == 2


def test_a_new_link_while_approval_waits_comes_with_a_letter_that_is_true():
    interviewee = proposed()
    services.new_link(interviewee.feature, interviewee=interviewee, by=None)
    interviewee.refresh_from_db()
    letter = Letter.objects.latest("pk")
    assert interviewee.why_not_send(letter.name, letter.version) == ""


# When it is public -------------------------------------------------------------------------------


def test_a_newer_version_does_not_take_the_page_away(client):
    interviewee = published()
    feature = interviewee.feature
    rewrite(feature, en="A newer text.")
    services.propose(feature, by=None)
    interviewee.refresh_from_db()
    services.approve(interviewee, seen=feature.proposed_digest)
    assert "public_from" not in forms.PublishFeature(subject=feature).fields
    later = timezone.now() + dt.timedelta(days=1)
    with pytest.raises(Refused, match="public already"):
        services.publish_feature(feature, by=None, public_from=later)
    assert client.get(feature.get_absolute_url()).status_code == 200
    assert "public_from" in forms.PublishFeature(subject=FeatureFactory()).fields


def test_a_draft_that_nobody_approved_is_no_news(client):
    feature = published().feature
    then = timezone.now() - dt.timedelta(days=9)
    Feature.objects.update(public_from=then, shown_at=then)
    feature.refresh_from_db()
    feature.author = "An editor"
    feature.save()
    day, today = then.date().isoformat(), timezone.now().date().isoformat()
    feed = client.get("/features/feed.atom").content.decode()
    assert f"<updated>{day}" in feed and f"<updated>{today}" not in feed
    sitemap = client.get("/sitemap.xml").content.decode()
    entry = sitemap[sitemap.index(feature.get_absolute_url()) :].partition("</url>")[0]
    assert f"<lastmod>{day}" in entry
    page = client.get(feature.get_absolute_url()).content.decode()
    assert f'"dateModified": "{day}' in page


def test_what_is_taken_out_of_a_public_page_is_news():
    interviewee = published()
    before = interviewee.feature.shown_at
    services.agree(interviewee, named=False)
    assert interviewee.feature.shown_at > before


def test_a_series_of_which_nothing_is_public_has_no_feed(client):
    published(series=SeriesFactory(slug="shown"))
    answered(series=SeriesFactory(slug="hidden", name="Secret series"))
    assert client.get("/features/feed.atom?series=shown").status_code == 200
    assert client.get("/features/feed.atom?series=hidden").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("source_url", "ftp://example.org/a", "begins with https:// or http://"),
        ("slug", "answer", "address of another page"),
        ("slug", "feed", "address of another page"),
    ],
)
def test_addresses_that_lead_elsewhere_are_refused_in_words(client, manager, field, value, words):
    feature = answered().feature
    data = posted(client.get(page_of(feature))) | {field: value}
    response = client.post(page_of(feature), data)
    assert response.status_code == 200 and words in response.content.decode()
