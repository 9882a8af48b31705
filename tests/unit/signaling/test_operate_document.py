"""What the operator's documents tell to type and to set exists."""

import re
from pathlib import Path

import click
import pytest

from signaling.cli.main import main
from signaling.config import load_settings, variable

DOCS = Path(__file__).parents[3] / "docs"
DOCUMENT = (DOCS / "operate.md").read_text(encoding="utf-8")
EXAMPLES = [
    line for block in re.findall(r"```\n(.*?)```", DOCUMENT, re.DOTALL) for line in block.splitlines()
]


def command(words: list[str]) -> click.Command:
    found = main.commands[words[1]]
    return found.commands[words[2]] if isinstance(found, click.Group) else found


@pytest.mark.parametrize("line", [line for line in EXAMPLES if line.startswith("madang ")])
def test_every_command_and_option_exists(line: str) -> None:
    words = line.split()
    known = {name for parameter in command(words).params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_setting_that_is_set_can_have_that_value() -> None:
    exports = dict(
        line.removeprefix("export ").split("=", 1) for line in EXAMPLES if line.startswith("export ")
    )
    settings = load_settings({}, exports)
    for name, value in exports.items():
        field = next(
            field for field in ("trusted_proxies", "udp_port", "public_ip") if variable(field) == name
        )
        assert value in str(getattr(settings, field))


@pytest.mark.parametrize("document", ["operate.md", "browsers.md"])
def test_every_link_to_another_document_leads_there(document: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (DOCS / document).read_text(encoding="utf-8"))
    assert links
    assert all((DOCS / link).exists() for link in links)


def test_every_app_of_the_table_is_recognised_by_the_client() -> None:
    source = (DOCS.parent / "web" / "client" / "src" / "in-app.ts").read_text(encoding="utf-8")
    table = (DOCS / "browsers.md").read_text(encoding="utf-8")
    apps = re.search(r"type App = (.*);", source)
    assert apps
    for app in re.findall(r'"(\w+)"', apps[1]):
        assert app in table.lower()
