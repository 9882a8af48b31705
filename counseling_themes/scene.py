"""scene.svg: a picture and nothing else. Only what is known to be harmless may be in it."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from counseling_themes.errors import ThemeError

FILE = "scene.svg"
MOST_BYTES = 80_000
SVG = "http://www.w3.org/2000/svg"

_ELEMENTS = """
    svg title desc style defs g use symbol pattern clipPath mask linearGradient radialGradient stop
    path circle ellipse rect line polyline polygon
"""
_ATTRIBUTES = """
    id class d x y x1 y1 x2 y2 cx cy fx fy r rx ry width height points offset href role
    viewBox preserveAspectRatio transform patternUnits patternContentUnits patternTransform
    gradientUnits gradientTransform spreadMethod clipPathUnits maskUnits maskContentUnits pathLength
    fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-dasharray stroke-dashoffset opacity stop-color stop-opacity color
    clip-path clip-rule mask paint-order vector-effect visibility pointer-events
"""
ELEMENTS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
"""Besides data-* and aria-*. Not style: the pages' policy blocks it, and colours would be lost."""

AT_RULES = frozenset({"media", "keyframes", "supports"})

_INSIDE = re.compile(r"""\s*(["']?)#[\w-]+\1\s*""")
_REFERENCE = re.compile(r"\burl\s*\(([^)]*)", re.IGNORECASE)
_FETCHING = re.compile(r"\b(?:image-set|cross-fade|image|src|element|paint|expression)\s*\(", re.IGNORECASE)
_AT_RULE = re.compile(r"@([\w-]*)")


def check_scene(svg: bytes) -> None:
    """Raise ThemeError unless it is a well-formed SVG without scripts, handlers, styles in attributes,
    entities or references to anything outside of itself.
    """
    if len(svg) > MOST_BYTES:
        raise ThemeError(FILE, f"it is over {MOST_BYTES // 1000} kB")
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    reader = _Reader(parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.ProcessingInstructionHandler = reader.instruction
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        problem = f"it is not well-formed XML: {expat.ErrorString(error.code)}"
        raise ThemeError(FILE, problem, error.lineno) from None


@dataclass(slots=True)
class _Reader:
    """Refuses, as the parser comes by, what is not allowed."""

    parser: expat.XMLParserType
    inside: list[str] = field(default_factory=list)
    style: list[str] = field(default_factory=list)
    style_line: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, element = name.rpartition(" ")
        if namespace != SVG or element not in ELEMENTS:
            raise self.error(f"the element {element} is not allowed")
        if not self.inside and element != "svg":
            raise self.error("the outermost element must be svg")
        for attribute, value in attributes.items():
            self.attribute(attribute, value)
        self.inside.append(element)
        self.style_line = self.parser.CurrentLineNumber

    def attribute(self, name: str, value: str) -> None:
        if name not in ATTRIBUTES and not name.startswith(("data-", "aria-")):
            raise self.error(f"the attribute {name} is not allowed")
        if name == "href" and not _INSIDE.fullmatch(value):
            raise self.error("href may only name something in the scene itself (#id)")
        if (found := _forbidden(value)) is not None:
            raise self.error(found[1])

    def end(self, _name: str) -> None:
        if self.inside.pop() == "style":
            rules = "".join(self.style)
            self.style.clear()
            if (found := _forbidden_in_style(rules)) is not None:
                position, problem = found
                raise ThemeError(FILE, problem, self.style_line + rules.count("\n", 0, position))

    def text(self, characters: str) -> None:
        if self.inside and self.inside[-1] == "style":
            self.style.append(characters)

    def doctype(self, *_details: object) -> None:
        raise self.error("a document type is not allowed")

    def instruction(self, *_details: object) -> None:
        raise self.error("processing instructions are not allowed")

    def error(self, problem: str) -> ThemeError:
        return ThemeError(FILE, problem, self.parser.CurrentLineNumber)


def _forbidden_in_style(rules: str) -> tuple[int, str] | None:
    for rule in _AT_RULE.finditer(rules):
        if rule[1].lower() not in AT_RULES:
            return rule.start(), f"the style rule @{rule[1]} is not allowed"
    return _forbidden(rules)


def _forbidden(text: str) -> tuple[int, str] | None:
    """Where a style or an attribute could fetch something, and why; a backslash could hide it."""
    if "\\" in text:
        return text.index("\\"), "a backslash is not allowed"
    for reference in _REFERENCE.finditer(text):
        if not _INSIDE.fullmatch(reference[1]):
            return reference.start(), "url() may only name something in the scene itself (#id)"
    if (fetching := _FETCHING.search(text)) is not None:
        return fetching.start(), f"{fetching[0]}) is not allowed"
    return None
