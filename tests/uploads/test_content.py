"""Promise: files are what their bytes say, and say nothing about who made them."""

import io
import socketserver
import struct
import threading
import zipfile

import pytest
from django import forms
from django.core.exceptions import ValidationError

from hubportal.uploads import services
from hubportal.uploads.content import ANY, DOCUMENTS, PICTURES, check
from hubportal.uploads.forms import CheckedFile
from hubportal.uploads.models import Upload
from tests.uploads.files import PLACE, TEXT, TYPES, docx, exif, handed_in, jpeg, pdf, png

MEGABYTE = 1024 * 1024


def refusal(content, kinds=ANY, name="file.pdf") -> str:
    with pytest.raises(ValidationError) as refused:
        check(handed_in(content, name), kinds=kinds)
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "label", "extension"),
    [(png(), "PNG", ".png"), (jpeg(), "JPEG", ".jpg"), (pdf(), "PDF", ".pdf")]
    + [(docx(), "Word (.docx)", ".docx")],
)
def test_a_file_is_known_by_its_content_whatever_its_name_says(content, label, extension):
    checked = check(handed_in(content, "holiday.exe", "application/x-msdownload"))

    assert checked.kind.label == label
    assert checked.name == f"holiday{extension}"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<!-- " + pdf() + b" -->",
        b"\n" + pdf(),
        b"GIF89a" + bytes(60),
        b"MZ" + bytes(60),
        b"x",
    ],
)
def test_what_is_none_of_the_four_kinds_is_refused_under_any_name(content):
    assert refusal(content, name="picture.png") == "kind"


def test_only_the_kinds_that_were_asked_for_are_taken():
    assert refusal(png(), DOCUMENTS) == "kind"
    assert refusal(pdf(), PICTURES) == "kind"
    with pytest.raises(ValidationError):
        check(check(handed_in(pdf())), kinds=PICTURES)


# Pictures ------------------------------------------------------------------------------------


def test_a_picture_is_measured_from_its_header():
    drawn = check(handed_in(png(30, 20))), check(handed_in(jpeg(16, 8)))

    assert [(one.width, one.height) for one in drawn] == [(30, 20), (16, 8)]


def test_a_photograph_does_not_say_where_it_was_taken():
    extra = [(0xE1, exif(1)), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE), (0xFE, PLACE)]
    content = jpeg(extra=[*extra, (0xED, b"Photoshop 3.0\0" + PLACE), (0xE2, b"MPF\0" + PLACE)])

    cleaned = check(handed_in(content)).content

    assert PLACE in content
    assert PLACE not in cleaned
    assert b"Exif" not in cleaned
    assert check(handed_in(cleaned)).content == cleaned


def test_a_photograph_taken_on_its_side_is_still_shown_upright():
    checked = check(handed_in(jpeg(16, 8, extra=[(0xE1, exif(6))])))

    assert (checked.width, checked.height) == (8, 16)
    assert b"Exif" in checked.content
    assert PLACE not in checked.content
    assert check(handed_in(checked.content)).content == checked.content


def test_colours_of_a_photograph_stay():
    profile = b"ICC_PROFILE\0\x01\x01" + bytes(20)

    assert profile in check(handed_in(jpeg(extra=[(0xE2, profile)]))).content


@pytest.mark.parametrize("kind", [b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"quIz"])
def test_a_png_loses_whatever_is_not_drawn(kind):
    content = png(extra=[(kind, b"Comment\0" + PLACE)])

    assert PLACE in content
    assert check(handed_in(content)).content == png()


@pytest.mark.parametrize("content", [png(), jpeg()])
def test_what_hangs_on_behind_a_picture_is_cut_off(content):
    assert check(handed_in(content + b"x")).content == check(handed_in(content)).content
    hidden = content + docx([("evil.txt", b"<script>alert(1)</script>")])

    assert check(handed_in(hidden), kinds=PICTURES).content == check(handed_in(content)).content
    assert not zipfile.is_zipfile(io.BytesIO(check(handed_in(hidden)).content))


@pytest.mark.parametrize("content", [png(40, 40), jpeg(64, 64)])
def test_a_picture_that_is_cut_off_anywhere_is_refused(content):
    begins = 9
    for length in range(begins, len(content) - 1):
        assert refusal(content[:length]) == "broken", length


def test_a_png_that_is_damaged_or_lies_about_its_size_is_refused():
    damaged = bytearray(png())
    damaged[-20] ^= 1

    assert refusal(bytes(damaged)) == "broken"
    assert refusal(png(claim=(5, 5))) == "broken"
    assert refusal(png(rows=b"")) == "broken"
    assert refusal(png(interlaced=2)) == "broken"


def test_a_png_that_unpacks_to_much_more_than_it_shows_is_refused():
    assert refusal(png(rows=bytes(50 * MEGABYTE))) == "broken"


def test_an_interlaced_png_is_a_png():
    # One pixel in the first pass and one in the sixth: two rows of one filter byte and one pixel.
    assert check(handed_in(png(2, 1, interlaced=1, rows=bytes(8)))).width == 2


@pytest.mark.parametrize("size", [(8_001, 1), (6_000, 5_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(size):
    assert refusal(png(claim=size)) == "pixels"


def test_a_jpeg_with_too_many_pixels_is_refused():
    huge = jpeg().replace(struct.pack(">HH", 8, 16), struct.pack(">HH", 60_000, 60_000))
    none = jpeg().replace(struct.pack(">HH", 8, 16), struct.pack(">HH", 0, 16))

    assert refusal(huge) == "pixels"
    assert refusal(none) == "broken"


# Documents -----------------------------------------------------------------------------------


def test_a_pdf_that_is_cut_off_is_refused():
    assert refusal(pdf()[:-30]) == "broken"
    assert refusal(b"%PDF-9.9 hello %%EOF") == "broken"


def test_a_pdf_that_is_an_archive_as_well_is_refused():
    both = pdf()[:-6] + docx() + b"\n%%EOF\n"

    assert zipfile.is_zipfile(io.BytesIO(both))
    assert refusal(both) == "two_kinds"


def test_an_archive_that_is_no_word_document_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("readme.txt", "hello")

    # opening a part that is not there
    assert refusal(kept.getvalue(), name="agreement.docx") == "broken"
    assert refusal(docx(text=b"<html/>")) == "broken"
    assert refusal(docx(types=b"application/vnd.ms-excel")) == "broken"
    assert refusal(docx(text=b'<!DOCTYPE a [<!ENTITY b "c">]>' + TEXT)) == "broken"
    assert refusal(docx()[:-10]) == "broken"


@pytest.mark.parametrize(
    "name",
    ["word/vbaProject.bin", "word/activeX/activeX1.xml", "word/embeddings/oleObject1.bin", "a.EXE"],
)
def test_a_word_document_with_macros_is_refused(name):
    assert refusal(docx([(name, b"Sub AutoOpen")])) == "macros"


def test_a_macro_document_under_another_name_is_refused():
    types = b"application/vnd.ms-word.document.macroEnabled.main+xml;wordprocessingml"

    assert refusal(docx(types=types)) == "macros"


def relations(kind: str) -> bytes:
    return (
        f'<Relationships><Relationship Id="r1" Type="http://o/relationships/{kind}" '
        'Target="https://elsewhere.example/a.dotm" TargetMode="External"/></Relationships>'
    ).encode()


def test_a_word_document_may_link_but_not_load_from_elsewhere():
    template = [("word/_rels/settings.xml.rels", relations("attachedTemplate"))]
    linked = [("word/_rels/document.xml.rels", relations("hyperlink"))]

    assert refusal(docx(template)) == "outside"
    assert refusal(docx([(template[0][0].upper(), template[0][1])])) == "outside"
    assert check(handed_in(docx(linked)))


def utf_16(text: bytes) -> bytes:
    return f'<?xml version="1.0" encoding="utf-16"?>{text.decode()}'.encode("utf-16")


LOADS = relations("attachedTemplate")


@pytest.mark.parametrize(
    "hidden",
    [
        utf_16(LOADS),
        LOADS.decode().encode("utf-16-le"),
        b'<?xml version="1.0" encoding="utf-7"?>' + LOADS,
        LOADS.replace(b"External", b"&#69;xternal"),
        LOADS.replace(b'Id="r1"', b'Id="a>b"'),
        b'<!DOCTYPE R [<!ENTITY e "External">]>' + LOADS.replace(b'"External', b'"&e;'),
        LOADS[:-1],
    ],
)
def test_no_spelling_hides_what_a_document_loads(hidden):
    part = ("word/_rels/settings.xml.rels", hidden)
    assert refusal(docx([part])) in {"outside", "broken"}


def test_no_spelling_hides_a_macro_document():
    macros = b"application/vnd.ms-word.document.%s.main+xml;wordprocessingml"
    assert refusal(docx(types=macros % b"macro&#69;nabled")) == "macros"
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", utf_16(TYPES % (macros % b"macroEnabled")))
        archive.writestr("word/document.xml", TEXT)
    assert refusal(kept.getvalue()) == "broken"


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = docx([(f"word/media/{n}.xml", bytes(30 * MEGABYTE)) for n in range(4)])

    assert len(bomb) < MEGABYTE
    assert refusal(bomb) == "too_much"
    assert refusal(docx(text=TEXT + bytes(30 * MEGABYTE))) == "too_much"


def test_a_bomb_that_lies_about_its_size_is_refused():
    bomb = bytearray(docx(text=TEXT + bytes(5 * MEGABYTE)))
    true = struct.pack("<I", len(TEXT) + 5 * MEGABYTE)
    while (at := bomb.find(true)) >= 0:
        bomb[at : at + 4] = struct.pack("<I", 100)

    assert refusal(bytes(bomb)) == "broken"


def test_a_word_document_of_thousands_of_parts_is_refused():
    assert refusal(docx([(f"word/{n}.xml", b"") for n in range(2_001)])) == "too_much"


# Size ----------------------------------------------------------------------------------------


def test_eleven_megabytes_are_too_many():
    assert refusal(pdf(bytes(11 * MEGABYTE))) == "too_large"
    assert refusal(png() + bytes(3 * MEGABYTE)) == "too_large"
    assert refusal(bytes(11 * MEGABYTE)) == "too_large"
    assert check(handed_in(pdf(bytes(9 * MEGABYTE)))).size > 9 * MEGABYTE


# Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Cytundeb Caerdydd – tŷ.docx", "Cytundeb Caerdydd – tŷ.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ('a"; filename="b.exe', "a filename=b.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("harmless\u202efdp.exe", "harmlessfdp.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_the_name_of_a_download_is_cleaned(name, clean):
    file = handed_in(pdf())
    file._name = name

    assert check(file).name == clean


# The store and the form ----------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_kept_is_the_cleaned_file():
    upload = services.keep(handed_in(png(extra=[(b"tEXt", PLACE)]), "sunset.jpg"), kinds=PICTURES)

    kept = Upload.objects.get(pk=upload.pk)
    assert bytes(kept.content) == png()
    assert (kept.name, kept.content_type, kept.size) == ("sunset.png", "image/png", len(png()))
    assert len(kept.digest) == 64


@pytest.mark.django_db
def test_what_is_refused_is_not_kept():
    with pytest.raises(ValidationError):
        services.keep(handed_in(b"<svg/>"), kinds=PICTURES)

    assert not Upload.objects.exists()


class Asking(forms.Form):
    file = CheckedFile(kinds=PICTURES, label="Picture")


def test_a_form_says_beside_the_field_what_is_wrong():
    for content, words in [(pdf(), "PNG, JPEG"), (b"", "empty"), (png()[:40], "damaged")]:
        form = Asking({}, {"file": handed_in(content)})
        assert words in str(form.errors["file"])
    assert "required" in str(Asking({}, {}).errors["file"])


def test_a_form_gives_a_file_that_can_be_kept_and_says_what_it_takes():
    form = Asking({}, {"file": handed_in(jpeg())})

    assert form.is_valid()
    assert form.cleaned_data["file"].content == check(handed_in(jpeg())).content
    assert "2.0\xa0MB" in str(Asking.base_fields["file"].help_text)
    assert 'accept=".png,image/png,.jpg,image/jpeg"' in str(Asking()["file"])


# The scanner ---------------------------------------------------------------------------------

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM and finds one thing."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(length)
        self.wfile.write(b"stream: Eicar FOUND\0" if EICAR in data else b"stream: OK\0")


@pytest.fixture
def clamd(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.UPLOAD_SCANNER = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


@pytest.mark.usefixtures("clamd")
def test_a_file_in_which_the_scanner_finds_something_is_refused():
    assert refusal(pdf(EICAR)) == "unsafe"
    assert check(handed_in(pdf(bytes(200_000))))


def test_nothing_is_taken_while_the_scanner_does_not_answer(settings):
    settings.UPLOAD_SCANNER = "127.0.0.1:9"
    assert refusal(pdf()) == "unscanned"
    settings.UPLOAD_SCANNER = "/nowhere/clamd.sock"
    assert refusal(pdf()) == "unscanned"
