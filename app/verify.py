"""`roomline verify`: proves the chain link by link, with people of its own, and leaves nothing behind.

It speaks to the running program: through the simulator's wire in a trial, through its local socket otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.verify_hands import Ask, Hand, LinkFailed, LoopHand, Shown, WireHand, await_message, call, press
from domain.people import Role

FORM_STEPS = 20
"""More questions than the booking form has: the end of patience with a form that does not end."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it was found. `over` says what carried it: wire, loop-back, telegram or database."""

    name: str
    holds: bool
    milliseconds: float
    over: str
    why: str = ""


@dataclass(slots=True)
class Chain:
    """`ask` reaches the program; `world` is the simulator's address in a trial, else None."""

    ask: Ask
    words: dict[str, str]
    """The form's button labels in English, by what they mean (from the catalogue, through the program)."""
    world: str | None = None
    telegram: bool = False
    customer: Hand = field(init=False)
    therapist: Hand = field(init=False)
    booking: dict[str, Any] = field(default_factory=dict)

    @property
    def over(self) -> str:
        return "wire" if self.world else "loop-back"

    def links(self) -> Iterator[Link]:
        """Ends after the first link that does not hold: the rest hangs on it. Cleans up whatever it began."""
        alone = _timed("nobody else verifies", "database", self._begin)
        if not alone.holds:
            yield alone
            return
        try:
            for name, over, step in self._steps():
                link = _timed(name, over, step)
                yield link
                if not link.holds:
                    return
        finally:
            yield _timed("nothing left behind", "database", self._clean)

    def _steps(self) -> list[tuple[str, str, Callable[[], None]]]:
        steps: list[tuple[str, str, Callable[[], None]]] = [
            ("database: read, write, roll back", "database", self._database),
            ("therapist joins by invite", self.over, self._people),
            ("booking requested", self.over, self._request),
            ("alert delivered", self.over, self._alert),
            ("booking accepted, room opened", self.over, self._accept),
            ("message to the therapist", self.over, lambda: self._carry(self.customer, self.therapist, "A")),
            ("message to the customer", self.over, lambda: self._carry(self.therapist, self.customer, "B")),
            ("history in both directions", "database", self._history),
            ("live feed: events recorded", "database", self._events),
            ("room expired", self.over, self._expired),
        ]
        if self.telegram:
            steps.insert(1, ("Telegram: getMe, a silent message to the operator", "telegram", self._telegram))
        return steps

    def _begin(self) -> None:
        _expect(self.ask("POST", "/verify/begin", {}), "turn")

    def _database(self) -> None:
        _expect(self.ask("POST", "/verify/database", {}), "database")

    def _telegram(self) -> None:
        _expect(self.ask("POST", "/verify/telegram", {}), "Telegram")

    def _people(self) -> None:
        if self.world:
            ids = [self._person(name) for name in ("Verify customer", "Verify therapist")]
            self.customer, self.therapist = (WireHand(self.world, one) for one in ids)
            kind = "telegram"
        else:
            ids, kind = [1, 2], "loopback"
            self.customer, self.therapist = (LoopHand(self.ask, one) for one in ids)
        body = {"kind": kind, "customer": str(ids[0]), "therapist": str(ids[1])}
        self.booking = self.ask("POST", "/verify/people", body)
        self.therapist.send(f"/start {self.booking['invite']}")
        await_message(self.therapist, _from_bot, "greeting")
        self.customer.send("/start")
        await_message(self.customer, _from_bot, "greeting")

    def _person(self, name: str) -> int:
        body = {"first_name": name, "language_code": "en", "note": "verify", "hidden": True}
        return int(call("POST", f"{self.world}/world/people", body)["id"])

    def _request(self) -> None:
        """Answers whatever the form asks by its first choice, preferring the quickest way to the end."""
        asked = self.customer.send("/book")
        answered = ""
        for _ in range(FORM_STEPS):
            shown = await_message(self.customer, _question(asked, answered), "next question")
            answered = shown.text
            if press(self.customer, shown, _holding(self.words["send"])):
                return
            self._answer(shown)
        raise LinkFailed(f"the form did not end after {FORM_STEPS} questions")

    def _answer(self, shown: Shown) -> None:
        wanted = [self.booking["therapist_name"], *(self.words[key] for key in ("skip", "now", "studio"))]
        if not any(press(self.customer, shown, _holding(part)) for part in wanted):
            press(self.customer, shown, _holding(""))

    def _alert(self) -> None:
        await_message(self.therapist, lambda one: _has(one, self.words["accept"]), "offer with Accept")

    def _accept(self) -> None:
        offer = await_message(self.therapist, lambda one: _has(one, self.words["accept"]), "offer")
        press(self.therapist, offer, _holding(self.words["accept"]))
        self._await_room("open")

    def _await_room(self, status: str) -> None:
        answer = self.ask("POST", "/verify/room", {"status": status})
        _expect(answer, f"room that is {status}")

    def _carry(self, sender: Hand, receiver: Hand, mark: str) -> None:
        text = f"verify {mark} {self.booking['token']}"
        sender.send(text)
        await_message(receiver, lambda one: one.text == text and one.from_bot, f"message {mark}")

    def _history(self) -> None:
        rows = self.ask("GET", "/verify/history", None)["messages"]
        roles = [row["senderRole"] for row in rows]
        if roles != [Role.CUSTOMER.value, Role.THERAPIST.value]:
            raise LinkFailed(f"the history holds messages of {roles}, not one of each side")

    def _events(self) -> None:
        _expect(self.ask("GET", "/verify/events", None), "events of this booking, room and messages")

    def _expired(self) -> None:
        self._await_room("expired")

    def _clean(self) -> None:
        """The people first, so that nothing of theirs comes in any more."""
        if self.world:
            for one in call("GET", f"{self.world}/world/people"):
                if one["note"] == "verify":
                    call("DELETE", f"{self.world}/world/people/{one['id']}")
        _expect(self.ask("POST", "/verify/purge", {}), "clean database")


def _timed(name: str, over: str, step: Callable[[], None]) -> Link:
    began = time.monotonic()
    try:
        step()
    except LinkFailed as failure:
        return Link(name, False, (time.monotonic() - began) * 1000, over, str(failure))
    return Link(name, True, (time.monotonic() - began) * 1000, over)


def _expect(answer: Any, what: str) -> None:
    if not answer.get("ok"):
        raise LinkFailed(f"{what}: {answer.get('why', 'no')}")


def _holding(part: str) -> Callable[[str], bool]:
    return lambda label: part in label


def _question(asked: int, answered: str) -> Callable[[Shown], bool]:
    """The form's card, which stands below the command that asked for it, once it says something else."""
    return lambda one: one.message > asked and any(one.buttons) and one.text != answered


def _from_bot(shown: Shown) -> bool:
    return shown.from_bot


def _has(shown: Shown, label: str) -> bool:
    return any(label in text for row in shown.buttons for text in row)
