"""Conversation state: aiogram's FSM, kept in the update's unit of work and so undone with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from domain.people import Address
from services.ports import Clock, UnitOfWork


class UnitStorage(BaseStorage):
    """One address in one unit: read once, written through. aiogram's key is not looked at."""

    def __init__(self, unit: UnitOfWork, key: str, clock: Clock) -> None:
        self._unit = unit
        self._key = key
        self._clock = clock
        self._row: tuple[str | None, dict[str, Any]] | None = None

    async def _read(self) -> tuple[str | None, dict[str, Any]]:
        if self._row is None:
            state, data, _ = await self._unit.conversations.get(self._key)
            self._row = (state, data)
        return self._row

    def _write(self, state: str | None, data: Mapping[str, Any]) -> None:
        self._row = (state, dict(data))
        self._unit.conversations.put(self._key, state, data, self._clock.now())

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        before, data = await self._read()
        if name != before:
            self._write(name, data)

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._read())[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        state, before = await self._read()
        if data != before:
            self._write(state, data)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._read())[1])

    async def close(self) -> None:
        """Nothing is open: the unit ends with its update."""


async def conversation(unit: UnitOfWork, address: Address, clock: Clock) -> FSMContext:
    name = f"{address.kind}:{address.id}"
    chat = int(address.id)
    return FSMContext(UnitStorage(unit, name, clock), StorageKey(bot_id=0, chat_id=chat, user_id=chat))
