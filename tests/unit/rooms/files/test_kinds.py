"""What a file is, by its beginning."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.files.kinds import HEAD_BYTES, RefusedKind, accepted_type, media_type_of


def zipped(*names: str, first: tuple[str, str] | None = None) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if first is not None:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()[:HEAD_BYTES]


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (zipped("a.txt"), "application/zip"),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            zipped(first=("mimetype", "application/vnd.oasis.opendocument.text")),
            "application/vnd.oasis.opendocument.text",
        ),
        (zipped(first=("mimetype", "application/hwp+zip")), "application/hwp+zip"),
        (b"plain words\n", "text/plain"),
        (("가" * 2000).encode()[:HEAD_BYTES], "text/plain"),
        (b"<html><script>", "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_type_is_told_by_content(head: bytes, media_type: str) -> None:
    assert media_type_of(head) == media_type


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("setup.exe", b"MZ\x90\x00"),
        ("holiday.png", b"MZ\x90\x00"),
        ("tool", b"\x7fELF\x02"),
        ("picture.JPG", b"<html>"),
        ("report.pdf", b"PK\x03\x04"),
        ("report.pdf", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_programs_and_false_promises_are_refused(name: str, head: bytes) -> None:
    with pytest.raises(RefusedKind):
        accepted_type(name, head)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("photo.jpg", b"\x89PNG\r\n\x1a\n"),
        ("notes.md", b"MZ is how it begins"),
        ("film.mov", b"\x00\x01"),
        ("no ending", b"words"),
    ],
)
def test_harmless_differences_are_let_pass(name: str, head: bytes) -> None:
    assert accepted_type(name, head) == media_type_of(head)


@given(st.text(max_size=30), st.binary(max_size=HEAD_BYTES))
def test_any_beginning_has_a_type_or_is_refused(name: str, head: bytes) -> None:
    try:
        media_type = accepted_type(name, head)
    except RefusedKind:
        return
    assert media_type.isascii()
    assert len(media_type) <= 100
    assert media_type.count("/") == 1
