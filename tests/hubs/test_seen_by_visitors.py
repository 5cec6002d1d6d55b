"""What visitors of several languages meet: names in their order, links that lead somewhere."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from hubs.forms import OrganisationForm
from hubs.models import Hub, Organisation
from hubs.models.search import by_name
from members.forms.organisations import OrganisationPageForm
from tests.events.factories import EventFactory
from tests.hubs.factories import (
    HubFactory,
    OrganisationFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def names_in(page: str, names: list[str]) -> list[str]:
    return sorted((name for name in names if name in page), key=page.index)


def test_names_come_in_the_order_of_the_readers_alphabet():
    OrganisationFactory(slug="a", name={"en": "Zoo", "cy": "Áb"})
    OrganisationFactory(slug="b", name="ábc plain")
    OrganisationFactory(slug="c", name={"en": "Beta", "cy": ""})

    def order() -> list[str]:
        return list(Organisation.objects.order_by(by_name()).values_list("slug", flat=True))

    assert order() == ["b", "c", "a"]
    with translation.override("cy"):
        assert order() == ["a", "b", "c"]


def test_the_list_of_organisations_is_in_that_order(client):
    OrganisationFactory(slug="a", name="Zebra Trust")
    OrganisationFactory(slug="z", name="Alpha Trust")
    names = ["Alpha Trust", "Zebra Trust"]
    assert names_in(client.get("/organisations/").content.decode(), names) == names


@pytest.mark.parametrize("path", ["/stories/", "/resources/", "/exchanges/"])
def test_themes_to_choose_are_in_that_order_and_hubs_go_by_their_short_names(client, path):
    ThemeFactory(slug="a", name="Zoology")
    ThemeFactory(slug="z", name="Anatomy")
    HubFactory(slug="wales", name="Cross-sector Hub of Wales", short_name="Wales")
    html = client.get(path).content.decode()
    assert names_in(html, ["Anatomy", "Zoology"]) == ["Anatomy", "Zoology"]
    assert '<option value="wales">Wales</option>' in html


@pytest.mark.parametrize("form_class", [OrganisationForm, OrganisationPageForm])
@pytest.mark.parametrize(
    "typed",
    ["03kk7td41", "https://ror.org/03kk7td41", "ror.org/03kk7td41/", " HTTPS://ROR.org/03KK7TD41 "],
)
def test_a_ror_address_can_be_pasted(form_class, typed):
    field = form_class().fields["ror_id"]
    assert "maxlength" not in field.widget.attrs
    assert field.clean(typed) == "03kk7td41"


def test_a_wrong_ror_id_is_refused_once():
    form = OrganisationPageForm(
        {"ror_id": "https://ror.org/03kk7td42"}, instance=OrganisationFactory()
    )
    assert len(form.errors["ror_id"]) == 1


def test_nothing_links_to_a_hub_that_is_being_planned(client):
    planned = HubFactory(slug="later", name="Hub of Later", status=Hub.Status.PLANNED)
    event = EventFactory(hub=planned)
    shared = EventFactory()
    shared.co_hosts.add(planned)
    for thing in (event, shared):
        html = client.get(thing.get_absolute_url()).content.decode()
        assert "Hub of Later" in html
        assert "/hubs/later/" not in html
    assert "/hubs/later/" not in client.get("/sitemap.xml").content.decode()


def test_what_can_be_joined_leads_on_the_page_of_a_hub(client):
    hub, now = HubFactory(slug="wales"), timezone.now()
    day = timezone.localdate()
    dates = [day + dt.timedelta(days=days) for days in (5, 9, 12)]
    closed = {"registration_closes_at": now - dt.timedelta(days=1)}
    for title, on, more in [("Shut one", dates[0], closed), ("Free one", dates[1], {})]:
        EventFactory(hub=hub, title=title, start_date=on, end_date=on, **more)
    html = client.get("/hubs/wales/").content.decode()
    card = html[html.index('id="next"') : html.index('id="apply"')]
    assert names_in(card, ["Shut one", "Free one"]) == ["Free one", "Shut one"]


def test_a_closed_hub_shows_first_what_it_did(client):
    hub = HubFactory(slug="wales", status=Hub.Status.CLOSED, about="All about it.")
    day = timezone.localdate() - dt.timedelta(days=20)
    EventFactory(hub=hub, start_date=day, end_date=day)
    html = client.get("/hubs/wales/").content.decode()
    assert "Coming up" not in html
    assert html.index("What it did") < html.index("About this hub")


def test_the_summary_of_errors_says_which_field_is_meant(client):
    HubFactory(slug="wales")
    html = client.post("/hubs/wales/contact/", {"email": "no"}).content.decode()
    for said in ["Write your name.", "as in name@example.org", "Write your message."]:
        assert said in html


def test_norwegian_writes_months_and_languages_small(client):
    hub = HubFactory(slug="wales", languages=["nb", "en"])
    year = timezone.localdate().year + 1
    day = dt.date(year, 12, 3)
    EventFactory(hub=hub, languages=["nb", "en"], start_date=day, end_date=day)
    norwegian = client.get("/nb/hubs/wales/").content.decode()
    assert "<span>des" in norwegian
    assert "norsk, engelsk" in norwegian
    assert "<span>Dec" in client.get("/hubs/wales/").content.decode()
