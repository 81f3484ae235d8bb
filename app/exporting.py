"""The pages of an export, as the desk answers them: nothing of it is ever whole in memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain import booking_sheet, transcript
from domain.ids import BookingId, ConversationId, RoomId
from services.archive import Booked, Wanted
from services.ports import UnitOfWork, Units

PAGE = 500
Rows = Sequence[tuple[int, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Exporting:
    """Each answer is `{"rows", "after": the last id, or null at the end, "total": on the first page}`."""

    units: Units
    decimals: Callable[[str], int]
    """Of a currency."""

    @property
    def errands(self) -> dict[tuple[str, str], Callable[[Any], Awaitable[Any]]]:
        return {
            ("POST", "/export/messages"): self.messages,
            ("POST", "/export/bookings"): self.bookings,
        }

    async def messages(self, body: Any) -> Any:
        async def rows(unit: UnitOfWork, wanted: Wanted, after: int) -> Rows:
            found = await unit.archive.messages(wanted, after=after, limit=PAGE)
            edits = await unit.messages.revisions([one.id for one in found])
            return [(one.id, transcript.shape(one, edits.get(one.id, ()))) for one in found]

        return await self._page(body, rows, lambda unit, wanted: unit.archive.count_messages(wanted))

    async def bookings(self, body: Any) -> Any:
        async def rows(unit: UnitOfWork, wanted: Wanted, after: int) -> Rows:
            found = await unit.archive.bookings(wanted, after=after, limit=PAGE)
            return [(one.booking.id, self._sheet(one)) for one in found]

        return await self._page(body, rows, lambda unit, wanted: unit.archive.count_bookings(wanted))

    def _sheet(self, one: Booked) -> dict[str, Any]:
        decimals = self.decimals(one.booking.price.currency)
        return booking_sheet.shape(
            one.booking, customer=one.customer, therapist=one.therapist, decimals=decimals
        )

    async def _page(
        self,
        body: Any,
        rows: Callable[[UnitOfWork, Wanted, int], Awaitable[Rows]],
        count: Callable[[UnitOfWork, Wanted], Awaitable[int]],
    ) -> Any:
        wanted, after = wanted_of(body), int(body.get("after") or 0)

        async def look(unit: UnitOfWork) -> Any:
            found = await rows(unit, wanted, after)
            return {
                "rows": [row for _, row in found],
                "after": found[-1][0] if len(found) == PAGE else None,
                "total": None if after else await count(unit, wanted),
            }

        return await self.units.look(look)


def wanted_of(body: Any) -> Wanted:
    """`{"since", "until": epoch seconds, "room": number or conversation, "booking": number or reference}`."""
    room, booking = body.get("room"), body.get("booking")
    return Wanted(
        since=_instant(body.get("since")),
        until=_instant(body.get("until")),
        room=RoomId(room) if isinstance(room, int) else None,
        conversation=ConversationId(room) if isinstance(room, str) else None,
        booking=BookingId(booking) if isinstance(booking, int) else None,
        reference=booking if isinstance(booking, str) else None,
    )


def _instant(epoch: float | None) -> datetime | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC)
