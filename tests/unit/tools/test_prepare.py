"""Each part of a checkout is made once, and again when its inputs change or its making was cut short."""

import sys
from pathlib import Path

import pytest

from tools import prepare


class Workshop:
    """One step in a checkout of its own, and how often it was made."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.product = root / "product"
        self.source = root / "source"
        self.made = 0
        self.fails = False
        self.source.mkdir()
        (self.source / "a.txt").write_text("one")

    def make(self) -> None:
        self.made += 1
        self.product.touch()
        if self.fails:
            raise prepare.PreparationError("cut short")

    def carry_out(self, *inputs: str) -> None:
        prepare.carry_out(prepare.Step("step", "making it", self.product, (*inputs, self.source), self.make))


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "STAMPS", tmp_path / "stamps")
    (tmp_path / "stamps").mkdir()
    return Workshop(tmp_path)


def test_what_did_not_change_is_made_once(workshop: Workshop) -> None:
    workshop.carry_out()
    workshop.carry_out()
    assert workshop.made == 1


def test_a_touched_file_with_the_same_content_changes_nothing(workshop: Workshop) -> None:
    workshop.carry_out()
    (workshop.source / "a.txt").write_text("one")
    workshop.carry_out()
    assert workshop.made == 1


@pytest.mark.parametrize("change", ["write", "add", "rename", "remove product", "other text"])
def test_a_change_makes_it_again(workshop: Workshop, change: str) -> None:
    workshop.carry_out()
    source = workshop.source / "a.txt"
    match change:
        case "write":
            source.write_text("two")
        case "add":
            (workshop.source / "b.txt").write_text("")
        case "rename":
            source.rename(workshop.source / "c.txt")
        case "remove product":
            workshop.product.unlink()
    workshop.carry_out(*(["another Python"] if change == "other text" else []))
    assert workshop.made == 2


def test_what_was_cut_short_is_made_again_although_its_product_stands(workshop: Workshop) -> None:
    workshop.fails = True
    with pytest.raises(prepare.PreparationError):
        workshop.carry_out()
    workshop.fails = False
    workshop.carry_out()
    workshop.carry_out()
    assert workshop.made == 2


def test_what_a_build_put_among_the_sources_does_not_count(workshop: Workshop) -> None:
    workshop.carry_out()
    for name in ("node_modules", "dist", "__pycache__"):
        (workshop.source / name).mkdir()
        (workshop.source / name / "built").touch()
    workshop.carry_out()
    assert workshop.made == 1


def test_a_python_without_venv_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert prepare.main() == 2
    assert capsys.readouterr().err == "Madang needs python3-venv: apt install python3-venv\n"


def test_an_old_python_is_told_so_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert prepare.main() == 2
    assert capsys.readouterr().err == "Madang needs Python 3.11 or newer: name one with make PYTHON=...\n"


@pytest.mark.parametrize(
    ("answer", "enough"),
    [("v20.0.0", True), ("v24.19.0", True), ("v18.20.4", False), ("", False), ("command not found", False)],
)
def test_node_must_be_version_20_or_newer(tmp_path: Path, answer: str, enough: bool) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho '{answer}'\n")
    node.chmod(0o755)
    assert prepare.is_new_enough(node) is enough


def test_a_failing_command_becomes_one_sentence_and_keeps_stdout_free(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(prepare.PreparationError, match=r"^sh failed with status 3; .* above$"):
        prepare.call("sh", "-c", "echo what it said; exit 3")
    out, err = capfd.readouterr()
    assert out == ""
    assert err == "what it said\n"
