"""Every text is there in every language, with the same blanks, and none is left over."""

import re
from collections.abc import Iterator
from itertools import product

from fluent.syntax import ast, parse
from fluent.syntax.visitor import Visitor

from signaling.protocol.common import ErrorCode
from signaling.protocol.people import Reaction
from tests.unit.web.sources import LANGUAGES, WEB, client_sources, quoted, server_sources, templates

DEVICES = ("microphone", "camera")
TROUBLES = ("denied", "missing", "busy")
FAMILIES: dict[str, list[tuple[str, ...]]] = {
    "error-{}": [
        *((code.value,) for code in ErrorCode),
        *((code,) for code in re.findall(r'Problem\(\d+, "([a-z-]+)"', server_sources())),
    ],
    "reaction-{}": [(reaction.value,) for reaction in Reaction],
    "avatar-{}": [(path.stem,) for path in sorted((WEB / "art" / "avatars").glob("*.svg"))],
    "look-{}": [("light",), ("dark",), ("system",)],
    "{}-{}": list(product(DEVICES, TROUBLES)),
    "{}-off": [(device,) for device in DEVICES],
    "{}-denied-title": [(device,) for device in DEVICES],
    "{}-denied-step-allow": [(device,) for device in DEVICES],
}
"""Messages whose names are put together while the page runs, with everything that can stand in the blanks."""


class _Blanks(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def _messages(language: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """File, message and the names of its blanks."""
    for path in sorted((WEB / "locales" / language).glob("*.ftl")):
        for entry in parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {(entry.content or '').strip()[:80]}"
            if isinstance(entry, ast.Message):
                blanks = _Blanks()
                blanks.visit(entry)
                yield path.name, entry.id.name, frozenset(blanks.names)


def _blanks(language: str) -> dict[str, frozenset[str]]:
    return {message: blanks for _file, message, blanks in _messages(language)}


def _called(source: str, function: str) -> set[str]:
    return set(re.findall(rf"""\b{function}\(\s*["']([^"']+)["']\s*[,)]""", source))


def _put_together() -> set[str]:
    """The names that sources put together, with {} for each blank."""
    client = re.findall(r"\btext\(\s*`([^`]+)`", client_sources())
    server = re.findall(r"""\btext\(\s*f["']([^"']+)["']""", server_sources())
    shells = [f"{prefix}{{}}" for prefix in re.findall(r"""\bt\(\s*["']([^"']+)["']\s*~""", templates())]
    return {re.sub(r"\$?\{[^{}]*\}", "{}", name) for name in [*client, *server, *shells]}


def _family_members() -> set[str]:
    return {name.format(*values) for name, members in FAMILIES.items() for values in members}


def test_each_message_is_written_once() -> None:
    for language in LANGUAGES:
        names = [message for _file, message, _blanks in _messages(language)]
        assert sorted(names) == sorted(set(names))


def test_languages_have_the_same_messages_in_the_same_files() -> None:
    first, *others = ({(file, message) for file, message, _blanks in _messages(one)} for one in LANGUAGES)
    for other in others:
        assert first == other


def test_languages_leave_the_same_blanks() -> None:
    first, *others = (_blanks(language) for language in LANGUAGES)
    for other in others:
        assert first == other


def test_no_message_is_missing() -> None:
    called = _called(client_sources(), "text") | _called(server_sources(), "text") | _called(templates(), "t")
    assert called | _family_members() <= set(_blanks("en"))


def test_every_name_that_is_put_together_is_a_known_family() -> None:
    assert _put_together() == set(FAMILIES)


def test_no_message_is_left_over() -> None:
    named = quoted(client_sources()) | quoted(server_sources()) | quoted(templates()) | _family_members()
    assert set(_blanks("en")) - named == set()


def test_every_blank_is_filled_where_a_message_is_shown() -> None:
    blanks = _blanks("en")
    calls = re.findall(r'\btext\(\s*"([^"]+)"\s*(?:,\s*\{([^}]*)\}?)?', client_sources())
    for message, values in calls:
        given = set(re.findall(r"(?:^|,)\s*(\w+)\s*(?=[:,]|$)", values.strip()))
        assert blanks[message] <= given, message
