"""Which bookings a room serves; `live` is true while the room is."""

from __future__ import annotations

from sqlalchemy import BigInteger, Executable, bindparam, or_, select, update

from domain.room import RoomStatus
from storage.dialect import InsertMaker
from storage.query import Query
from storage.tables import bookings, room_bookings, rooms

_t = room_bookings


def _attach(insert: InsertMaker) -> Executable:
    live = or_(rooms.c.status == RoomStatus.PENDING, rooms.c.status == RoomStatus.OPEN)
    link = select(rooms.c.id, bindparam("booking", type_=BigInteger), live).where(
        rooms.c.id == bindparam("room")
    )
    fresh = insert(_t).from_select(["room_id", "booking_id", "live"], link)
    return fresh.on_conflict_do_update(
        index_elements=["room_id", "booking_id"], set_={"live": fresh.excluded.live}
    )


ATTACH = Query(
    "rooms.attach",
    "The room serves this booking, too; refused while another live room does.",
    _attach,
)
END = Query(
    "rooms.end",
    "The room has ended: its bookings may have another.",
    update(_t).where(_t.c.room_id == bindparam("room")).values(live=False),
)
DETACH = Query(
    "rooms.detach",
    "This booking may have another room, while this one lives on for others.",
    update(_t)
    .where(_t.c.room_id == bindparam("room"), _t.c.booking_id == bindparam("booking"))
    .values(live=False),
)
BOOKINGS = Query(
    "rooms.bookings",
    "Every booking a room serves or served, in the order they came.",
    select(bookings)
    .join(_t, _t.c.booking_id == bookings.c.id)
    .where(_t.c.room_id == bindparam("room"))
    .order_by(_t.c.id),
)
OF_BOOKING = Query(
    "rooms.of_booking",
    "The newest room that serves or served a booking.",
    select(rooms)
    .join(_t, _t.c.room_id == rooms.c.id)
    .where(_t.c.booking_id == bindparam("booking"))
    .order_by(_t.c.live.desc(), _t.c.id.desc())
    .limit(1),
)
