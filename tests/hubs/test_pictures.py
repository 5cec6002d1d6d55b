"""Promise: a picture is seen by everybody where it stands in something public, and by nobody else
but the staff who keep it; and it says what it shows, who made it and on what terms."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from hubportal.uploads.models import Upload
from hubs.models import Hub, Picture
from tests.hubs.factories import HubFactory, PictureFactory, StoryFactory
from tests.members.factories import UserFactory, staff
from tests.uploads.files import PLACE, exif, handed_in, jpeg, pdf, png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def wales():
    return HubFactory(slug="wales")


def test_everybody_sees_the_picture_of_a_public_story(client):
    picture = PictureFactory()
    StoryFactory(picture=picture)

    response = client.get(picture.get_absolute_url())

    assert response.content == png()
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == 'inline; filename="picture.png"'
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_browser_keeps_a_picture_for_an_hour_and_caches_between_for_a_minute(client):
    picture = PictureFactory()
    StoryFactory(picture=picture)

    response = client.get(picture.get_absolute_url())
    older = client.get(reverse("hubs:picture", args=[picture.public_id]) + "?v=older")

    assert response.headers["Cache-Control"] == "public, max-age=3600, s-maxage=60"
    assert older.headers["Cache-Control"] == "public, max-age=300, s-maxage=60"
    again = client.get(
        picture.get_absolute_url(), headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304
    assert not response.cookies


@pytest.mark.parametrize(
    "story",
    [
        None,
        {"status": "draft", "public_from": None},
        {"status": "withdrawn"},
        {"public_from": timezone.now() + dt.timedelta(days=3650)},
        {"hub__status": Hub.Status.PLANNED, "hub__slug": "planned"},
    ],
)
def test_a_picture_that_stands_in_nothing_public_does_not_exist_for_others(client, wales, story):
    picture = PictureFactory(hub=wales)
    if story:
        StoryFactory(picture=picture, **story)
    expected = {None: 404, UserFactory(): 404, staff("hub_manager", HubFactory()): 404}
    expected |= {staff("hub_manager", wales): 200, staff("programme"): 200}

    for person, status in expected.items():
        client.logout()
        if person:
            client.force_login(person)
        response = client.get(picture.get_absolute_url())
        assert response.status_code == status
        if status == 200:
            assert response.headers["Cache-Control"] == "private, no-store"


def test_a_picture_is_shown_with_its_words_maker_and_rights():
    alt = LazyI18nString({"en": "Two people", "cy": "Dau berson"})
    picture = PictureFactory(alt=alt, caption="At <b>home</b>")

    html = render_to_string("hubs/picture.html", {"picture": picture})

    assert 'alt="Two people"' in html
    assert 'width="3" height="2" loading="lazy"' in html
    assert "At &lt;b&gt;home&lt;/b&gt;" in html
    assert "Ann Example (With the owner’s permission)" in " ".join(html.split())
    assert f"?v={picture.upload.digest[:16]}" in html


# The staff's side ----------------------------------------------------------------------------


def form(**changes):
    return {
        "alt_0": "A ward",
        "caption_0": "",
        "credit": "Ann Example",
        "rights": "own",
        "file": handed_in(jpeg(16, 8, extra=[(0xE1, exif(6))]), "ward.jpeg", "image/jpeg"),
    } | changes


def test_staff_upload_a_picture_and_it_is_cleaned(client, wales):
    client.force_login(staff("hub_manager", wales))

    response = client.post(reverse("admin:hubs_picture_add"), form(hub=wales.pk))

    assert response.status_code == 302, response.context["adminform"].form.errors
    picture = Picture.objects.get()
    assert (picture.width, picture.height, picture.hub) == (8, 16, wales)
    assert picture.digest == picture.upload.digest
    assert PLACE not in bytes(picture.upload.content)
    assert picture.upload.name == "ward.jpg"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"alt_0": ""}, "alt"),
        ({"credit": ""}, "credit"),
        ({"rights": ""}, "rights"),
        ({"file": handed_in(pdf())}, "file"),
        ({"file": handed_in(b"<svg/>", "a.png", "image/png")}, "file"),
        ({"file": ""}, "file"),
        ({"hub": ""}, "hub"),
    ],
)
def test_a_picture_without_its_words_its_rights_or_a_real_file_is_not_taken(
    client, wales, changes, field
):
    client.force_login(staff("hub_manager", wales))

    response = client.post(reverse("admin:hubs_picture_add"), form(hub=wales.pk) | changes)

    assert field in response.context["adminform"].form.errors
    assert not Picture.objects.exists()
    assert not Upload.objects.exists()


def test_a_hub_that_owes_welsh_says_in_welsh_what_a_picture_shows(client):
    wales = HubFactory(slug="wales", welsh_standards=True)
    client.force_login(staff("hub_manager", wales))

    refused = client.post(reverse("admin:hubs_picture_add"), form(hub=wales.pk))
    assert "Welsh" in str(refused.context["adminform"].form.errors["alt"])
    client.post(reverse("admin:hubs_picture_add"), form(hub=wales.pk, alt_1="Ward"))
    assert Picture.objects.get().alt.localize("cy") == "Ward"


def test_another_file_takes_the_place_of_the_first_under_another_address(client, wales):
    picture = PictureFactory(hub=wales)
    before = picture.get_absolute_url()
    client.force_login(staff("hub_manager", wales))
    page = reverse("admin:hubs_picture_change", args=[picture.pk])

    client.post(page, form(hub=wales.pk))

    picture.refresh_from_db()
    assert picture.get_absolute_url() != before
    assert picture.get_absolute_url().partition("?")[0] == before.partition("?")[0]
    assert Upload.objects.count() == 1
    client.post(page, form(hub=wales.pk, file="", credit="Bea"))
    assert Upload.objects.get().pk == picture.upload_id
    assert Picture.objects.get().credit == "Bea"


def test_a_hub_sees_only_its_own_pictures(client, wales):
    picture = PictureFactory(hub=wales)
    client.force_login(staff("hub_manager", HubFactory()))

    assert client.get(reverse("admin:hubs_picture_change", args=[picture.pk])).status_code == 404
    assert (
        "Ann Example" not in client.get(reverse("admin:hubs_picture_changelist")).content.decode()
    )
