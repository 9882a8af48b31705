"""theme.toml: how a scene is shown and where one sits."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counseling_themes.errors import ThemeError
from counseling_themes.theme import DRAWING_WIDTH, Facing, Seat

FILE = "theme.toml"
MOST_CHARACTERS = 16_000
MOST_SEATS = 100

_SEAT_HEADER = re.compile(r"\s*\[\[\s*seats\s*\]\]")

_Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSettings:
    """What theme.toml says; see theme.Theme."""

    ratio: float
    near: float
    middle: float
    seats: tuple[Seat, ...]


def parse_settings(text: str) -> ThemeSettings:
    """Read theme.toml; raise ThemeError for anything that it cannot say."""
    if len(text) > MOST_CHARACTERS:
        raise ThemeError(FILE, f"it is over {MOST_CHARACTERS:,} characters")
    table = _Reader(text, None, _load(text))
    table.only({"ratio", "near", "middle", "seats"})
    ratio = table.number("ratio", 0.5, 4)
    seats = table.value("seats")
    if not isinstance(seats, list) or not 1 <= len(seats) <= MOST_SEATS:
        raise table.error("seats", f"there must be 1 to {MOST_SEATS} tables [[seats]]")
    return ThemeSettings(
        ratio=ratio,
        near=table.number("near", 1, 2),
        middle=table.number("middle", 0, 100),
        seats=tuple(_seat(text, index, seat, ratio) for index, seat in enumerate(seats)),
    )


def _load(text: str) -> _Table:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # tomllib tells the place in words: "... (at line 3, column 5)".
        place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        if place is None:
            raise ThemeError(FILE, "it is not TOML") from None
        problem = f"it is not TOML: {str(error)[: place.start()]}"
        raise ThemeError(FILE, problem, int(place[1])) from None


def _seat(text: str, index: int, value: object, ratio: float) -> Seat:
    if not isinstance(value, dict):
        raise ThemeError(FILE, "each of the seats must be a table [[seats]]")
    seat = _Reader(text, index, value)
    seat.only({"number", "x", "y", "scale", "facing"})
    number = seat.value("number")
    if type(number) is not int or number != index + 1:
        raise seat.error("number", f"the number must be {index + 1}: seats stand in order, from 1")
    if seat.value("facing") not in list(Facing):
        raise seat.error("facing", f"facing must be one of {', '.join(Facing)}")
    return Seat(
        number=index + 1,
        x=seat.number("x", 0, DRAWING_WIDTH),
        y=seat.number("y", 0, DRAWING_WIDTH / ratio),
        scale=seat.number("scale", 0.1, 2),
        facing=Facing(seat.value("facing")),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """One table of the file, with its place: the main one, or the seat of that index."""

    text: str
    seat: int | None
    table: _Table

    def only(self, keys: set[str]) -> None:
        """Refuse a key that means nothing: it is likely misspelt."""
        for key in self.table:
            if key not in keys:
                raise self.error(key, f"{key!r} is not known here")

    def value(self, key: str) -> Any:
        """What the key says; it must say something."""
        if key not in self.table:
            raise self.error(key, f"{key} is missing")
        return self.table[key]

    def number(self, key: str, least: float, most: float) -> float:
        """A number within bounds."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.error(key, f"{key} must be a number from {least:g} to {most:g}")
        return float(value)

    def error(self, key: str, problem: str) -> ThemeError:
        """The error at the key's line, or at its table's where it is missing."""
        return ThemeError(FILE, problem, _line_of(self.text, self.seat, key))


def _line_of(text: str, seat: int | None, key: str) -> int | None:
    """The line, from 1, of a key in the main table or in the seat of that index, as usually written."""
    assignment = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    wanted = -1 if seat is None else seat
    current = -1
    header_line: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if _SEAT_HEADER.match(line):
            current += 1
            header_line = number if current == wanted else header_line
        elif current == wanted and assignment.match(line):
            return number
    return header_line
