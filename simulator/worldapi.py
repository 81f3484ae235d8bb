"""`/world/people…`: acting for the people of the trial."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from simulator import acts, albums, offline, phones, presses, sends, topicacts, views
from simulator.answers import Answer, Ready
from simulator.errors import Json, Refusal
from simulator.files import Upload
from simulator.people import Person
from simulator.plaincalls import PlainCall
from simulator.queries import Query
from simulator.requests import read_params
from simulator.sentences import sentence
from simulator.world import World

# How long a click waits for the bot's answer, in real seconds.
ANSWER_WAIT = 3.0
NUMBER = re.compile("[0-9]{1,18}")
SENDING = re.compile("/world/people/([0-9]{1,16})/send")

Act = Callable[[World, Person, Json], Any]
# What a phone can do without a connection; writing waits on it.
OFFLINE = {"start", "read", "unsend", "language", "offline", "online", "deactivate", "reactivate"}


def answer(data: Any, status: int = 200) -> web.StreamResponse:
    return Answer(Ready(data, status))


async def body_of(request: web.Request) -> Json:
    """The JSON body; {} where there is none."""
    return _body(await request.read())


def _body(raw: bytes) -> Json:
    if not raw.strip():
        return {}
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refusal("The body is not JSON.") from None
    if not isinstance(found, dict):
        raise Refusal("The body is a JSON object.")
    return found


def number_after(request: web.Request) -> int:
    return _number(request, "after", 0)


def _number(request: web.Request, name: str, otherwise: int) -> int:
    given = request.query.get(name) or str(otherwise)
    if not NUMBER.fullmatch(given):
        raise Refusal(f"{name} is a whole number.")
    return int(given)


class PeopleApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        one = "/world/people/{id:[0-9]{1,16}}"
        simple: dict[str, Act] = {
            "react": acts.react,
            "stop": lambda *given: views.telegram(self.world, acts.stop(*given)),
            "vote": lambda *given: views.telegram(self.world, acts.vote(*given)),
            "pin": lambda *given: views.telegram(self.world, acts.pin(*given)),
            "voices": acts.set_voices,
            "language": acts.set_language,
            "topic": topicacts.create,
            "topic/rename": topicacts.rename,
            "topic/delete": topicacts.delete,
            "unsend": acts.unsend,
            "offline": lambda world, who, _: offline.leave(world, who),
            "online": lambda world, who, _: offline.come_back(world, who),
            "start": self._start,
            "read": self._read,
            "block": lambda world, who, _: acts.set_blocked(world, who, blocked=True),
            "unblock": lambda world, who, _: acts.set_blocked(world, who, blocked=False),
            "deactivate": lambda world, who, _: acts.set_deactivated(world, who, deactivated=True),
            "reactivate": lambda world, who, _: acts.set_deactivated(world, who, deactivated=False),
        }
        return [
            web.get("/world/people", self.people),
            web.post("/world/people", self.add),
            web.delete(one, self.remove),
            web.get(f"{one}/chat", self.chat),
            web.post(f"{one}/send", self.send),
            web.post(f"{one}/edit", self.edit),
            web.post(f"{one}/click", self.click),
            *(web.post(f"{one}/{name}", self._route(name, act)) for name, act in simple.items()),
        ]

    def _person(self, request: web.Request) -> Person:
        return self.world.person(int(request.match_info["id"]))

    def _route(self, name: str, act: Act) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            wanted = await body_of(request)
            person = self._person(request)
            if name not in OFFLINE:
                offline.needs_connection(person)
            result = act(self.world, person, wanted)
            self.world.commit()
            return answer({"ok": True} if result is None else result)

        return handle

    async def people(self, request: web.Request) -> web.StreamResponse:
        return answer([person.listed() for person in self.world.people.values()])

    async def add(self, request: web.Request) -> web.StreamResponse:
        person = self.world.add_person(await body_of(request))
        self.world.commit()
        return answer(person.listed(), 201)

    async def remove(self, request: web.Request) -> web.StreamResponse:
        self.world.remove_person(self._person(request))
        self.world.commit()
        return answer({"ok": True})

    async def chat(self, request: web.Request) -> web.StreamResponse:
        person = self._person(request)
        before, limit = _number(request, "before", phones.NEVER), _number(request, "limit", phones.MOST_SHOWN)
        if not 0 < limit <= phones.MOST_SHOWN:
            raise Refusal(f"limit is a number from 1 to {phones.MOST_SHOWN}.")
        return answer(phones.chat(self.world, person, number_after(request), before, limit))

    async def send(self, request: web.Request) -> web.StreamResponse:
        wanted, uploads = await _form(request)
        person = self._person(request)
        if wanted.get("kind") == "album":
            sent: Any = await albums.send(self.world, person, wanted, uploads)
        else:
            sent = sends.send(self.world, person, wanted, uploads.get("file"))
        self.world.commit()
        return answer(sent)

    def send_plain(self, asked: PlainCall) -> Ready | None:
        """The same of what was read from the wire as it is; None for what takes its time. Whoever asks sees
        to it that nothing leaves before it is kept."""
        if not (sending := SENDING.fullmatch(asked.path)):
            return None
        try:
            if (wanted := _body(asked.body)).get("kind") == "album":
                return None
            return Ready(sends.send(self.world, self.world.person(int(sending[1])), wanted))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is said in a sentence
            return sentence(error)

    async def edit(self, request: web.Request) -> web.StreamResponse:
        wanted, uploads = await _form(request)
        person = self._person(request)
        offline.needs_connection(person)
        message = acts.edit(self.world, person, wanted, uploads.get("file"))
        self.world.commit()
        return answer(views.telegram(self.world, message))

    def _start(self, world: World, person: Person, wanted: Json) -> Json:
        return acts.start(world, person, str(wanted.get("payload") or ""))

    def _read(self, world: World, person: Person, wanted: Json) -> Json:
        message_id = wanted.get("message_id")
        if isinstance(message_id, bool) or not isinstance(message_id, int):
            raise Refusal("message_id is a message's number.")
        sends.read(world, person, message_id)
        return person.listed()

    async def click(self, request: web.Request) -> web.StreamResponse:
        wanted = await body_of(request)
        waits = wanted.get("wait", request.query.get("wait", "true")) not in (False, "false", "0")
        pressed = presses.press(self.world, self._person(request), wanted)
        self.world.commit()
        if not isinstance(pressed, Query):
            return answer({"answer": None, **pressed})
        bots = await self.world.queries.answered(pressed, ANSWER_WAIT) if waits else None
        return answer({"answer": bots})


async def _form(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """The wanted act as JSON, or as a form with files in it."""
    if request.content_type != "multipart/form-data":
        return await body_of(request), {}
    params = await read_params(request)
    return {name: _typed(name, value) for name, value in params.values.items()}, params.uploads


_TYPED = {
    "reply_to",
    "thread",
    "message_id",
    "entities",
    "width",
    "height",
    "duration",
    "items",
    "gap_ms",
    "has_spoiler",
}


def _typed(name: str, value: Any) -> Any:
    """A form's fields are texts; numbers and lists among them are read as JSON."""
    if name not in _TYPED:
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise Refusal(f"{name} is not JSON.") from None
