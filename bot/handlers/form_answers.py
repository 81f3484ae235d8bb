"""What a press on the form means: the draft it makes, or why the question has to be asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.handlers import form_wait
from bot.handlers.form_again import Filled, again, last_time
from bot.handlers.form_choices import Choices, short
from domain.booking import PlaceKind, Wish
from domain.draft import Draft, Step
from domain.people import Gender


@dataclass(frozen=True, slots=True)
class Again:
    """The same question once more: `note` says why; `at` is the month, or the time of the day, to show."""

    note: str = ""
    at: date | int | None = None


class NotOffered:
    """A day without a free time, or a heading of the calendar."""


Meaning = Draft | Again | Filled | NotOffered | None
"""None: that was never a button of this question."""


async def meaning(choices: Choices, draft: Draft, value: str) -> Meaning:
    """`back`, `cancel` and `send` are not answers and are seen to elsewhere."""
    match draft.step:
        case Step.SERVICE if value == "last":
            booking = await last_time(choices, draft)
            return await again(choices, booking, draft.token) if booking is not None else None
        case Step.SERVICE:
            codes = [one.code for one in await choices.services()]
            return next((draft.with_service(code) for code in codes if short(code) == value), None)
        case Step.DURATION:
            return await _duration(choices, draft, value)
        case Step.PLACE:
            return draft.with_place(PlaceKind(value)) if value in set(PlaceKind) else None
        case Step.DISTRICT:
            names = [one.name for one in await choices.unit.catalogue.districts()]
            return next((draft.with_district(name) for name in names if short(name) == value), None)
        case Step.THERAPIST:
            return await _therapist(choices, draft, value)
        case Step.WHEN:
            return await _when(choices, draft, value)
        case Step.DAY | Step.TIME if value == "wait":
            return form_wait.begun(choices, draft)
        case Step.WAIT:
            return form_wait.answered(choices, draft, value)
        case Step.DAY:
            return await _day(choices, draft, value)
        case Step.TIME:
            return await _time(choices, draft, value)
        case Step.ADDRESS | Step.ROOM | Step.NOTES:
            return _typed(draft, value)
    return None


async def _duration(choices: Choices, draft: Draft, value: str) -> Meaning:
    minutes = [choice.minutes for choice in await choices.durations(draft)]
    return next((draft.with_minutes(one) for one in minutes if str(one) == value), None)


def _typed(draft: Draft, value: str) -> Meaning:
    if value == "keep" and draft.answered(draft.step):
        return draft.onward()
    if value != "skip":
        return None
    match draft.step:
        case Step.ROOM:
            return draft.with_room("")
        case Step.NOTES:
            return draft.with_notes("")
    return None


async def _therapist(choices: Choices, draft: Draft, value: str) -> Meaning:
    if value == "any":
        return draft.with_wish(Wish())
    if value in set(Gender):
        return draft.with_wish(Wish(gender=Gender(value)))
    people = await choices.list_slots.choosable(choices.unit, choices.need(draft, Wish()))
    wishes = (Wish(therapist=one.id) for one, _ in people if f"t{one.id}" == value)
    return next((draft.with_wish(wish) for wish in wishes), None)


async def _when(choices: Choices, draft: Draft, value: str) -> Meaning:
    if value == "scheduled":
        return draft.with_scheduled()
    if value != "now":
        return None
    start = await choices.list_slots.now(choices.unit, choices.need(draft))
    return Again("now_gone") if start is None else draft.with_now(start)


async def _day(choices: Choices, draft: Draft, value: str) -> Meaning:
    if value == "-":
        return NotOffered()
    if value.startswith("w-"):
        return await _full(choices, draft, value)
    day = _date(value.removeprefix("m-"))
    if day is None:
        return None
    if value.startswith("m-"):
        return Again(at=day)
    chosen = draft.with_day(day)
    return chosen if await choices.slots(chosen) else Again("no_time", at=day)


async def _full(choices: Choices, draft: Draft, value: str) -> Meaning:
    day = _date(value.removeprefix("w-"))
    if day is None:
        return None
    if not await form_wait.worked_on(choices, draft, day):
        return NotOffered()
    chosen = draft.with_day(day)
    if await choices.slots(chosen):
        # It was full when the month was shown.
        return chosen
    return Filled(form_wait.begun(choices, draft, day), "day_full")


async def _time(choices: Choices, draft: Draft, value: str) -> Meaning:
    start = value.removeprefix("at-")
    if not (start.isascii() and start.isdecimal() and len(start) < 12):
        return None
    slots = await choices.slots(draft)
    if value.startswith("at-") and slots:
        return Again(at=int(start))
    if int(start) not in slots:
        return Again("slot_gone")
    return draft.with_time(datetime.fromtimestamp(int(start), UTC))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
