"""The booking form as a conversation: opened, answered, gone back in, sent, put away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from aiogram.fsm.context import FSMContext

from bot.callbacks import DraftPress
from bot.handlers import form_wait
from bot.handlers.form_again import Filled, again
from bot.handlers.form_answers import Again, NotOffered, meaning
from bot.handlers.form_card import view
from bot.handlers.form_choices import Choices
from bot.handlers.form_state import Kept, forget, keep, read
from bot.toasts import Toast
from domain.booking import Booking, Wish
from domain.draft import LONGEST, Draft, Step
from domain.firewall import tells_plainly
from domain.ids import TherapistId
from domain.names import visible
from domain.people import Person
from services import notices
from services.list_slots import ListSlots
from services.ports import UnitOfWork
from services.request_booking import (
    AlreadyRequested,
    NobodyFits,
    PriceChanged,
    RequestBooking,
    Requested,
    SlotGone,
)
from services.waitlist import Joining, JoinWaitlist


@dataclass(frozen=True, slots=True)
class Form:
    """One person's, during one update."""

    unit: UnitOfWork
    person: Person
    state: FSMContext
    list_slots: ListSlots
    request_booking: RequestBooking
    join_waitlist: JoinWaitlist

    @property
    def choices(self) -> Choices:
        return Choices(self.unit, self.list_slots, self.person)

    @property
    def now(self) -> datetime:
        return self.list_slots.clock.now()

    def token(self) -> str:
        return self.request_booking.chance.token()

    async def present(self) -> Kept | None:
        """The open form; one that nobody has touched for too long is put away first."""
        kept = await read(self.state)
        if kept is None or self.now - kept.asked_at < self.list_slots.rules.draft_life:
            return kept
        await self.close(kept.draft.token, "put_away")
        return None

    async def open(self, therapist: TherapistId | None = None) -> None:
        """An open form comes down to the bottom of the chat as it is; otherwise there is a new one."""
        kept = await self.present()
        draft = kept.draft if kept else Draft(token=self.token())
        if therapist is not None:
            wish = Wish(therapist=therapist)
            draft = (draft if wish == draft.wish else draft.untimed()).with_wish(wish)
        await self.show(draft, fresh=True)

    async def open_again(self, booking: Booking, note: str = "") -> None:
        """A form filled in from an earlier booking; another one that was open is put away."""
        filled = await again(self.choices, booking, self.token())
        kept = await self.present()
        if kept is not None:
            await self.close(kept.draft.token, "cancelled")
        await self.show(filled.draft, note=filled.note or note, fresh=True)

    async def open_waitlist(self, booking: Booking) -> None:
        """What nobody could take, to be waited for: the last question is which days and hours."""
        filled = await again(self.choices, booking, self.token())
        kept = await self.present()
        if kept is not None:
            await self.close(kept.draft.token, "cancelled")
        if filled.note:
            await self.show(filled.draft, note=filled.note, fresh=True)
        else:
            waiting = form_wait.for_booking(self.choices, filled.draft, booking)
            await self.show(waiting, note="waits_instead", fresh=True)

    async def show(
        self, draft: Draft, *, note: str = "", at: date | int | None = None, fresh: bool = False
    ) -> None:
        draft, fitted = await self._fitted(draft)
        before, price = draft.price, await self.choices.price(draft)
        draft = replace(draft, price=price)
        was = before if before != price and price is not None else None
        values = await view(self.choices, draft, note=note or fitted, at=at, was=was)
        await keep(self.state, draft, self.now)
        card = notices.draft_card(self.person.id, draft.token, values, fresh=fresh)
        await self.unit.outbox.add(card, self.now)

    async def _fitted(self, draft: Draft) -> tuple[Draft, str]:
        """Past the questions that have no choice, and without an answer that nobody there can meet."""
        if await self._too_long(draft):
            return replace(draft.untimed(), minutes=None, price=None, step=Step.DURATION), "no_length"
        if draft.step is Step.DISTRICT and not await self.unit.catalogue.districts():
            draft = draft.with_district("")
        waits = draft.step in {Step.WHEN, Step.DAY, Step.TIME, Step.WAIT, Step.SUMMARY}
        if not waits or draft.wish is None or draft.wish.therapist is None:
            return draft, ""
        if await self.list_slots.fitting(self.unit, self.choices.need(draft)):
            return draft, ""
        return replace(draft.untimed(), wish=None, step=Step.THERAPIST), "no_fit"

    async def _too_long(self, draft: Draft) -> bool:
        """Or too short: nothing of that length is on offer, with whom was chosen meanwhile."""
        known = draft.minutes is not None and draft.step not in {Step.SERVICE, Step.DURATION}
        return known and await self.choices.price(draft) is None

    async def close(self, token: str, outcome: str, reference: str = "") -> None:
        await forget(self.state)
        closed = notices.draft_closed(self.person.id, token, outcome, reference=reference)
        await self.unit.outbox.add(closed, self.now)

    async def cancel(self, token: str) -> None:
        """By command: the card may be far up, so the chat's end says it too."""
        await self.close(token, "cancelled")
        told = notices.say(self.person.id, "cancel.done")
        await self.unit.outbox.add(told, self.now)

    async def press(self, press: DraftPress, toast: Toast) -> None:
        kept = await self.present()
        if kept is None or kept.draft.token != press.token:
            await self._over(press.token, toast)
            return
        draft = kept.draft
        if press.step != draft.step:
            # A second tap, or a button of an earlier question: the card shows the present one already.
            return
        if press.value == "cancel":
            await self.close(draft.token, "cancelled")
        elif press.value == "back":
            await self.show(draft.back())
        elif draft.step is Step.SUMMARY and press.value == "send":
            await self._send(draft, toast)
        elif draft.step is Step.WAIT and press.value == "join":
            await self._join(draft, toast)
        else:
            await self._answer(draft, press.value, toast)

    async def _over(self, token: str, toast: Toast) -> None:
        """A button of a form that is over: sent (say so), or put away (its card says so from now on)."""
        booking = await self.unit.bookings.by_token(token)
        if booking is not None and booking.customer == self.person.id:
            toast.say("already_sent", reference=booking.reference)
            return
        toast.say("form_old")
        if await self.unit.outbox.card(self.person.id, f"draft:{token}") is not None:
            closed = notices.draft_closed(self.person.id, token, "put_away")
            await self.unit.outbox.add(closed, self.now)

    async def _answer(self, draft: Draft, value: str, toast: Toast) -> None:
        match await meaning(self.choices, draft, value):
            case None:
                toast.say("stale")
            case NotOffered():
                toast.say("not_offered")
            case Again(note="slot_gone"):
                await self._time_again(draft)
            case Again(note=note, at=at):
                await self.show(draft, note=note, at=at)
            case Filled(draft=filled, note=note):
                await self.show(filled, note=note)
            case Draft() as after_it:
                await self.show(after_it)

    async def _send(self, draft: Draft, toast: Toast) -> None:
        match await self.request_booking(self.unit, draft.request(self.person.id)):
            case Requested(booking=booking):
                await self.close(draft.token, "sent", booking.reference)
            case AlreadyRequested(booking=booking):
                toast.say("already_sent", reference=booking.reference)
                await self.close(draft.token, "sent", booking.reference)
            case SlotGone():
                await self._time_again(draft)
            case PriceChanged():
                # Shown with the new price, which is then the one that Send request goes by.
                await self.show(draft)
            case NobodyFits() if await self._too_long(draft):
                await self.show(draft)
            case NobodyFits():
                without = replace(draft.untimed(), wish=None, step=Step.THERAPIST)
                await self.show(without, note="nobody_fits")

    async def _join(self, draft: Draft, toast: Toast) -> None:
        joined = await self.join_waitlist(self.unit, self.person, await form_wait.wished(self.choices, draft))
        match joined:
            case Joining.JOINED | Joining.ALREADY:
                await self.close(draft.token, "waiting")
            case Joining.NOBODY:
                without = replace(draft.untimed(), wish=None, step=Step.THERAPIST)
                await self.show(without, note="nobody_fits")
        if joined is not Joining.JOINED:
            most = self.list_slots.rules.wait_most
            toast.say(f"wait.{joined.value}", alert=joined is not Joining.ALREADY, most=most)

    async def _time_again(self, draft: Draft) -> None:
        """Back to the nearest question that still has an answer; everything else is kept."""
        timeless = replace(draft, starts_at=None)
        if draft.day is None:
            await self.show(draft.untimed().at(Step.WHEN), note="now_gone")
        elif await self.choices.slots(timeless):
            await self.show(timeless.at(Step.TIME), note="slot_gone")
        else:
            await self.show(replace(timeless, day=None).at(Step.DAY), note="slot_gone")

    async def typed(self, draft: Draft, text: str) -> None:
        """A line that counts as the answer. One that cannot be it leaves the question standing."""
        answer = text.strip()
        if not visible(answer):
            await self.show(draft, note="empty", fresh=True)
        elif len(answer) > LONGEST[draft.step]:
            await self.show(draft, note="too_long", fresh=True)
        elif tells_plainly(answer):
            # The therapist would read it before anything else.
            await self.show(draft, note="tells", fresh=True)
        else:
            await self.show(_written(draft, answer), fresh=True)

    async def pinned(self, draft: Draft, latitude: float, longitude: float) -> None:
        await self.show(draft.with_pin(latitude, longitude), fresh=True)


def _written(draft: Draft, answer: str) -> Draft:
    match draft.step:
        case Step.ADDRESS:
            return draft.with_address(answer)
        case Step.ROOM:
            return draft.with_room(answer)
        case _:
            return draft.with_notes(answer)
