"""In the room or online: what staff read of it, page by page."""

import pytest

from events import figures
from events.figures import numbers
from events.models import Event
from tests.events.factories import EventFactory, RegistrationFactory, applying
from tests.events.test_staff import coming
from tests.members.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]
PEOPLE = "/admin/events/registration/"


@pytest.fixture
def hybrid(officer, wales):
    return coming(hub=wales, format="hybrid", online_capacity=9)


def column(client, event, query="") -> list[str]:
    found = client.get(f"{PEOPLE}?event__id__exact={event.pk}{query}").content.decode()
    cells = found.split('<td class="field-takes_part">')[1:]
    return [cell.partition("</td>")[0] for cell in cells]


def test_the_list_says_who_of_a_hybrid_event_is_in_the_room_and_who_online(client, hybrid):
    RegistrationFactory(event=hybrid, mode="in_person")
    RegistrationFactory(event=hybrid, mode="online")
    assert sorted(column(client, hybrid)) == ["In the room", "Online"]
    elsewhere = RegistrationFactory(event=coming(hub=hybrid.hub))
    assert column(client, elsewhere.event) == ["-"]


def test_whoever_decides_reads_for_which_of_the_two_somebody_applies(client, hybrid):
    applying(hybrid, mode="online")
    assert column(client, hybrid, "&decide=yes") == ["Online"]


def test_the_page_of_a_registration_says_it_where_there_is_a_choice(client, hybrid):
    there = RegistrationFactory(event=hybrid, mode="online")
    alone = RegistrationFactory(event=coming(hub=hybrid.hub, format="online"))
    shown = [client.get(f"{PEOPLE}{one.pk}/change/").content.decode() for one in (there, alone)]
    assert ["Takes part" in page for page in shown] == [True, False]


@pytest.mark.parametrize(
    ("form", "room", "online"), [("online", 0, 2), ("in_person", 2, 0), ("hybrid", 1, 1)]
)
def test_figures_and_lists_go_by_the_event_where_it_leaves_no_choice(form, room, online):
    event = EventFactory(format=form)
    for name, mode in (("Ann", "in_person"), ("Ben", "online")):
        RegistrationFactory(
            event=event, person=UserFactory(name=name), mode=mode, status="attended"
        )
    counted = numbers.counts(Event.objects.filter(pk=event.pk))
    assert (counted["room"], counted["online"]) == (room, online)
    assert (counted["came_to_room"], counted["came_online"]) == (room, online)
    cells = figures.cells(event, list(figures.people_to_export(event)), ["mode"])
    assert sorted(cells) == [["In the room"]] * room + [["Online"]] * online
