"""The examples of docs/api.md, run against the real server."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.support.server import RoomLink, Server

DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```\n(GET|POST) (\S+)\n(.*?)```\n→ `(\d+)`\n```\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Example:
    method: str
    path: str
    body: str
    status: int
    answer: Any


EXAMPLES = [
    Example(method, path, body.strip(), int(status), json.loads(answer))
    for method, path, body, status, answer in EXAMPLE.findall(DOCUMENT)
]


def is_shaped_like(answer: Any, example: Any) -> bool:
    """Same fields; a value that is written out must be the same, `...` stands for any."""
    if isinstance(example, dict):
        same_fields = isinstance(answer, dict) and answer.keys() == example.keys()
        return same_fields and all(is_shaped_like(answer[key], example[key]) for key in example)
    if isinstance(example, str) and "..." in example:
        return bool(re.fullmatch(".+".join(map(re.escape, example.split("..."))), str(answer)))
    return bool(answer == example)


def test_the_document_has_examples() -> None:
    assert len(EXAMPLES) == 4


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.method} {example.path}")
async def test_an_example_answers_as_it_says(
    server: Server, http: aiohttp.ClientSession, example: Example
) -> None:
    room = await make_monday_talk(server, http)
    path = example.path.replace("<id>", room.id)
    async with http.request(example.method, server.url + path, data=example.body or None) as answer:
        assert answer.status == example.status
        assert is_shaped_like(await answer.json(), example.answer)


async def make_monday_talk(server: Server, http: aiohttp.ClientSession) -> RoomLink:
    async with http.post(f"{server.url}/api/v1/rooms", json={"title": "Monday talk"}) as answer:
        made = await answer.json()
    return RoomLink(made["id"], made["url"])
