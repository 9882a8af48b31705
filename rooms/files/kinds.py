"""What a file is, by how its content begins and never by its name."""

import re

HEAD_BYTES = 4096
"""So much of the beginning is looked at."""

ANY_TYPE = "application/octet-stream"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What small pictures are made of."""


class RefusedKind(ValueError):
    """Files of this kind are not passed on, or this one is not what its name promises."""


# Offset, first bytes, media type; the first that fits counts.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"8BPS\x00\x01", "image/vnd.adobe.photoshop"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (257, b"ustar", "application/x-tar"),
    (0, b"OggS", "application/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)

_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}

_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

# OpenDocument, EPUB and HWPX say their type first, uncompressed (ISO/IEC 26300-3, 3.3).
_SELF_NAMED = re.compile(rb"mimetype(application/[a-z0-9.+-]{1,80}?)(?:PK|$)", re.DOTALL)

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)

# What a name with this ending promises of its type.
_PROMISES = {
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp"), "image/"),
    "pdf": "application/pdf",
}

_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")


def media_type_of(head: bytes) -> str:
    """The media type of what begins so; `head` has up to 4,096 bytes. What is not known is octet-stream."""
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[:4] == b"PK\x03\x04":
        return _kind_of_zip(head)
    for offset, signature, media_type in _SIGNATURES:
        if head.startswith(signature, offset):
            return media_type
    return "text/plain" if _is_text(head) else ANY_TYPE


def accepted_type(name: str, head: bytes) -> str:
    """The media type of a file that may be shared.

    Raises RefusedKind for a program, and for what is called a picture or a PDF and is none.
    """
    media_type = media_type_of(head)
    if head.startswith(_PROGRAMS) and media_type == ANY_TYPE:
        raise RefusedKind("a program")
    if not media_type.startswith(_PROMISES.get(name.rpartition(".")[2].lower(), "")):
        raise RefusedKind("not what its name says")
    return media_type


def _kind_of_zip(head: bytes) -> str:
    if (named := _SELF_NAMED.search(head[30:200])) is not None:
        return named[1].decode()
    if b"[Content_Types].xml" in head[30:60] or b"_rels/.rels" in head:
        return next((kind for folder, kind in _OFFICE.items() if folder in head), "application/zip")
    return "application/zip"


def _is_text(head: bytes) -> bool:
    if not head or _CONTROLS & frozenset(head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The last character may be cut in two.
        return error.start > len(head) - 4 and len(head) >= HEAD_BYTES
    return True
