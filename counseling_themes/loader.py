"""Loads all themes at start; one that cannot be used stops the start with a sentence that names the place."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from counseling_themes import scene, settings
from counseling_themes.errors import ThemeError
from counseling_themes.texts import parse_texts
from counseling_themes.theme import FALLBACK_LANGUAGE, Texts, Theme

SHIPPED_THEMES = Path(__file__).parent / "themes"
DEFAULT_THEME = "honeybee-meadow"

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MOST_SLUG_CHARACTERS = 64


def load_themes(folder: Path = SHIPPED_THEMES) -> Mapping[str, Theme]:
    """All themes of a folder by slug; raises ThemeError. A folder is a theme if it holds a theme.toml."""
    folders = sorted(file.parent for file in folder.glob(f"*/{settings.FILE}"))
    themes = {theme.name: load_theme(theme) for theme in folders}
    if DEFAULT_THEME not in themes:
        raise ThemeError(folder.name, f"the theme {DEFAULT_THEME}, which rooms have by default, is missing")
    return MappingProxyType(themes)


def load_theme(folder: Path) -> Theme:
    """The theme of one folder, which bears its slug; raises ThemeError."""
    if not _SLUG.fullmatch(folder.name) or len(folder.name) > MOST_SLUG_CHARACTERS:
        raise ThemeError(folder.name, "a theme's folder is named with a-z, 0-9 and single hyphens")
    try:
        return _load_theme(folder)
    except ThemeError as error:
        raise ThemeError(f"{folder.name}/{error.file}", error.problem, error.line) from None


def _load_theme(folder: Path) -> Theme:
    shown = settings.parse_settings(_read_text(folder / settings.FILE))
    scene_path = folder / scene.FILE
    scene.check_scene(_read(scene_path))
    return Theme(
        slug=folder.name,
        ratio=shown.ratio,
        near=shown.near,
        middle=shown.middle,
        seats=shown.seats,
        texts=_load_texts(folder),
        scene_path=scene_path,
    )


def _load_texts(folder: Path) -> Mapping[str, Texts]:
    texts = {file.stem: _load_language(file) for file in sorted(folder.glob("*.ftl"))}
    if FALLBACK_LANGUAGE not in texts:
        raise ThemeError(f"{FALLBACK_LANGUAGE}.ftl", "it is missing; every theme speaks English")
    return MappingProxyType(texts)


def _load_language(file: Path) -> Texts:
    if not _LANGUAGE.fullmatch(file.stem):
        raise ThemeError(file.name, "texts are named by their language, as in ko.ftl")
    return parse_texts(file.stem, _read_text(file))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ThemeError(file.name, f"it cannot be read: {error.strerror or error}") from None


def _read_text(file: Path) -> str:
    try:
        return _read(file).decode()
    except UnicodeDecodeError as error:
        raise ThemeError(
            file.name, "it is not UTF-8", error.object.count(b"\n", 0, error.start) + 1
        ) from None
