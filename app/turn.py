"""Whose turn it is to fetch updates, where several could: known once the database is open."""

from __future__ import annotations

from services.members import Member


class Turn:
    """Implements `bot.poller.Turn`. One that works alone fetches at once."""

    def __init__(self, source: str, *, alone: bool) -> None:
        self._name, self._alone = f"poll:{source}", alone
        self._member: Member | None = None

    def hand_over(self, member: Member) -> None:
        self._member = member
        member.stand_for(self._name)

    def mine(self) -> bool:
        return self._alone if self._member is None else self._member.leads(self._name)

    async def give_back(self) -> None:
        if self._member is not None:
            await self._member.give_back(self._name)
