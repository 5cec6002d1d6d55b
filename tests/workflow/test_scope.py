import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from hubportal.outbox.models import Letter
from hubportal.workflow.admin import Scoped, ScopedAdmin
from tests.events.factories import RegistrationFactory
from tests.members.factories import UserFactory

DESKS = list(admin.site._registry.values())


@pytest.mark.parametrize("desk", DESKS, ids=str)
def test_every_staff_page_of_rows_that_are_managed_shows_managed_rows_alone(desk):
    """Autocompletes and pop-ups take their rows from the same place."""
    if hasattr(desk.model._default_manager, "managed_by"):
        assert isinstance(desk, Scoped)


INLINES = [(desk, inline) for desk in DESKS for inline in desk.inlines]


@pytest.mark.parametrize(("desk", "inline"), INLINES, ids=str)
def test_every_inline_of_rows_that_are_managed_shows_managed_rows_alone(desk, inline):
    if hasattr(inline.model._default_manager, "managed_by"):
        assert issubclass(inline, Scoped) or "get_queryset" in vars(inline)


SCOPED = [desk for desk in DESKS if isinstance(desk, ScopedAdmin)]


@pytest.mark.parametrize("desk", SCOPED, ids=str)
def test_no_address_narrows_a_list_by_what_the_list_hides(desk, rf):
    """Sign by sign, `?password__startswith=a` would tell a hash, `?mime__contains=1` a code."""
    hidden = {"password", "mime", "decision_reason", "conflict_note", "search_text", "join_url"}
    for name in hidden & {field.name for field in desk.model._meta.get_fields()}:
        assert not desk.lookup_allowed(f"{name}__startswith", "a", rf.get("/"))


def test_a_list_is_still_narrowed_by_what_it_shows(rf):
    desk = admin.site._registry[Letter]
    assert desk.lookup_allowed("status__exact", "failed", rf.get("/"))
    assert desk.lookup_allowed("id__exact", "1", rf.get("/"))


@pytest.mark.django_db
def test_no_shortcut_leads_staff_to_records_of_others(client, settings):
    """The address of a place is the right to give it up."""
    settings.STAFF_MFA_REQUIRED = False
    place = RegistrationFactory()
    kind = ContentType.objects.get_for_model(place)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert client.get(f"/admin/r/{kind.pk}/{place.pk}/").status_code == 404
    page = client.get(reverse("admin:events_registration_change", args=[place.pk]))
    assert page.status_code == 200
    assert place.token not in page.content.decode()
