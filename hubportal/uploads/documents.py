"""PDF and Word documents: what they must be, and what they must not carry."""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from hubportal.uploads.refusals import BROKEN, NotThis

PDF, ZIP, ZIP_END = b"%PDF-", b"PK\x03\x04", b"PK\x05\x06"
TAIL = 2_048
MOST_PARTS = 2_000
# Bytes: all parts of a document together, and the longest that is read here.
UNPACKED, LONGEST_PART = 100_000_000, 20_000_000
TEXT, TYPES = "word/document.xml", "[Content_Types].xml"
PROGRAMS = re.compile(r"vbaproject|vbadata|activex|/embeddings/|\.(bin|exe|js|vbs|ocx)$", re.I)
LOCKED = 0x1
# What reading an archive raises; KeyError where a part is missing.
DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, KeyError)


def pdf(data: bytes) -> None:
    """Raises `NotThis` where the file does not end as it should, or is an archive as well."""
    if not re.match(rb"%PDF-[12]\.\d", data) or b"startxref" not in data:
        raise NotThis(BROKEN)
    if b"%%EOF" not in data[-TAIL:]:
        raise NotThis(BROKEN)
    if ZIP_END in data[-66_000:]:
        raise NotThis("two_kinds")


def docx(data: bytes) -> None:
    """A Word document without programs, which loads nothing from elsewhere.

    What it claims to unpack to is looked at before anything is unpacked, and no part is read
    beyond what it claims.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            looked_through(archive)
    except DAMAGE as error:
        raise NotThis(BROKEN) from error


def looked_through(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise NotThis("too_much")
    if any(part.flag_bits & LOCKED for part in parts):
        raise NotThis("locked")
    if len(set(names)) != len(names) or min(part.header_offset for part in parts):
        raise NotThis(BROKEN)
    if any(PROGRAMS.search(name) for name in names):
        raise NotThis("macros")
    read_parts(archive)


def read_parts(archive: zipfile.ZipFile) -> None:
    types, text = " ".join(said_in(read(archive, TYPES))), read(archive, TEXT)
    if "macroenabled" in types.lower():
        raise NotThis("macros")
    if "wordprocessingml" not in types or not re.search(rb"<(\w+:)?document\b", text):
        raise NotThis(BROKEN)
    if b"<!DOCTYPE" in text[:1_000]:
        raise NotThis(BROKEN)
    for name in archive.namelist():
        if name.lower().endswith(".rels") and loads_from_outside(read(archive, name)):
            raise NotThis("outside")


def read(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, no further than a document may be long; a wrong checksum is a damaged file."""
    with archive.open(name) as part:
        found = part.read(LONGEST_PART + 1)
    if len(found) > LONGEST_PART:
        raise NotThis("too_much")
    return found


def said_in(part: bytes):
    """Every value of every attribute."""
    return [value for _name, attributes in elements(part) for value in attributes.values()]


def loads_from_outside(relations: bytes) -> bool:
    """Links that a reader clicks are harmless; what Word fetches by itself is not."""
    return any(
        name == "Relationship"
        and attributes.get("TargetMode", "").strip().lower() == "external"
        and not attributes.get("Type", "").endswith("/relationships/hyperlink")
        for name, attributes in elements(relations)
    )


def elements(part: bytes) -> list[tuple[str, dict[str, str]]]:
    """The elements of a part of the package, by local name, with their attributes.

    Read as Word reads them, so that no spelling of a value hides it. In UTF-8 alone, as every
    program writes them: what says that it is in another encoding is refused, and so is whatever
    brings definitions of its own.
    """
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate("utf-8")
    parser.XmlDeclHandler = in_utf_8
    parser.StartDoctypeDeclHandler = no_definitions
    parser.StartElementHandler = lambda name, said: found.append((name.rpartition(":")[2], said))
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise NotThis(BROKEN) from error
    return found


def in_utf_8(_version, encoding, _standalone) -> None:
    if encoding and encoding.lower() != "utf-8":
        raise NotThis(BROKEN)


def no_definitions(*_doctype) -> None:
    raise NotThis(BROKEN)
