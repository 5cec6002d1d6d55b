import re

import pytest
from django.test import Client


@pytest.fixture
def newest_letter(deliver):
    """The newest letter to an address, as a mail server received it."""
    return lambda address: [each for each in deliver() if each["To"] == address][-1]


@pytest.fixture
def newest_code(newest_letter):
    """The code in the newest letter to an address."""

    def found(address) -> str:
        body = newest_letter(address).get_body(("plain",)).get_content()
        return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", body, re.MULTILINE)[1]

    return found


@pytest.fixture
def type_code():
    """Sends the code form of a page back as a browser would."""

    def typed(client, page, code, **fields):
        html = page.content.decode()
        forms = re.findall(
            r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', html, re.DOTALL
        )
        [(address, form)] = [each for each in forms if 'name="code"' in each[1]]
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        return client.post(address, hidden | {"code": code} | fields, follow=True)

    return typed


@pytest.fixture
def client_of_nobody():
    """A second browser."""
    return Client()
