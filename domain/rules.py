"""The numbers the rules go by. The defaults are the product's; `config.yaml` may change each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from domain.standing import StandingRules

UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRules:
    offer_now: timedelta = timedelta(minutes=5)
    offer_scheduled: timedelta = timedelta(minutes=30)
    offers_in_turn: int = 2
    broadcast: timedelta = timedelta(minutes=2)
    """How long everybody who fits is asked at once, after those in turn."""
    travel: timedelta = timedelta(minutes=45)
    round_to: timedelta = timedelta(minutes=5)
    arrival_window: timedelta = timedelta(minutes=15)
    notice: timedelta = timedelta(minutes=60)
    horizon: timedelta = timedelta(days=30)
    slot_step: timedelta = timedelta(minutes=30)
    buffer_visit: timedelta = timedelta(minutes=30)
    buffer_studio: timedelta = timedelta(0)
    """What stays free after a treatment, by where it is, unless the service says otherwise."""
    travel_gap: timedelta = timedelta(minutes=30)
    """What stays free before a visit, for the way from the last one; the larger of the two counts."""
    choice_wait: timedelta = timedelta(minutes=30)
    """How long a request that nobody holds waits for the customer's choice."""
    wait_most: int = 5
    """Wishes one person may have on the waitlist."""
    wait_passes: int = 3
    """Offers from it passed on in a row after which somebody is asked whether to stay."""
    draft_life: timedelta = timedelta(minutes=30)
    answer_window: timedelta = timedelta(minutes=3)
    """How long a typed line counts as the answer to the form's question without being a reply to it."""
    reminder: timedelta = timedelta(hours=2)
    """How long before the visit the second reminder comes; the first comes the day before."""
    cancel_free: timedelta = timedelta(minutes=10)
    """After acceptance; a cancellation later than that is recorded as late."""
    cancel_ack: timedelta = timedelta(minutes=30)
    """Until when the other side should have taken note of a cancellation, before the operators hear of it."""
    move_notice: timedelta = timedelta(hours=24)
    """How long before the visit a customer may still ask to move it."""
    move_answer: timedelta = timedelta(minutes=30)
    """How long the other side has to say yes or no; of the studio's daytime while the visit is far away."""
    taps_from: timedelta = timedelta(hours=3)
    """How long before its start a visit can be set out for or begun: a slip days before is told to nobody."""
    rating_life: timedelta = timedelta(days=7)
    """How long after the visit its rating can be given and changed."""
    overdue_ask: timedelta = timedelta(minutes=30)
    """How long after its end a visit that nobody has finished is asked about."""
    overdue_alert: timedelta = timedelta(minutes=10)
    """How long the therapist has to answer that, before the operators are told."""
    still_going: timedelta = timedelta(minutes=30)
    """How long it is not asked again after "still going"."""
    no_show_after: timedelta = timedelta(minutes=15)
    """How long after the start either side may say that the other did not come."""
    no_show_wait: timedelta = timedelta(hours=2)
    """How long the other side has to contest that."""
    help_before: timedelta = timedelta(minutes=30)
    """How long before its start, and after its end, help can be asked for in a visit."""
    help_after: timedelta = timedelta(hours=2)
    night_starts: time = time(22, 0)
    night_ends: time = time(8, 0)
    """Studio times between which offers for visits over `night_far` away do not run."""
    night_far: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRules:
    repeat: timedelta = timedelta(minutes=2)
    """How often operators are told again until one of them takes it, at most `repeats` times."""
    repeats: int = 15
    emergency_number: str = ""
    """The local one, for whoever the studio cannot help at once; "" where none is named."""
    phrase: str = ""
    """A harmless sentence agreed with the staff, by which an operator asks somebody who is not alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRules:
    after_visit: timedelta = timedelta(hours=24)
    shown_window: timedelta = timedelta(hours=24)
    messages_a_minute: int = 20
    """Of one person's; what is faster waits, and they are told."""
    focus: timedelta = timedelta(minutes=5)
    """How long plain lines go to the one chosen, while nobody else writes."""
    warn_before: timedelta = timedelta(hours=1)
    """How long before an open room expires both are told."""
    extension: timedelta = timedelta(hours=24)
    extensions: int = 3
    """How often a room can be kept for one extension more; a new booking gives as many again."""
    standing: StandingRules = field(default_factory=StandingRules)
    """What trying to tell who one is leads to."""
    late_after: timedelta = timedelta(seconds=3)
    """What is not delivered by then carries 👀 until it is."""
    zone: ZoneInfo = UTC
    """The studio's: by its clocks silent hours are told."""
    probe_life: timedelta = timedelta(seconds=1)
    """How long the room lives that `verify` makes for its own people."""
