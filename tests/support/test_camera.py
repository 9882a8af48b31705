"""The code that cameras show: what is written is read, and nothing else is."""

from pathlib import Path

import pytest

from tests.support.camera import FRAMES, PEOPLE, Sight, code_cells, read_code, write_film

WIDTH, HEIGHT = 320, 180
PICTURE_BYTES = WIDTH * HEIGHT * 3 // 2


def pictures(film: Path) -> list[bytes]:
    content = film.read_bytes()
    header, _, rest = content.partition(b"\n")
    assert header.startswith(b"YUV4MPEG2 W320 H180 F15:1")
    step = len(b"FRAME\n") + PICTURE_BYTES
    return [rest[at + 6 : at + step] for at in range(0, len(rest), step)]


def cells(picture: bytes) -> list[tuple[float, float, float]]:
    """As the page samples them: the middle of each of 8 by 3 cells, in RGB."""
    return [_rgb(picture, column * 40 + 20, band * 60 + 30) for band in range(3) for column in range(8)]


def _rgb(picture: bytes, x: int, y: int) -> tuple[float, float, float]:
    luma = WIDTH * HEIGHT
    at = luma + (y // 2) * (WIDTH // 2) + x // 2
    brightness = 1.164 * (picture[y * WIDTH + x] - 16)
    blue, red = picture[at] - 128, picture[at + luma // 4] - 128
    rgb = (brightness + 1.596 * red, brightness - 0.392 * blue - 0.813 * red, brightness + 2.017 * blue)
    return tuple(min(255.0, max(0.0, value)) for value in rgb)  # type: ignore[return-value]


@pytest.mark.parametrize("person", range(PEOPLE))
def test_everyone_has_a_code_that_is_read_back_in_every_frame(tmp_path: Path, person: int) -> None:
    write_film(tmp_path / "film.y4m", person)
    film = pictures(tmp_path / "film.y4m")
    assert [read_code(cells(film[n])) for n in range(FRAMES)] == [Sight(person, n) for n in range(FRAMES)]


def test_a_blend_of_two_frames_still_shows_one_of_them(tmp_path: Path) -> None:
    write_film(tmp_path / "film.y4m", 6)
    film = [cells(picture) for picture in pictures(tmp_path / "film.y4m")]
    blend = [
        tuple((one + other) / 2 + 1 for one, other in zip(a, b, strict=True))
        for a, b in zip(film[20], film[21], strict=True)
    ]
    assert read_code(blend) in (Sight(6, 20), Sight(6, 21))


def test_what_is_no_code_is_not_read(tmp_path: Path) -> None:
    write_film(tmp_path / "film.y4m", 6)
    shown = cells(pictures(tmp_path / "film.y4m")[0])
    mirrored = [cell for band in range(3) for cell in reversed(shown[band * 8 : band * 8 + 8])]
    black = [(0.0, 0.0, 0.0)] * 24
    assert read_code(mirrored) is None
    assert read_code(black) is None
    assert read_code(shown[:20]) is None
    assert read_code([*shown[:8], *black[:8], *shown[16:]]) is None


@pytest.mark.parametrize("person", range(PEOPLE))
def test_what_is_drawn_in_a_page_is_read_back_like_a_film(person: int) -> None:
    drawn = code_cells(person)
    assert [read_code(frame) for frame in drawn] == [Sight(person, n) for n in range(FRAMES)]
