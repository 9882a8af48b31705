"""Colours: every pair that is read or pressed has the contrast of WCAG 2.2 AA, by day and night."""

import re
from collections.abc import Iterator

import pytest

from tests.unit.web.sources import WEB, client_sources, templates

STYLES = WEB / "styles"
TOKENS = STYLES / "parts" / "tokens.css"
TEXT = 4.5
CONTROL = 3.0
SURFACES = ("ground", "paper", "well")
PAIRS = (
    [(ink, on, TEXT) for ink in ("ink", "ink-soft", "accent-text", "pine", "clay") for on in SURFACES]
    + [(ink, on, TEXT) for ink in ("ink", "ink-soft") for on in ("accent-soft", "pine-soft", "clay-soft")]
    + [(name, f"{name}-soft", TEXT) for name in ("pine", "clay")]
    + [(f"on-{name}", name, TEXT) for name in ("pine", "accent")]
    + [("accent-text", "accent-soft", TEXT)]
    + [(edge, on, CONTROL) for edge in ("edge", "focus") for on in SURFACES]
)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch|hwb)a?\(", re.IGNORECASE)

Colours = dict[str, str]


def _themes() -> Iterator[tuple[str, Colours]]:
    normal, more = TOKENS.read_text(encoding="utf-8").split(':root[data-contrast="more"]')
    pair = re.compile(r"--([\w-]+): light-dark\((#\w{3,6}), (#\w{3,6})\)")
    base = {name: (day, night) for name, day, night in pair.findall(normal)}
    high = base | {name: (day, night) for name, day, night in pair.findall(more)}
    for contrast, table in (("normal", base), ("high", high)):
        for side, time in enumerate(("day", "night")):
            yield f"{contrast} contrast, {time}", {name: colours[side] for name, colours in table.items()}


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    wide = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = [int(wide[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert _contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("theme", "colours"), list(_themes()), ids=[name for name, _colours in _themes()])
def test_every_pair_can_be_read(theme: str, colours: Colours) -> None:
    weak = [(ink, on) for ink, on, least in PAIRS if _contrast(colours[ink], colours[on]) < least]
    assert weak == [], theme


def test_only_the_tokens_name_colours() -> None:
    others = [path for path in STYLES.rglob("*.css") if path != TOKENS]
    assert others
    naming = [path.name for path in others if COLOUR.search(path.read_text(encoding="utf-8"))]
    assert naming == []


def test_every_property_that_styles_use_is_set_somewhere() -> None:
    styles = "\n".join(path.read_text(encoding="utf-8") for path in STYLES.rglob("*.css"))
    used = set(re.findall(r"var\(--([\w-]+)", styles))
    told = set(re.findall(r"--([\w-]+):", styles)) | set(re.findall(r'"--([\w-]+)"', client_sources()))
    assert used - told == set()


def test_no_token_is_left_over() -> None:
    tokens = set(re.findall(r"^\s+--([\w-]+):", TOKENS.read_text(encoding="utf-8"), re.MULTILINE))
    styles = "\n".join(path.read_text(encoding="utf-8") for path in STYLES.rglob("*.css"))
    assert tokens - set(re.findall(r"var\(--([\w-]+)", styles)) == set()


def test_no_class_is_styled_that_nothing_carries() -> None:
    styles = "\n".join(path.read_text(encoding="utf-8") for path in STYLES.rglob("*.css"))
    rules = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", styles, flags=re.DOTALL)
    carried = set(re.findall(r"[\w-]+", client_sources() + templates()))
    assert set(re.findall(r"\.([a-z][\w-]*)", rules)) - carried == set()
