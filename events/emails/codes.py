"""The QR code that people show at the door."""

import io

import segno
from django.urls import reverse

from events.models import Registration
from events.models.codes import door_token
from hubportal.outbox.letters import Picture, absolute

# Pixels of each of its squares; the code is then about 250 pixels wide and 700 bytes small.
SCALE = 5


def door_address(registration: Registration) -> str:
    """What the code says: an address in the active language that names nobody."""
    return absolute(reverse("events:check_in", args=[door_token(registration)]))


def qr_png(registration: Registration) -> bytes:
    """Costs about six milliseconds, so that it is not made while others stand in line.

    Any of the eight masks can be read; trying which is best would cost three times as much.
    """
    code = segno.make(door_address(registration), error="m", mask=3, micro=False)
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=SCALE)
    return picture.getvalue()


def qr_picture(registration: Registration) -> Picture:
    return Picture(cid="door-code", name="door-code.png", content=qr_png(registration))
