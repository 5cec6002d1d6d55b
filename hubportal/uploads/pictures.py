"""PNG and JPEG, read from their bytes and written again without what they say about anybody.

Only the parts that a browser draws from are kept. Where and when a photograph was taken, with
which telephone, a preview of what was cut away, and anything behind the end of the picture go.
"""

import re
import struct
import zlib
from typing import NamedTuple

from hubportal.uploads.refusals import BROKEN, NotThis

LONGEST_SIDE = 8_000
MOST_PIXELS = 25_000_000


class Drawn(NamedTuple):
    """A cleaned picture; width and height in pixels, as it is shown."""

    content: bytes
    width: int
    height: int


def measured(width: int, height: int) -> None:
    """Refuses a header that promises more than anybody can show, before anything is unpacked."""
    if not width or not height:
        raise NotThis(BROKEN)
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise NotThis("pixels")


# PNG (ISO/IEC 15948) ------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"IDAT", b"IEND"}
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
# The seven passes of an interlaced picture: first column and row, steps between them.
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2)]
ADAM7 += [(0, 1, 1, 2)]


def png(data: bytes) -> Drawn:
    """Raises `NotThis` where the file is cut off, damaged or larger than it says."""
    chunks = [(kind, body) for kind, body in png_chunks(data) if kind in PNG_KEPT]
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise NotThis(BROKEN)
    header = struct.unpack(">IIBBBBB", chunks[0][1])
    measured(*header[:2])
    unpacked_to(b"".join(body for kind, body in chunks if kind == b"IDAT"), png_size(*header))
    content = PNG + b"".join(png_chunk(kind, body) for kind, body in chunks)
    return Drawn(content, header[0], header[1])


def png_chunks(data: bytes):
    at = len(PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[at + 4 : end]) != int.from_bytes(
            data[end : end + 4], "big"
        ):
            raise NotThis(BROKEN)
        yield kind, data[at + 8 : end]
        if kind == b"IEND":
            return
        at = end + 4
    raise NotThis(BROKEN)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_size(width, height, depth, colour, compression, filtering, interlaced) -> int:
    """The bytes that the picture unpacks to: each row has one byte more, for its filter."""
    if depth not in DEPTHS.get(colour, ()) or compression or filtering or interlaced > 1:
        raise NotThis(BROKEN)
    bits, size = SAMPLES[colour] * depth, 0
    for x, y, step_x, step_y in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        columns, rows = -(-(width - x) // step_x), -(-(height - y) // step_y)
        if columns > 0 and rows > 0:
            size += rows * (1 + -(-columns * bits // 8))
    return size


def unpacked_to(packed: bytes, size: int) -> None:
    """Unpacks piece by piece, keeps nothing, and stops one byte after `size`."""
    unpacking, found = zlib.decompressobj(), 0
    try:
        while packed and found <= size:
            found += len(unpacking.decompress(packed, 65_536))
            packed = unpacking.unconsumed_tail
    except zlib.error as error:
        raise NotThis(BROKEN) from error
    if found != size:
        raise NotThis(BROKEN)


# JPEG (ITU-T T.81; metadata: Exif 2.3) -------------------------------------------------------

JPEG = b"\xff\xd8\xff"
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SCAN, END, APP0, APP1, COLOURS, ADOBE, COMMENT = 0xDA, 0xD9, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
# Inside a scan, 0xFF is followed by 0x00, a restart marker or more filling.
MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
TURNED = range(5, 9)


def jpeg(data: bytes) -> Drawn:
    """Raises `NotThis` where the file is cut off or damaged.

    Telephones write down how the camera was held instead of turning the picture; that alone is
    kept of what they write.
    """
    kept, size, turn = [], None, 1
    for marker, body, scan in jpeg_segments(data):
        if marker in FRAMES:
            size = frame(body)
        if marker == APP1 and body.startswith(b"Exif\0\0"):
            turn = orientation(body[6:])
        elif drawn_from(marker, body):
            kept.append(segment(marker, body) + scan)
    if not size or not any(part[1] == SCAN for part in kept):
        raise NotThis(BROKEN)
    start = segment(APP1, b"Exif\0\0" + turned(turn)) if turn > 1 else b""
    content = b"\xff\xd8" + start + b"".join(kept) + b"\xff\xd9"
    return Drawn(content, *(reversed(size) if turn in TURNED else size))


def jpeg_segments(data: bytes):
    """Each segment up to the end of the picture: marker, body, and the scan that follows it."""
    at = 2
    while (marker := marker_at(data, at)) != END:
        (length,) = struct.unpack_from(">H", data, at + 2)
        begins = end = at + 2 + length
        if length < 2 or end > len(data):
            raise NotThis(BROKEN)
        if marker == SCAN:
            end = scan_end(data, begins)
        yield marker, data[at + 4 : begins], data[begins:end]
        at = end


def marker_at(data: bytes, at: int) -> int:
    """The marker that stands here, with room for its length unless it is the end's."""
    found = data[at : at + 4]
    if found[:1] != b"\xff" or len(found) < 4 and not found.startswith(b"\xff\xd9"):
        raise NotThis(BROKEN)
    return found[1]


def scan_end(data: bytes, begins: int) -> int:
    found = MARKER.search(data, begins)
    if not found:
        raise NotThis(BROKEN)
    return found.start()


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def frame(body: bytes) -> tuple[int, int]:
    if len(body) < 6:
        raise NotThis(BROKEN)
    _depth, height, width = struct.unpack_from(">BHH", body)
    measured(width, height)
    return width, height


def drawn_from(marker: int, body: bytes) -> bool:
    """Whether a browser needs this segment; colour profiles name a screen, never a person."""
    if marker == COLOURS:
        return body.startswith(b"ICC_PROFILE\0")
    if marker == ADOBE:
        return body.startswith(b"Adobe")
    return marker != COMMENT and not 0xE0 <= marker <= 0xEF


def orientation(tiff: bytes) -> int:
    """How the camera was held, 1 to 8; 1 (upright) where it does not say so legibly."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(count, 200)):
            entry = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if entry[0] == 0x0112:
                return entry[3] if entry[3] in range(1, 9) else 1
    except struct.error:
        return 1
    return 1


def turned(turn: int) -> bytes:
    """Exif that says nothing but how the camera was held."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turn, 0, 0)
