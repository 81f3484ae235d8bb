"""What presses are made of, and all that one could change."""

from __future__ import annotations

from typing import Any

from tests.faults.ledger import count, read
from tests.faults.paired import Paired
from tests.world import Phone, add_person


def newcomer(pair: Paired, name: str) -> Phone:
    made = add_person(pair.world, name)
    made.start()
    made.see("book a visit")
    return made


def figures(pair: Paired, customer: Phone) -> dict[str, int]:
    (person,) = read(pair, f"SELECT id FROM people WHERE chat_id = '{customer.id}'")
    own = f"bookings WHERE customer_id = {person['id']}"
    of_them = f"WHERE booking_id IN (SELECT id FROM {own})"
    alerts = [one for one in pair.therapist.from_bot() if f"{customer.name}\n" in one["text"] + "\n"]
    return {
        "bookings": count(pair, own),
        "offers": count(pair, f"offers {of_them}"),
        "held": count(pair, f"occupancy {of_them}"),
        "rooms": count(pair, f"rooms WHERE customer_id = {person['id']}"),
        "alerts": sum(1 for one in alerts if any("Accept" in str(line) for line in one["buttons"] or [])),
    }


def snapshot(pair: Paired) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a press could change for anybody."""
    queries = {
        "bookings": "SELECT id, status, version FROM bookings",
        "offers": "SELECT id, status FROM offers",
        "rooms": "SELECT id, status FROM rooms",
        "messages": "SELECT id, state, version FROM messages",
        "held": "SELECT * FROM occupancy",
        "changes": "SELECT count(*) FROM events",
    }
    return {name: [tuple(row) for row in read(pair, query)] for name, query in queries.items()}


def data_of(pair: Paired, phone: Phone, label: str) -> str:
    """What the newest button with that label carries, as the bot sent it."""
    for call in reversed(pair.calls(chat=phone.id)):
        for line in (call["params"].get("reply_markup") or {}).get("inline_keyboard", []):
            for button in line:
                if label in button["text"]:
                    return str(button["callback_data"])
    raise AssertionError(f"no button {label!r} was sent to {phone.name}")
