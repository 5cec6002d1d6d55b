import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from hubportal.roles import STAFF_ROLES
from hubportal.workflow.moves import Refused
from hubs.models import Hub
from members import services
from members.models import Membership, User
from tests.hubs.factories import HubFactory
from tests.members.factories import MembershipFactory, UserFactory, staff

pytestmark = pytest.mark.django_db


def test_the_roles_are_those_of_the_table(capsys):
    call_command("sync_roles")
    call_command("sync_roles")
    assert set(Group.objects.values_list("name", flat=True)) == set(STAFF_ROLES)
    for role, wanted in STAFF_ROLES.items():
        given = Group.objects.get(name=role).permissions.values_list(
            "content_type__app_label", "codename"
        )
        assert {f"{app}.{name}" for app, name in given} == wanted


def test_a_right_that_no_longer_exists_is_told(monkeypatch):
    monkeypatch.setitem(STAFF_ROLES, "reviewer", {"members.fly_away"})
    with pytest.raises(CommandError, match="members.fly_away"):
        call_command("sync_roles")


def test_groups_of_another_kind_stay_when_roles_change():
    other = Group.objects.create(name="Newsletter")
    person = staff("reviewer", HubFactory())
    person.groups.add(other)
    services.dismiss(
        person, hub=person.memberships.get().hub, role="reviewer", by=staff("programme")
    )
    assert list(person.groups.all()) == [other]


def test_dismissing_somebody_twice_is_dismissing_once():
    programme, gone = staff("programme"), MembershipFactory(role="reviewer")
    for _ in range(2):
        services.dismiss(gone.user, hub=gone.hub, role="reviewer", by=programme)
    assert not gone.user.memberships.exists()


def test_a_superuser_stays_staff_without_any_role():
    root = User.objects.create_superuser("root@example.org", "x")
    services.sync_rights(root)
    assert root.is_staff


def test_a_former_manager_appoints_nobody():
    hub = HubFactory()
    manager = staff("hub_manager", hub)
    manager.memberships.all().delete()
    with pytest.raises(Refused):
        services.appoint(UserFactory(), hub=hub, role="reviewer", by=manager)


def test_members_appoint_nobody():
    with pytest.raises(Refused):
        services.appoint(UserFactory(), hub=HubFactory(), role="reviewer", by=UserFactory())


@pytest.mark.parametrize(
    ("role", "of_a_hub"), [("programme", True), ("hub_manager", False), ("reviewer", False)]
)
def test_the_database_refuses_a_role_in_the_wrong_place(role, of_a_hub):
    hub = HubFactory() if of_a_hub else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=UserFactory(), hub=hub, role=role)


def test_the_database_refuses_the_same_role_twice():
    given = MembershipFactory(role="programme")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=given.user, hub=None, role="programme")


def test_the_database_refuses_one_address_in_two_cases():
    UserFactory(email="nia@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="NIA@example.org")


@pytest.mark.parametrize(
    ("role", "served"),
    [
        ("programme", {"wales", "scotland"}),
        ("hub_manager", {"wales"}),
        ("event_officer", {"wales"}),
        ("reviewer", set()),
    ],
)
def test_each_role_serves_the_hubs_it_was_given_for(role, served):
    wales = HubFactory(slug="wales")
    HubFactory(slug="scotland")
    person = staff(role, None if role == "programme" else wales)
    assert {hub.slug for hub in person.hubs_as()} == served
    assert {hub.slug for hub in Hub.objects.managed_by(person)} == served
    manages = served if role != "event_officer" else set()
    assert {hub.slug for hub in person.hubs_as("hub_manager")} == manages
