"""Where a person's form is kept between two updates, and how old it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from aiogram.fsm.context import FSMContext

from domain.draft import Draft
from domain.draft_json import from_json, to_json

FORM = "form"


@dataclass(frozen=True, slots=True)
class Kept:
    """`asked_at` is when its present question was last put to the person."""

    draft: Draft
    asked_at: datetime

    @property
    def question(self) -> str:
        """The very question it asks now: a line that may answer it answers no later one."""
        return f"{self.draft.token}:{self.draft.step}"


async def read(state: FSMContext) -> Kept | None:
    if await state.get_state() != FORM:
        return None
    data = await state.get_data()
    return Kept(from_json(data["draft"]), datetime.fromtimestamp(data["asked_at"], UTC))


async def keep(state: FSMContext, draft: Draft, now: datetime) -> None:
    await state.set_state(FORM)
    await state.set_data({"draft": to_json(draft), "asked_at": now.timestamp()})


async def forget(state: FSMContext) -> None:
    await state.clear()
