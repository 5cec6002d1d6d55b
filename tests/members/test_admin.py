import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from members.models import Membership, Profile, User
from tests.events.factories import EventFactory, RegistrationFactory
from tests.hubs.factories import HubFactory, TieFactory
from tests.members.factories import MembershipFactory, UserFactory, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


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


def change(thing) -> str:
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_change", args=[thing.pk])


# Whom staff see ------------------------------------------------------------------------------


def test_a_manager_sees_the_people_of_their_hub_and_nobody_else(client, manager, wales, scotland):
    ours = UserFactory(profile__home_hub=wales)
    theirs = UserFactory(profile__home_hub=scotland)
    seen = client.get("/admin/members/user/").context["cl"].queryset
    assert set(seen) == {ours, manager}
    assert client.get(change(ours)).status_code == 200
    assert client.get(change(theirs)).status_code == 404
    assert client.get(reverse("admin:members_user_appoint", args=[theirs.pk])).status_code == 404


def test_an_officer_and_a_reviewer_see_no_people(client, wales):
    for role in ["event_officer", "reviewer"]:
        client.force_login(staff(role, wales))
        assert client.get("/admin/members/user/").status_code == 403


def test_a_lesser_role_in_another_hub_shows_nobody_there(client, manager, scotland):
    MembershipFactory(user=manager, hub=scotland, role="event_officer")
    theirs = UserFactory(profile__home_hub=scotland)
    assert client.get(change(theirs)).status_code == 404


def scottish_rows():
    """One of everything that belongs to a hub, all of it Scotland's, all of it named so."""
    hub = HubFactory(slug="scotland", name="SCOTTISH hub", short_name="SCOTTISH")
    officer = UserFactory(name="SCOTTISH officer", email="officer@scottish.example")
    MembershipFactory(hub=hub, user=officer)
    person = UserFactory(name="SCOTTISH person", profile__home_hub=hub)
    event = EventFactory(hub=hub, title="SCOTTISH event", slug="scottish")
    RegistrationFactory(event=event, person=person)
    TieFactory(hub=hub, organisation__name="Shared organisation")
    return hub


LISTS = [model for model in admin.site._registry]


@pytest.mark.parametrize("role", ["hub_manager", "event_officer", "reviewer"])
@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_no_list_shows_a_row_of_another_hub(client, wales, role, model):
    scottish_rows()
    client.force_login(staff(role, wales))
    app, name = model._meta.app_label, model._meta.model_name
    page = client.get(reverse(f"admin:{app}_{name}_changelist"))
    assert page.status_code in {200, 403}
    assert "SCOTTISH" not in page.content.decode()
    page = client.get(reverse(f"admin:{app}_{name}_add"))
    # any hub that is open may be asked to co-host, and the public knows it anyway
    assert "SCOTTISH" not in page.content.decode().replace("SCOTTISH hub", "")


def autocompletes():
    for model, kept in admin.site._registry.items():
        for owner in [kept, *(inline(model, admin.site) for inline in kept.inlines)]:
            for field in owner.get_autocomplete_fields(None):
                yield owner.model._meta.app_label, owner.model._meta.model_name, field


@pytest.mark.parametrize("role", ["hub_manager", "event_officer", "reviewer"])
def test_no_autocomplete_finds_a_row_of_another_hub(client, wales, role):
    scottish_rows()
    client.force_login(staff(role, wales))
    for app, model, field in autocompletes():
        asked = {"app_label": app, "model_name": model, "field_name": field, "term": "scot"}
        found = client.get("/admin/autocomplete/", asked)
        assert found.status_code in {200, 403}
        assert "SCOTTISH" not in found.content.decode(), (app, model, field)


def test_filters_of_another_hub_find_nothing(client, manager, scotland):
    UserFactory(profile__home_hub=scotland)
    asked = {"profile__home_hub__id__exact": scotland.pk}
    page = client.get("/admin/members/user/", asked, follow=True)
    assert not page.context["cl"].queryset.exclude(pk=manager.pk)


# What staff may do to people -----------------------------------------------------------------


@pytest.mark.parametrize("role", ["hub_manager", "programme"])
def test_nobody_but_a_superuser_changes_a_person(client, role):
    hub = None if role == "programme" else HubFactory()
    person = staff(role, hub)
    client.force_login(person)
    everything = {
        "name": "Raised",
        "is_superuser": "on",
        "is_staff": "on",
        "groups": [Group.objects.first().pk],
        "user_permissions": [Permission.objects.first().pk],
    }
    assert client.post(change(person), everything).status_code == 403
    person.refresh_from_db()
    assert not person.is_superuser
    assert not person.user_permissions.exists()
    assert client.get("/admin/members/user/add/").status_code == 403
    assert client.post(f"/admin/members/user/{person.pk}/delete/").status_code == 403


def test_rights_stay_read_only_even_for_staff_who_may_change_people(client, manager, wales):
    manager.user_permissions.add(Permission.objects.get(codename="change_user"))
    person = UserFactory(profile__home_hub=wales)
    form = client.get(change(person)).context["adminform"].form
    assert not {"is_superuser", "user_permissions", "groups", "is_active"} & set(form.fields)
    assert "password" not in form.fields


def test_a_superuser_closes_an_account(client):
    client.force_login(User.objects.create_superuser("root@example.org", "x"))
    person = UserFactory()
    sent = {"name": person.name, "language": "cy", "time_zone": "Europe/London"}
    inlines = {
        f"{prefix}-{name}": value
        for prefix in ["profile", "memberships"]
        for name, value in [("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0)]
    }
    assert client.post(change(person), sent | inlines).status_code == 302
    person.refresh_from_db()
    assert (person.is_active, person.language) == (False, "cy")


# Roles ---------------------------------------------------------------------------------------


def add_role(client, **fields):
    return client.post("/admin/members/membership/add/", fields)


def test_a_manager_appoints_somebody_of_any_hub_by_their_exact_address(client, manager, wales):
    person = UserFactory(email="reviewer@example.org")
    assert add_role(client, email=person.email, role="reviewer", hub=wales.pk).status_code == 302
    person.refresh_from_db()
    assert person.is_staff
    assert person.groups.get().name == "reviewer"
    assert LogEntry.objects.get().user == manager


@pytest.mark.parametrize("email", ["reviewer", "eviewer@example.org", "nobody@example.org"])
def test_only_an_exact_address_finds_somebody(client, manager, wales, email):
    UserFactory(email="reviewer@example.org")
    assert add_role(client, email=email, role="reviewer", hub=wales.pk).status_code == 200
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("role", ["hub_manager", "programme"])
def test_a_manager_gives_no_role_as_high_as_their_own(client, manager, wales, role):
    UserFactory(email="friend@example.org")
    assert add_role(client, email="friend@example.org", role=role, hub=wales.pk).status_code == 200
    assert Membership.objects.count() == 1


def test_a_manager_appoints_in_their_own_hub_alone(client, manager, scotland):
    UserFactory(email="friend@example.org")
    sent = {"email": "friend@example.org", "role": "reviewer", "hub": scotland.pk}
    assert add_role(client, **sent).status_code == 200
    assert not Membership.objects.filter(hub=scotland).exists()


def test_nobody_raises_themselves(client, manager, wales):
    page = add_role(client, email=manager.email, role="event_officer", hub=wales.pk)
    assert "your own roles" in page.content.decode()
    programme = staff("programme")
    client.force_login(programme)
    page = add_role(client, email=programme.email, role="hub_manager", hub=wales.pk)
    assert "your own roles" in page.content.decode()
    assert Membership.objects.count() == 2


def test_the_programme_appoints_everybody_everywhere(client, wales):
    client.force_login(staff("programme"))
    for number, (role, hub) in enumerate([("programme", ""), ("hub_manager", wales.pk)]):
        UserFactory(email=f"new{number}@example.org")
        page = add_role(client, email=f"new{number}@example.org", role=role, hub=hub)
        assert page.status_code == 302
    UserFactory(email="odd@example.org")
    page = add_role(client, email="odd@example.org", role="hub_manager", hub="")
    assert "Choose a hub" in page.content.decode()


def test_appointing_twice_is_appointing_once(client, manager, wales):
    person = UserFactory(email="reviewer@example.org")
    for _ in range(2):
        add_role(client, email=person.email, role="reviewer", hub=wales.pk)
    assert person.memberships.count() == 1


def test_a_person_of_the_hub_gets_a_role_on_their_page(client, manager, wales):
    person = UserFactory(profile__home_hub=wales)
    address = reverse("admin:members_user_appoint", args=[person.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"role": "event_officer", "hub": wales.pk})
    person.refresh_from_db()
    assert person.has_perm("events.publish_event")


def test_the_last_role_takes_the_staff_area_with_it(client, manager, wales):
    gone = MembershipFactory(hub=wales, role="event_officer")
    client.post(f"/admin/members/membership/{gone.pk}/delete/", {"post": "yes"})
    gone.user.refresh_from_db()
    assert not gone.user.is_staff
    assert not gone.user.groups.exists()


def test_a_manager_dismisses_neither_managers_nor_themselves_nor_others_people(
    client, manager, wales, scotland
):
    colleague = MembershipFactory(hub=wales, role="hub_manager")
    theirs = MembershipFactory(hub=scotland, role="event_officer")
    own = manager.memberships.get()
    for membership, answer in [(colleague, 403), (theirs, 404), (own, 403)]:
        address = f"/admin/members/membership/{membership.pk}/delete/"
        assert client.post(address, {"post": "yes"}).status_code == answer
    assert Membership.objects.count() == 3


def test_a_role_is_never_changed_into_another(client, manager, wales):
    membership = MembershipFactory(hub=wales, role="reviewer")
    sent = {"email": membership.user.email, "role": "event_officer", "hub": wales.pk}
    assert client.post(change(membership), sent).status_code == 403


def test_lists_cost_the_same_however_long(client, manager, wales, django_assert_max_num_queries):
    for _ in range(3):
        MembershipFactory(hub=wales, role="reviewer", user__profile__home_hub=wales)
    assert Profile.objects.filter(home_hub=wales).count() == 3
    for model in ["user", "membership"]:
        with django_assert_max_num_queries(12):
            assert client.get(f"/admin/members/{model}/").status_code == 200
