import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse

from hubportal.outbox.models import Letter
from hubportal.workflow.models import Step
from hubportal.workflow.moves import Refused
from hubs.models import Organisation
from members import services
from members.models import Claim, Editor
from tests.events.test_races import at_once
from tests.hubs.factories import HubFactory, OrganisationFactory, TieFactory
from tests.members.factories import ClaimFactory, EditorFactory, UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def firm():
    return OrganisationFactory(slug="firm", name="Example Devices", domains=["firm.org"])


@pytest.fixture
def person(client):
    person = UserFactory(email="nia@firm.org", name="Nia Jones")
    client.force_login(person)
    return person


def ask(client, address="nia@firm.org", **more):
    return client.post("/organisations/firm/claim/", {"address": address, **more})


def letters(name: str) -> list[str]:
    found = Letter.objects.filter(what=f"members/email/{name}").order_by("to")
    return list(found.values_list("to", flat=True))


def body(name: str) -> str:
    letter = Letter.objects.get(what=f"members/email/{name}")
    return letter.message().get_body(("plain",)).get_content()


# Asking ---------------------------------------------------------------------------------------


def test_a_visitor_signs_in_first(client, firm):
    response = client.get("/organisations/firm/claim/")
    assert response["Location"] == "/accounts/login/?next=/organisations/firm/claim/"


def test_a_member_at_the_organisation_asks_and_the_managers_of_its_hubs_hear_of_it(
    client, person, firm
):
    wales, scotland = HubFactory(slug="wales"), HubFactory(slug="scotland")
    TieFactory(organisation=firm, hub=wales)
    TieFactory(organisation=firm, hub=wales, kind="2_funds")
    wyn, _other, _team = staff("hub_manager", wales), staff("hub_manager", scotland), staff(
        "programme"
    )  # fmt: skip
    staff("event_officer", wales)
    assert ask(client, message="I run our office.").status_code == 302
    claim = Claim.objects.get()
    assert (claim.user, claim.organisation, claim.status) == (person, firm, "waiting")
    assert letters("claim_waiting") == [wyn.email]
    assert "Nia Jones asks to look after the page of Example Devices" in body("claim_waiting")
    assert f"/admin/members/claim/{claim.pk}/change/" in body("claim_waiting")
    assert "You asked on" in client.get("/organisations/firm/claim/").content.decode()
    assert not Editor.objects.exists()


def test_where_no_hub_is_tied_the_programme_team_hears_of_it(client, person, firm):
    team = staff("programme")
    staff("hub_manager", HubFactory())
    ask(client)
    assert letters("claim_waiting") == [team.email]


def test_where_no_domain_is_known_staff_decide_by_hand_and_the_page_says_so(client, person):
    OrganisationFactory(slug="firm")
    assert "by hand" in client.get("/organisations/firm/claim/").content.decode()
    ask(client)
    assert Claim.objects.get().status == "waiting"


def refused(client, address: str) -> str:
    response = ask(client, address)
    assert response.status_code == 200
    assert not Claim.objects.exists()
    return str(response.context["form"].errors["address"])


def also(person, email: str, *, verified=True):
    EmailAddress.objects.create(user=person, email=email, verified=verified)


def test_an_address_elsewhere_does_not_count(client, person, firm):
    also(person, "nia@notfirm.org")
    assert "Its addresses end in firm.org" in refused(client, "nia@notfirm.org")


@pytest.mark.parametrize("domains", [[], ["firm.org"], ["gmail.com"]])
def test_an_address_that_anybody_may_have_never_counts(client, person, firm, domains):
    Organisation.objects.filter(pk=firm.pk).update(domains=domains)
    also(person, "nia@gmail.com")
    assert "gmail.com gives addresses to anybody" in refused(client, "nia@gmail.com")


def test_an_address_that_is_not_confirmed_does_not_count(client, person, firm):
    also(person, "boss@firm.org", verified=False)
    refused(client, "boss@firm.org")
    with pytest.raises(Refused, match="confirmed"):
        services.claim(firm, by=person, address="boss@firm.org")


def test_somebody_elses_address_does_not_count(client, person, firm):
    UserFactory(email="other@firm.org")
    refused(client, "other@firm.org")


def test_a_profile_comes_first(client, firm):
    client.force_login(UserFactory(email="nia@firm.org", name=""))
    page = client.get("/organisations/firm/claim/").content.decode()
    assert "Complete your profile first" in page
    assert "/me/profile/?next=/organisations/firm/claim/" in page
    ask(client)
    assert not Claim.objects.exists()


def test_who_looks_after_the_page_already_need_not_ask(client, person, firm):
    EditorFactory(user=person, organisation=firm)
    ask(client)
    assert not Claim.objects.exists()
    assert "already" in client.get("/organisations/firm/claim/").content.decode()


@pytest.mark.parametrize("what", ["stub", "successor"])
def test_what_is_unchecked_or_gone_cannot_be_claimed(person, firm, what):
    setattr(firm, what, True if what == "stub" else OrganisationFactory())
    firm.save()
    with pytest.raises(Refused, match="cannot be claimed"):
        services.claim(firm, by=person, address="nia@firm.org")


def test_a_second_click_asks_nothing_new(client, person, firm):
    staff("programme")
    ask(client)
    ask(client)
    assert Claim.objects.count() == 1
    assert len(letters("claim_waiting")) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_ask_once():
    firm, person = OrganisationFactory(domains=["firm.org"]), UserFactory(email="nia@firm.org")
    staff("programme")
    results = at_once(*[lambda: services.claim(firm, by=person, address=person.email)] * 8)
    assert sum(isinstance(each, Claim) for each in results) == 1
    assert sum(isinstance(each, Refused) for each in results) == 7
    assert len(letters("claim_waiting")) == 1


def test_the_database_knows_one_waiting_claim_of_a_person(firm, person):
    ClaimFactory(user=person, organisation=firm)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimFactory(user=person, organisation=firm)
    ClaimFactory(user=person, organisation=firm, status="refused")


def test_a_member_takes_a_claim_back_and_the_staff_need_not_hear_of_it(client, person, firm):
    staff("programme")
    ask(client)
    client.post("/organisations/firm/claim/withdraw/")
    claim = Claim.objects.get()
    assert claim.status == "withdrawn"
    assert claim.why_not_send("claim_waiting", "")
    assert client.post("/organisations/firm/claim/withdraw/").status_code == 302
    ask(client)
    assert Claim.objects.waiting().count() == 1


def test_nobody_takes_back_what_another_asked(client, person, firm):
    other = ClaimFactory(organisation=firm)
    client.post("/organisations/firm/claim/withdraw/")
    other.refresh_from_db()
    assert other.status == "waiting"


# Answering ------------------------------------------------------------------------------------


def answer(client, verb: str, claim: Claim, **data):
    return client.post(reverse(f"admin:members_claim_{verb}", args=[claim.pk]), data)


def test_staff_accept_and_the_member_looks_after_the_page(client, firm):
    claim = ClaimFactory(organisation=firm, user__email="nia@firm.org")
    manager = staff("hub_manager", HubFactory())
    client.force_login(manager)
    assert answer(client, "accept", claim, note="I know her").status_code == 302
    editor = Editor.objects.get()
    assert (editor.user, editor.organisation, editor.until) == (claim.user, firm, None)
    assert letters("claim_accepted") == ["nia@firm.org"]
    assert "/organisations/firm/edit/" in body("claim_accepted")
    step = Step.objects.about(claim).get()
    assert (step.now, step.by, step.note) == ("accepted", manager, "I know her")


def elsewhere(claim):
    EmailAddress.objects.filter(user=claim.user).update(email="nia@new.org")


def unproved(claim):
    EmailAddress.objects.filter(user=claim.user).update(verified=False)


def moved(claim):
    Organisation.objects.filter(pk=claim.organisation_id).update(domains=["new.org"])


@pytest.mark.parametrize(
    ("meanwhile", "words"),
    [
        (elsewhere, "nia@firm.org is no longer their address."),
        (unproved, "nia@firm.org is no longer their address."),
        (moved, "Its addresses end in new.org."),
    ],
)
def test_an_address_that_shows_nothing_any_more_is_not_accepted(client, firm, meanwhile, words):
    claim = ClaimFactory(organisation=firm, user__email="nia@firm.org")
    meanwhile(claim)
    client.force_login(staff("hub_manager", HubFactory()))
    assert words in answer(client, "accept", claim).content.decode()
    claim.refresh_from_db()
    assert claim.status == "waiting"
    assert not Editor.objects.exists()


def test_the_staff_of_its_hubs_answer_and_of_any_hub_where_it_has_none(firm):
    wales, scotland = HubFactory(slug="wales"), HubFactory(slug="scotland")
    of_wales, of_scotland = staff("hub_manager", wales), staff("hub_manager", scotland)
    claim = ClaimFactory(organisation=firm)
    assert claim in Claim.objects.managed_by(of_scotland)

    TieFactory(hub=wales, organisation=firm)

    assert claim in Claim.objects.managed_by(of_wales)
    assert claim not in Claim.objects.managed_by(of_scotland)
    assert claim in Claim.objects.managed_by(staff("programme"))
    assert claim not in Claim.objects.managed_by(staff("event_officer", wales))


def test_staff_refuse_with_a_reason_that_the_member_reads(client, firm):
    claim = ClaimFactory(organisation=firm)
    client.force_login(staff("hub_manager", HubFactory()))
    assert answer(client, "refuse", claim).status_code == 200  # a reason is needed
    answer(client, "refuse", claim, reason="We could not reach your office.")
    claim.refresh_from_db()
    assert claim.status == "refused"
    assert letters("claim_refused") == [claim.user.email]
    assert "We could not reach your office." in body("claim_refused")
    assert not Editor.objects.exists()


def test_a_second_answer_changes_nothing(client, firm):
    claim = ClaimFactory(organisation=firm, user__email="nia@firm.org")
    client.force_login(staff("hub_manager", HubFactory()))
    answer(client, "accept", claim)
    again = answer(client, "refuse", claim, reason="No.")
    assert "no longer possible" in again.content.decode()
    assert letters("claim_refused") == []


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one():
    claim, ann, ben = ClaimFactory(), staff("programme"), staff("programme")
    at_once(
        lambda: services.accept_claim(Claim.objects.get(), by=ann),
        lambda: services.refuse_claim(Claim.objects.get(), by=ben, reason="No."),
    )
    claim.refresh_from_db()
    assert len(letters("claim_accepted")) + len(letters("claim_refused")) == 1
    assert Editor.objects.count() == (claim.status == "accepted")


def test_nobody_answers_their_own_claim(client, firm):
    manager = staff("hub_manager", HubFactory())
    claim = ClaimFactory(user=manager, organisation=firm)
    client.force_login(manager)
    assert "Somebody else has to answer" in answer(client, "accept", claim).content.decode()
    assert not Editor.objects.exists()


@pytest.mark.parametrize("role", ["event_officer", "reviewer"])
def test_only_those_who_may_answer_see_claims(client, role, firm):
    claim = ClaimFactory(organisation=firm)
    client.force_login(staff(role, HubFactory()))
    assert answer(client, "accept", claim).status_code in {403, 404}
    claim.refresh_from_db()
    assert claim.status == "waiting"
