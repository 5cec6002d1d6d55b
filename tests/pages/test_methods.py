"""What somebody sees when something small is wrong: a method, a cache."""

import pytest

from tests.world import a_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/cy", "/nb"])
def test_a_wrong_method_is_answered_in_house_style(client, prefix):
    answer = client.post(f"{prefix}/events/{a_world().event.slug}/")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "<h1" in answer.content.decode()


def test_a_cache_that_is_away_is_asked_once_and_then_left_alone(client, settings, caplog):
    from_nowhere = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": from_nowhere}

    for _turn in range(3):
        assert client.get("/").status_code == 200

    assert len([line for line in caplog.messages if "cache away" in line]) == 1
