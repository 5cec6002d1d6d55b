"""Partner Perspectives: what was approved is what is shown, and can be taken back."""

import datetime as dt
import io
import json
import logging
import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from i18nfield.strings import LazyI18nString

from hubportal.logs import JSONFormatter
from hubportal.outbox.models import Letter
from hubportal.workflow.drafts import Stale
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from hubs import figures, rules, services
from hubs.models import Feature
from hubs.models.publishing import texts
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
    type_in,
)
from tests.members.factories import staff

pytestmark = pytest.mark.django_db


def kinds(address=None):
    rows = Letter.objects.order_by("pk")
    rows = rows.filter(to=address) if address else rows
    return [letter.name.removeprefix("perspective_") for letter in rows]


def body(letter) -> str:
    return letter.message().get_body(("plain",)).get_content()


def rewrite(feature, **texts):
    """What an editor does: a save, and what follows from it."""
    answer = feature.answers.order_by("position").first()
    answer.text = LazyI18nString(texts)
    answer.save()
    services.edited(feature, by=None)
    feature.refresh_from_db()


# Rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["Together", "well-being", "d’accord", "D'accord", "Cydweithio", "fellesskapsfølelse", " Tŷ "],
)
def test_one_word_may_have_a_hyphen_or_an_apostrophe(word):
    assert rules.is_one_word(word)


@pytest.mark.parametrize("word", ["two words", "", "42", "well--being", "end.", "a" * 61, "-x"])
def test_what_is_not_one_word_is_told(word):
    assert not rules.is_one_word(word)


def test_the_digest_does_not_depend_on_the_order_of_keys_and_hears_every_change():
    feature = answered().feature
    shown = rules.content(feature)
    mixed = json.loads(json.dumps(dict(reversed(shown.items()))))
    assert rules.digest(mixed) == rules.digest(shown)
    for field, value in [("author", "Ann"), ("source_url", "https://example.org/a")]:
        before = rules.current_digest(feature)
        setattr(feature, field, value)
        assert rules.current_digest(feature) != before, field


# Invitations ----------------------------------------------------------------------------------


def test_an_invitation_asks_the_questions_as_they_are_worded_now():
    interviewee = invited()
    question = interviewee.feature.series.questions.get(position=1)
    question.wording, question.retired = "Another question", True
    question.save()
    answer = interviewee.feature.answers.get(position=1)
    assert str(answer.wording) == "What do you do?"
    assert interviewee.feature.status == Feature.Status.INVITED
    assert SeriesFactory().questions.filter(retired=False).count() == 1


def test_the_letter_is_in_the_interviewees_language_with_the_link_in_it():
    interviewee = IntervieweeFactory(language="nb")
    services.invite(interviewee.feature, by=None)
    letter = Letter.objects.get()
    assert letter.to == interviewee.email and letter.language == "nb"
    assert f"/nb/features/answer/{interviewee.token}/" in body(letter)


def test_nobody_is_written_to_without_an_address_and_somebody_needs_one():
    feature = FeatureFactory()
    IntervieweeFactory(feature=feature, email="")
    with pytest.raises(Refused, match="e-mail address"):
        services.invite(feature, by=None)
    assert not Letter.objects.exists()


def test_inviting_again_writes_again_and_touches_nothing_typed():
    interviewee = invited()
    type_in(interviewee, "Half a thought", "")
    services.invite(interviewee.feature, by=None)
    assert kinds() == ["invitation", "invitation"]
    assert interviewee.feature.answers.get(position=1).typed == "Half a thought"
    assert Step.objects.about(interviewee.feature).count() == 1


def test_a_new_link_stops_the_old_one_and_its_letter(client):
    interviewee = invited()
    old, [letter] = interviewee.get_absolute_url(), Letter.objects.all()
    services.new_link(interviewee.feature, interviewee=interviewee, by=None)
    interviewee.refresh_from_db()
    assert client.get(old).status_code == 404
    assert client.get(interviewee.get_absolute_url()).status_code == 200
    assert "newer link" in interviewee.why_not_send(letter.name, letter.version)
    newest = Letter.objects.latest("pk")
    assert interviewee.why_not_send(newest.name, newest.version) == ""


def test_the_version_of_a_letter_does_not_give_the_link_away():
    interviewee = invited()
    letter = Letter.objects.get()
    assert interviewee.token not in letter.version + letter.key + letter.subject


def test_a_reminder_comes_once_after_a_fortnight_without_answers():
    interviewee, sent = invited(), answered()
    soon, later = (timezone.now() + dt.timedelta(days=days) for days in (13, 15))
    assert services.remind_interviewees(now=soon) == 0
    assert [services.remind_interviewees(now=later) for _ in "ab"] == [1, 0]
    assert kinds(interviewee.email) == ["invitation", "reminder"]
    assert "reminder" not in kinds(sent.email)


# Answers --------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_as_it_is_whatever_it_is():
    interviewee = invited()
    type_in(interviewee, "  A\n\nb <script> ", "two words")
    assert [a.typed for a in interviewee.feature.answers.order_by("position")] == [
        "  A\n\nb <script> ",
        "two words",
    ]


def test_a_stale_tab_overwrites_nothing_and_gets_both_texts(client):
    interviewee = invited()
    type_in(interviewee, "Of the first tab", "")
    with pytest.raises(Stale) as stale:
        type_in(interviewee, "Of the second tab", "", version=0)
    assert "Of the first tab" in stale.value.saved.values()
    first, second = interviewee.feature.answers.order_by("position")
    data = {"version": 0, f"a{first.pk}": "Of the second tab", f"a{second.pk}": ""}
    response = client.post(interviewee.get_absolute_url(), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Of the first tab" in page and "Of the second tab" in page
    again = client.post(interviewee.get_absolute_url(), data | {"version": stale.value.version})
    assert again.status_code == 302
    assert interviewee.feature.answers.get(position=1).typed == "Of the second tab"


def test_two_people_may_answer_different_questions_at_the_same_time():
    one = invited()
    two = IntervieweeFactory(feature=one.feature)
    first, second = one.feature.answers.order_by("position")
    services.save_answers(one, {first.pk: "Mine"}, version=0)
    services.save_answers(two, {second.pk: "Theirs"}, version=0)
    assert [a.typed for a in one.feature.answers.order_by("position")] == ["Mine", "Theirs"]


def test_the_script_hears_of_its_save_and_of_a_conflict(client):
    interviewee = invited()
    first, second = interviewee.feature.answers.order_by("position")
    url, script = interviewee.get_absolute_url(), {"Accept": "application/json"}
    data = {"version": 0, f"a{first.pk}": "Text", f"a{second.pk}": ""}
    saved = client.post(url, data, headers=script)
    assert saved.json()["version"] == 1
    assert re.fullmatch(r"\d\d:\d\d", saved.json()["saved_at"])
    stale = client.post(url, data | {f"a{first.pk}": "Other"}, headers=script)
    assert stale.status_code == 409 and stale.json()["message"]
    too_long = client.post(url, data | {f"a{first.pk}": "x" * 20_001}, headers=script)
    assert too_long.status_code == 422


def test_sending_asks_for_one_word_and_loses_nothing(client):
    interviewee = invited()
    first, second = interviewee.feature.answers.order_by("position")
    data = {"version": 0, f"a{first.pk}": "We care.", f"a{second.pk}": "two words", "do": "send"}
    page = client.post(interviewee.get_absolute_url(), data)
    assert page.status_code == 409
    assert "answer with one word" in page.content.decode()
    assert "two words" in page.content.decode()
    assert interviewee.feature.answers.get(position=2).typed == "two words"
    client.post(interviewee.get_absolute_url(), data | {"version": 1, f"a{second.pk}": "Care"})
    feature = Feature.objects.get()
    assert feature.status == Feature.Status.ANSWERED


def test_answers_are_in_the_language_of_the_page_they_were_typed_on(client):
    interviewee = invited()
    interviewee.language = "cy"
    interviewee.save()
    first, second = interviewee.feature.answers.order_by("position")
    data = {"version": 0, f"a{first.pk}": "We care.", f"a{second.pk}": "Care", "do": "send"}
    with translation.override("nb"):
        client.post(interviewee.get_absolute_url(), data)
    first.refresh_from_db()
    assert texts(first.text) == {"nb": "We care."}


def test_nothing_at_all_cannot_be_sent():
    with pytest.raises(Refused, match="at least one"):
        services.send_answers(invited())


def test_sent_answers_are_told_to_the_managers_and_copied_for_the_editor():
    hub = HubFactory(slug="leeds")
    manager = staff("hub_manager", hub)
    interviewee = answered(" Text ", "Together", hub=hub)
    answer = interviewee.feature.answers.get(position=1)
    assert (answer.typed, str(answer.text)) == (" Text ", "Text")
    assert kinds(manager.email) == ["answered"]
    with pytest.raises(Refused):
        services.send_answers(interviewee)
    with pytest.raises(Refused, match="have been sent"):
        type_in(interviewee, "Later", "")
    assert kinds(manager.email) == ["answered"]


def test_a_hub_without_managers_is_written_to_by_its_own_address():
    answered(hub=HubFactory(slug="lonely", reply_to="lonely@example.org"))
    assert kinds("lonely@example.org") == ["answered"]


def test_consent_is_a_choice_of_its_own_with_its_day(client):
    interviewee = invited()
    client.post(interviewee.get_absolute_url(), {"do": "agree", "named": "on"})
    interviewee.refresh_from_db()
    assert interviewee.consented_on == timezone.localdate() and interviewee.is_named()
    client.post(interviewee.get_absolute_url(), {"do": "agree"})
    interviewee.refresh_from_db()
    assert not interviewee.is_named() and interviewee.feature.status == "invited"


# The page behind the link ----------------------------------------------------------------------


def test_the_page_is_in_the_language_of_its_address_and_says_how_far_one_is(client):
    interviewee = invited()
    type_in(interviewee, "Text", "")
    page = client.get(interviewee.get_absolute_url()).content.decode()
    assert "What do you do?" in page and "1 of 2 answered" in page
    with translation.override("cy"):
        welsh = client.get(interviewee.get_absolute_url()).content.decode()
    assert "Beth ydych chi’n ei wneud?" in welsh


@pytest.mark.parametrize("token", ["x" * 32, "%00", "a b"])
def test_a_wrong_link_is_a_friendly_page(client, token):
    response = client.get(f"/features/answer/{token}/")
    assert response.status_code == 404
    assert "This link does not work" in response.content.decode()


def test_a_link_is_kept_by_no_cache_index_referrer_and_log(client, settings):
    interviewee, stream = invited(), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    logging.getLogger().addHandler(handler)
    try:
        responses = [client.get(interviewee.get_absolute_url())]
        services.new_link(interviewee.feature, interviewee=interviewee, by=None)
        responses.append(client.get(f"/features/answer/{interviewee.token}wrong/"))
    finally:
        logging.getLogger().removeHandler(handler)
    for response in responses:
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        assert 'name="robots" content="noindex"' in response.content.decode()
    assert "features/answer" in stream.getvalue()
    assert interviewee.token not in stream.getvalue()


def test_opening_a_link_does_nothing(client):
    interviewee = proposed()
    for _ in range(2):
        assert client.get(interviewee.get_absolute_url() + "?do=withdraw").status_code == 200
    interviewee.feature.refresh_from_db()
    assert interviewee.feature.status == Feature.Status.PROPOSED


def test_typing_without_end_is_slowed_down(client, settings):
    assert settings.ACCOUNT_RATE_LIMITS["perspective"]
    settings.ACCOUNT_RATE_LIMITS = {"perspective": "3/m/key"}
    url = invited().get_absolute_url()
    codes = [client.post(url, {"version": 0}).status_code for _ in "abcd"]
    assert codes == [302, 302, 302, 429]
    assert client.get(url).status_code == 200


# Approval --------------------------------------------------------------------------------------


def test_the_interviewee_sees_the_exact_page_in_every_language(client):
    interviewee = answered()
    for answer in interviewee.feature.answers.all():
        answer.text = LazyI18nString({"en": "Text", "nb": "Tekst"})
        answer.save()
    feature = interviewee.feature
    feature.title = LazyI18nString({"en": "A title", "nb": "En tittel"})
    feature.save(update_fields=["title"])
    services.propose(feature, by=None)
    page = client.get(interviewee.get_absolute_url()).content.decode()
    assert page.count("<article") == 2 and 'lang="nb"' in page
    for text in ["A title", "En tittel", "Text", "Tekst", interviewee.name, "Hva gjør dere?"]:
        assert text in page
    assert kinds(interviewee.email) == ["invitation", "proposed"]


def test_approving_a_page_that_has_changed_since_is_refused():
    interviewee = proposed()
    seen = interviewee.feature.proposed_digest
    rewrite(interviewee.feature, en="Otherwise")
    with pytest.raises(Refused):
        services.approve(interviewee, seen=seen)
    assert interviewee.feature.status == Feature.Status.ANSWERED
    services.propose(interviewee.feature, by=None)
    with pytest.raises(Refused, match="has changed since"):
        services.approve(interviewee, seen=seen)


def test_everybody_with_an_address_has_to_approve():
    interviewee = answered()
    other = IntervieweeFactory(feature=interviewee.feature)
    IntervieweeFactory(feature=interviewee.feature, email="")
    services.propose(interviewee.feature, by=None)
    seen = interviewee.feature.proposed_digest
    services.approve(interviewee, seen=seen)
    assert interviewee.feature.status == Feature.Status.PROPOSED
    services.approve(other, seen=seen)
    assert other.feature.status == Feature.Status.APPROVED


def test_approving_twice_is_one_approval():
    interviewee = approved()
    services.approve(interviewee, seen=interviewee.feature.proposed_digest)
    assert kinds("leeds@example.org") == ["answered", "approved"]


def test_asking_for_changes_brings_the_words_to_the_managers_and_asks_again(client):
    interviewee = proposed()
    client.post(interviewee.get_absolute_url(), {"do": "wish", "words": ""})
    client.post(interviewee.get_absolute_url(), {"do": "wish", "words": "Not <b>so</b>"})
    interviewee.feature.refresh_from_db()
    assert interviewee.feature.status == Feature.Status.ANSWERED
    letter = Letter.objects.latest("pk")
    assert letter.name == "perspective_changes_asked" and "Not <b>so</b>" in body(letter)
    assert "&lt;b&gt;" in letter.message().get_body(("html",)).get_content()
    services.propose(interviewee.feature, by=None)
    assert kinds(interviewee.email)[-2:] == ["proposed", "proposed"]


def test_a_request_for_approval_that_is_old_is_not_sent():
    interviewee = proposed()
    letter = Letter.objects.filter(to=interviewee.email).latest("pk")
    assert interviewee.why_not_send(letter.name, letter.version) == ""
    rewrite(interviewee.feature, en="Otherwise")
    interviewee.refresh_from_db()
    assert "changed again" in interviewee.why_not_send(letter.name, letter.version)
    services.withdraw_feature(interviewee.feature, by=None)
    assert "withdrawn" in interviewee.why_not_send("perspective_invitation", letter.version)


# Publishing ------------------------------------------------------------------------------------


def test_nothing_is_published_that_was_not_approved():
    interviewee = approved()
    Feature.objects.filter(pk=interviewee.feature.pk).update(author="Somebody")
    with pytest.raises(Refused, match="changed since"):
        services.publish_feature(interviewee.feature, by=None)


def test_words_of_the_picture_are_part_of_what_is_approved():
    picture = PictureFactory()
    interviewee = approved(picture=picture)
    picture.caption = "Another caption"
    picture.save()
    with pytest.raises(Refused, match="changed since"):
        services.publish_feature(interviewee.feature, by=None)


def test_a_later_change_asks_again_and_shows_what_was_approved_meanwhile(client):
    interviewee = published("We care.", "Care")
    feature = interviewee.feature
    rewrite(feature, en="We care more.")
    assert feature.status == Feature.Status.PUBLISHED and rules.has_changed(feature)
    page = client.get(feature.get_absolute_url()).content.decode()
    assert "We care." in page and "We care more." not in page
    with pytest.raises(Refused):
        services.publish_feature(feature, by=None)
    services.propose(feature, by=None)
    interviewee.refresh_from_db()
    services.approve(interviewee, seen=feature.proposed_digest)
    feature.refresh_from_db()
    since = feature.public_from
    services.publish_feature(feature, by=None)
    assert "We care more." in client.get(feature.get_absolute_url()).content.decode()
    assert feature.public_from == since


def test_a_changed_title_is_nowhere_before_it_is_approved(client):
    interviewee = published()
    feature = interviewee.feature
    feature.title = "Unapproved"
    feature.save()
    services.edited(feature, by=None)
    for path in [feature.get_absolute_url(), "/features/", "/features/feed.atom"]:
        assert "Unapproved" not in client.get(path).content.decode(), path
    assert str(feature) != "Unapproved"


def test_a_hub_that_owes_welsh_publishes_in_welsh_or_says_why():
    hub = HubFactory(slug="wales", welsh_standards=True)
    interviewee = approved(hub=hub)
    with pytest.raises(Refused, match="Cymraeg|Welsh"):
        services.publish_feature(interviewee.feature, by=None)
    services.publish_feature(interviewee.feature, by=None, reason="Translation is ordered")
    assert interviewee.feature.one_language_reason == "Translation is ordered"


def test_a_title_in_welsh_does_not_stand_for_answers_in_welsh():
    hub = HubFactory(slug="wales", welsh_standards=True)
    title = LazyI18nString({"en": "A title", "cy": "Teitl"})
    interviewee = approved(hub=hub, title=title)
    with pytest.raises(Refused, match="2 answers"):
        services.publish_feature(interviewee.feature, by=None)


def test_what_goes_public_later_is_not_public_before(client):
    interviewee = published(public_from=timezone.now() + dt.timedelta(days=1))
    assert client.get(interviewee.feature.get_absolute_url()).status_code == 404
    assert not figures.words_of(interviewee.feature.hub)


# Names, and taking it all back -----------------------------------------------------------------


def test_nobody_is_named_or_pictured_without_consent(client):
    interviewee = published(named=False, picture=PictureFactory())
    page = client.get(interviewee.feature.get_absolute_url()).content.decode()
    assert interviewee.name not in page and "<figure" not in page
    assert "We care for people." in page


def test_consent_that_is_taken_back_takes_name_and_picture_at_once(client):
    picture = PictureFactory()
    interviewee = published(picture=picture)
    url = interviewee.feature.get_absolute_url()
    before = client.get(url).content.decode()
    assert interviewee.name in before and "<figure" in before
    assert client.get(picture.get_absolute_url()).status_code == 200
    services.agree(interviewee, named=False)
    page = client.get(url).content.decode()
    assert interviewee.name not in page and "<figure" not in page
    assert "We care for people." in page
    assert client.get(picture.get_absolute_url()).status_code == 404
    assert kinds("leeds@example.org")[-1] == "changes_asked"


def test_a_picture_is_seen_by_whoever_has_to_approve_it_and_by_nobody_else(client):
    picture = PictureFactory()
    interviewee = proposed(picture=picture)
    page = client.get(interviewee.get_absolute_url()).content.decode()
    shown = re.search(r'<img src="([^"]+)"', page)[1].replace("&amp;", "&")
    assert client.get(shown).status_code == 200
    assert client.get(picture.get_absolute_url()).status_code == 404
    assert client.get(shown.replace("key=", "key=x")).status_code == 404


def test_a_new_picture_is_not_shown_before_it_is_approved(client):
    first, second = PictureFactory(), PictureFactory()
    feature = published(picture=first).feature
    feature.picture = second
    feature.save()
    services.edited(feature, by=None)
    page = client.get(feature.get_absolute_url()).content.decode()
    assert first.public_id in page and second.public_id not in page
    assert client.get(first.get_absolute_url()).status_code == 200
    assert client.get(second.get_absolute_url()).status_code == 404


def test_choosing_to_be_named_late_asks_the_others_again():
    one = answered(named=False)
    two = IntervieweeFactory(feature=one.feature)
    services.propose(one.feature, by=None)
    services.approve(two, seen=two.feature.proposed_digest)
    services.agree(one, named=True)
    assert one.feature.status == Feature.Status.PROPOSED
    assert rules.not_approved_by(one.feature, approved=one.feature.proposed_digest) == [one, two]
    assert kinds(two.email) == ["proposed", "proposed"]
    assert kinds(one.email) == ["invitation", "proposed"]


def test_the_interviewee_withdraws_and_the_page_goes_at_once(client):
    interviewee = published(picture=PictureFactory())
    link, page = interviewee.get_absolute_url(), interviewee.feature.get_absolute_url()
    client.post(link, {"do": "withdraw"})
    assert client.get(page).status_code == 200  # the tick was not there
    client.post(link, {"do": "withdraw", "sure": "on"})
    assert client.get(page).status_code == 404
    gone = client.get(link)
    assert gone.status_code == 410 and "withdrawn" in gone.content.decode()
    assert interviewee.feature.slug not in client.get("/features/").content.decode()
    assert interviewee.feature.slug not in client.get("/features/feed.atom").content.decode()
    assert kinds("leeds@example.org")[-1] == "withdrawn"
    interviewee.refresh_from_db()
    gone = Feature.objects.get()
    assert not interviewee.is_named()
    assert (gone.shown, gone.shown_picture, gone.proposed_digest) == (None, None, "")


def test_what_was_withdrawn_needs_every_approval_again():
    interviewee = published()
    services.take_back(interviewee)
    services.reopen(interviewee.feature, by=None)
    with pytest.raises(Refused):
        services.publish_feature(interviewee.feature, by=None)
    services.propose(interviewee.feature, by=None)
    with pytest.raises(Refused):
        services.publish_feature(interviewee.feature, by=None)


# What everybody sees ---------------------------------------------------------------------------


def test_the_archive_narrows_by_series_partner_and_hub(client):
    one = published(organisation=OrganisationFactory(slug="one")).feature
    two = published(hub=HubFactory(slug="stavanger"), series=SeriesFactory(slug="voices")).feature
    for query, shown, hidden in [
        ("partner=one", one, two),
        ("hub=stavanger", two, one),
        ("series=voices", two, one),
    ]:
        page = client.get(f"/features/?{query}").content.decode()
        assert shown.get_absolute_url() in page and hidden.get_absolute_url() not in page
        assert 'class="chips"' in page
    assert client.get("/features/?partner=nobody&page=x").status_code == 200


def test_words_gather_with_how_often_they_were_said(client):
    hub = HubFactory(slug="leeds")
    published("a", "Together", hub=hub)
    published("b", "together", hub=hub)
    published("c", "Care", hub=hub)
    answered("d", "Secret", hub=hub)
    found = [(str(word["text"]).lower(), word["count"]) for word in figures.words_of(hub)]
    assert found == [("together", 2), ("care", 1)]
    assert figures.words_of(HubFactory(slug="other")) == []
    assert "In one word" in client.get("/features/").content.decode()


def test_a_page_says_where_it_is_not_in_the_readers_language(client):
    feature = published().feature
    with translation.override("nb"):
        page = client.get(feature.get_absolute_url()).content.decode()
    assert 'lang="en"' in page
    assert "Bare på engelsk" in page or "English only" in page


def test_the_feed_has_what_a_stranger_sees(client):
    feature = published("Text <b>bold</b>", "Care").feature
    answered("Hidden", "Word")
    response = client.get("/features/feed.atom?hub=leeds")
    text = response.content.decode()
    assert response["Content-Type"].startswith("application/atom+xml")
    assert feature.get_absolute_url() in text and "Hidden" not in text
    assert client.get("/features/feed.atom?hub=nowhere").status_code == 404


def test_staff_of_another_hub_see_no_draft(client):
    feature = published(hub=HubFactory(slug="leeds")).feature
    rewrite(feature, en="Being written")
    newest = f"{feature.get_absolute_url()}?version=new"
    pages = {}
    for slug in ("leeds", "wales"):
        client.force_login(staff("hub_manager", HubFactory(slug=slug)))
        pages[slug] = client.get(newest)
    assert "Being written" in pages["leeds"].content.decode()
    assert pages["wales"].status_code == 404
    assert Client().get(newest).status_code == 404


# Staff -----------------------------------------------------------------------------------------


@pytest.fixture
def manager(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    person = staff("hub_manager", HubFactory(slug="leeds"))
    client.force_login(person)
    return person


def posted(response) -> dict:
    """What a browser would send back from a staff page that nobody touched."""
    form, data = response.context["adminform"].form, {}
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    for each in [form, *formsets]:
        for one in [each] if each is form else [each.management_form, *each.forms]:
            for field in one:
                value = field.value()
                widget = field.field.widget
                if hasattr(widget, "decompress"):
                    parts = widget.decompress(value)
                    data |= {f"{field.html_name}_{n}": v or "" for n, v in enumerate(parts)}
                elif value is not None and value is not False:
                    data[field.html_name] = value
    return data


def test_a_save_by_staff_after_approval_asks_again(client, manager):
    interviewee = approved()
    address = reverse("admin:hubs_feature_change", args=[interviewee.feature.pk])
    data = posted(client.get(address))
    response = client.post(address, data)
    assert response.status_code == 302, response.context["errors"]
    interviewee.feature.refresh_from_db()
    assert interviewee.feature.status == Feature.Status.APPROVED
    data["author"] = "An editor"
    page = client.post(address, data, follow=True)
    interviewee.feature.refresh_from_db()
    assert interviewee.feature.status == Feature.Status.ANSWERED
    assert interviewee.feature.author == "An editor"
    assert "ask for approval again" in page.content.decode()
    assert "Changed since approved" in client.get(address).content.decode()


def test_staff_invite_and_see_the_link_only_where_they_pass_it_on(client, manager, settings):
    interviewee = IntervieweeFactory()
    alone = IntervieweeFactory(feature=interviewee.feature, email="")
    address = reverse("admin:hubs_feature_change", args=[interviewee.feature.pk])
    client.post(reverse("admin:hubs_feature_invite", args=[interviewee.feature.pk]))
    page = client.get(address).content.decode()
    assert alone.token in page and interviewee.token not in page
    settings.DEMO = True
    assert interviewee.token in client.get(address).content.decode()


def test_nobody_edits_what_is_being_written_by_the_link(client, manager):
    interviewee = invited()
    address = reverse("admin:hubs_feature_change", args=[interviewee.feature.pk])
    assert 'name="answers-0-text_0"' not in client.get(address).content.decode()
    type_in(interviewee, "Text", "")
    services.send_answers(interviewee)
    assert 'name="answers-0-text_0"' in client.get(address).content.decode()


def test_letters_belong_to_the_transaction_of_their_cause():
    interviewee = proposed()
    before = kinds()
    with pytest.raises(RuntimeError), transaction.atomic():
        services.approve(interviewee, seen=interviewee.feature.proposed_digest)
        raise RuntimeError
    assert kinds() == before


def test_the_choice_about_the_name_loses_nothing_that_is_typed(client):
    interviewee = invited()
    first, second = interviewee.feature.answers.order_by("position")
    data = {"version": 0, f"a{first.pk}": "Half", f"a{second.pk}": "", "named": "on", "do": "agree"}
    client.post(interviewee.get_absolute_url(), data)
    interviewee.refresh_from_db()
    assert interviewee.is_named()
    assert interviewee.feature.answers.get(position=1).typed == "Half"
