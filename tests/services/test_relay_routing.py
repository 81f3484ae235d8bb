"""For whom a line is meant, case by case, and what can never happen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import PersonId, RoomId, TherapistId
from domain.room import CloseReason, Room, RoomStatus
from domain.routing import Ask, NoRoom, Route, ToRoom, route

ANNA, MAYA, DEWI, SARI = (PersonId(number) for number in (1, 2, 3, 4))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LIVE = {RoomStatus.PENDING, RoomStatus.OPEN}


def room(
    id: int,
    therapist: PersonId,
    status: RoomStatus = RoomStatus.OPEN,
    *,
    customer: PersonId = ANNA,
    generation: int = 1,
    ended: int = 0,
) -> Room:
    """`ended` counts minutes after noon, for one that is not live."""
    return Room(
        id=RoomId(id),
        generation=generation,
        customer=customer,
        therapist=TherapistId(therapist * 100),
        therapist_person=therapist,
        status=status,
        version=0,
        created_at=NOON,
        ended_at=None if status in LIVE else NOON + timedelta(minutes=ended),
        reason=None if status in LIVE else CloseReason.DECLINED,
    )


MAYA_OPEN, DEWI_OPEN, SARI_PENDING = room(1, MAYA), room(2, DEWI), room(3, SARI, RoomStatus.PENDING)
MAYA_CLOSED = room(4, MAYA, RoomStatus.CLOSED)
DEWI_EXPIRED = room(5, DEWI, RoomStatus.EXPIRED, ended=5)
MAYA_AGAIN = room(6, MAYA, RoomStatus.PENDING, generation=2)
STRANGERS = room(7, DEWI, customer=SARI)


@pytest.mark.parametrize(
    ("why", "reply", "shown", "live", "expected"),
    [
        ("a reply goes to its room, whatever else was shown",
         MAYA_OPEN, [DEWI_OPEN], [MAYA_OPEN, DEWI_OPEN], ToRoom(MAYA_OPEN.id)),
        ("a reply reaches a pending room",
         SARI_PENDING, [], [SARI_PENDING, MAYA_OPEN], ToRoom(SARI_PENDING.id)),
        ("a reply to an ended room goes nowhere else, though only one is live",
         MAYA_CLOSED, [DEWI_OPEN], [DEWI_OPEN], NoRoom(MAYA_CLOSED)),
        ("a reply to an older generation does not reach the pair's new room, which is pointed out",
         MAYA_CLOSED, [MAYA_AGAIN], [MAYA_AGAIN], NoRoom(MAYA_CLOSED, MAYA_AGAIN)),
        ("the only room shown", None, [DEWI_OPEN], [MAYA_OPEN, DEWI_OPEN], ToRoom(DEWI_OPEN.id)),
        ("the only room shown, pending", None, [SARI_PENDING], [SARI_PENDING], ToRoom(SARI_PENDING.id)),
        ("the only room shown has just closed: explained, never given to another",
         None, [MAYA_CLOSED], [DEWI_OPEN], NoRoom(MAYA_CLOSED)),
        ("two shown", None, [MAYA_OPEN, DEWI_OPEN], [MAYA_OPEN, DEWI_OPEN], Ask((MAYA_OPEN, DEWI_OPEN))),
        ("two shown, of which one has closed: still not certain",
         None, [MAYA_CLOSED, DEWI_OPEN], [DEWI_OPEN], Ask((DEWI_OPEN,))),
        ("two shown: everyone live may be meant, shown or not", None, [MAYA_OPEN, DEWI_OPEN],
         [MAYA_OPEN, DEWI_OPEN, SARI_PENDING], Ask((MAYA_OPEN, DEWI_OPEN, SARI_PENDING))),
        ("an earlier generation beside the present one is the same person",
         None, [MAYA_CLOSED, MAYA_AGAIN], [MAYA_AGAIN], ToRoom(MAYA_AGAIN.id)),
        ("two shown, both over, nobody live: the one that ended last is explained",
         None, [MAYA_CLOSED, DEWI_EXPIRED], [], NoRoom(DEWI_EXPIRED)),
        ("nothing shown, one live", None, [], [MAYA_OPEN], ToRoom(MAYA_OPEN.id)),
        ("nothing shown, two live", None, [], [MAYA_OPEN, DEWI_OPEN], Ask((MAYA_OPEN, DEWI_OPEN))),
        ("nothing shown, nobody live", None, [], [], NoRoom()),
        ("other people's rooms do not count", None, [STRANGERS], [STRANGERS], NoRoom()),
        ("nor as the room replied to", STRANGERS, [], [MAYA_OPEN, STRANGERS], ToRoom(MAYA_OPEN.id)),
    ],
)  # fmt: skip
def test_every_row_of_the_order(
    why: str, reply: Room | None, shown: Sequence[Room], live: Sequence[Room], expected: Route
) -> None:
    assert route(ANNA, reply=reply, shown=shown, live=live) == expected, why


@pytest.mark.parametrize(
    ("why", "shown", "live", "expected"),
    [
        ("with one room in all it can only be that one", [MAYA_OPEN], [MAYA_OPEN], ToRoom(MAYA_OPEN.id)),
        ("shown or not", [], [MAYA_OPEN], ToRoom(MAYA_OPEN.id)),
        ("what was shown last may be what nobody noted", [MAYA_OPEN], [MAYA_OPEN, SARI_PENDING],
         Ask((MAYA_OPEN, SARI_PENDING))),
        ("or what has ended", [MAYA_CLOSED], [DEWI_OPEN], Ask((DEWI_OPEN,))),
        ("two shown", [MAYA_OPEN, DEWI_OPEN], [MAYA_OPEN, DEWI_OPEN], Ask((MAYA_OPEN, DEWI_OPEN))),
        ("the only one is over", [MAYA_CLOSED], [], NoRoom(MAYA_CLOSED)),
        ("none at all", [], [], NoRoom()),
    ],
)  # fmt: skip
def test_a_reply_to_what_nobody_knows_is_certain_only_where_there_is_one_room(
    why: str, shown: Sequence[Room], live: Sequence[Room], expected: Route
) -> None:
    assert route(ANNA, reply=None, shown=shown, live=live, astray=True) == expected, why


@pytest.mark.parametrize(
    ("why", "reply", "shown", "focus", "live", "expected"),
    [
        ("two shown: the one in focus",
         None, [MAYA_OPEN, DEWI_OPEN], DEWI_OPEN, [MAYA_OPEN, DEWI_OPEN], ToRoom(DEWI_OPEN.id)),
        ("a reply comes before the focus",
         MAYA_OPEN, [MAYA_OPEN, DEWI_OPEN], DEWI_OPEN, [MAYA_OPEN, DEWI_OPEN], ToRoom(MAYA_OPEN.id)),
        ("a reply to a room that has closed goes nowhere, focus or not",
         MAYA_CLOSED, [DEWI_OPEN], DEWI_OPEN, [DEWI_OPEN], NoRoom(MAYA_CLOSED)),
        ("the only one shown is another: the card of the focus has shown its own, too",
         None, [MAYA_OPEN], DEWI_OPEN, [MAYA_OPEN, DEWI_OPEN], ToRoom(DEWI_OPEN.id)),
        ("the only one shown has closed, and another was chosen since",
         None, [MAYA_CLOSED], DEWI_OPEN, [DEWI_OPEN], ToRoom(DEWI_OPEN.id)),
        ("nothing shown: the one in focus", None, [], SARI_PENDING, [MAYA_OPEN, SARI_PENDING],
         ToRoom(SARI_PENDING.id)),
        ("the focus is over with its room",
         None, [MAYA_CLOSED, DEWI_OPEN], MAYA_CLOSED, [DEWI_OPEN, SARI_PENDING],
         Ask((DEWI_OPEN, SARI_PENDING))),
        ("somebody else's room is nobody's focus",
         None, [MAYA_OPEN, DEWI_OPEN], STRANGERS, [MAYA_OPEN, DEWI_OPEN, STRANGERS],
         Ask((MAYA_OPEN, DEWI_OPEN))),
    ],
)  # fmt: skip
def test_the_focus_decides_where_nothing_before_it_does(
    why: str,
    reply: Room | None,
    shown: Sequence[Room],
    focus: Room,
    live: Sequence[Room],
    expected: Route,
) -> None:
    assert route(ANNA, reply=reply, shown=shown, live=live, focus=focus) == expected, why


@pytest.mark.parametrize(
    ("why", "topic", "reply", "live", "expected"),
    [
        ("a topic is for its room, whatever was shown or chosen",
         MAYA_OPEN, None, [MAYA_OPEN, DEWI_OPEN], ToRoom(MAYA_OPEN.id)),
        ("a reply there to that room's message changes nothing",
         MAYA_OPEN, MAYA_OPEN, [MAYA_OPEN, DEWI_OPEN], ToRoom(MAYA_OPEN.id)),
        ("a reply there to another room's: one of the two is not meant",
         MAYA_OPEN, DEWI_OPEN, [MAYA_OPEN, DEWI_OPEN], Ask((MAYA_OPEN, DEWI_OPEN))),
        ("of a room that ended: to nobody else, though one is live",
         MAYA_CLOSED, None, [DEWI_OPEN], NoRoom(MAYA_CLOSED)),
        ("of an earlier generation: not to the present one, which is pointed out",
         MAYA_CLOSED, None, [MAYA_AGAIN], NoRoom(MAYA_CLOSED, MAYA_AGAIN)),
        ("of other people's room: as if there were none", STRANGERS, MAYA_OPEN, [MAYA_OPEN, DEWI_OPEN],
         ToRoom(MAYA_OPEN.id)),
        ("in no room's topic a reply tells", None, DEWI_OPEN, [MAYA_OPEN, DEWI_OPEN], ToRoom(DEWI_OPEN.id)),
        ("and nothing else does: not the only room", None, None, [MAYA_OPEN], Ask((MAYA_OPEN,))),
        ("nor the focus", None, None, [MAYA_OPEN, DEWI_OPEN], Ask((MAYA_OPEN, DEWI_OPEN))),
        ("without any room there is nobody to ask about", None, None, [], NoRoom(DEWI_OPEN)),
    ],
)  # fmt: skip
def test_a_topic_comes_first(
    why: str, topic: Room | None, reply: Room | None, live: Sequence[Room], expected: Route
) -> None:
    """Only DEWI_OPEN was shown, and has the focus."""
    nowhere = topic is None
    found = route(
        ANNA, topic=topic, elsewhere=nowhere, reply=reply, shown=[DEWI_OPEN], focus=DEWI_OPEN, live=live
    )
    assert found == expected, why


def test_the_focus_does_not_say_what_an_unknown_message_belongs_to() -> None:
    live = [MAYA_OPEN, DEWI_OPEN]
    asked = route(ANNA, reply=None, shown=live, live=live, focus=DEWI_OPEN, astray=True)
    assert asked == Ask((MAYA_OPEN, DEWI_OPEN))


@pytest.mark.parametrize("shown", [[], [MAYA_OPEN], [MAYA_OPEN, MAYA_CLOSED]])
def test_a_therapist_is_routed_by_the_same_order(shown: list[Room]) -> None:
    boris = room(8, MAYA, RoomStatus.PENDING, customer=SARI)
    both = route(MAYA, reply=None, shown=shown, live=[MAYA_OPEN, boris])
    assert both == (ToRoom(MAYA_OPEN.id) if shown else Ask((MAYA_OPEN, boris)))


people = st.sampled_from([ANNA, MAYA, DEWI, SARI])


@st.composite
def worlds(draw: st.DrawFn) -> list[Room]:
    rooms = []
    for number in range(draw(st.integers(1, 7))):
        customer, therapist = draw(people), draw(people)
        if customer != therapist:
            status = draw(st.sampled_from(list(RoomStatus)))
            rooms.append(room(number + 1, therapist, status, customer=customer, generation=number))
    return rooms


@given(world=worlds(), sender=people, data=st.data())
def test_whoever_gets_it_is_the_other_member_of_a_live_room_the_sender_is_in(
    world: list[Room], sender: PersonId, data: st.DataObject
) -> None:
    by_id = {known.id: known for known in world}
    some = st.lists(st.sampled_from(world), unique_by=lambda known: known.id) if world else st.just([])
    reply = data.draw(st.none() | (st.sampled_from(world) if world else st.none()))
    shown, live = data.draw(some), [known for known in world if data.draw(st.booleans())]
    focus = data.draw(st.none() | (st.sampled_from(world) if world else st.none()))
    topic = data.draw(st.none() | (st.sampled_from(world) if world else st.none()))
    elsewhere = data.draw(st.booleans())
    decision = route(
        sender, reply=reply, topic=topic, elsewhere=elsewhere, shown=shown, live=live, focus=focus
    )
    if topic is not None and topic.counterpart(sender) is not None and isinstance(decision, ToRoom):
        assert decision.room == topic.id, "what is written in a topic is for its room or for none"
    chosen = [by_id[decision.room]] if isinstance(decision, ToRoom) else []
    offered = decision.rooms if isinstance(decision, Ask) else ()
    for found in [*chosen, *offered]:
        assert found.live and sender in {found.customer, found.therapist_person}
        assert found.counterpart(sender) in {found.customer, found.therapist_person} - {sender}
    if isinstance(decision, Ask):
        assert offered
    if reply is not None and reply.role_of(sender) and isinstance(decision, ToRoom):
        assert decision.room == reply.id
