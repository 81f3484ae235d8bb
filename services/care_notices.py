"""What is said while a visit is looked after: codes and values, as in `services.notices`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.absence import Absence
from domain.booking import Booking
from domain.help import HelpCall
from domain.ids import PersonId
from domain.overdue import Check
from domain.people import Role
from services.notices import booking_values, instant
from services.outgoing import Notice, Priority

LOUD = frozenset({"help.alert", "overdue.ask", "overdue.alert"})
"""These sound whatever hours somebody wants to be quiet in."""

Facts = Mapping[str, Any]
"""`booking_values` with both names, and the `conversation` of the two."""


def help_card(booking: Booking) -> str:
    return f"help:{booking.id}"


def help_own(to: PersonId, booking: Booking, outcome: str, *, number: str, by: str = "") -> Notice:
    """For whoever asks for help, without a sound, in words that tell an onlooker nothing. `outcome`: open
    (asked to tap once more), kept, sent, nobody (there is none to be told), waiting (nobody has answered
    yet), taken (by `by`), resolved, early, over."""
    values = {"booking": booking.id, "outcome": outcome, "number": number, "by": by}
    fresh = outcome in {"open", "early", "over"}
    return Notice(
        to=to,
        code="help.own",
        values=values,
        card=help_card(booking),
        fresh=fresh,
        silent=True,
        priority=Priority.ALERT,
    )


def help_alert(to: PersonId, call: HelpCall, facts: Facts, *, by: str, phrase: str, fresh: bool) -> Notice:
    """For an operator. `outcome`: open (nobody has taken it), taken or resolved (by `by`)."""
    values = {
        **facts,
        "call": call.id,
        "role": call.role.value,
        "called_at": instant(call.called_at),
        "alerts": call.alerts,
        "by": by,
        "phrase": phrase,
        "outcome": call.status.value,
    }
    card = f"helpcall:{call.id}"
    return Notice(to=to, code="help.alert", values=values, card=card, fresh=fresh, priority=Priority.ALERT)


def check_card(booking: Booking) -> str:
    return f"overdue:{booking.id}"


def check_ask(to: PersonId, booking: Booking, outcome: str, customer: str) -> Notice:
    """For the therapist. `outcome`: open, going, over."""
    values = booking_values(booking, customer=customer) | {"outcome": outcome}
    fresh = outcome == "open"
    priority = Priority.ALERT if fresh else Priority.NOTICE
    card = check_card(booking)
    return Notice(to=to, code="overdue.ask", values=values, card=card, fresh=fresh, priority=priority)


def check_customer(booking: Booking, outcome: str, therapist: str) -> Notice:
    """For the customer. `outcome`: open, well, over."""
    values = booking_values(booking, therapist=therapist) | {"outcome": outcome}
    fresh = outcome == "open"
    card = check_card(booking)
    return Notice(to=booking.customer, code="overdue.customer", values=values, card=card, fresh=fresh)


def check_alert(to: PersonId, check: Check, facts: Facts, *, reached: bool, fresh: bool) -> Notice:
    """For an operator. `outcome` is the check's status; `reached`: the question stands in the chat of the
    therapist; `says`: what the customer answered."""
    values = {
        **facts,
        "asked_at": instant(check.asked_at),
        "outcome": check.status.value,
        "says": check.customer,
        "reached": reached,
    }
    card = f"overdue:{check.booking}"
    return Notice(to=to, code="overdue.alert", values=values, card=card, fresh=fresh, priority=Priority.ALERT)


def absence_card(booking: Booking) -> str:
    return f"noshow:{booking.id}"


def absence(
    to: PersonId,
    booking: Booking,
    outcome: str,
    *,
    reader: Role,
    other: str,
    answer_by: datetime | None = None,
    by_role: Role | None = None,
) -> Notice:
    """For one of the two. `outcome`: sure (say so?), kept, said (and the other asked), open (the other side:
    is that so?), contested, recorded (`by_role` did not come), dropped. `other` is the other one's name."""
    values = booking_values(booking) | {
        "outcome": outcome,
        "reader": reader.value,
        "other": other,
        "answer_by": instant(answer_by),
        "of": by_role.value if by_role else "",
    }
    fresh = outcome in {"sure", "open"}
    card = absence_card(booking)
    return Notice(to=to, code="noshow", values=values, card=card, fresh=fresh)


def decision(to: PersonId, said: Absence, facts: Facts, outcome: str, *, by: str = "") -> Notice:
    """For an operator: who did not come? `outcome`: open, customer, therapist, took_place, over."""
    values = {**facts, "outcome": outcome, "said_by": said.said_by.value, "by": by}
    fresh = outcome == "open"
    card = f"noshow:{said.booking}"
    return Notice(to=to, code="noshow.decide", values=values, card=card, fresh=fresh, priority=Priority.ALERT)
