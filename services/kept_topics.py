"""Rooms' topics in people's chats, as `storage` keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.ids import PersonId, RoomId
from domain.topic import Topic


class KeptTopics(Protocol):
    def add(self, topic: Topic) -> None: ...

    async def at(self, person: PersonId, thread: int) -> Topic | None:
        """Whose room's it is, or was until it got lost; None for one that is no room's."""
        ...

    async def of(self, person: PersonId, room: RoomId) -> Sequence[Topic]:
        """That room's in this person's chat, the latest first, lost ones too."""
        ...

    async def used_by(self, person: PersonId) -> bool:
        """Whether any room has one in this person's chat."""
        ...

    def lose(self, topic: Topic, at: datetime) -> None:
        """The chat has it no more."""
        ...

    def entitle(self, topic: Topic, title: str) -> None:
        """It is called otherwise from now on."""
        ...
