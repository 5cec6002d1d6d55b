"""What programs read and what nobody should ever see."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

pytestmark = pytest.mark.django_db


def test_security_txt_says_where_and_until_when(client, settings):
    settings.SITE_URL = "https://hubs.example.org"
    response = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "https://hubs.example.org/contact/"
    left = parse_datetime(lines["Expires"]) - timezone.now()
    assert dt.timedelta(days=30) < left < dt.timedelta(days=366)


def test_robots_are_kept_out_of_what_is_private(client):
    rules = client.get("/robots.txt").content.decode().splitlines()
    assert rules[0] == "User-agent: *"
    private = [
        "/me/",
        "/cy/me/",
        "/nb/admin/",
        "/registrations/",
        "/features/answer/",
        "/cy/search/",
    ]
    for path in private:
        assert f"Disallow: {path}" in rules
    assert "Disallow: /" not in rules
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in rules


@pytest.mark.parametrize("path", ["/robots.txt", "/.well-known/security.txt", "/sitemap.xml"])
def test_machine_pages_are_read_only(client, path):
    assert client.post(path).status_code == 405


def test_a_form_without_its_token_is_refused_in_the_house_style():
    response = Client(enforce_csrf_checks=True).post("/cy/accounts/login/", {"login": "a@b.cd"})
    assert response.status_code == 403
    assert b'lang="cy"' in response.content


def test_a_feed_that_has_not_changed_stays_in_caches(client):
    """The headers of a 304 replace those a cache has; `no-store` would throw the feed away."""
    first = client.get("/events/feed.ics")
    again = client.get("/events/feed.ics", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    for response in (first, again):
        assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=0", "s-maxage=60"}
