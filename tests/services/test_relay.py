"""Words through rooms, on real storage: who gets them, in which order, and what is said when nobody does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus
from domain.message import Message, MessageKind, MessageState
from domain.people import Person, Role
from domain.room import Room, RoomStatus
from domain.transcript import shape
from services.outgoing import Copy, Uncertain
from services.people import PersonLeft
from services.ports import UnitOfWork
from services.relay import RefuseContent
from services.resend import Decided, DiscardMessage, ResendMessage
from services.rooms import open_room, pair_room
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


async def test_words_go_both_ways_as_typed(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)
    bold = ({"type": "bold", "offset": 0, "length": 5},)
    await home.says(anna, "Hello <b>", entities=bold)
    await home.says(maya, "the gate", kind=MessageKind.PHOTO)
    assert (home.copies(maya), home.copies(anna)) == (["Hello <b>"], ["the gate"])
    text, photo = await home.history(room)
    assert (text.entities, photo.file) == (bold, "photo-1")
    exported = shape(text)
    assert exported["conversationId"] == f"customer_{anna.id}_therapist_{roster.id}"
    assert (exported["senderId"], exported["senderName"]) == (f"customer_{anna.id}", "Anna")
    assert (exported["receiverId"], exported["receiverName"]) == (f"therapist_{roster.id}", "Maya")
    assert (exported["messageType"], exported["deliveryState"]) == ("text", "sent")
    assert (shape(photo)["messageType"], shape(photo)["senderRole"]) == ("photo", "therapist")
    (booking,) = await home.do(lambda unit: unit.rooms.bookings(room.id))
    assert exported["bookingId"] == booking.id


async def test_a_pending_room_carries_both_ways(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.pending(anna, roster)
    await home.says(anna, "I am on the second floor")
    await home.says(maya, "Is there a lift?")
    assert (home.copies(maya), home.copies(anna)) == (["I am on the second floor"], ["Is there a lift?"])
    assert (await home.room(room)).status is RoomStatus.PENDING


async def test_of_a_text_mention_the_account_behind_it_is_not_even_kept(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    await home.opened(anna, roster)
    account = {"id": 5, "first_name": "Anna Secret"}
    mention = {"type": "text_mention", "offset": 0, "length": 4, "user": account}
    source = await home.says(anna, "Anna", entities=(mention,))
    message = await home.units.look(lambda unit: unit.messages.at(anna.id, source))
    assert message is not None
    assert message.entities == ({"type": "text_mention", "offset": 0, "length": 4},)
    assert home.copies(maya) == []


async def test_with_several_rooms_a_reply_decides(home: House) -> None:
    maya, anna, budi, _, _ = await two_rooms(home)
    await home.says(anna, "from Anna")
    await home.says(budi, "from Budi")
    await home.says(maya, "to Anna", reply_to=home.shown_of(maya, "from Anna"))
    own = await home.says(maya, "to Budi", reply_to=home.shown_of(maya, "from Budi"))
    await home.says(maya, "to Budi again", reply_to=own)
    opened = home.notices(maya, "room.opened")
    assert [shown.values["counterpart"] for shown in opened] == ["Anna", "Budi"]
    await home.says(maya, "to Anna again", reply_to=opened[0].id)
    assert home.copies(anna) == ["to Anna", "to Anna again"]
    assert home.copies(budi) == ["to Budi", "to Budi again"]
    assert home.notices(maya, "relay.which") == []


async def test_a_reply_answers_the_same_message_on_the_other_side(home: House) -> None:
    maya, anna, _, _, _ = await two_rooms(home)
    asked = await home.says(anna, "When?")
    await home.says(maya, "At two", reply_to=home.shown_of(maya, "When?"))
    assert home.last(anna).reply_to == asked


async def test_a_reply_to_a_copy_that_nobody_noted_goes_nowhere_and_with_nobody(home: House) -> None:
    """A notice that Telegram showed and never answered for stands in the chat without our knowing whose it
    is. Held, what replies to it would go along with the next line, to the other customer."""
    maya, anna, budi, _, _ = await two_rooms(home)
    source = await home.says(maya, "Bring a towel", reply_to=77777)
    told = home.last(maya)
    assert (told.code, told.values["reason"], told.reply_to) == ("relay.not_carried", "astray", source)
    assert told.values["counterparts"] == ["Anna", "Budi"]
    await home.says(maya, "At two", reply_to=home.notices(maya, "room.opened")[1].id)
    assert (home.copies(anna), home.copies(budi)) == ([], ["At two"])
    await home.says(maya, "Bring a towel", reply_to=77777, id=source)
    assert home.last(maya) == told, "once, however often Telegram hands it over"


async def test_words_for_a_request_that_was_shown_unnoted_do_not_go_to_another(home: House) -> None:
    """The alert of Budi's request is in her chat, but nobody noted it: only Anna's room is known there."""
    maya, roster = await home.therapist("Maya")
    anna, budi = await home.customer("Anna"), await home.customer("Budi")
    await home.opened(anna, roster)
    await home.pending(budi, roster)
    await home.says(maya, "Which street?", reply_to=77777)
    assert home.last(maya).values["reason"] == "astray"
    assert (home.copies(anna), home.copies(budi)) == ([], [])


async def test_with_one_room_a_reply_to_anything_is_for_it(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    anna = await home.customer("Anna")
    await home.opened(anna, roster)
    await home.says(maya, "Bring a towel", reply_to=77777)
    assert home.copies(anna) == ["Bring a towel"]


async def test_a_day_later_the_only_live_room_is_meant(home: House) -> None:
    maya, _, budi, with_anna, _ = await two_rooms(home)
    await home.says(maya, "never said for whom")
    await home.close(with_anna)
    await home.time_passes(hours=25)
    await home.says(maya, "see you")
    assert home.copies(budi) == ["see you"]


async def test_who_is_a_therapist_here_and_a_customer_there_speaks_as_each(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    dewi, dewi_roster = await home.therapist("Dewi")
    anna = await home.customer("Anna")
    await home.opened(anna, roster)
    as_customer = await home.opened(maya, dewi_roster, hours=6)
    await home.says(maya, "which of me?")
    assert [room["counterpart"] for room in home.last(maya).values["rooms"]] == ["Anna", "Dewi"]
    await home.chooses(maya, as_customer)
    await home.says(maya, "me")
    assert home.copies(dewi) == ["which of me?", "me"]
    for message in await home.history(as_customer):
        assert (message.sender.role, message.sender.id) == (Role.CUSTOMER, maya.id)
        assert message.sender.name == "Maya in private"


async def test_an_ended_room_explains_itself_and_reaches_nobody(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    await home.opened(anna, roster)
    await home.says(maya, "See you")
    await home.time_passes(hours=28)
    assert home.last(anna).code == "room.ended"
    source = await home.says(anna, "I forgot my ring", reply_to=home.shown_of(anna, "See you"))
    told = home.last(anna)
    assert (told.code, told.reply_to, told.values["reason"]) == ("relay.not_carried", source, "room_expired")
    assert (told.values["counterpart"], told.values["again"]) == ("Maya", False)
    await home.says(anna, "Hello?")
    assert home.last(anna).values["reason"] == "room_expired"
    assert home.copies(maya) == []


async def test_an_old_message_does_not_reach_the_pairs_new_room(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    first = await home.opened(anna, roster)
    await home.says(maya, "first visit")
    await home.close(first)
    second = await home.opened(anna, roster)
    assert (second.generation, second.conversation) == (first.generation + 1, first.conversation)
    await home.says(anna, "about the first", reply_to=home.shown_of(anna, "first visit"))
    told = home.last(anna)
    assert (told.values["reason"], told.values["again"]) == ("room_closed", True)
    assert home.copies(maya) == []
    await home.says(anna, "about the second")
    assert home.copies(maya) == ["about the second"]


async def test_words_of_a_declined_request_are_not_shown_to_the_next(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    dewi, next_roster = await home.therapist("Dewi")
    room = await home.pending(anna, roster)
    await home.says(anna, "for Maya only", deliver=False)
    await home.close(room, by=f"therapist_{roster.id}")
    await home.pending(anna, next_roster)
    await home.deliver()
    assert (home.copies(maya), home.copies(dewi)) == ([], [])
    assert [told.values["reason"] for told in home.notices(anna, "relay.not_carried")] == ["room_closed"]


async def test_somebody_without_rooms_is_told(home: House) -> None:
    anna = await home.customer("Anna")
    source = await home.says(anna, "Hi")
    told = home.last(anna)
    assert (told.code, told.reply_to, told.values["reason"]) == ("relay.not_carried", source, "no_room")


async def test_the_same_message_twice_is_one(home: House) -> None:
    maya, anna, budi, with_anna, _ = await two_rooms(home)
    answered = home.notices(maya, "room.opened")[0].id
    sent = await home.says(maya, "once", reply_to=answered)
    await home.says(maya, "once", reply_to=answered, id=sent)
    held = await home.says(maya, "waits")
    await home.says(maya, "waits", id=held)
    assert home.copies(anna) == ["once"]
    assert len(home.notices(maya, "relay.which")) == 1
    await home.chooses(maya, with_anna)
    await home.says(maya, "waits", id=held)
    assert home.copies(anna) == ["once", "waits"]
    assert len(await home.history(with_anna)) == 2
    assert home.copies(budi) == []


@pytest.mark.parametrize(
    ("kind", "limit"), [(MessageKind.TEXT, 4096), (MessageKind.PHOTO, 4096)], ids=["text", "caption"]
)
async def test_limits_count_code_points(home: House, kind: MessageKind, limit: int) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    await home.opened(anna, roster)
    await home.says(anna, "🧘" * limit, kind=kind)
    assert home.copies(maya)[-1] == "🧘" * limit
    before = len(home.chats[maya.id])
    await home.says(anna, "🧘" * limit + "!", kind=kind)
    assert len(home.chats[maya.id]) == before
    told = home.last(anna)
    assert (told.values["reason"], told.values["limit"]) == ("too_long", limit)


async def test_read_is_said_only_after_evidence(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)

    async def read() -> list[bool]:
        return [message.is_read for message in await home.history(room) if message.sender_person == anna.id]

    await home.says(anna, "one")
    await home.says(anna, "two")
    assert await read() == [False, False]
    await home.says(maya, "yes?", reply_to=home.shown_of(maya, "one"))
    assert await read() == [True, True]
    written = home.clock.at + timedelta(seconds=3)
    home.clock.at += timedelta(seconds=5)
    await home.says(anna, "three")
    home.clock.at += timedelta(seconds=1)
    await home.says(maya, "written before three came", at=written)
    assert await read() == [True, True, False]
    await home.says(maya, "written after it")
    assert await read() == [True, True, True]


async def test_somebody_who_left_is_waited_for_and_the_sender_knows(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    await home.opened(anna, roster)
    await home.do(PersonLeft(), maya.address)
    source = await home.says(anna, "are you there?")
    told = home.last(anna)
    assert (told.code, told.reply_to, told.values["counterpart"]) == ("relay.waits", source, "Maya")
    assert home.copies(maya) == []


async def test_other_content_is_explained_where_there_is_a_room(home: House) -> None:
    refuse = RefuseContent(home.clock, RULES)
    anna = await home.customer("Anna")
    _, roster = await home.therapist("Maya")
    await home.do(refuse, anna, 5, "kind")
    await home.deliver()
    assert home.last(anna).code == "unknown"
    room = await home.opened(anna, roster)
    await home.do(refuse, anna, 6, "kind")
    await home.deliver()
    assert (home.last(anna).values["reason"], home.last(anna).reply_to) == ("kind", 6)
    await home.close(room)
    await home.do(refuse, anna, 7, "kind")
    await home.deliver()
    assert home.last(anna).values["reason"] == "kind"
    await home.time_passes(hours=25)
    await home.do(refuse, anna, 8, "kind")
    await home.deliver()
    assert home.last(anna).code == "unknown"


@pytest.mark.parametrize("known", [Uncertain("cut"), None])
async def test_what_may_have_been_read_makes_a_plain_line_ambiguous(
    home: House, known: Uncertain | None
) -> None:
    """Telegram has shown it, and its answer was lost, or is not here yet when the reader answers."""
    anna, budi = await home.customer("Anna"), await home.customer("Budi")
    maya, roster = await home.therapist("Maya")
    for customer in (anna, budi):
        await home.opened(customer, roster, hours=100)
    home.clock.at += RULES.shown_window * 2
    await home.says(anna, "ready")
    if known is not None:
        home.answers = lambda row: known if row.item.to == maya.id else None
        await home.says(budi, "me too")
        home.answers = lambda row: None
    else:
        await home.says(budi, "me too", deliver=False)
        await home.units.run(lambda unit: unit.outbox.claim(50, home.clock.at, busy=()))
    await home.says(maya, "Coming")
    assert (home.copies(anna), home.copies(budi)) == ([], [])
    (line,) = await home.do(lambda unit: unit.messages.held_of(maya.id))
    assert line.text == "Coming"


async def uncertain_message(home: House) -> tuple[Person, Person, Room, Message]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)
    home.answers = lambda row: Uncertain("no answer") if isinstance(row.item, Copy) else None
    await home.says(anna, "did this arrive?")
    home.answers = lambda row: None
    (message,) = await home.history(room)
    assert message.state is MessageState.UNCERTAIN
    return anna, maya, room, message


async def test_an_uncertain_message_goes_again_only_when_its_sender_says_so(home: House) -> None:
    anna, maya, _, message = await uncertain_message(home)
    assert home.last(anna).code == "relay.uncertain"
    resend = ResendMessage(home.clock)
    assert await home.do(resend, message.id, maya) is Decided.NOT_YOURS
    await home.deliver()
    assert home.copies(maya) == []
    assert await home.do(resend, message.id, anna) is Decided.RETRIED
    assert await home.do(resend, message.id, anna) is Decided.STALE
    await home.deliver()
    assert home.copies(maya) == ["did this arrive?"]
    assert (await home.message(message.id)).state is MessageState.SENT
    assert await home.do(DiscardMessage(home.clock), message.id, anna) is Decided.STALE


async def test_an_uncertain_message_can_be_dropped(home: House) -> None:
    anna, maya, _, message = await uncertain_message(home)
    discard = DiscardMessage(home.clock)
    assert await home.do(discard, message.id, maya) is Decided.NOT_YOURS
    assert await home.do(discard, message.id, anna) is Decided.DISCARDED
    assert await home.do(ResendMessage(home.clock), message.id, anna) is Decided.STALE
    await home.deliver()
    assert (home.copies(maya), home.last(anna).values["act"]) == ([], "discard")


async def test_an_uncertain_message_is_not_sent_into_a_room_that_has_ended(home: House) -> None:
    anna, maya, room, message = await uncertain_message(home)
    await home.close(room)
    assert await home.do(ResendMessage(home.clock), message.id, anna) is Decided.ROOM_ENDED
    await home.deliver()
    assert home.copies(maya) == []
    assert (home.last(anna).values["reason"], home.last(anna).reply_to) == ("room_closed", message.source)


async def test_a_message_names_the_visit_under_way_or_next(home: House) -> None:
    anna = await home.customer("Anna")
    _, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster, hours=1)
    later = await home.booking(anna, roster, hours=6, status=BookingStatus.CONFIRMED)

    async def second(unit: UnitOfWork) -> None:
        await pair_room(unit, home.clock.at, later, roster)
        await open_room(unit, await unit.rooms.get(room.id) or room, RULES, home.clock.at, "test")

    await home.do(second)
    await home.says(anna, "about the first")
    home.clock.at = later.span.starts_at
    await home.says(anna, "about the second")
    first, last = await home.history(room)
    assert (first.booking, last.booking) == (min(first.booking or 0, later.id), later.id)
    assert first.booking != last.booking


async def test_a_room_whose_deadline_is_late_has_ended_all_the_same(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)
    assert room.expires_at is not None
    home.clock.at = room.expires_at
    source = await home.says(anna, "Still there?")
    assert home.copies(maya) == []
    assert (home.last(anna).values["reason"], home.last(anna).reply_to) == ("room_expired", source)
    assert [len(home.notices(person, "room.ended")) for person in (anna, maya)] == [1, 1]


async def test_a_room_that_is_needed_longer_is_not_ended_by_a_late_deadline(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)
    await home.opened(anna, roster, hours=50)
    assert room.expires_at is not None
    home.clock.at = room.expires_at
    await home.says(anna, "Until tomorrow")
    assert home.copies(maya) == ["Until tomorrow"]
