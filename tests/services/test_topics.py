"""A topic for each room: made when somebody has several, read by construction, and never relied on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.message import MessageKind, MessageState
from domain.people import Person
from domain.room import Room
from services.outgoing import NotSent, RetryAfter, Uncertain
from services.which import ChooseRoom
from tests.services.rooms_house import RULES
from tests.services.topic_house import TopicHouse, topic_house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[TopicHouse]:
    async with topic_house(tmp_path) as opened:
        yield opened


Three = tuple[Person, list[Person], list[Room]]


@pytest.fixture
async def three(home: TopicHouse) -> Three:
    return await home.three()


async def reference(home: TopicHouse, room: Room) -> str:
    async def work(unit: Any) -> str:
        return str((await unit.rooms.bookings(room.id))[0].reference)

    return await home.do(work)


# Out


async def test_each_room_gets_its_topic_once_there_are_several(home: TopicHouse, three: Three) -> None:
    maya, (anna, budi, carla), rooms = three
    cards = [line.thread for line in home.of(maya) if line.said == "room.opened"]
    assert cards == [None, home.thread(maya, "Budi"), home.thread(maya, "Carla")], "one needs none"
    for one in (anna, budi, carla):
        await home.says(one, f"from {one.name}")
    names = [
        f"{one.name} · {await reference(home, room)}"
        for one, room in zip((budi, carla, anna), [*rooms[1:], rooms[0]], strict=True)
    ]
    assert list(home.topics_of(maya).values()) == names
    for one in (anna, budi, carla):
        line = home.copy(maya, f"from {one.name}")
        assert (line.thread, line.reply_to) == (home.thread(maya, one.name), None)
    assert home.told.topics.keys() == {maya.address.id}, "nobody else has several"
    assert {line.thread for line in home.of(anna)} == {None}


async def test_who_has_had_topics_goes_on_having_them(home: TopicHouse, three: Three) -> None:
    maya, _people, rooms = three
    for room in rooms:
        await home.close(room)
    dora = await home.customer("Dora")
    roster = await home.do(lambda unit: unit.therapists.by_code("maya"))
    assert roster is not None
    await home.opened(dora, roster)
    await home.says(dora, "alone")
    assert home.copy(maya, "alone").thread == home.thread(maya, "Dora")


async def test_replies_albums_and_long_captions_stay_in_the_topic(home: TopicHouse, three: Three) -> None:
    maya, (anna, *_), _rooms = three
    first = await home.says(anna, "hello")
    thread = home.copy(maya, "hello").thread
    assert thread is not None
    await home.writes(maya, "hi", thread, reply_to=home.copy(maya, "hello").id)
    assert home.copy(anna, "hi").reply_to == first
    await home.says(anna, "well?", reply_to=home.copy(anna, "hi").id)
    own = [link for link in home.of(maya) if link.said == "well?"]
    assert (own[0].thread, own[0].reply_to is not None) == (thread, True)
    for part in ("one", "two"):
        await home.says(anna, part, kind=MessageKind.PHOTO, album="a", deliver=False)
    home.clock.at = home.clock.at.replace(second=30)
    await home.deliver()
    long = "x" * 2000
    await home.says(anna, long, kind=MessageKind.PHOTO)
    assert {line.thread for line in home.of(maya) if line.said in ("one", "photo", long)} == {thread}


async def test_what_is_decided_at_the_desk_stays_in_the_main_chat(home: TopicHouse, three: Three) -> None:
    maya, (anna, *_), rooms = three
    await home.says(anna, "hello")
    await home.do(ChooseRoom(home.clock, RULES), rooms[0].id, maya)
    await home.deliver()
    assert [line.thread for line in home.of(maya) if line.said == "focus"] == [None]


async def test_it_is_called_by_the_present_visit_and_by_its_end(home: TopicHouse, three: Three) -> None:
    maya, (_anna, _budi, _carla), rooms = three
    thread = home.thread(maya, "Budi")
    assert home.told.asked.count("rename") == 0
    await home.close(rooms[1])
    assert home.topics_of(maya)[thread].startswith("over: Budi · ")
    told = [line for line in home.of(maya) if line.said == "room.ended"]
    assert [line.thread for line in told] == [thread]
    assert home.told.asked.count("rename") == 1, "once, however much is said there"


# In


async def test_a_plain_line_in_a_topic_is_for_its_room(home: TopicHouse, three: Three) -> None:
    maya, people, _rooms = three
    for one in people:
        await home.says(one, f"from {one.name}")
    for one in people:
        await home.writes(maya, f"to {one.name}", home.thread(maya, one.name))
    assert [home.copy(one, f"to {one.name}").thread for one in people] == [None] * 3
    assert home.of(maya)[-1].said == "from Carla", "and nothing was asked"


async def test_a_plain_line_beside_the_topics_is_asked_about(home: TopicHouse, three: Three) -> None:
    maya, people, _rooms = three
    await home.says(maya, "whom?")
    assert home.of(maya)[-1].said == "relay.which"
    assert not any(line.said == "whom?" for one in people for line in home.of(one))


@pytest.mark.parametrize("how", ["a topic of one's own", "in reply there", "with a focus", "with one room"])
async def test_an_unknown_topic_is_no_room(home: TopicHouse, three: Three, how: str) -> None:
    maya, (anna, _budi, _carla), rooms = three
    if how == "with a focus":
        await home.do(ChooseRoom(home.clock, RULES), rooms[0].id, maya)
        await home.deliver()
    if how == "with one room":
        await home.close(rooms[1])
        await home.close(rooms[2])
    reply_to = (
        next(line.id for line in home.of(maya) if line.said == "room.opened")
        if how == "in reply there"
        else None
    )
    await home.writes(maya, "hm", 4242, reply_to=reply_to)
    if how == "in reply there":
        assert home.copy(anna, "hm")
        return
    assert home.of(maya)[-1].said == "relay.which"
    assert [state.text for state in await home.do(lambda unit: unit.messages.held_of(maya.id))] == ["hm"]


async def test_nobody_elses_topic_is_mine(home: TopicHouse, three: Three) -> None:
    maya, (anna, *_), _rooms = three
    await home.writes(anna, "to Maya", home.thread(maya, "Budi"))
    assert home.of(anna)[-1].said == "relay.which"
    assert not [line for line in home.of(maya) if line.said == "to Maya"]


async def test_topic_and_reply_that_differ_are_asked_about(home: TopicHouse, three: Three) -> None:
    maya, (anna, budi, _carla), _rooms = three
    await home.says(anna, "from Anna")
    await home.writes(maya, "for whom?", home.thread(maya, "Budi"), reply_to=home.copy(maya, "from Anna").id)
    assert home.of(maya)[-1].said == "relay.which"
    assert not [line for one in (anna, budi) for line in home.of(one) if line.said == "for whom?"]


async def test_a_reply_across_from_the_main_chat_is_not_guessed(home: TopicHouse, three: Three) -> None:
    maya, (_anna, *_), _rooms = three
    await home.says(maya, "which message?", details={"elsewhere": True})
    assert home.of(maya)[-1].said == "relay.not_carried"


async def test_a_line_in_the_topic_of_a_room_that_ended(home: TopicHouse, three: Three) -> None:
    maya, (_anna, budi, _carla), rooms = three
    thread = home.thread(maya, "Budi")
    await home.close(rooms[1])
    line = await home.writes(maya, "too late", thread)
    told = home.of(maya)[-1]
    assert (told.said, told.reply_to) == ("relay.not_carried", line)
    assert not [one for one in home.of(budi) if one.said == "too late"]


async def test_a_later_room_of_the_pair_has_a_topic_of_its_own(home: TopicHouse, three: Three) -> None:
    maya, (_anna, budi, _carla), rooms = three
    old = home.thread(maya, "Budi")
    await home.close(rooms[1])
    roster = await home.do(lambda unit: unit.therapists.by_code("maya"))
    assert roster is not None
    again = await home.opened(budi, roster, hours=20)
    assert again.conversation == rooms[1].conversation
    new = home.thread(maya, "Budi")
    await home.writes(maya, "to the old one", old)
    await home.writes(maya, "to the new one", new)
    assert new != old and home.copy(budi, "to the new one")
    assert not [one for one in home.of(budi) if one.said == "to the old one"]


async def test_no_form_takes_what_is_written_in_a_topic(home: TopicHouse, three: Three) -> None:
    maya, (anna, *_), _rooms = three
    await home.says(anna, "hello")
    await home.writes(maya, "for Anna", home.thread(maya, "Anna"), form="f1")
    assert home.copy(anna, "for Anna")
    await home.writes(maya, "for the form?", 4242, form="f1")
    assert home.of(maya)[-1].said == "relay.which"


# Lost


async def test_a_topic_that_was_deleted_is_made_again_and_then_given_up(
    home: TopicHouse, three: Three
) -> None:
    maya, (_anna, budi, _carla), _rooms = three
    for words in ("first", "second"):
        home.told.topics[maya.address.id].pop(home.thread(maya, "Budi"))
        await home.says(budi, words)
    assert home.copy(maya, "first").thread not in (None, home.copy(maya, "second").thread)
    above, copy = home.of(maya)[-2:]
    assert (above.said, above.thread) == ("relay.header", None)
    assert (copy.said, copy.thread, copy.reply_to) == ("second", None, above.id)
    await home.says(budi, "third")
    assert (home.of(maya)[-1].thread, home.of(maya)[-1].reply_to) == (None, above.id), (
        "one line above is enough"
    )
    await home.says(maya, "to Budi", reply_to=above.id)
    assert home.copy(budi, "to Budi")


async def test_what_is_written_in_a_topic_lost_to_us_is_still_its_rooms(
    home: TopicHouse, three: Three
) -> None:
    maya, (_anna, budi, _carla), _rooms = three
    old = home.thread(maya, "Budi")
    home.told.topics[maya.address.id].pop(old)
    await home.says(budi, "hello")
    await home.writes(maya, "in the old one", old)
    assert home.copy(budi, "in the old one")


async def test_words_put_into_the_main_chat_are_explained_there(home: TopicHouse, three: Three) -> None:
    maya, (_anna, budi, _carla), _rooms = three
    home.told.strays = lambda thread: None
    await home.says(budi, "hello")
    copy, below = home.of(maya)[-2:]
    assert (copy.said, copy.thread, below.said, below.reply_to) == (
        "hello",
        None,
        "relay.came_astray",
        copy.id,
    )
    assert below.thread is None
    await home.says(maya, "heard", reply_to=copy.id)
    assert home.copy(budi, "heard")
    home.told.strays = None
    await home.says(budi, "again")
    assert home.copy(maya, "again").thread == max(home.topics_of(maya)), "in one made anew"


@pytest.mark.parametrize("kept", [False, True])
async def test_words_put_into_another_topic_are_taken_back(
    home: TopicHouse, three: Three, kept: bool
) -> None:
    maya, (_anna, budi, carla), _rooms = three
    others = home.thread(maya, "Carla")
    home.told.strays, home.told.keeps = lambda thread: others, kept
    await home.says(budi, "for Maya's eyes")
    stands = [line for line in home.of(maya) if line.said == "for Maya's eyes"]
    assert len(stands) == 1
    if kept:
        assert (stands[0].thread, home.of(maya)[-1].said) == (others, "relay.came_astray")
        await home.writes(maya, "to whom?", others, reply_to=stands[0].id)
        assert home.of(maya)[-1].said == "relay.which"
        assert not [line for line in home.of(carla) if line.said == "to whom?"]
    else:
        above = home.of(maya)[-2]
        assert (stands[0].thread, stands[0].reply_to, above.said) == (None, above.id, "relay.header")


@pytest.mark.parametrize("kind", [MessageKind.TEXT, MessageKind.PHOTO])
async def test_where_what_says_whose_words_follow_was_deleted_a_line_says_it_anew(
    home: TopicHouse, three: Three, kind: MessageKind
) -> None:
    maya, (_anna, budi, _carla), _rooms = three
    home.told.has_topics = False
    await home.says(budi, "first")
    head = home.copy(maya, "first").reply_to
    assert head is not None
    home.told.gone.add(head)
    await home.says(budi, "second", kind=kind)
    above, copy = home.of(maya)[-2:]
    assert (above.said, copy.reply_to) == ("relay.header", above.id)
    await home.says(budi, "third")
    assert (home.of(maya)[-1].said, home.of(maya)[-1].reply_to) == ("third", above.id)


async def test_a_reply_to_what_was_deleted_says_whose_it_is_all_the_same(
    home: TopicHouse, three: Three
) -> None:
    maya, (_anna, budi, _carla), _rooms = three
    home.told.has_topics = False
    await home.says(budi, "first")
    asked = await home.says(maya, "when?", reply_to=home.copy(maya, "first").id)
    home.told.gone.add(asked)
    await home.says(budi, "at six", reply_to=home.copy(budi, "when?").id)
    above, copy = home.of(maya)[-2:]
    assert (above.said, copy.said, copy.reply_to) == ("relay.header", "at six", above.id)


@pytest.mark.parametrize("kind", [MessageKind.POLL, MessageKind.DICE])
async def test_what_cannot_reply_goes_bare_below_the_line(
    home: TopicHouse, three: Three, kind: MessageKind
) -> None:
    maya, (_anna, budi, _carla), _rooms = three
    home.told.has_topics = False
    await home.says(budi, "", kind=kind, details={"emoji": "🎲", "value": 3})
    above, copy, bare = home.of(maya)[-3:]
    assert [line.said for line in (above, copy, bare)] == ["relay.header", kind.value, "relay.came_bare"]
    assert (copy.reply_to, bare.reply_to) == (None, copy.id)


@pytest.mark.parametrize("answer", [RetryAfter(3), NotSent("unreachable"), Uncertain("cut")])
async def test_a_line_above_that_does_not_get_through_leaves_the_words_unsent(
    home: TopicHouse, three: Three, answer: Any
) -> None:
    maya, (_anna, budi, _carla), rooms = three
    home.told.has_topics, answers = False, [answer]
    home.answers = lambda row: answers.pop() if answers else None
    await home.says(budi, "hello")
    (message,) = [one for one in await home.history(rooms[1]) if one.text == "hello"]
    assert message.state is MessageState.QUEUED, "nothing is uncertain of what has not left"
    await home.time_passes(seconds=10)
    assert home.copy(maya, "hello").reply_to == home.of(maya)[-2].id


# Without


@pytest.mark.parametrize("how", ["switched off", "the bot has none any more"])
async def test_degrades_to_lines_that_say_whose_they_are(home: TopicHouse, three: Three, how: str) -> None:
    maya, (anna, budi, _carla), _rooms = three
    await home.says(budi, "before")
    before = home.copy(maya, "before")
    await home.writes(maya, "asked in the topic", home.thread(maya, "Budi"))
    if how == "switched off":
        home.switched_on = False
    else:
        home.told.has_topics = False
    asked = len(home.told.asked)
    await home.says(budi, "after", reply_to=home.copy(budi, "asked in the topic").id)
    await home.says(anna, "me too")
    above, copy = home.of(maya)[-3:-1]
    assert (above.said, above.thread, copy.thread, copy.reply_to) == ("relay.header", None, None, above.id)
    assert home.of(maya)[-1].thread is None and home.of(maya)[-1].reply_to is not None, (
        "its card stands there"
    )
    assert len(home.told.asked) == asked
    assert before.thread is not None
    await home.writes(maya, "still for Budi", before.thread)
    assert home.copy(budi, "still for Budi"), "what is written in a topic is for its room whatever we do"
    await home.says(maya, "and this?")
    assert home.of(maya)[-1].said == "relay.which"


async def test_while_nobody_knows_what_is_there_is_used_and_nothing_made(
    home: TopicHouse, three: Three
) -> None:
    maya, (anna, budi, _carla), _rooms = three
    home.told.has_topics = None
    asked = len(home.told.asked)
    await home.says(budi, "there")
    await home.says(anna, "not there")
    assert home.copy(maya, "there").thread == home.thread(maya, "Budi")
    assert home.copy(maya, "not there").thread is None
    assert len(home.told.asked) == asked


async def test_a_topic_that_cannot_be_made_is_done_without(home: TopicHouse, three: Three) -> None:
    maya, (anna, *_), _rooms = three
    home.told.makes = False
    await home.says(anna, "hello")
    line = home.of(maya)[-1]
    assert (line.said, line.thread) == ("hello", None)
    assert line.reply_to == next(one.id for one in home.of(maya) if one.said == "room.opened")


async def test_a_bot_without_topics_shows_rooms_as_ever(tmp_path: Path) -> None:
    async with topic_house(tmp_path) as home:
        home.told = replace(home.told, has_topics=False)
        maya, (anna, *_), _rooms = await home.three()
        await home.says(anna, "hello")
        line = home.of(maya)[-1]
        assert (line.thread, line.reply_to) == (None, home.of(maya)[0].id)
        assert home.told.asked == []
