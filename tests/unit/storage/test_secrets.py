"""Secrets are drawn at the first run and nobody else can read them."""

import stat
from pathlib import Path

import pytest

from storage.engine import StorageUnavailable
from storage.secrets import SECRET_BYTES, load_secret


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_is_drawn_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    secret = load_secret(folder, "tokens")
    assert len(secret) == SECRET_BYTES
    assert load_secret(folder, "tokens") == secret
    assert mode(folder) == 0o700
    assert [(file.name, mode(file)) for file in folder.iterdir()] == [("tokens.secret", 0o600)]


def test_two_installations_and_two_purposes_never_share_a_secret(tmp_path: Path) -> None:
    drawn = {load_secret(tmp_path / place, purpose) for place in "ab" for purpose in ("tokens", "files")}
    assert len(drawn) == 4


def test_a_secret_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    secret = load_secret(tmp_path, "tokens")
    (tmp_path / "tokens.secret").chmod(0o644)
    assert load_secret(tmp_path, "tokens") == secret
    assert mode(tmp_path / "tokens.secret") == 0o600


def test_of_two_that_draw_at_once_both_get_the_same(tmp_path: Path) -> None:
    def drawn_meanwhile(count: int) -> bytes:
        load_secret(tmp_path, "tokens", lambda _: b"first" + bytes(count - 5))
        return bytes(count)

    assert load_secret(tmp_path, "tokens", drawn_meanwhile).startswith(b"first")
    assert [file.name for file in tmp_path.iterdir()] == ["tokens.secret"]


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_secret_is_told_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tokens.secret").write_bytes(content)
    with pytest.raises(StorageUnavailable, match=r"^The secret in .*tokens\.secret is damaged.*\.$"):
        load_secret(tmp_path, "tokens")


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        StorageUnavailable, match=r"^The data folder .* cannot be written: Not a directory\.$"
    ):
        load_secret(tmp_path / "file" / "data", "tokens")


def test_a_secret_that_cannot_be_read_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "tokens.secret").mkdir()
    with pytest.raises(
        StorageUnavailable, match=r"^The secret in .* cannot be read or written: Is a directory\.$"
    ):
        load_secret(tmp_path, "tokens")
