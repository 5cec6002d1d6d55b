"""Real small files, made here byte by byte."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from hubportal.uploads.content import WORD
from hubportal.uploads.pictures import PNG, png_chunk, segment

PLACE = b"GPS 51.4816 N 3.1791 W"


def png(width=3, height=2, *, extra=(), interlaced=0, rows=None, claim=None) -> bytes:
    """`extra` are chunks of (kind, body); `claim` is a size that the header says instead."""
    header = struct.pack(">IIBBBBB", *(claim or (width, height)), 8, 2, 0, 0, interlaced)
    pixels = rows if rows is not None else (b"\0" + b"\x07\x36\x3b" * width) * height
    parts = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return PNG + b"".join(png_chunk(kind, body) for kind, body in parts)


def exif(turn: int, more: bytes = PLACE) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turn, 0)
    return b"Exif\0\0" + b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0) + more


def jpeg(width=16, height=8, *, extra=()) -> bytes:
    """A grey picture, complete with its tables: every browser draws it."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    blocks = -(-width // 8) * -(-height // 8)
    # One code, "0", for "no difference" and for "end of block": two bits a block.
    tables = b"\x00" + b"\x01" + bytes(15) + b"\x00"
    bits = "00" * blocks
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + b"".join(segment(marker, body) for marker, body in extra)
        + segment(0xDB, b"\0" + b"\x10" * 64)
        + segment(0xC0, frame)
        + segment(0xC4, tables)
        + segment(0xC4, b"\x10" + tables[1:])
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + scan
        + b"\xff\xd9"
    )


def pdf(more: bytes = b"") -> bytes:
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    body += b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" + more
    at = len(body)
    body += b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 3>>\n"
    return body + b"startxref\n%d\n%%%%EOF\n" % at


TYPES = b'<Types xmlns="x"><Override PartName="/word/document.xml" ContentType="%s"/></Types>'
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEXT = b'<?xml version="1.0"?><w:document xmlns:w="w"><w:body/></w:document>'


def docx(more=(), *, types=MAIN, text=TEXT) -> bytes:
    """`more` are parts of (name, bytes)."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES % types)
        archive.writestr("word/document.xml", text)
        for name, content in more:
            archive.writestr(name, content)
    return kept.getvalue()


def handed_in(content: bytes, name="file.bin", content_type="text/html") -> SimpleUploadedFile:
    """What a browser sends: by default under a name and a type that say nothing."""
    return SimpleUploadedFile(name, content, content_type)


__all__ = ["PLACE", "TEXT", "WORD", "docx", "exif", "handed_in", "jpeg", "pdf", "png"]
