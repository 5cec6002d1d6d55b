"""Promise: everybody can read what was signed and until when; nobody but the staff of the hub that
answers for it learns that there is a paper; and no day passes unnoticed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from hubportal.outbox.models import Letter
from hubportal.uploads.models import Upload
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from hubs import figures, services
from hubs.models import Agreement, AgreementDocument, Hub
from hubs.models.agreements import Standing
from hubs.tasks import send_due_reviews
from tests.hubs.factories import (
    AgreementDocumentFactory,
    AgreementFactory,
    HubFactory,
    OrganisationFactory,
)
from tests.hubs.test_admin import typed
from tests.members.factories import UserFactory, staff
from tests.uploads.files import docx, handed_in, pdf

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _one_factor_and_one_day(settings, time_machine):
    settings.STAFF_MFA_REQUIRED = False
    time_machine.move_to(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


@pytest.fixture
def manager(wales):
    return staff("hub_manager", wales)


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


# What it says --------------------------------------------------------------------------------

UNDATED = dict.fromkeys(["signed_on", "starts_on", "review_on", "expires_on"])


@pytest.mark.parametrize(
    ("days", "standing"),
    [
        ({}, Standing.IN_FORCE),
        (UNDATED, Standing.UNDATED),
        ({"review_on": 31}, Standing.IN_FORCE),
        ({"review_on": 30}, Standing.TO_REVIEW),
        ({"review_on": -5}, Standing.TO_REVIEW),
        ({"expires_on": 91}, Standing.IN_FORCE),
        ({"expires_on": 90}, Standing.EXPIRES_SOON),
        ({"expires_on": 0, "review_on": -1}, Standing.EXPIRES_SOON),
        ({"expires_on": -1}, Standing.EXPIRED),
        ({"starts_on": 1}, Standing.TO_COME),
        ({"ended_on": -1, "expires_on": 300}, Standing.ENDED),
        ({"ended_on": -9, "expires_on": -3}, Standing.ENDED),
    ],
)
def test_where_an_agreement_stands_follows_from_its_days(client, days, standing):
    days = {name: days_ if days_ is None else day(days_) for name, days_ in days.items()}
    agreement = AgreementFactory(**days)

    found = Agreement.objects.with_standing(today=TODAY).get()
    html = client.get(agreement.get_absolute_url()).content.decode()

    assert found.standing == standing
    assert str(standing.label) in html
    listed = client.get("/agreements/", {"standing": standing.value}).content.decode()
    assert str(agreement) in listed


def test_an_agreement_says_who_signed_it_what_for_and_what_came_of_it(client, wales):
    partner = OrganisationFactory(name="Norway Pumps & Pipes")
    agreement = AgreementFactory(
        parties=partner, purpose="New **solutions**", results="A seed fund", expires_on=day(200)
    )

    html = client.get(agreement.get_absolute_url()).content.decode()

    for words in [wales.name, "Norway Pumps &amp; Pipes", "<strong>solutions</strong>"]:
        assert str(words) in html
    assert "A seed fund" in html
    assert "18 September 2026" in html
    assert partner.get_absolute_url() in html


def test_the_register_narrows_by_hub_kind_and_standing(client, wales):
    AgreementFactory(title="Ours", kind="project")
    joined = AgreementFactory(title="Joined", hub=HubFactory(slug="scotland"), expires_on=day(5))
    joined.hubs.add(wales)
    AgreementFactory(title="Theirs", hub=HubFactory(slug="scotland"))

    def titles(**chosen):
        page = client.get("/agreements/", chosen)
        return {str(agreement) for agreement in page.context["agreements"]}

    assert titles() == {"Ours", "Joined", "Theirs"}
    assert titles(hub="wales") == {"Ours", "Joined"}
    assert titles(kind="project") == {"Ours"}
    assert titles(standing="expires_soon", hub="wales") == {"Joined"}
    assert titles(standing="nonsense", hub="nowhere", page="x") == {"Ours", "Joined", "Theirs"}


def test_nobody_but_its_staff_sees_a_draft_or_the_agreements_of_a_planned_hub(
    client, wales, manager
):
    draft = AgreementFactory(status="draft", public_from=None, title="Secret talks")
    planned = AgreementFactory(hub=HubFactory(slug="next", status=Hub.Status.PLANNED))

    for agreement in (draft, planned):
        assert client.get(agreement.get_absolute_url()).status_code == 404
    assert "Secret talks" not in client.get("/agreements/").content.decode()
    client.force_login(manager)
    assert "Preview" in client.get(draft.get_absolute_url()).content.decode()
    assert client.get(planned.get_absolute_url()).status_code == 404


# Papers --------------------------------------------------------------------------------------


def paper_of(document) -> str:
    args = [document.agreement_id, document.pk]
    return reverse("admin:hubs_agreement_document", args=args)


def test_only_staff_of_the_responsible_hub_open_a_paper(client, wales, manager):
    document = AgreementDocumentFactory()
    party = HubFactory(slug="scotland")
    document.agreement.hubs.add(party)
    expected = {staff("hub_manager", party): 404, staff("event_officer", wales): 404}
    expected |= {UserFactory(): 302, manager: 200, staff("programme"): 200}

    assert client.get(paper_of(document)).status_code == 302
    for person, status in expected.items():
        client.force_login(person)
        assert client.get(paper_of(document)).status_code == status, person
    other = AgreementDocumentFactory(agreement__hub=party)
    mixed = reverse("admin:hubs_agreement_document", args=[document.agreement_id, other.pk])
    client.force_login(manager)
    assert client.get(mixed).status_code == 404


def test_a_role_without_the_right_to_papers_opens_none(client, manager):
    manager.groups.clear()
    client.force_login(manager)

    assert client.get(paper_of(AgreementDocumentFactory())).status_code == 404


def test_a_paper_is_saved_under_its_own_name_and_kept_by_no_cache(client, manager):
    client.force_login(manager)

    response = client.get(paper_of(AgreementDocumentFactory()))

    assert response.content == pdf()
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == ("attachment; filename*=utf-8''t%C5%B7.pdf")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_no_page_says_that_there_is_a_paper(client, manager):
    agreement = AgreementFactory(title="Care at home")
    pages = ["/agreements/", agreement.get_absolute_url(), agreement.hub.get_absolute_url()]
    without = [client.get(path).content for path in pages]

    AgreementDocumentFactory(agreement=agreement, title="Signed copy")

    assert [client.get(path).content for path in pages] == without
    client.force_login(UserFactory())
    assert b"Signed copy" not in b"".join(client.get(path).content for path in pages)


def test_staff_add_a_paper_and_take_it_away_again(client, manager):
    agreement = AgreementFactory()
    client.force_login(manager)
    add = reverse("admin:hubs_agreement_add_document", args=[agreement.pk])

    refused = client.post(add, {"name": "Copy", "file": handed_in(b"<html>", "copy.pdf")})
    assert "file" in refused.context["form"].errors
    client.post(add, {"name": "Copy", "file": handed_in(docx(), "copy.exe")})

    document = AgreementDocument.objects.get()
    assert (document.title, document.upload.name) == ("Copy", "copy.docx")
    change = reverse("admin:hubs_agreement_change", args=[agreement.pk])
    page = client.get(change)
    assert paper_of(document) in page.content.decode()
    sent = typed(page) | {
        "documents-0-id": document.pk, "documents-0-agreement": agreement.pk,
        "documents-0-DELETE": "on",
    }  # fmt: skip
    response = client.post(change, sent)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert not AgreementDocument.objects.exists()
    assert not Upload.objects.exists()
    steps = Step.objects.about(agreement).order_by("pk")
    assert [(step.by, step.note) for step in steps] == [
        (manager, "Document added: Copy"),
        (manager, "Document removed: Copy"),
    ]


# What may be typed ---------------------------------------------------------------------------


def form(**changes):
    return {
        "title_0": "Care at home",
        "slug": "care-at-home",
        "kind": "cooperation",
        "purpose_0": "To learn.",
        "documents-TOTAL_FORMS": "0",
        "documents-INITIAL_FORMS": "0",
    } | changes


def test_a_hubs_staff_write_an_agreement_with_another_hub(client, wales, manager):
    client.force_login(manager)
    other = HubFactory(slug="stavanger")

    response = client.post(
        reverse("admin:hubs_agreement_add"), form(hub=wales.pk, hubs=[wales.pk, other.pk])
    )

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert set(Agreement.objects.get().hubs.all()) == {wales, other}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"organisations": []}, "organisations", "two parties"),
        ({"signed_on": "2027-01-01"}, "signed_on", "future"),
        ({"starts_on": "2026-05-01", "expires_on": "2026-04-01"}, "__all__", "before it starts"),
        ({"signed_on": "2025-05-01", "expires_on": "2025-04-01"}, "expires_on", "before"),
        ({"review_on": "2028-01-01", "expires_on": "2027-01-01"}, "review_on", "after it expires"),
        ({"purpose_0": ""}, "purpose", "required"),
    ],
)
def test_days_and_parties_that_cannot_be_are_refused_beside_their_field(
    client, wales, manager, changes, field, words
):
    client.force_login(manager)
    sent = {"hub": wales.pk, "hubs": [wales.pk], "organisations": [OrganisationFactory().pk]}

    response = client.post(reverse("admin:hubs_agreement_add"), form(**(sent | changes)))

    assert words in str(response.context["adminform"].form.errors[field])
    assert not Agreement.objects.exists()


def test_the_database_itself_refuses_an_end_before_the_start():
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementFactory(starts_on=day(9), expires_on=day(8))


# Reviews and ends ----------------------------------------------------------------------------


def test_a_review_sets_the_next_one_and_stands_in_the_history(client, manager):
    agreement = AgreementFactory(review_on=day(-3))
    client.force_login(manager)

    client.post(
        reverse("admin:hubs_agreement_review", args=[agreement.pk]),
        {"review_on": "2027-03-01", "note": "All content."},
    )

    agreement.refresh_from_db()
    assert agreement.review_on == dt.date(2027, 3, 1)
    step = Step.objects.about(agreement).get()
    assert step.by == manager
    assert step.note == "Reviewed; the next review is on 1 March 2027. All content."


def test_an_agreement_is_ended_early_with_a_reason(client, manager):
    agreement = AgreementFactory()
    client.force_login(manager)
    end = reverse("admin:hubs_agreement_end", args=[agreement.pk])

    missing = client.post(end, {"ended_on": "2026-03-01", "note": " "})
    assert "note" in missing.context["form"].errors
    client.post(end, {"ended_on": "2026-03-01", "note": "They moved away."})

    agreement.refresh_from_db()
    assert agreement.ended_on == dt.date(2026, 3, 1)
    assert "They moved away." in Step.objects.about(agreement).get().note
    assert "They moved away." not in client.get(agreement.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("verb", "fields", "words"),
    [
        (services.review_agreement, {"review_on": 0}, "future"),
        (services.review_agreement, {"review_on": 90}, "after it expires"),
        (services.end_agreement, {"ended_on": 1}, "has come"),
        (services.end_agreement, {"ended_on": -400}, "before it starts"),
    ],
)
def test_a_review_in_the_past_and_an_end_in_the_future_are_refused(verb, fields, words, manager):
    agreement = AgreementFactory(expires_on=day(60))
    typed_ = {name: day(days) for name, days in fields.items()}
    if verb is services.end_agreement:
        typed_["note"] = "Why"

    with pytest.raises(Refused, match=words):
        verb(agreement, by=manager, **typed_)


def test_what_has_ended_is_neither_reviewed_nor_ended_again(manager):
    agreement = AgreementFactory(ended_on=day(-5))

    with pytest.raises(Refused):
        services.review_agreement(agreement, by=manager, review_on=day(50))
    with pytest.raises(Refused):
        services.end_agreement(agreement, by=manager, ended_on=TODAY, note="Again")
    with pytest.raises(ValidationError):
        services.add_document(agreement, by=manager, file=handed_in(b"x"), title="x")


# Reminders -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "before", "until"),
    [
        (91, None, None),
        (90, 90, 60),
        (31, 90, 1),
        (30, 30, 23),
        (8, 30, 1),
        (7, 7, 8),
        (0, 7, 1),
        (-1, 0, 30),
        (-30, 0, 1),
        (-31, None, None),
    ],
)
def test_which_reminder_is_due_follows_from_the_days_that_are_left(left, before, until):
    due = figures.due(day(left), today=TODAY)

    assert (due and due.before) == before
    assert (due and (due.until - TODAY).days) == until


def letters():
    return list(Letter.objects.order_by("pk"))


def test_who_answers_for_it_is_reminded_once_at_each_stage(manager, time_machine):
    agreement = AgreementFactory(expires_on=day(90))
    staff("event_officer", manager.memberships.get().hub)
    staff("hub_manager", HubFactory(slug="scotland"))
    sent = []

    for days in range(0, 125):
        time_machine.move_to(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC) + dt.timedelta(days=days))
        for _tick in range(2 if days in (0, 60, 61) else 1):
            if services.send_due_reviews():
                sent.append(days)

    assert sent == [0, 60, 83, 91]
    assert {letter.person for letter in letters()} == {manager}
    assert [letter.version for letter in letters()] == [
        f"expires_on:{agreement.expires_on}:{before}" for before in (90, 30, 7, 0)
    ]


def test_a_letter_says_what_to_do_and_leads_to_the_register(manager):
    agreement = AgreementFactory(title="Care at home", review_on=day(5))

    send_due_reviews()

    [letter] = letters()
    text = letter.message().get_body(("plain",)).get_content()
    assert letter.subject == "Review by 7 March 2026: Care at home"
    assert "whether it still serves" in text
    assert f"/admin/hubs/agreement/{agreement.pk}/change/" in text
    assert "you look after Networking Hub wales" in text
    assert letter.kind == "Agreement to be reviewed or renewed"
    assert letter.expires_at.date() == dt.date(2026, 3, 8)


def test_a_letter_is_in_the_readers_language(manager):
    manager.language = "cy"
    manager.save()
    AgreementFactory(title="Care at home", expires_on=day(5))

    services.send_due_reviews()

    assert letters()[0].language == "cy"


def test_a_day_that_was_moved_reminds_again_and_the_old_letter_stays_home(manager, deliver):
    agreement = AgreementFactory(review_on=day(5))
    services.send_due_reviews()
    services.review_agreement(agreement, by=manager, review_on=day(20))

    assert deliver() == []
    assert letters()[0].status == Letter.Status.CANCELLED
    assert "moved" in letters()[0].last_error
    services.send_due_reviews()
    assert len(deliver()) == 1


def test_nobody_is_reminded_of_what_has_ended_or_was_withdrawn(manager, deliver):
    agreement = AgreementFactory(expires_on=day(5))
    AgreementFactory(expires_on=day(5), status="withdrawn")
    AgreementFactory(expires_on=day(5), ended_on=day(-9))
    AgreementFactory(expires_on=day(-300))
    assert services.send_due_reviews() == 1

    services.end_agreement(agreement, by=manager, ended_on=TODAY, note="Over")

    assert deliver() == []
    assert "ended" in letters()[0].last_error
    assert services.send_due_reviews() == 0


def test_the_programme_team_is_reminded_of_what_belongs_to_no_hub(manager):
    team = staff("programme")
    AgreementFactory(hub=None, expires_on=day(5))

    services.send_due_reviews()

    assert [letter.person for letter in letters()] == [team]


def test_a_hub_without_a_manager_is_reminded_at_its_own_address(wales):
    AgreementFactory(expires_on=day(5))

    services.send_due_reviews()

    assert [letter.to for letter in letters()] == ["wales@example.org"]


def test_one_hubs_trouble_does_not_keep_the_others_waiting(manager):
    broken = AgreementFactory(expires_on=day(5), hub=HubFactory(slug="b", reply_to="a@b@c"))
    AgreementFactory(expires_on=day(5))

    assert services.send_due_reviews(now=timezone.now()) == 1
    assert not Letter.objects.about(broken).exists()
