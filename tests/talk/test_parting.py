"""A room's card and its buttons, in a chat: one more day, closing, blocking, reporting, and coming back."""

from __future__ import annotations

import pytest

from bot.callbacks import RoomAct, RoomPress
from tests.talk.studio import Phone, Studio
from tests.talk.test_conversations import agreed

BUTTONS = ["⏱ +24 h", "Close", "Block", "Report"]


async def kicked(phone: Phone, status: str) -> None:
    """As Telegram tells that somebody stopped the bot, or starts it again."""
    me = {"id": phone.number, "is_bot": False, "first_name": phone.name, "language_code": "en"}
    bot = {"id": 123456789, "is_bot": True, "first_name": "Bot"}
    was, now = ("member", "kicked") if status == "kicked" else ("kicked", "member")
    await phone.studio.update(
        "my_chat_member",
        {
            "chat": {"id": phone.number, "type": "private", "first_name": phone.name},
            "from": me,
            "date": int(phone.studio.clock.at.timestamp()),
            "old_chat_member": {"user": bot, "status": was, **({"until_date": 0} if was == "kicked" else {})},
            "new_chat_member": {"user": bot, "status": now, **({"until_date": 0} if now == "kicked" else {})},
        },
    )


async def test_the_card_has_its_ways_and_a_warning_with_one_more_day(house: Studio) -> None:
    ana, maya = await agreed(house)
    card = maya.card("room.opened")
    assert card.labels == BUTTONS
    await house.time_passes(hours=25, minutes=30)
    warning = ana.card("room.warning")
    assert "Your conversation with Maya ends Tue, Mar 3, 14:20" in warning.text
    assert warning.labels == ["⏱ +24 h"]
    assert await ana.presses("+24 h") == "Kept open longer"
    assert warning.text == "⏱ Your conversation with Maya stays open until Wed, Mar 4, 14:20."
    assert maya.last.text == "⏱ Ana keeps your conversation open until Wed, Mar 4, 14:20."
    assert "This conversation stays open until Wed, Mar 4, 14:20" in card.text
    first = RoomPress(room=1, act=RoomAct.EXTEND, value="3").pack()
    assert await maya.presses_data(first) == "It has been kept open longer already."
    await maya.presses("+24 h")
    await maya.presses("+24 h")
    assert card.labels == BUTTONS[1:]
    assert "cannot be kept open" in await maya.presses_data(RoomPress(room=1, act=RoomAct.EXTEND).pack())


async def test_closing_asks_why_and_tells_the_other_kindly(house: Studio) -> None:
    ana, maya = await agreed(house)
    await maya.says("/close")
    assert maya.last.text.startswith("Close your conversation with Ana?")
    await maya.presses("No, leave it")
    assert maya.last.text == "Nothing has changed between you and Ana."
    await maya.presses("Close")
    asked = maya.last
    await maya.presses("Everything is settled")
    assert asked.text == "Closed. Ana has been told kindly."
    assert "Maya closed it: everything is settled. Thank you!" in ana.last.text
    assert ana.last.labels == ["📅 Book a visit"]
    for phone, other in ((ana, "Maya"), (maya, "Ana")):
        assert phone.card("room.card").text.startswith(f"Your conversation with {other} has ended")
    await ana.says("One more thing")
    assert ana.last.text.startswith("Not delivered")
    assert "📅 Book a visit" in ana.last.labels
    await maya.says("/close")
    assert maya.last.text == "You have no open conversation at the moment."


async def test_a_block_is_asked_about_done_at_once_and_taken_back(house: Studio) -> None:
    ana, maya = await agreed(house)
    await ana.presses("Block")
    assert "You will not be brought together again" not in ana.last.text
    await ana.presses("Yes, block")
    assert ana.last.text == "You have blocked Maya. You will not be brought together again."
    assert "It was closed." in maya.last.text and "block" not in maya.last.text.lower()
    await ana.says("/start maya")
    await ana.presses("Balinese")
    await ana.presses("60 minutes")
    await ana.presses("At the studio")
    assert "Maya" not in " ".join(ana.last.labels)
    await ana.says("/cancel")
    await ana.says("/unblock")
    await ana.presses("Unblock Maya")
    assert "You no longer block Maya" in ana.card("parting").text
    await ana.says("/unblock")
    assert ana.last.text == "You have blocked nobody."


async def test_a_report_reaches_the_operators(house: Studio) -> None:
    ana, maya = await agreed(house)
    olga = await house.phone(3, "Olga")
    await maya.says("something rude")
    await ana.says("/report", reply_to=ana.last.id)
    assert ana.last.text.startswith("Report Maya to the studio?")
    await ana.presses("Yes, report")
    assert ana.last.text.startswith("Reported.")
    alert = olga.card("alert").text
    assert "Somebody was reported" in alert and "RL-" in alert
    assert "something rude" not in alert
    assert "reported" not in maya.last.text.lower()


async def test_buttons_of_other_peoples_rooms_do_nothing(house: Studio) -> None:
    ana, maya = await agreed(house)
    eve = await house.phone(9, "Eve")
    before = len(ana.chat), len(maya.chat)
    for act in RoomAct:
        if act in {RoomAct.WRITE, RoomAct.STOP}:
            continue
        for value in ("3", "settled", "no such reason"):
            said = await eve.presses_data(RoomPress(room=1, act=act, value=value).pack())
            assert said == "This button is out of date. /help shows what you can do.", act
    assert (len(ana.chat), len(maya.chat)) == before
    await ana.says("still here")
    assert maya.last.text == "still here"


@pytest.mark.parametrize("way", ["/start", "member"])
async def test_who_stops_the_bot_and_returns(house: Studio, way: str) -> None:
    ana, maya = await agreed(house)
    await kicked(maya, "kicked")
    assert ana.last.text.startswith("⏸ Maya cannot be reached")
    await ana.says("The gate is open")
    await ana.says("Code 4711")
    assert ana.last.code == "relay.waits"
    before = len(maya.chat)
    if way == "member":
        await kicked(maya, "member")
    else:
        await maya.says("/start")
    shown = [one.text for one in maya.chat[before:]]
    assert shown[:2] == ["The gate is open", "Code 4711"]
    assert shown[2].startswith("You are back: 2 messages waited")
    assert ana.last.text.startswith("▶️ Maya can be reached again")
