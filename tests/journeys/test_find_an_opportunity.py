"""From a file of a hub's manager to a letter in time: looked at, published, found, saved, told."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from hubs.models import Opportunity
from members import services
from tests.hubs.factories import HubFactory, OpportunityFactory, SectorFactory
from tests.members.factories import PASSWORD, UserFactory, staff

pytestmark = pytest.mark.usefixtures("one_factor")

DAY = dt.timedelta(days=1)


def a_file() -> SimpleUploadedFile:
    closes = timezone.localdate() + 20 * DAY
    lines = [
        "title;summary;kind;url;sectors;closes_at",
        f"Care award;Time for care teams;funding;https://example.org/care;NHS|CARE;{closes} 16:00",
        "Nowhere;No address;funding;nowhere;;",
    ]
    return SimpleUploadedFile("list.csv", "\r\n".join(lines).encode("utf-8-sig"), "text/csv")


@pytest.mark.django_db
def test_from_a_file_to_a_letter_in_time(client, deliver):
    wales = HubFactory(slug="wales")
    client.force_login(staff("hub_manager", wales))
    address = reverse("admin:hubs_opportunity_import")
    page = client.post(address, {"file": a_file(), "hub": wales.pk}, follow=True)
    assert "1 line has errors" in page.content.decode()
    client.post(page.redirect_chain[-1][0], {"mark": page.context["preview"].mark})
    draft = Opportunity.objects.get()
    client.post(reverse("admin:hubs_opportunity_publish", args=[draft.pk]), {})
    client.logout()

    # a nurse finds what fits, looks whether it is for her, and keeps it
    OpportunityFactory(title="For firms alone", sectors=["BIO"])
    nia = UserFactory(email="nia@example.org", profile__sector=SectorFactory(code="NHS"))
    client.post("/accounts/login/", {"login": nia.email, "password": PASSWORD})
    found = client.get("/opportunities/?mine=on").content.decode()
    assert "Care award" in found
    assert "For firms alone" not in found
    assert "You may apply" in client.get(draft.get_absolute_url()).content.decode()
    client.post(reverse("members:save", args=[draft.slug]), {"remind": "on"})
    client.logout()

    # a week before it closes a letter comes; one click and no other follows
    draft.refresh_from_db()
    assert services.send_due_deadlines(now=draft.closes_at - 7 * DAY) == 1
    [letter] = [each for each in deliver() if each["To"] == nia.email]
    assert letter["Subject"] == "Closes in 7 days: Care award"
    text = letter.get_body(("plain",)).get_content()
    assert draft.get_absolute_url() in text
    stop = re.search(r"http://[^/]+(/saved/\S+)", letter["List-Unsubscribe"].strip("<>"))[1]
    client.post(stop)
    assert services.send_due_deadlines(now=draft.closes_at - DAY) == 0
    client.force_login(nia)
    assert "No reminder." in client.get("/me/").content.decode()
