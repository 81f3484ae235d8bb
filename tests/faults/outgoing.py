"""What goes out, one of each kind: done by a person, and looked for on the phone that is to show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count as numbers
from typing import Any

from tests.faults.paired import Paired
from tests.pictures import picture
from tests.world import Phone, wait_for

DOUBT = "did not say whether this reached"
_turn = numbers()


@dataclass(frozen=True)
class Done:
    """`message` is the person's, to which a word of doubt would reply; `shown` counts what has arrived."""

    message: int
    shown: Callable[[], int]


@dataclass(frozen=True)
class Out:
    """`persons`: a person's message, that may never be said twice unasked."""

    method: str
    to_customer: bool
    persons: bool
    do: Callable[[Paired, str], Done]

    def reader(self, pair: Paired) -> Phone:
        return pair.customer if self.to_customer else pair.therapist


def words(about: str) -> str:
    """Like no others."""
    return f"Line {next(_turn)}: {about}"


def _notice(pair: Paired, text: str) -> Done:
    asked = pair.customer.send("/privacy")

    def shown() -> int:
        said = [one["text"] for one in pair.customer.from_bot(asked)]
        return said.count(said[0]) if said else 0

    return Done(asked, shown)


def _card(pair: Paired, text: str) -> Done:
    """The form's next question, in place of the one before. Call it with the fault already set."""
    asked = pair.customer.send("/book")
    (card,) = wait_for(lambda: cards(pair.customer, asked), "the form")
    pair.customer.press({"message_id": card["message_id"], "row": 0, "column": 0})
    return Done(
        asked, lambda: [one["text"] != card["text"] for one in cards(pair.customer, asked)].count(True)
    )


def cards(customer: Phone, after: int) -> list[dict[str, Any]]:
    return [one for one in customer.from_bot(after) if one["buttons"]]


def _text(pair: Paired, text: str) -> Done:
    return Done(pair.customer.send(text), lambda: pair.copies(pair.therapist, text))


def _photo(pair: Paired, text: str) -> Done:
    return Done(pair.customer.send_photo(picture(1), text), lambda: pair.copies(pair.therapist, text))


def _album(pair: Paired, text: str) -> Done:
    parts = pair.customer.send_album("photo", "photo", caption=text)
    return Done(parts[0], lambda: pair.copies(pair.therapist, text))


def _edit(pair: Paired, text: str) -> Done:
    before = words("as it was")
    sent = pair.customer.send(before)
    wait_for(lambda: pair.copies(pair.therapist, before), "the copy")
    pair.customer.edit(sent, text)
    return Done(sent, lambda: pair.copies(pair.therapist, text))


OUT = {
    "notice": Out("sendMessage", True, False, _notice),
    "card": Out("editMessageText", True, False, _card),
    "text": Out("sendMessage", False, True, _text),
    "photo": Out("copyMessage", False, True, _photo),
    "album": Out("sendMediaGroup", False, True, _album),
    "edit": Out("editMessageText", False, False, _edit),
}


def strike(pair: Paired, out: Out, kind: str, **more: Any) -> int:
    """The next such call to that chat, and no other. Answers the newest call before it."""
    newest = pair.newest_call()
    pair.fault(kind, out.method, chat=out.reader(pair).id, **({"count": 1} | more))
    return newest


def doubted(pair: Paired, message: int) -> dict[str, Any]:
    """The notice, in reply to the message, that asks its sender what to do."""

    def look() -> dict[str, Any] | None:
        told = [one for one in pair.customer.from_bot(message) if DOUBT in one["text"]]
        return next((one for one in told if one["reply_to"] == message), None)

    found: dict[str, Any] = wait_for(look, "a word about the doubtful message", 30)
    return found


def decide(pair: Paired, notice: dict[str, Any], label: str) -> None:
    """Pressed twice, as people do."""
    place = pair.customer.button(label, after=int(notice["message_id"]) - 1)
    pair.customer.press(place)
    pair.customer.press(place)


def doubts(pair: Paired) -> int:
    return sum(DOUBT in one["text"] for one in pair.customer.from_bot())


def settled(pair: Paired) -> None:
    """A form that was begun is put away, so that the next line is the room's."""
    pair.mend()
    pair.customer.send("/cancel")
    pair.quiet()
