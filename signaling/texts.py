"""Texts of the server's own pages and answers, from the same Fluent files as the web client's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("ko", "en")
DEFAULT_LANGUAGE = "ko"


@dataclass(frozen=True, slots=True)
class Language:
    """All texts of one language."""

    code: str
    bundle: FluentBundle

    def text(self, message_id: str, **arguments: str | int) -> str:
        """One message; a missing one is an error of ours, and shows as its id."""
        pattern = self.bundle.get_message(message_id).value if self.bundle.has_message(message_id) else None
        if pattern is None:
            return message_id
        formatted, _errors = self.bundle.format_pattern(pattern, arguments)
        return str(formatted)


class Texts:
    """Chooses a visitor's language: ?lang= first, then what the browser asks for."""

    def __init__(self, languages: Mapping[str, Language]) -> None:
        self._languages = languages

    @classmethod
    def load(cls, folder: Path) -> "Texts":
        """Read locales/<language>/*.ftl."""
        return cls(
            {code: Language(code, _bundle(code, sorted((folder / code).glob("*.ftl")))) for code in LANGUAGES}
        )

    def for_request(self, request: web.Request) -> Language:
        """The language in which this visitor reads."""
        asked = request.query.get("lang", "")
        if asked in self._languages:
            return self._languages[asked]
        return self._languages[preferred(request.headers.get("Accept-Language", ""), tuple(self._languages))]


def preferred(accept_language: str, offered: Sequence[str]) -> str:
    """The best offered language for an Accept-Language header (RFC 9110, 12.5.4), else the default."""
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language[:500].split(",")):
        tag, _, parameters = part.strip().partition(";")
        code = tag.split("-")[0].lower()
        if code in offered and (weight := _weight(parameters)) > 0:
            weighted.append((-weight, position, code))
    return min(weighted)[2] if weighted else DEFAULT_LANGUAGE


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _bundle(code: str, files: Sequence[Path]) -> FluentBundle:
    bundle = FluentBundle([code], use_isolating=False)
    for file in files:
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle
