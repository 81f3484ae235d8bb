"""From a raw update to a handler, in the update's own unit of work, on the real storage."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.callbacks import BookingAct, BookingPress, DraftPress, OfferAct, OfferPress
from bot.dispatcher import AiogramFeed, build
from bot.menus import Menu
from bot.toasts import Toast
from domain.ids import UpdateSeq
from domain.people import Address, Person
from services.people import KnowPerson, PersonLeft
from services.ports import UnitOfWork
from services.queues import Entry
from storage.opening import Storage
from tests.bot.wire import TOKEN, TestClock

ANA = {"id": 1001, "is_bot": False, "first_name": "Ana", "last_name": "Suryani", "language_code": "id"}
CHAT = {"id": 1001, "type": "private", "first_name": "Ana"}
GROUP = {"id": -5, "type": "group", "title": "Everybody"}


class Seen:
    """Handlers that write down what they were given."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.answers: list[tuple[str, str, str]] = []
        self.menus: list[tuple[str, str | None]] = []

    def router(self) -> Router:
        router = Router()
        router.message.register(self.help, Command("help"))
        router.message.register(self.send, Command("send"))
        router.message.register(self.begin, Command("begin"))
        router.message.register(self.fail, Command("fail"))
        router.message.register(self.going, StateFilter("form:day"))
        router.message.register(self.say)
        router.callback_query.register(self.press, OfferPress.filter())
        return router

    async def help(self, message: Message, person: Person) -> None:
        self.got.append({"help": person.name})

    async def send(self, message: Message) -> None:
        await message.answer("hello")

    async def begin(self, message: Message, state: FSMContext) -> None:
        await state.set_state("form:day")
        await state.update_data(service="massage")

    async def fail(self, message: Message, state: FSMContext) -> None:
        await state.set_state("form:other")
        raise ValueError("after the state was set")

    async def going(self, message: Message, state: FSMContext) -> None:
        self.got.append({"going": message.text, "data": await state.get_data()})
        await state.clear()

    async def say(self, message: Message, person: Person, answer_to_everything: int) -> None:
        self.got.append({"said": message.text, "by": person.address.id, "given": answer_to_everything})

    async def press(
        self, query: CallbackQuery, callback_data: OfferPress, toast: Toast, person: Person, menu: Menu
    ) -> None:
        menu.changed(person, query.from_user)
        self.got.append({"offer": callback_data.id, "act": callback_data.act})
        toast.say(callback_data.act)

    async def answer(self, press: str, toast: Toast) -> None:
        self.answers.append((press, toast.code, toast.language))

    async def set_menu(self, person: Person, code: str | None) -> None:
        assert self.answers, "the press is answered first"
        self.menus.append((person.address.id, code))


class Setting:
    def __init__(self, storage: Storage, clock: TestClock) -> None:
        self.units, self.seen, self.number = storage.units, Seen(), 0
        self.feed: AiogramFeed = build(
            token=TOKEN,
            routers=[self.seen.router()],
            use_cases={"answer_to_everything": 42},
            know_person=KnowPerson(frozenset({"9"}), ("en", "id")),
            person_left=PersonLeft(),
            clock=clock,
            answer=self.seen.answer,
            set_menu=self.seen.set_menu,
        )

    async def take(self, lane: str = "1001", **update: Any) -> None:
        """As a lane does: one unit, then what follows its commit."""
        self.number += 1
        raw = json.dumps({"update_id": self.number, **update})
        entry = Entry(UpdateSeq(self.number), lane, raw, self.feed.dispatcher["clock"].now())
        afterwards = await self.units.run(lambda unit: self.feed(unit, entry))
        if afterwards is not None:
            await afterwards()

    async def hears(self, text: str, chat: dict[str, Any] = CHAT, **more: Any) -> None:
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        said = {"text": text, "entities": entities if text.startswith("/") else []}
        await self.take(**more, message={"message_id": 7, "date": 1, "chat": chat, "from": ANA, **said})

    async def pressed(self, data: str, **more: Any) -> None:
        card = {"message_id": 8, "date": 1, "chat": CHAT, "text": "card"}
        press = {"id": "77", "from": ANA, "chat_instance": "1", "data": data, "message": card}
        await self.take(**more, callback_query=press)

    async def person(self, kind: str = "telegram") -> Person | None:
        async def work(unit: UnitOfWork) -> Person | None:
            return await unit.people.at(Address(kind, "1001"))

        return await self.units.look(work)


@pytest.fixture
def at(storage: Storage, clock: TestClock) -> Setting:
    return Setting(storage, clock)


async def test_a_handler_gets_the_person_and_what_it_asks_for_by_name(at: Setting) -> None:
    await at.hears("see you at nine")
    assert at.seen.got == [{"said": "see you at nine", "by": "1001", "given": 42}]
    person = await at.person()
    assert person is not None
    assert (person.name, person.language) == ("Ana", "id")


async def test_a_command_with_the_bots_name_needs_no_call_to_telegram(at: Setting) -> None:
    await at.hears("/help@SomeBot")
    assert at.seen.got == [{"help": "Ana"}]


async def test_a_handler_cannot_send(at: Setting) -> None:
    with pytest.raises(RuntimeError, match="sendMessage inside a handler"):
        await at.hears("/send")


async def test_a_conversation_goes_on_from_one_update_to_the_next_and_ends(at: Setting) -> None:
    await at.hears("/begin")
    await at.hears("tuesday")
    await at.hears("wednesday")
    assert at.seen.got[0] == {"going": "tuesday", "data": {"service": "massage"}}
    assert at.seen.got[1]["said"] == "wednesday"


async def test_a_conversation_is_undone_with_its_update(at: Setting) -> None:
    await at.hears("/begin")
    with pytest.raises(ValueError, match="after the state"):
        await at.hears("/fail")
    await at.hears("tuesday")
    assert at.seen.got[0]["going"] == "tuesday"


async def test_a_press_reaches_its_handler_and_its_toast_goes_back_in_their_language(at: Setting) -> None:
    await at.pressed(OfferPress(offer=5, act=OfferAct.ACCEPT).pack())
    assert at.seen.got == [{"offer": 5, "act": OfferAct.ACCEPT}]
    assert at.seen.answers == [("77", "accept", "id")]
    assert at.seen.menus == [("1001", "id")]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "o0:5:accept",
        "o1:5",
        "o1:5:steal",
        "o1:-5:accept",
        "o1:0:accept",
        f"o1:{2**63}:accept",
        "o1:5:accept:x",
        "b1:1:cancel",
        "\u2603" * 21,
        "o1:5\x00:accept",
    ],
)
async def test_an_old_or_forged_press_is_answered_as_stale(at: Setting, data: str) -> None:
    await at.pressed(data)
    assert at.seen.got == []
    assert at.seen.answers == [("77", "stale", "id")]


async def test_what_no_schema_knows_is_the_updates_own_error(at: Setting) -> None:
    with pytest.raises(UpdateTypeLookupError):
        await at.take(from_the_future={"chat": CHAT})
    with pytest.raises(ValidationError):
        await at.take(message={"text": "no chat, no date"})
    with pytest.raises(ValidationError):
        await at.take(message="not even an object")


async def test_what_is_said_in_a_group_is_left_alone(at: Setting) -> None:
    await at.hears("hello all", chat=GROUP)
    assert at.seen.got == []
    assert await at.person() is None


async def _changed(at: Setting, status: str) -> None:
    bot = {"id": 123456789, "is_bot": True, "first_name": "Roomline"}
    before = {"status": "member", "user": bot}
    after = {"status": status, "user": bot} | ({"until_date": 0} if status == "kicked" else {})
    member = {"chat": CHAT, "from": ANA, "date": 1, "old_chat_member": before, "new_chat_member": after}
    await at.take(my_chat_member=member)


async def test_somebody_who_stops_the_bot_cannot_be_reached_until_they_return(at: Setting) -> None:
    await at.hears("hello")
    reachable = []
    for status in ("kicked", "member"):
        await _changed(at, status)
        person = await at.person()
        reachable.append(person is not None and person.reachable)
    assert reachable == [False, True]


async def test_another_kind_of_chat_comes_through_the_same_feed_and_is_not_answered_by_telegram(
    at: Setting,
) -> None:
    await at.hears("hello", lane="loopback:1001")
    await at.pressed("o1:5:accept", lane="loopback:1001")
    assert [next(iter(one)) for one in at.seen.got] == ["said", "offer"]
    assert at.seen.answers == []
    assert await at.person() is None
    assert await at.person("loopback") is not None


@pytest.mark.parametrize(
    "press",
    [
        OfferPress(offer=2**63 - 1, act=OfferAct.DECLINE),
        BookingPress(booking=2**63 - 1, act=BookingAct.CANCEL_SURE),
        DraftPress(token="x" * 22, step="therapist", value="2026-03-02T14:30"),
    ],
)
def test_every_button_fits_into_64_bytes(press: OfferPress | BookingPress | DraftPress) -> None:
    assert len(press.pack().encode()) <= 64
    assert type(press).unpack(press.pack()) == press
