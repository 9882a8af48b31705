"""A theme: the skin of a room. Data that an operator can edit; nothing here knows rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FALLBACK_LANGUAGE = "en"
"""Every theme speaks it."""

DRAWING_WIDTH = 1600
"""Scenes are drawn this many units wide; the ratio gives their height."""


class Facing(StrEnum):
    """Which way somebody on a seat looks."""

    LEFT = "left"
    RIGHT = "right"
    FRONT = "front"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where somebody sits: the feet, in units of the drawing, and how large the avatar is there.

    An avatar is 160 units wide at scale 1. Seats are filled by number, from 1.
    """

    number: int
    x: float
    y: float
    scale: float
    facing: Facing


@dataclass(frozen=True, slots=True)
class Texts:
    """What a theme says in one language."""

    title: str
    welcome: str
    """One line at the door: it tells how one is received and how to behave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """`ratio` is the drawing's width by its height, `near` how far the eye has come towards it (1: all is
    in sight), `middle` where the drawing's middle stands on the stage, in per cent from its top.
    """

    slug: str
    ratio: float
    near: float
    middle: float
    seats: tuple[Seat, ...]
    texts: Mapping[str, Texts]
    """By language tag."""
    scene_path: Path
    """An SVG that was checked: no scripts, no references to anything outside of it."""

    def title(self, language: str) -> str:
        """The theme's name in this language, else in English."""
        return self._spoken(language).title

    def welcome(self, language: str) -> str:
        """The line at the door in this language, else in English."""
        return self._spoken(language).welcome

    def _spoken(self, language: str) -> Texts:
        for tag in (language, language.partition("-")[0]):
            if tag in self.texts:
                return self.texts[tag]
        return self.texts[FALLBACK_LANGUAGE]
