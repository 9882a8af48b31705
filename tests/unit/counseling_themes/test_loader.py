"""All themes are loaded at start, or the start says which one cannot be used."""

import shutil
from pathlib import Path

import pytest

from counseling_themes.errors import ThemeError
from counseling_themes.loader import DEFAULT_THEME, SHIPPED_THEMES, load_themes


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    """A folder of one's own with the default theme in it."""
    shutil.copytree(SHIPPED_THEMES / DEFAULT_THEME, tmp_path / DEFAULT_THEME)
    return tmp_path


def test_a_theme_is_a_folder_that_bears_its_slug(themes: Path) -> None:
    shutil.copytree(themes / DEFAULT_THEME, themes / "my-garden")
    (themes / "not-a-theme").mkdir()
    loaded = load_themes(themes)
    assert set(loaded) == {DEFAULT_THEME, "my-garden"}
    assert loaded["my-garden"].slug == "my-garden"
    assert loaded["my-garden"].scene_path == themes / "my-garden" / "scene.svg"


def test_a_theme_speaks_the_nearest_language_it_has(themes: Path) -> None:
    (themes / DEFAULT_THEME / "pt-BR.ftl").write_text("title = Prado\nwelcome = Fique à vontade.\n")
    theme = load_themes(themes)[DEFAULT_THEME]
    assert theme.title("ko") == theme.title("ko-KR") == "꿀벌의 들판"
    assert theme.title("pt-BR") == "Prado"
    assert theme.title("pt") == theme.title("vi") == theme.title("en") == "Honeybee’s meadow"
    assert theme.welcome("pt-BR") == "Fique à vontade."


def test_loaded_themes_cannot_be_changed(themes: Path) -> None:
    loaded = load_themes(themes)
    with pytest.raises(TypeError):
        loaded["another"] = loaded[DEFAULT_THEME]  # type: ignore[index]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("theme.toml", b"ratio = 1\nratio = 1\n", r"^honeybee-meadow/theme\.toml:2: it is not TOML: .*\.$"),
        ("theme.toml", b"# \xff\n", r"^honeybee-meadow/theme\.toml:1: it is not UTF-8\.$"),
        ("ko.ftl", b"title = a\n", r"^honeybee-meadow/ko\.ftl: welcome is missing\.$"),
        ("scene.svg", b"<svg/>", r"^honeybee-meadow/scene\.svg:1: the element svg is not allowed\.$"),
        ("not a language.ftl", b"", r"^honeybee-meadow/not a language\.ftl: texts are named by .*\.$"),
        ("scene.svg", None, r"^honeybee-meadow/scene\.svg: it cannot be read: No such file or directory\.$"),
        ("en.ftl", None, r"^honeybee-meadow/en\.ftl: it is missing; every theme speaks English\.$"),
    ],
)
def test_a_theme_that_cannot_be_used_is_named(
    themes: Path, file: str, content: bytes | None, message: str
) -> None:
    path = themes / DEFAULT_THEME / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(ThemeError, match=message):
        load_themes(themes)


def test_a_folder_with_another_name_than_a_slug_is_refused(themes: Path) -> None:
    shutil.copytree(themes / DEFAULT_THEME, themes / "My Garden")
    with pytest.raises(ThemeError, match=r"^My Garden: a theme's folder is named with "):
        load_themes(themes)


def test_rooms_need_their_default_theme(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="honeybee-meadow"):
        load_themes(tmp_path)
