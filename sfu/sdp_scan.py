"""The text of a session description cut into sections of known attributes, within bounds (RFC 8866, 5)."""

from dataclasses import dataclass, field

from sfu.sdp_values import SdpError

MAX_SDP_CHARACTERS = 64 * 1024
MAX_LINES = 4096

_WANTED = frozenset(
    {
        "bundle-only",
        "extmap",
        "fingerprint",
        "fmtp",
        "group",
        "ice-pwd",
        "ice-ufrag",
        "inactive",
        "mid",
        "recvonly",
        "rid",
        "rtcp-fb",
        "rtcp-mux",
        "rtpmap",
        "sendonly",
        "sendrecv",
        "setup",
        "ssrc",
        "ssrc-group",
    }
)


@dataclass(slots=True)
class Section:
    """The session's part or one m-line with what follows it."""

    media: tuple[str, ...]
    """The fields of the m-line; empty for the session's part."""
    attributes: dict[str, list[str]] = field(default_factory=dict)
    """Values of the attributes that we know, in their order; an attribute without value has ''."""

    def values(self, name: str) -> list[str]:
        """All values of an attribute."""
        return self.attributes.get(name, [])

    def first(self, name: str) -> str | None:
        """The first value of an attribute."""
        values = self.attributes.get(name)
        return values[0] if values else None


def scan(sdp: str, max_media: int) -> tuple[Section, list[Section]]:
    """Cut into the session's part and the m-lines. Raises SdpError."""
    if len(sdp) > MAX_SDP_CHARACTERS or sdp.count("\n") > MAX_LINES:
        raise SdpError("session description is too long")
    if not sdp.isascii() or not sdp.startswith("v=0"):
        raise SdpError("not a session description")
    session = section = Section(media=())
    sections: list[Section] = []
    for line in sdp.split("\n"):
        if line.startswith("a="):
            _take_attribute(section, line)
        elif line.startswith("m="):
            section = Section(media=tuple(line[2:].split()))
            sections.append(section)
            if len(sections) > max_media:
                raise SdpError(f"more than {max_media} m-lines")
    return session, sections


def _take_attribute(section: Section, line: str) -> None:
    name, _, value = line[2:].partition(":")
    name = name.rstrip("\r")
    if name in _WANTED:
        section.attributes.setdefault(name, []).append(value.strip())


def number(text: str, lowest: int, highest: int) -> int:
    """Read a decimal number within bounds. Raises SdpError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise SdpError("not a number")
    value = int(text)
    if not lowest <= value <= highest:
        raise SdpError("number out of range")
    return value
