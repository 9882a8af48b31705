"""In the chat of a real server: answering, changing one's own, reacting, looking back, searching."""

import pytest

from signaling.protocol.chat import (
    ChatAccepted,
    ChatBefore,
    ChatChanged,
    ChatDelete,
    ChatEdit,
    ChatPage,
    ChatReact,
    ChatSearch,
    ChatSend,
    ChatTyping,
    ChatWritten,
    Typing,
)
from signaling.protocol.common import ChatLine, Emoji, ErrorCode, LineReaction
from signaling.protocol.joining import Done, Failed, Ping, Pong
from tests.integration.conftest import Enter
from tests.support.participant import Participant, line


async def send(writer: Participant, text: str, **more: object) -> ChatLine:
    reply = await writer.request(ChatSend, **line(text), **more)
    assert isinstance(reply, ChatAccepted), reply
    return reply.line


async def page_of(reader: Participant, kind: type[ChatBefore | ChatSearch], **fields: object) -> ChatPage:
    reply = await reader.request(kind, **fields)
    assert isinstance(reply, ChatPage), reply
    return reply


async def changes(reader: Participant) -> list[ChatLine]:
    """All changes of lines that were told so far."""
    before = len(reader.of(Pong))
    await reader.send(Ping())
    await reader.expect(Pong, lambda _: len(reader.of(Pong)) > before)
    return [one.line for one in reader.of(ChatChanged)]


async def test_an_answer_names_its_line_and_whom_it_mentions(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    first = await send(ann, "When do we meet?")
    await send(ben, "@Ann at three", reply_to=first.number, mentions=[ann.id, ann.id, "nobody", ben.id])
    told = (await ann.expect(ChatWritten)).line
    assert (told.reply_to, told.mentions) == (first.number, [ann.id, ben.id])


async def test_an_answer_to_a_line_that_is_not_there_is_refused(enter: Enter) -> None:
    ann = await enter()
    assert await ann.failure(ChatSend, **line("what?"), reply_to=7) == "line-gone"
    assert (await send(ann, "one")).number == 1


async def test_an_edit_is_told_to_everyone_with_its_trace(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    written = await send(ann, "at tree")
    assert isinstance(await ann.request(ChatEdit, line=written.number, text=" at three "), Done)
    for person in (ann, ben):
        changed = (await person.expect(ChatChanged)).line
        assert changed.text == "at three"
        assert changed.edited_at_ms is not None


async def test_of_a_deleted_line_only_its_place_is_told_also_to_who_comes_later(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    written = await send(ann, "my number is 010", mentions=[ben.id])
    await ben.request(ChatReact, line=written.number, emoji=Emoji.WOW, on=True)
    assert isinstance(await ann.request(ChatDelete, line=written.number), Done)
    told = (await ben.expect(ChatChanged, lambda one: one.line.deleted_at_ms is not None)).line
    assert (told.text, told.mentions, told.reactions) == ("", [], [])
    assert (await enter("Cho")).joined_room.chat == [told]


async def test_nobody_edits_or_deletes_what_others_wrote(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    written = await send(ann, "mine")
    assert await ben.failure(ChatEdit, line=written.number, text="yours") == "not-allowed"
    assert await ben.failure(ChatDelete, line=written.number) == "not-allowed"
    assert (await enter("Cho")).joined_room.chat == [written]


async def test_who_comes_back_may_still_change_what_they_wrote(enter: Enter) -> None:
    ben = await enter("Ben")
    written = await send(ben, "before the cut")
    again = await enter("Ben", previous=ben.joined_room.resume)
    assert isinstance(await again.request(ChatEdit, line=written.number, text="after it"), Done)


async def test_lines_that_are_gone_or_never_were_are_not_changed(enter: Enter) -> None:
    ann = await enter("Ann")
    written = await send(ann, "soon gone")
    await ann.request(ChatDelete, line=written.number)
    for number in (written.number, 99):
        assert await ann.failure(ChatEdit, line=number, text="x") == "line-gone"
        assert await ann.failure(ChatReact, line=number, emoji=Emoji.HEART, on=True) == "line-gone"
    assert await ann.failure(ChatDelete, line=99) == "line-gone"


async def test_what_is_asked_for_twice_is_done_and_told_once(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    number = (await send(ann, "one")).number
    for _ in range(2):
        assert isinstance(await ann.request(ChatEdit, line=number, text="two"), Done)
    for _ in range(2):
        assert isinstance(await ann.request(ChatReact, line=number, emoji=Emoji.HEART, on=True), Done)
    for _ in range(2):
        assert isinstance(await ann.request(ChatDelete, line=number), Done)
    told = await changes(ben)
    assert [(one.text, len(one.reactions)) for one in told] == [("two", 0), ("two", 1), ("", 0)]


async def test_reactions_tell_who_and_how_and_can_be_taken_back(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    number = (await send(ann, "good news")).number
    for person, emoji in ((ben, Emoji.CLAP), (ann, Emoji.HEART), (ann, Emoji.CLAP)):
        await person.request(ChatReact, line=number, emoji=emoji, on=True)
    expected = [
        LineReaction(emoji=Emoji.CLAP, participants=[ben.id, ann.id]),
        LineReaction(emoji=Emoji.HEART, participants=[ann.id]),
    ]
    assert (await changes(ben))[-1].reactions == expected
    await ben.request(ChatReact, line=number, emoji=Emoji.CLAP, on=False)
    late = await enter("Late")
    assert late.joined_room.chat[0].reactions[-1].participants == [ann.id]


async def test_fifty_lines_come_at_the_door_and_the_others_are_asked_for(enter: Enter) -> None:
    # Two, because so many lines are more than one may write in a hurry.
    ann, ben = await enter("Ann"), await enter("Ben")
    for number in range(1, 61):
        await send(ann if number <= 30 else ben, str(number))
    late = await enter("Late")
    assert [one.number for one in late.joined_room.chat] == list(range(11, 61))
    rest = await page_of(late, ChatBefore, before=11)
    assert ([one.number for one in rest.lines], rest.more) == (list(range(1, 11)), False)
    assert (await page_of(late, ChatBefore, before=1)).lines == []


async def test_search_finds_what_was_said_in_this_room(enter: Enter) -> None:
    ann = await enter("Ann")
    found = [await send(ann, text) for text in ("학교에는 언제 가나요", "an ÉCOLE", "100%")]
    assert (await page_of(ann, ChatSearch, text="학교")).lines == [found[0]]
    assert (await page_of(ann, ChatSearch, text="école")).lines == [found[1]]
    assert (await page_of(ann, ChatSearch, text="%")).lines == [found[2]]
    assert await ann.failure(ChatSearch, text="   ") == "text-invalid"


async def test_the_others_see_that_somebody_writes(enter: Enter) -> None:
    ann, ben = await enter("Ann"), await enter("Ben")
    await ann.send(ChatTyping())
    assert (await ben.expect(Typing)).participant == ann.id
    assert not ann.of(Typing)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 2**70, 1.5])
async def test_numbers_that_no_line_has_are_malformed_and_harm_nobody(enter: Enter, number: float) -> None:
    ann = await enter()
    await ann.send_text(f'{{"type": "chat_before", "id": 90, "before": {number}}}')
    failed = await ann.expect(Failed)
    assert failed.code is ErrorCode.MALFORMED
    assert (await send(ann, "still here")).text == "still here"


async def test_the_highest_number_is_a_number_like_others(enter: Enter) -> None:
    ann = await enter()
    written = await send(ann, "one")
    assert (await page_of(ann, ChatBefore, before=2**31 - 1)).lines == [written]
    assert await ann.failure(ChatDelete, line=2**31 - 1) == "line-gone"
