"""Row 38: a press crafted with somebody else's things, an old button after the role or the room is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.ledger import count, read
from tests.faults.paired import Paired, paired
from tests.faults.pressing import data_of, newcomer, snapshot
from tests.main_job import fill_form
from tests.world import Phone, http, wait_for


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("presses")) as both:
        yield both


def press_as(phone: Phone, data: str) -> Any:
    """By somebody whose client sends what it likes."""
    own = phone.from_bot()[0]["message_id"]
    body = {"message_id": own, "data": data, "wait": True}
    return http("POST", f"{phone.world}/world/people/{phone.id}/click", body)["answer"]


def uncertain_message(pair: Paired) -> int:
    pair.fault("cut_before", "sendMessage", chat=pair.therapist.id, count=1)
    pair.customer.send("Did this arrive?")
    wait_for(lambda: [row["state"] for row in pair.rows("Did this arrive?")] == ["uncertain"], "the doubt")
    return int(pair.rows("Did this arrive?")[0]["id"])


def test_presses_on_what_is_somebody_else_s(pair: Paired) -> None:
    eve = newcomer(pair, "Eve")
    fill_form(newcomer(pair, "Wyn"), therapist=pair.therapist.name)
    pair.quiet()
    message = uncertain_message(pair)
    pair.quiet()
    (offer,) = read(pair, "SELECT max(id) AS id, max(booking_id) AS booking FROM offers")
    booking = read(pair, "SELECT min(id) AS id FROM bookings")[0]["id"]
    state, chats = snapshot(pair), [one.chat() for one in (pair.customer, pair.therapist, pair.operator)]
    forged = {
        "o1:{}:accept": offer["id"], "o1:{}:decline": offer["id"],
        "b1:{}:cancel": booking, "b1:{}:cancel_sure": booking, "b1:{}:keep": booking,
        "b1:{}:anyone": offer["booking"], "b1:{}:other_time": offer["booking"], "b1:{}:again": booking,
        "b2:{}:cancel_sure:0123abcd": booking, "b2:{}:anyone:0123abcd": offer["booking"],
        "v1:{}:start": booking, "v2:{}:start:0123abcd": booking, "x2:{}:0123abcd": booking, "k1:{}": 1,
        "m1:{}:retry": message, "m1:{}:discard": message,
    }  # fmt: skip
    for shape, real in forged.items():
        theirs, nobodys = (press_as(eve, shape.format(number)) for number in (real, 10**9))
        print(f"\n{shape.format('…')}: {theirs}")
        assert theirs == nobodys, "it tells that there is such a thing"
        assert theirs is not None and theirs["text"], "not a word"
    token = data_of(pair, pair.customer, "Send request")
    for odd in (token, "n1:status", "o1:0:accept", f"b1:{2**70}:cancel", "zz", "o1:1:accept:more", "m1::"):
        assert press_as(eve, odd)["text"]
    pair.quiet()
    assert snapshot(pair) == state
    assert [one.chat() for one in (pair.customer, pair.therapist, pair.operator)] == chats
    log = pair.program.log()
    assert log.count("a press was refused") >= 2 * len(forged)
    assert not [line for line in log.splitlines() if "refused" in line and ("o1:" in line or "b1:" in line)]
    assert count(pair, "updates WHERE state = 'parked'") == 0


def test_old_buttons_when_the_room_is_gone(pair: Paired) -> None:
    customer = newcomer(pair, "Xia")
    before = max(one["message_id"] for one in pair.therapist.chat())
    fill_form(customer, therapist=pair.therapist.name)
    place = pair.therapist.button("Accept", after=before)
    accept = data_of(pair, pair.therapist, "Accept")
    booking = read(pair, "SELECT max(id) AS id FROM bookings")[0]["id"]
    pair.therapist.press(place)
    customer.see("can write to each other")
    customer.press({"message_id": customer.from_bot()[0]["message_id"], "data": f"b1:{booking}:cancel"})
    customer.click("Yes, cancel it")
    wait_for(lambda: status_of(pair, booking) == "cancelled", "the cancellation")
    pair.quiet()
    state = snapshot(pair)
    answers = [
        press_as(pair.therapist, accept),
        press_as(pair.therapist, accept.replace("accept", "decline")),
    ]
    answers += [press_as(customer, f"b1:{booking}:{act}") for act in ("cancel", "cancel_sure", "anyone")]
    print("\n" + "\n".join(str(one) for one in answers))
    assert all(one is not None for one in answers)
    pair.quiet()
    assert snapshot(pair) == state
    said = customer.send("Is anybody there?")
    pair.quiet()
    assert pair.copies(pair.therapist, "Is anybody there?") == 0, said


def status_of(pair: Paired, booking: int) -> str:
    return str(read(pair, f"SELECT status FROM bookings WHERE id = {booking}")[0]["status"])


def test_an_operator_s_button_when_the_role_is_gone(pair: Paired) -> None:
    """By the same rule as a stranger's: the role is looked up at the press."""
    refused = press_as(newcomer(pair, "Zoe"), "n1:status")
    shown = press_as(pair.operator, "n1:status")
    print(f"\nnobody's: {refused}; an operator's: {shown}")
    assert refused["text"]
    assert shown is None or shown["text"] != refused["text"]
