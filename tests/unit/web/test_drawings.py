"""Icons and avatars: those that are used are drawn, those that are drawn are used, and none needs a style."""

import re

from tests.unit.web.sources import WEB, client_sources, quoted, templates

ICONS = WEB / "art" / "icons.svg"
AVATARS = sorted((WEB / "art" / "avatars").glob("*.svg"))
LARGEST_AVATAR_BYTES = 4_500


def _drawn() -> set[str]:
    return set(re.findall(r'<symbol id="([\w-]+)"', ICONS.read_text(encoding="utf-8")))


def test_every_icon_that_is_named_is_drawn() -> None:
    named = set(re.findall(r'\bicon\("([\w-]+)"', client_sources()))
    named |= set(re.findall(r'\bicon\(asset, "([\w-]+)"', templates()))
    assert named <= _drawn()


def test_no_icon_is_left_over() -> None:
    assert _drawn() - quoted(client_sources()) - quoted(templates()) == set()


def test_there_are_twelve_avatars_of_a_few_kilobytes() -> None:
    assert len(AVATARS) == 12
    assert all(path.stat().st_size <= LARGEST_AVATAR_BYTES for path in AVATARS)


def test_drawings_hold_no_styles_scripts_or_references() -> None:
    """Where a picture's own styles are blocked, it would lose its colours."""
    forbidden = re.compile(r"<style|<script|style=|class=|href|url\(")
    for path in [*AVATARS, ICONS, WEB / "art" / "favicon.svg"]:
        assert not forbidden.search(path.read_text(encoding="utf-8")), path.name
