"""Lines that could be for several: held, asked about once, sent in order; and the focus that follows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.ids import MessageId, RoomId
from domain.message import MessageKind, MessageState
from domain.people import Person
from domain.room import Room
from services.focus import StopFocus
from services.outgoing import RetryAfter
from services.which import ChooseRoom, Chosen, DiscardWaiting, ListRooms, TakeForForm
from tests.services.rooms_house import RULES, House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def two_rooms(home: House) -> tuple[Person, Person, Person, Room, Room]:
    """Maya has rooms with Anna and Budi, both shown."""
    anna, budi = await home.customer("Anna"), await home.customer("Budi")
    maya, roster = await home.therapist("Maya")
    return maya, anna, budi, await home.opened(anna, roster), await home.opened(budi, roster, hours=5)


def question(home: House, person: Person) -> dict[str, Any]:
    return home.notices(person, "relay.which")[-1].values


async def carla(home: House) -> tuple[Person, Room]:
    person = await home.customer("Carla")
    roster = await home.do(lambda unit: unit.therapists.by_code("maya"))
    assert roster is not None
    return person, await home.opened(person, roster, hours=8)


async def states(home: House, person: Person) -> list[str]:
    rows = await home.do(lambda unit: unit.messages.held_of(person.id))
    return [row.text for row in rows]


async def test_one_question_for_all_lines_with_a_button_for_each_room(home: House) -> None:
    maya, anna, budi, with_anna, with_budi = await two_rooms(home)
    source = await home.says(maya, "On my way")
    first = home.last(maya)
    assert (first.code, first.reply_to) == ("relay.which", source)
    assert [(one["room"], one["counterpart"]) for one in first.values["rooms"]] == [
        (with_anna.id, "Anna"),
        (with_budi.id, "Budi"),
    ]
    await home.says(maya, "Ten minutes")
    second = home.last(maya)
    assert (second.values["question"], second.values["lines"]) == (first.values["question"], 2)
    assert second.item.card == first.item.card, "another question instead of the same one"  # type: ignore[union-attr]  # a notice
    assert (home.copies(anna), home.copies(budi)) == ([], [])


async def test_the_question_comes_down_when_something_stands_below_it(home: House) -> None:
    """Silence would say that the second line has been delivered."""
    maya, anna, *_ = await two_rooms(home)
    await home.says(maya, "On my way")
    first = home.last(maya)
    await home.says(anna, "The gate is open")
    source = await home.says(maya, "Ten minutes")
    again = home.last(maya)
    assert (again.code, again.reply_to, again.values["lines"]) == ("relay.which", source, 2)
    assert again.id != first.id
    assert (again.item.card, again.item.fresh) == (first.item.card, True)  # type: ignore[union-attr]  # a notice


async def test_until_it_is_there_the_question_stays_below_the_first_line(home: House) -> None:
    maya, *_ = await two_rooms(home)
    first = await home.says(maya, "On my way", deliver=False)
    await home.says(maya, "Ten minutes")
    (asked,) = home.notices(maya, "relay.which")
    assert (asked.reply_to, asked.values["lines"]) == (first, 2)


async def test_an_album_that_waited_in_vain_is_owned_up_to_once(home: House) -> None:
    maya, _, _, with_anna, with_budi = await two_rooms(home)
    for id in (5000, 5001, 5002):
        await home.says(maya, "", id=id, kind=MessageKind.PHOTO, album="a")
    line = await home.says(maya, "All three are from today")
    await home.close(with_anna)
    await home.close(with_budi)
    assert [one.reply_to for one in home.notices(maya, "relay.not_carried")] == [5000, line]
    assert await states(home, maya) == []


async def test_two_of_one_name_are_told_apart_by_their_visits(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    for hours in (2, 7):
        await home.opened(await home.customer("Anna"), roster, hours=hours)
    await home.says(maya, "Which door?")
    one, other = question(home, maya)["rooms"]
    assert one["counterpart"] == other["counterpart"] == "Anna"
    assert other["starts_at"] - one["starts_at"] == 5 * 3600
    assert one["reference"] != other["reference"]


async def test_a_press_sends_all_in_order_and_says_to_whom(home: House) -> None:
    maya, anna, budi, with_anna, _ = await two_rooms(home)
    for line in ("one", "two", "three"):
        await home.says(maya, line)
    assert await home.chooses(maya, with_anna) is Chosen.DONE
    assert (home.copies(anna), home.copies(budi)) == (["one", "two", "three"], [])
    answered = question(home, maya)
    assert (answered["outcome"], answered["counterpart"], answered["lines"]) == ("sent", "Anna", 3)
    assert {message.state for message in await home.history(with_anna)} == {MessageState.SENT}
    assert await home.chooses(maya, with_anna) is Chosen.STALE, "a second tap"
    assert home.copies(anna) == ["one", "two", "three"]


async def test_a_reply_goes_by_itself_and_leaves_what_waits_waiting(home: House) -> None:
    """It says whom the reply is for, and nothing about the lines before it."""
    maya, anna, budi, _, with_budi = await two_rooms(home)
    await home.says(maya, "one")
    await home.says(maya, "to Anna", reply_to=home.notices(maya, "room.opened")[0].id)
    assert (home.copies(anna), home.copies(budi)) == (["to Anna"], [])
    await home.chooses(maya, with_budi)
    assert (home.copies(anna), home.copies(budi)) == (["to Anna"], ["one"])


async def test_what_replies_to_a_line_that_waits_waits_with_it(home: House) -> None:
    maya, _, budi, _, with_budi = await two_rooms(home)
    source = await home.says(maya, "one")
    await home.says(maya, "and more", reply_to=source)
    assert question(home, maya)["lines"] == 2
    await home.chooses(maya, with_budi)
    assert home.copies(budi) == ["one", "and more"]


async def test_what_waited_becomes_part_of_the_room_it_went_to(home: House) -> None:
    maya, anna, _, with_anna, _ = await two_rooms(home)
    waited = await home.says(maya, "one")
    await home.chooses(maya, with_anna)
    await home.time_passes(minutes=6)
    await home.says(maya, "more about one", reply_to=waited)
    assert home.copies(anna) == ["one", "more about one"]


async def test_it_is_not_sent_when_its_writer_says_so(home: House) -> None:
    maya, anna, budi, _, _ = await two_rooms(home)
    await home.says(maya, "never mind")
    discard, first = DiscardWaiting(home.clock), MessageId(question(home, maya)["question"])
    assert await home.do(discard, first, anna) is Chosen.STALE, "somebody else's press"
    assert await home.do(discard, first, maya) is Chosen.DONE
    assert await home.do(discard, first, maya) is Chosen.STALE
    await home.deliver()
    assert question(home, maya)["outcome"] == "discarded"
    assert (await home.message(first)).state is MessageState.DISCARDED
    assert (home.copies(anna), home.copies(budi), await states(home, maya)) == ([], [], [])


async def test_a_line_never_goes_to_a_room_that_began_after_it(home: House) -> None:
    maya, _, budi, _, with_budi = await two_rooms(home)
    await home.says(maya, "for one of the two")
    her, with_carla = await carla(home)
    assert await home.chooses(maya, with_carla) is Chosen.STALE
    await home.says(maya, "for one of the three")
    assert [one["counterpart"] for one in question(home, maya)["rooms"]] == ["Anna", "Budi", "Carla"]
    assert await home.chooses(maya, with_carla) is Chosen.DONE
    assert home.copies(her) == ["for one of the three"]
    asked = question(home, maya)
    assert (asked["outcome"], asked["lines"]) == ("open", 1)
    assert [one["counterpart"] for one in asked["rooms"]] == ["Anna", "Budi"]
    await home.chooses(maya, with_budi)
    assert home.copies(budi) == ["for one of the two"]


async def test_a_room_that_closes_between_question_and_press_gets_nothing(home: House) -> None:
    maya, anna, budi, with_anna, with_budi = await two_rooms(home)
    await home.says(maya, "whose is this?")
    await home.close(with_anna)
    assert [one["counterpart"] for one in question(home, maya)["rooms"]] == ["Budi"]
    assert await home.chooses(maya, with_anna) is Chosen.ROOM_OVER
    assert (home.copies(anna), home.copies(budi)) == ([], [])
    assert await states(home, maya) == ["whose is this?"], (
        "that one is left says nothing about whom it was for"
    )
    assert await home.chooses(maya, with_budi) is Chosen.DONE
    assert home.copies(budi) == ["whose is this?"]


async def test_a_room_whose_deadline_is_late_gets_nothing_either(home: House) -> None:
    maya, anna, _, with_anna, with_budi = await two_rooms(home)
    await home.says(maya, "whose is this?")
    assert with_anna.expires_at is not None
    home.clock.at = with_anna.expires_at
    assert await home.chooses(maya, with_anna) is Chosen.ROOM_OVER
    assert home.copies(anna) == []
    assert [one["room"] for one in question(home, maya)["rooms"]] == [with_budi.id]


async def test_what_waits_is_given_up_in_words_when_no_room_is_left(home: House) -> None:
    maya, anna, budi, with_anna, with_budi = await two_rooms(home)
    source = await home.says(maya, "whose is this?")
    _, with_carla = await carla(home)
    await home.close(with_anna)
    assert home.notices(maya, "relay.not_carried") == []
    await home.close(with_budi)
    (told,) = home.notices(maya, "relay.not_carried")
    assert (told.reply_to, told.values["reason"]) == (source, "room_closed")
    assert told.values["counterpart"] == "Budi"
    assert question(home, maya)["outcome"] == "over"
    assert await home.chooses(maya, with_carla) is Chosen.STALE
    assert (home.copies(anna), home.copies(budi)) == ([], [])


async def test_a_forged_press_reaches_nobody(home: House) -> None:
    maya, anna, _, with_anna, _ = await two_rooms(home)
    await home.says(maya, "for Anna or Budi")
    _, other_roster = await home.therapist("Dewi")
    strangers = await home.opened(anna, other_roster, hours=9)
    assert await home.chooses(maya, strangers) is Chosen.STALE
    assert await home.do(ChooseRoom(home.clock, RULES), strangers.id, maya) is Chosen.STALE
    assert await home.do(ChooseRoom(home.clock, RULES), RoomId(10**9), maya) is Chosen.STALE
    assert home.copies(anna) == []
    assert await home.chooses(maya, with_anna) is Chosen.DONE


async def test_customers_are_asked_just_the_same(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    dewi, other_roster = await home.therapist("Dewi")
    with_maya, with_dewi = await home.opened(anna, roster), await home.opened(anna, other_roster, hours=30)
    await home.says(anna, "Is there parking?")
    assert [one["counterpart"] for one in question(home, anna)["rooms"]] == ["Maya", "Dewi"]
    await home.chooses(anna, with_dewi)
    await home.says(anna, "For a small car")
    assert (home.copies(maya), home.copies(dewi)) == ([], ["Is there parking?", "For a small car"])
    await home.says(maya, "see you soon")
    await home.says(anna, "yes")
    assert home.copies(dewi)[2:] == home.copies(maya) == []
    await home.chooses(anna, with_maya)
    assert home.copies(maya) == ["yes"]


# Focus


async def in_focus(home: House) -> tuple[Person, Person, Person, Room, Room]:
    maya, anna, budi, with_anna, with_budi = await two_rooms(home)
    await home.says(maya, "hello Anna")
    await home.chooses(maya, with_anna)
    return maya, anna, budi, with_anna, with_budi


async def test_after_the_answer_plain_lines_go_on_to_the_same_one_and_a_card_says_so(home: House) -> None:
    maya, anna, budi, _, _ = await in_focus(home)
    card = home.last(maya)
    assert (card.code, card.values["counterpart"], card.values["outcome"]) == ("focus", "Anna", "on")
    assert card.values["until"] == int((home.clock.at + RULES.focus).timestamp())
    await home.says(maya, "are you there?")
    await home.says(maya, "photo", kind=MessageKind.PHOTO)
    assert (home.copies(anna), home.copies(budi)) == (["hello Anna", "are you there?", "photo"], [])


async def test_it_ends_by_the_clock_and_the_card_says_so(home: House) -> None:
    maya, anna, _, _, _ = await in_focus(home)
    await home.time_passes(minutes=5)
    assert (home.last(maya).code, home.last(maya).values["outcome"]) == ("focus", "time")
    await home.says(maya, "whose is this?")
    assert home.last(maya).code == "relay.which"
    assert home.copies(anna) == ["hello Anna"]


async def test_it_is_over_on_time_though_its_deadline_is_late(home: House) -> None:
    maya, anna, _, _, _ = await in_focus(home)
    home.clock.at += RULES.focus
    await home.says(maya, "whose is this?")
    assert home.last(maya).code == "relay.which"
    assert home.copies(anna) == ["hello Anna"]


async def test_it_ends_the_moment_somebody_else_writes(home: House) -> None:
    maya, anna, budi, _, _ = await in_focus(home)
    await home.says(anna, "hello Maya")
    await home.says(maya, "still Anna's")
    assert home.copies(anna) == ["hello Anna", "still Anna's"], "her own answer ends nothing"
    await home.says(budi, "and me?")
    over = home.last(maya)
    assert (over.code, over.values["outcome"], over.values["other"]) == ("focus", "other", "Budi")
    await home.says(maya, "whose is this?")
    assert (home.copies(anna)[2:], home.copies(budi)) == ([], [])
    assert question(home, maya)["lines"] == 1


async def test_it_has_ended_before_the_other_message_can_be_seen(home: House) -> None:
    """Nobody knows yet whether it arrived, and its reader may be answering it."""
    maya, anna, budi, _, _ = await in_focus(home)
    home.answers = lambda row: RetryAfter(60)
    await home.says(budi, "and me?")
    home.answers = lambda row: None
    await home.says(maya, "yes, you")
    assert (home.copies(anna), home.copies(budi)) == (["hello Anna"], [])
    assert await states(home, maya) == ["yes, you"]


async def test_a_new_request_ends_it_too(home: House) -> None:
    maya, anna, _, _, _ = await in_focus(home)
    await carla(home)
    assert home.notices(maya, "focus")[-1].values["outcome"] == "other"
    await home.says(maya, "which street?")
    assert home.copies(anna) == ["hello Anna"]


async def test_it_ends_with_its_room(home: House) -> None:
    maya, _, budi, with_anna, _ = await in_focus(home)
    await home.close(with_anna)
    assert home.notices(maya, "focus")[-1].values["outcome"] in {"room", "other"}
    await home.says(maya, "take care")
    assert question(home, maya)["lines"] == 1
    assert home.copies(budi) == []


async def test_a_reply_goes_to_its_room_while_another_has_the_focus(home: House) -> None:
    maya, anna, budi, _, with_budi = await in_focus(home)
    opened = home.notices(maya, "room.opened")[1].id
    await home.says(maya, "to Budi", reply_to=opened)
    await home.says(maya, "to Anna")
    assert (home.copies(anna), home.copies(budi)) == (["hello Anna", "to Anna"], ["to Budi"])
    await home.close(with_budi)
    source = await home.says(maya, "to Budi again", reply_to=opened)
    told = home.last(maya)
    assert (told.code, told.reply_to, told.values["reason"]) == ("relay.not_carried", source, "room_closed")
    assert (home.copies(anna), home.copies(budi)) == (["hello Anna", "to Anna"], ["to Budi"])


async def test_its_button_ends_it(home: House) -> None:
    maya, anna, _, with_anna, with_budi = await in_focus(home)
    stop = StopFocus(home.clock)
    assert not await home.do(stop, with_budi.id, maya), "an older card's button"
    assert await home.do(stop, with_anna.id, maya)
    assert not await home.do(stop, with_anna.id, maya)
    await home.deliver()
    assert home.last(maya).values["outcome"] == "stopped"
    await home.says(maya, "whose is this?")
    assert home.copies(anna) == ["hello Anna"]


async def test_somebody_is_chosen_before_a_line_is_written(home: House) -> None:
    maya, _, budi, with_anna, with_budi = await two_rooms(home)
    await home.says(maya, "this waits")
    await home.do(ListRooms(home.clock, RULES), maya)
    await home.deliver()
    assert [one["counterpart"] for one in home.last(maya).values["rooms"]] == ["Anna", "Budi"]
    assert await home.do(ChooseRoom(home.clock, RULES), with_budi.id, maya) is Chosen.DONE
    await home.says(maya, "for Budi")
    assert home.copies(budi) == ["for Budi"]
    assert await states(home, maya) == ["this waits"], "choosing answers no question"
    await home.close(with_anna)
    assert await home.do(ChooseRoom(home.clock, RULES), with_anna.id, maya) is Chosen.ROOM_OVER


async def test_the_one_chosen_gets_the_lines_though_only_another_has_shown_anything(home: House) -> None:
    maya, anna, budi, with_anna, with_budi = await two_rooms(home)
    await home.time_passes(hours=25)
    await home.says(anna, "good morning")
    await home.says(maya, "morning")
    assert home.copies(anna) == ["morning"], "the only one shown"
    await home.do(ChooseRoom(home.clock, RULES), with_budi.id, maya)
    await home.says(maya, "hello Budi", deliver=False)
    await home.deliver()
    assert (home.copies(anna), home.copies(budi)) == (["morning"], ["hello Budi"])
    assert with_anna.live


# What may answer a form


async def asked_about_form(home: House) -> tuple[Person, Person, Room]:
    """Anna has one room, and a form that asks for her address."""
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)
    await home.says(anna, "Jalan Danau 5", form="token:address")
    return anna, maya, room


async def test_what_may_answer_a_form_is_asked_about_although_there_is_one_room(home: House) -> None:
    anna, maya, room = await asked_about_form(home)
    asked = question(home, anna)
    assert (asked["form"], [one["counterpart"] for one in asked["rooms"]]) == (True, ["Maya"])
    assert home.copies(maya) == []
    await home.chooses(anna, room)
    assert home.copies(maya) == ["Jalan Danau 5"]


async def test_the_answer_is_the_forms_and_no_message(home: House) -> None:
    anna, maya, room = await asked_about_form(home)
    await home.says(anna, "the blue gate", form="token:address")
    first = MessageId(question(home, anna)["question"])
    take = TakeForForm(home.clock)
    assert await home.do(take, first, "token:address", maya) is None
    assert await home.do(take, first, "token:address", anna) == "Jalan Danau 5\nthe blue gate"
    assert await home.do(take, first, "token:address", anna) is None
    await home.deliver()
    assert question(home, anna)["outcome"] == "form"
    assert (home.copies(maya), await home.history(room)) == ([], [])


async def test_a_form_that_asks_something_else_by_now_takes_nothing(home: House) -> None:
    anna, maya, room = await asked_about_form(home)
    first = MessageId(question(home, anna)["question"])
    assert await home.do(TakeForForm(home.clock), first, "token:room", anna) is None
    await home.deliver()
    asked = question(home, anna)
    assert (asked["outcome"], asked["form"]) == ("open", False)
    assert await states(home, anna) == ["Jalan Danau 5"]
    await home.chooses(anna, room)
    assert home.copies(maya) == ["Jalan Danau 5"]
