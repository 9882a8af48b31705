"""A camera per person: films that show a code, and reading the code from a receiver's pixels.

The picture has three bands. Above, eight cells: white, black, four bits of the person's number,
two check bits. In the middle the person's colour under moving noise, so that there is something to
encode. Below, eight cells: black, white, six bits of the frame's number in Gray code, which
changes in one bit a frame, so that a blend of two frames still reads as one of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

FRAMES_PER_S = 15
FRAMES = 64
PEOPLE = 16

_COLUMNS = 8
_BANDS = 3
_WHITE, _BLACK = 235, 16
_LEAST_CONTRAST = 80
_COLOUR_WRONG_AT_MOST = 60
_CHROMA: tuple[tuple[int, int], ...] = (
    (90, 240),
    (54, 34),
    (240, 110),
    (16, 146),
    (202, 222),
    (166, 16),
    (128, 200),
    (200, 60),
)
"""(Cb, Cr) of the colours (ITU-R BT.601); person n has colour n mod 8."""

Colour = tuple[float, float, float]

SAMPLE_CELLS_JS = """video => {
  const [width, height, columns, bands] = [320, 180, 8, 3];
  if (!video.videoWidth || video.readyState < 2) return null;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, width, height);
  const cells = [];
  for (let band = 0; band < bands; band++) {
    for (let column = 0; column < columns; column++) {
      const w = width / columns, h = height / bands;
      const { data } = context.getImageData(column * w + w / 4, band * h + h / 4, w / 2, h / 2);
      const sum = [0, 0, 0];
      for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) sum[c] += data[i + c];
      cells.push(sum.map(value => value / (data.length / 4)));
    }
  }
  return { width: video.videoWidth, height: video.videoHeight, cells };
}"""
"""In the page: the mean colours of the middles of all cells of a <video>, row by row, or null."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was read from one moment of a video."""

    person: int
    frame: int
    """0 to 63, one more with each frame of the film, then over again."""


def write_film(path: Path, person: int, width: int = 320, height: int = 180) -> None:
    """Write four seconds of the person's camera as YUV4MPEG2; browsers repeat it."""
    header = f"YUV4MPEG2 W{width} H{height} F{FRAMES_PER_S}:1 Ip A1:1 C420jpeg\n".encode()
    with path.open("wb") as film:
        film.write(header)
        for picture in _pictures(person, width, height):
            film.write(b"FRAME\n" + picture)


def code_cells(person: int) -> list[list[Colour]]:
    """The same pictures for whoever draws: of each frame the colours of all cells, row by row."""
    cb, cr = (value - 128 for value in _CHROMA[person % len(_CHROMA)])
    red, green, blue = 128 + 1.402 * cr, 128 - 0.344136 * cb - 0.714136 * cr, 128 + 1.772 * cb
    middle = [(red, green, blue)] * _COLUMNS
    above = _greys([_WHITE, _BLACK, *_bits(person << 2 | _check(person))])
    return [above + middle + _greys([_BLACK, _WHITE, *_bits(n ^ n >> 1)]) for n in range(FRAMES)]


def read_code(cells: Sequence[Sequence[float]]) -> Sight | None:
    """Tell what the sampled cells show, or None if that is no code (black, mirrored, torn, mixed)."""
    if len(cells) != _COLUMNS * _BANDS:
        return None
    brightness = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in cells]
    above = _read_band(brightness[:_COLUMNS], white=0, black=1)
    below = _read_band(brightness[-_COLUMNS:], white=1, black=0)
    if above is None or below is None:
        return None
    person, check = above >> 2, above & 3
    if check != _check(person) or _nearest_colour(cells[_COLUMNS : 2 * _COLUMNS]) != person % len(_CHROMA):
        return None
    return Sight(person, _from_gray(below))


def _pictures(person: int, width: int, height: int) -> Iterator[bytes]:
    heights = _band_heights(height)
    noise = _noise(person, width, heights[1])
    colour = _CHROMA[person % len(_CHROMA)]
    chroma = [_chroma_plane(value, width, heights) for value in colour]
    above = _row(width, [_WHITE, _BLACK, *_bits(person << 2 | _check(person))]) * heights[0]
    for frame in range(FRAMES):
        below = _row(width, [_BLACK, _WHITE, *_bits(frame ^ frame >> 1)]) * heights[2]
        shift = frame * width * 3 % len(noise)
        yield above + noise[shift:] + noise[:shift] + below + chroma[0] + chroma[1]


def _greys(values: Sequence[int]) -> list[Colour]:
    return [(value, value, value) for value in map(float, values)]


def _band_heights(height: int) -> tuple[int, int, int]:
    """Even heights, so that chroma lines fall into one band."""
    third = height // 3 // 2 * 2
    return third, height - 2 * third, third


def _row(width: int, values: Sequence[int]) -> bytes:
    return b"".join(bytes([value]) * (width // _COLUMNS) for value in values)


def _bits(number: int) -> list[int]:
    return [_WHITE if number >> bit & 1 else _BLACK for bit in reversed(range(6))]


def _noise(seed: int, width: int, height: int) -> bytes:
    grey = bytes(96 + value // 4 for value in range(256))
    return Random(seed).randbytes(width * height).translate(grey)


def _chroma_plane(value: int, width: int, heights: tuple[int, int, int]) -> bytes:
    neutral, coloured = bytes([128]) * (width // 2), bytes([value]) * (width // 2)
    return neutral * (heights[0] // 2) + coloured * (heights[1] // 2) + neutral * (heights[2] // 2)


def _check(person: int) -> int:
    return (person ^ person >> 2 ^ 2) & 3


def _read_band(brightness: Sequence[float], *, white: int, black: int) -> int | None:
    if brightness[white] - brightness[black] < _LEAST_CONTRAST:
        return None
    threshold = (brightness[white] + brightness[black]) / 2
    number = 0
    for value in brightness[2:]:
        number = number << 1 | (value > threshold)
    return number


def _from_gray(code: int) -> int:
    number = 0
    while code:
        number ^= code
        code >>= 1
    return number


def _nearest_colour(cells: Sequence[Sequence[float]]) -> int | None:
    red, green, blue = (sum(cell[channel] for cell in cells) / len(cells) for channel in range(3))
    seen_cb = 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue
    seen_cr = 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue
    distances = [(cb - seen_cb) ** 2 + (cr - seen_cr) ** 2 for cb, cr in _CHROMA]
    nearest = distances.index(min(distances))
    return nearest if distances[nearest] < _COLOUR_WRONG_AT_MOST**2 else None
