import pytest
from django.contrib.auth.models import Permission

from members.models import Membership
from tests.outbox.factories import PersonFactory


@pytest.fixture
def staff(client):
    """`staff(hub, "hubs.change_hub")` signs in somebody who serves that hub and may do that."""

    def sign_in(hub=None, *permissions, role="hub_manager"):
        person = PersonFactory(is_staff=True)
        Membership.objects.create(user=person, hub=hub, role=role)
        person.groups.clear()
        for permission in permissions:
            app, codename = permission.split(".")
            person.user_permissions.add(
                Permission.objects.get(content_type__app_label=app, codename=codename)
            )
        client.force_login(person)
        return person

    return sign_in
