"""Several rooms in one chat: the question with its buttons, `/to`, and the card of whom one writes to."""

from __future__ import annotations

from bot.callbacks import RoomAct, RoomPress, WhichAct, WhichPress
from tests.talk.studio import Phone, Studio
from tests.talk.test_conversations import agreed
from tests.talk.test_form import through


async def three(house: Studio) -> tuple[Phone, Phone, Phone]:
    """Maya has agreed with Ana and with Budi."""
    ana, maya = await agreed(house)
    budi = await house.phone(5, "Budi")
    await budi.says("/book")
    await through(budi, "Balinese", "60 minutes", "At the studio", "Maya")
    await through(budi, "Pick a day", "5", "Evening", "17:00", "Skip")
    await budi.presses("Send request")
    await maya.presses("Accept")
    return maya, ana, budi


async def test_one_question_then_everything_in_order_then_a_turn(house: Studio) -> None:
    maya, ana, budi = await three(house)
    first = await maya.says("On my way")
    await maya.says("Ten minutes")
    asked = maya.last
    assert (asked.code, asked.reply_to, asked.edits) == ("relay.which", first, 1)
    assert "2 messages wait. Who are they for?" in asked.text
    assert [label.split(" · ")[:2] for label in asked.labels] == [
        ["Ana", "Mon, Mar 2 12:50"], ["Budi", "Thu, Mar 5 17:00"], ["Do not send"],
    ]  # fmt: skip
    assert await maya.presses("Budi") == ""
    assert (asked.text, asked.labels) == ("Sent to Budi", [])
    assert [one.text for one in budi.chat[-2:]] == ["On my way", "Ten minutes"]
    assert maya.last.text.startswith("✍️ Writing to Budi until 12:05")
    await maya.says("The blue car")
    assert budi.last.text == "The blue car"
    turn = maya.last
    await ana.says("And me?")
    assert (
        turn.text == "You are no longer writing to Budi: there is something from Ana. "
        "I will ask you whom your next message is for."
    )
    assert turn.labels == []


async def test_an_answered_question_takes_no_second_answer(house: Studio) -> None:
    maya, ana, _ = await three(house)
    await maya.says("hello")
    await maya.presses("Ana ·")
    for act, room in ((WhichAct.ROOM, 2), (WhichAct.DISCARD, 0), (WhichAct.ROOM, 2**62)):
        press = WhichPress(question=1, act=act, room=room).pack()
        assert await maya.presses_data(press) == "That question has been answered already."
    assert [one.text for one in ana.chat].count("hello") == 1


async def test_to_chooses_before_a_line_is_written(house: Studio) -> None:
    maya, ana, _ = await three(house)
    await maya.says("/to")
    assert [label.split(" ")[0] for label in maya.last.labels] == ["Ana", "Budi"]
    await maya.presses("Ana")
    await maya.says("Good morning")
    assert ana.last.text == "Good morning"
    await maya.presses("Stop")
    assert maya.card("focus").text == "You are no longer writing to Ana: you stopped it."
    await maya.says("Whose?")
    assert maya.last.code == "relay.which"


async def test_to_is_for_ones_own_rooms_that_are_open(house: Studio) -> None:
    _, ana, _ = await three(house)
    eve = await house.phone(9, "Eve")
    await eve.says("/to")
    assert eve.last.text == "You have no open conversation at the moment."
    for act in (RoomAct.WRITE, RoomAct.STOP):
        await eve.presses_data(RoomPress(room=1, act=act).pack())
        assert eve.last.code == "to"
    await house.time_passes(days=5)
    assert "has ended" in await ana.presses_data(RoomPress(room=1, act=RoomAct.WRITE).pack())
