"""The web client's types are those of the Python messages."""

from pathlib import Path

import msgspec
import pytest

from signaling.protocol import typescript
from signaling.protocol.typescript import UnsupportedTypeError

GENERATED = Path(__file__).parents[3] / "web" / "client" / "src" / "protocol.ts"


def test_the_file_in_the_web_client_is_what_the_generator_writes() -> None:
    assert GENERATED.read_text(encoding="utf-8") == typescript.typescript(), (
        "run: python -m signaling.protocol.typescript > web/client/src/protocol.ts"
    )


def test_a_message_has_its_tag_its_fields_and_its_meaning() -> None:
    text = typescript.typescript()
    assert '  readonly type: "chat_accepted";\n  readonly re: number;\n  readonly line: ChatLine;\n' in text
    assert "/** Somebody else wrote a line. */\nexport interface ChatWritten {" in text
    assert "  /** Milliseconds since 1970, by the server's clock. */\n  readonly sent_at_ms: number;" in text


def test_what_the_browser_writes_may_leave_out_defaults_and_what_it_reads_is_complete() -> None:
    text = typescript.typescript()
    assert "  readonly previous?: string | null;" in text
    assert "  readonly retry_after_ms: number | null;" in text


def test_every_message_of_both_unions_is_a_member() -> None:
    text = typescript.typescript()
    for name in ("FromParticipant", "ToParticipant"):
        members = text.split(f"export type {name} =")[1].split(";")[0]
        for struct in getattr(typescript, name).__args__:
            assert f"\n  | {struct.__name__}" in members
            assert f"export interface {struct.__name__} {{" in text


def test_a_list_of_alternatives_keeps_its_brackets() -> None:
    class Row(msgspec.Struct):
        cells: list[int | None]

    assert "readonly cells: readonly (number | null)[];" in typescript._interface(Row, may_omit=False)


def test_a_type_without_a_typescript_form_is_refused() -> None:
    class Odd(msgspec.Struct):
        value: complex

    with pytest.raises((UnsupportedTypeError, TypeError)):
        typescript._interface(Odd, may_omit=False)
