import os
import subprocess
import sys

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialLogin
from django.utils import translation

from hubportal.accounts import SocialAccountAdapter
from members.models import User
from tests.hubs.factories import HubFactory
from tests.members.factories import UserFactory, staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/members/user/", "/cy/admin/", "/admin/jsi18n/"]
)
def test_staff_without_a_second_factor_reach_no_admin_page(client, path):
    client.force_login(staff("hub_manager", HubFactory()))
    page = client.get(path)
    assert (page.status_code, page["Location"].endswith("/accounts/2fa/")) == (302, True)


def test_staff_with_a_second_factor_reach_it(client):
    person = staff("hub_manager", HubFactory())
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client.force_login(person)
    assert client.get("/admin/").status_code == 200


def test_the_demonstration_asks_no_second_factor(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(staff("hub_manager", HubFactory()))
    assert client.get("/admin/").status_code == 200


def test_the_staff_area_has_no_sign_in_of_its_own(client):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    asked = {"username": "x", "password": "y"}
    assert client.post("/admin/login/", asked)["Location"].startswith("/accounts/login/")


def test_members_are_refused_the_staff_area(client):
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code in {302, 403}
    assert client.get("/admin/", follow=True).status_code == 403


def test_sign_in_with_other_services_is_switched_on_by_the_environment():
    names = ["ORCID", "OPENID_CONNECT", "MICROSOFT", "DATAPORTEN"]
    extra = {f"{name}_CLIENT_ID": "id" for name in names} | {
        f"{name}_SECRET": "s" for name in names
    }
    extra |= {
        "OPENID_CONNECT_SERVER_URL": "https://id.example.org",
        "SECRET_KEY": "x",
        "DEBUG": "1",
    }
    code = (
        "import django; django.setup()\n"
        "from django.urls import reverse\n"
        "from django.core.checks import run_checks\n"
        "assert not run_checks(), run_checks()\n"
        "for name in ['orcid', 'microsoft', 'dataporten']: print(reverse(name + '_login'))\n"
        "print(reverse('openid_connect_login', args=['sso']))\n"
        "from django.conf import settings\n"
        "print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    )
    environment = os.environ | extra | {"DJANGO_SETTINGS_MODULE": "hubportal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("/accounts/") == 4
    for site in ["orcid.org", "id.example.org", "login.microsoftonline.com", "auth.dataporten.no"]:
        assert f"https://{site}'" in done.stdout


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"name": "Nia Jones", "email": "nia@example.org"}, "Nia Jones"),
        ({"first_name": "Åse", "last_name": "Hansen"}, "Åse Hansen"),
        ({"name": "Win\r\nhttps://evil.example"}, "Win"),
        ({}, ""),
    ],
)
def test_another_service_tells_the_name_and_never_the_rights(rf, told, name):
    login = SocialLogin(user=User())
    with translation.override("nb"):
        person = SocialAccountAdapter().populate_user(rf.get("/"), login, told | {"is_staff": True})
    assert (person.name, person.language, person.time_zone) == (name, "nb", "Europe/Oslo")
    assert not person.is_staff


def test_the_sign_in_page_asks_the_database_little(client, django_assert_max_num_queries):
    for path in ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]:
        with django_assert_max_num_queries(3):
            client.get(path, {"next": "/events/none/register/"})
