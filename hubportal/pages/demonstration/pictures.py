"""Landscapes that the build draws itself, so that the demonstration shows nobody's photograph."""

import io
import math
import struct
import zlib

from hubportal.pages.demonstration.texts import load, text
from hubportal.uploads.pictures import PNG, png_chunk
from hubs import services
from hubs.models import Hub, Picture

WIDTH, HEIGHT = 640, 360


def build_pictures(hubs: dict[str, Hub]) -> dict[str, Picture]:
    """By key, for whoever tells a story: each with its words, maker and rights."""
    return {row["key"]: _picture(row, hubs) for row in load("pictures")["pictures"]}


def _picture(row: dict, hubs: dict[str, Hub]) -> Picture:
    public_id = f"demo-{row['key']}"
    if found := Picture.objects.filter(public_id=public_id).first():
        return found
    picture = Picture(public_id=public_id, hub=hubs[row["hub"]] if "hub" in row else None)
    picture.alt, picture.caption = text(row["alt"]), text(row["caption"])
    picture.credit, picture.rights = row["credit"], Picture.Rights.OWN
    file = io.BytesIO(draw(row))
    file.name = f"{row['key']}.png"
    return services.keep_picture(picture, file=file, by=None)


def draw(row: dict) -> bytes:
    """A PNG: a sky of two colours, a sun and hills one behind the other, as the row says."""
    top, bottom, *layers = [_rgb(colour) for colour in row["colours"]]
    crests = [_crest(number, len(layers), row["seed"]) for number in range(len(layers))]
    lines = bytearray()
    for y in range(HEIGHT):
        sky = _mixed(top, bottom, min(1, y / (HEIGHT * 0.72)))
        line = bytearray(bytes(sky) * WIDTH)
        _shine(line, y, row["sun"], _rgb(row["light"]))
        for colour, crest in zip(layers, crests, strict=True):
            _cover(line, y, colour, crest)
        lines += b"\0" + line
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(lines), 9)), (b"IEND", b"")]
    return PNG + b"".join(png_chunk(kind, body) for kind, body in parts)


def _rgb(colour: str) -> tuple[int, int, int]:
    return tuple(bytes.fromhex(colour))


def _mixed(one, other, share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _crest(number: int, count: int, seed: float) -> list[float]:
    """How high up in the picture the hill stands, column by column; nearer ones are lower."""
    base = HEIGHT * (0.5 + 0.42 * number / count)
    swing, turns = HEIGHT * (0.13 - 0.018 * number), 1.3 + 0.6 * number
    waves = [(1, 1.0), (2.3, 0.4), (5.1, 0.12)]
    return [
        base
        - swing * sum(w * math.sin(seed + number * 2.1 + f * turns * x / 110) for f, w in waves)
        for x in range(WIDTH)
    ]


def _shine(line: bytearray, y: int, sun: list[int], light) -> None:
    at_x, at_y, radius = sun
    half = radius * radius - (y - at_y) ** 2
    if half <= 0:
        return
    reach = half**0.5
    for x in range(max(0, int(at_x - reach) - 1), min(WIDTH, int(at_x + reach) + 2)):
        share = max(0.0, min(1.0, reach - abs(x - at_x) + 0.5))
        line[3 * x : 3 * x + 3] = bytes(_mixed(line[3 * x : 3 * x + 3], light, share))


def _cover(line: bytearray, y: int, colour, crest: list[float]) -> None:
    whole = bytes(colour)
    for x, height in enumerate(crest):
        depth = y - height
        if depth >= 0.5:
            line[3 * x : 3 * x + 3] = whole
        elif depth > -0.5:
            at = slice(3 * x, 3 * x + 3)
            line[at] = bytes(_mixed(line[at], colour, depth + 0.5))
