"""<language>.ftl: what a theme says, by Project Fluent."""

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from counseling_themes.errors import ThemeError
from counseling_themes.theme import Texts

MOST_CHARACTERS = 16_000
MOST_TITLE_CHARACTERS = 80
MOST_WELCOME_CHARACTERS = 200


def parse_texts(language: str, text: str) -> Texts:
    """Read the texts of one language; raise ThemeError for anything else."""
    file = f"{language}.ftl"
    if len(text) > MOST_CHARACTERS:
        raise ThemeError(file, f"it is over {MOST_CHARACTERS:,} characters")
    try:
        resource = FluentResource(text)
        _check_entries(file, text, resource)
        bundle = FluentBundle([language], use_isolating=False)
        bundle.add_resource(resource)
        return Texts(
            title=_spoken(file, bundle, "title", MOST_TITLE_CHARACTERS),
            welcome=_spoken(file, bundle, "welcome", MOST_WELCOME_CHARACTERS),
        )
    except RecursionError:
        raise ThemeError(file, "it is nested too deeply") from None


def _check_entries(file: str, text: str, resource: ast.Resource) -> None:
    for entry in resource.body:
        line = text.count("\n", 0, entry.span.start if entry.span else 0) + 1
        if isinstance(entry, ast.Junk):
            problem = entry.annotations[0].message if entry.annotations else "it cannot be read"
            raise ThemeError(file, f"it is not Fluent: {problem}".rstrip("."), line)
        if isinstance(entry, ast.Message) and entry.id.name not in {"title", "welcome"}:
            raise ThemeError(file, f"{entry.id.name} is not known here", line)


def _spoken(file: str, bundle: FluentBundle, name: str, most_characters: int) -> str:
    message = bundle.get_message(name) if bundle.has_message(name) else None
    if message is None or message.value is None:
        raise ThemeError(file, f"{name} is missing")
    spoken, errors = bundle.format_pattern(message.value)
    if errors:
        raise ThemeError(file, f"{name} refers to something that is not there")
    if not isinstance(spoken, str) or not 1 <= len(spoken.strip()) <= most_characters:
        raise ThemeError(file, f"{name} must have 1 to {most_characters} characters")
    return spoken.strip()
