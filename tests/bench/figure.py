"""One measured figure beside its limit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, as it is printed, and whether it is within its limit."""

    name: str
    limit: str
    result: str
    within: bool


def at_most(name: str, value: float, limit: float, unit: str, detail: str = "") -> Figure:
    """A figure that should be small."""
    return Figure(name, f"≤ {limit:g} {unit}", f"{value:.1f} {unit}{detail}", value <= limit)
