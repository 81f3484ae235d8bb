"""Moving a visit in the chat: chosen, asked, answered, taken back; and what old buttons answer."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.talk.studio import Phone, Shown, Studio, studio
from tests.talk.test_visits import agreed

DAY = "Thu, Mar 5"


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def visit(at: Studio) -> tuple[Phone, Phone]:
    """On Wednesday at five in the morning, booked on Monday at noon."""
    maya, ana = await agreed(at, when="Pick a day", day="4")
    assert "Wed, Mar 4" in ana.card("booking").text
    return maya, ana


def data(shown: Shown, label: str) -> str:
    return next(one for row in shown.buttons for text, one in row if label in text)


async def choose(who: Phone, day: str, hour: str) -> None:
    """From the card of the visit to the question whether to ask."""
    await who.presses_data(data(who.last, day))
    if hour not in " ".join(who.last.labels):
        await who.presses("Afternoon")
    await who.presses_data(data(who.last, hour))


async def asks(who: Phone, start: str, *, day: str = "5", hour: str = "15:30") -> None:
    await who.presses(start)
    await choose(who, day, hour)
    assert await who.presses("Ask to move") == "Asked"


async def test_the_customer_asks_and_the_therapist_says_yes(at: Studio) -> None:
    maya, ana = await visit(at)
    await ana.presses("Move it")
    card = ana.last
    assert card.text.startswith("🔁 Another time for RL-")
    assert "Now: Wed, Mar 4, 05:00" in card.text
    assert "Which day?" in card.text
    await choose(ana, "5", "15:30")
    for part in (
        "Now: Wed, Mar 4, 05:00",
        f"New: {DAY}, 15:30",
        "The price stays as agreed: IDR",
        "Maya can answer by",
    ):
        assert part in ana.last.text, part
    assert ana.last.labels == ["Ask to move", "← Back", "Leave it as it is"]
    assert ana.last.id == card.id, "one card, edited in place"
    assert await ana.presses("Ask to move") == "Asked"
    assert ana.last.text.startswith("⏳ Maya is asked to move RL-")
    assert f"🔁 Asked for {DAY}, 15:30 instead" in ana.card("booking").text
    wanted = maya.last
    assert wanted.code == "move.wanted"
    for part in (
        "🔁 Ana asks to move RL-",
        "Now: Wed, Mar 4, 05:00",
        f"New: {DAY}, 15:30",
        "Answer by 12:30",
    ):
        assert part in wanted.text, part
    assert wanted.labels == ["Yes, move it", "No, leave it"]
    assert f"Could it be {DAY}, 15:30 instead?" in maya.card("offer").text
    assert await maya.presses("Yes, move it") == "Moved"
    assert maya.card("move.wanted").text.startswith("✅ RL-")
    assert maya.card("move.wanted").labels == []
    assert f"{DAY}, 15:30" in maya.card("offer").text
    assert ana.last.text.startswith("✅ RL-"), "news comes as a new message"
    assert f"Wed, Mar 4, 05:00 → {DAY}, 15:30" in ana.last.text
    assert f"🕑 {DAY}, 15:30" in ana.card("booking").text
    assert "Move it" in ana.card("booking").labels
    await ana.says("/bookings")
    assert f"{DAY}, 15:30" in ana.last.text


async def test_the_therapist_asks_and_the_customer_says_no(at: Studio) -> None:
    maya, ana = await visit(at)
    await asks(maya, "Ask for another time")
    assert maya.last.text.startswith("⏳ Ana is asked to move RL-")
    assert "🔁 Maya asks to move RL-" in ana.last.text
    assert ana.card("booking").labels == [
        "Yes, move it",
        "No, leave it",
        "Add to calendar",
        "Cancel this booking",
    ]
    assert await ana.presses("No, leave it") == "The visit stays as it is"
    assert "You said no to another time" in ana.card("move.wanted").text
    assert maya.last.text.startswith("Ana cannot make the other time")
    assert "The visit stays at Wed, Mar 4, 05:00." in maya.last.text
    assert maya.last.labels == ["Choose another time"]
    assert ana.card("booking").labels == ["Move it", "Add to calendar", "Cancel this booking"]


async def test_silence_is_a_no_and_both_hear_of_it(at: Studio) -> None:
    maya, ana = await visit(at)
    await asks(ana, "Move it")
    await at.time_passes(minutes=30)
    assert ana.last.text.startswith("Maya did not answer in time about RL-")
    assert maya.last.text.startswith("The time to answer about RL-")
    assert ana.last.labels == ["Choose another time"]
    assert maya.last.labels == []
    await ana.presses("Choose another time")
    assert "Which day?" in ana.last.text


async def test_taken_back(at: Studio) -> None:
    maya, ana = await visit(at)
    await asks(ana, "Move it")
    yes, back = data(maya.last, "Yes"), data(ana.last, "Take the wish back")
    assert await ana.presses_data(back) == "Taken back"
    assert ana.last.text.startswith("The wish to move RL-")
    assert maya.card("move.wanted").labels == []
    assert "was taken back" in await maya.presses_data(yes)
    assert "answered already" in await ana.presses_data(back)


async def test_old_buttons_say_what_became_of_it(at: Studio) -> None:
    maya, ana = await visit(at)
    await ana.presses("Move it")
    await choose(ana, "5", "15:30")
    ask = data(ana.last, "Ask to move")
    await ana.presses_data(ask)
    yes, no = data(maya.last, "Yes"), data(maya.last, "No")
    assert "has been asked for already" in await ana.presses_data(ask)
    assert ana.last.labels == ["Take the wish back"], "and it stands at the chat's end"
    await maya.presses_data(yes)
    assert "said yes to this already" in await maya.presses_data(yes)
    assert "said yes to this already" in await maya.presses_data(no)
    assert "has changed since" in await ana.presses_data(ask)
    assert f"Now: {DAY}, 15:30" in ana.last.text
    await ana.presses("Leave it as it is")
    assert ana.last.text.endswith("stays as it is.")
    for data_ in (yes, no, ask):
        eve = Phone(at, 66, "Eve")
        await eve.says("/start")
        assert "out of date" in await eve.presses_data(data_)


async def test_under_a_day_before_it_is_refused_with_the_reason_and_a_way_on(at: Studio) -> None:
    maya, ana = await visit(at)
    await at.time_passes(hours=17, minutes=1)
    told = await ana.presses("Move it")
    assert told == "A visit can be moved up to 24 hours before it. Now write to Maya here, or cancel it."
    assert ana.last.code != "move"
    await maya.presses("Ask for another time")
    assert "Which day?" in maya.last.text, "the therapist may ask still: nothing moves without a yes"


async def test_the_time_of_the_visit_itself_is_not_offered_and_it_does_not_stand_in_its_own_way(
    at: Studio,
) -> None:
    _maya, ana = await visit(at)
    await ana.presses("Move it")
    await ana.presses_data(data(ana.last, "✓4"))
    assert "05:30" in ana.last.labels
    assert "05:00" not in ana.last.labels


async def test_back_and_turning_to_another_month(at: Studio) -> None:
    _, ana = await visit(at)
    await ana.presses("Move it")
    await ana.presses("Apr ›")
    assert "April 2026" in " ".join(ana.last.labels)
    await ana.presses("‹ Mar")
    await ana.presses_data(data(ana.last, "5"))
    await ana.presses("← Back")
    assert "Which day?" in ana.last.text
    assert await ana.presses_data(data(ana.last, "·")) != ""


async def test_cancelled_while_it_waits(at: Studio) -> None:
    maya, ana = await visit(at)
    await asks(ana, "Move it")
    yes = data(maya.last, "Yes")
    await ana.presses("Cancel this booking")
    await ana.presses("Yes, cancel it")
    assert "the visit went another way" in ana.card("move.asked").text
    assert maya.card("move.wanted").labels == []
    assert "has been cancelled" in await maya.presses_data(yes)


async def test_a_request_that_nobody_has_accepted(at: Studio) -> None:
    _maya, ana = await at.therapist(70, "maya"), await at.phone(50, "Ana")
    await ana.says("/book")
    for label in ("Balinese massage", "60 minutes", "At the studio", "Maya", "Pick a day"):
        await ana.presses(label)
    await ana.presses(ana.last.labels[0])
    await ana.presses(ana.last.labels[0])
    await ana.presses("Skip")
    await ana.presses("Send request")
    assert "Move it" not in ana.card("booking").labels
    assert "not been accepted yet" in await ana.presses_data("t1:1:open:0:")


async def test_why_tells_of_it(at: Studio) -> None:
    maya, ana = await visit(at)
    await asks(ana, "Move it")
    await maya.presses("Yes, move it")
    await ana.says("/why", reply_to=ana.last.id)
    assert "another time was proposed" in ana.last.text
    assert "the other time was accepted" in ana.last.text
    assert "Z →" not in ana.last.text, "our own reasons are the operators'"


async def test_mydata_tells_of_the_other_times(at: Studio) -> None:
    maya, ana = await visit(at)
    await asks(ana, "Move it")
    await maya.presses("No, leave it")
    await ana.says("/mydata")
    file = next(one.file for one in reversed(ana.chat) if one.file is not None)
    (booking,) = json.loads(file)["bookings"]
    (told,) = booking["otherTimes"]
    assert (told["askedBy"], told["status"]) == ("customer", "declined")
    assert told["proposedStartsAt"] == "2026-03-05T07:30:00Z"
