"""One or more of every notice there is, with an awkward string wherever a person's words go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.views.form import NOTES
from bot.views.operator import ADVICE, ALERTS, FACTS
from bot.views.toasts import TOASTS
from bot.views.why import STEPS
from domain.absence import Absence, AbsenceStatus
from domain.acknowledgement import Acknowledgement
from domain.booking import Booking, BookingStatus, Mode, Place, PlaceKind, Wish
from domain.catalogue import Money
from domain.draft import Step
from domain.firewall import FindKind
from domain.health import Measurements, judge
from domain.help import HelpCall, HelpId, HelpStatus
from domain.ids import (
    AcknowledgementId,
    BookingId,
    MessageId,
    OfferId,
    PersonId,
    ProposalId,
    RoomId,
    ServiceCode,
    TherapistId,
)
from domain.message import Message, MessageKind, MessageState
from domain.offer import Offer, OfferStatus
from domain.overdue import Check, CheckStatus
from domain.people import Address, Gender, Party, Person, Role, Therapist
from domain.proposal import Proposal, ProposalStatus
from domain.rating import Rating
from domain.room import CloseReason, Room, RoomStatus
from domain.standing import Standing
from domain.time import Span
from services import (
    acknowledgement_notices,
    amendment_notices,
    care_notices,
    identity_notices,
    message_notices,
    move_notices,
    notices,
    room_notices,
    search_notices,
    suggestion_notices,
    visit_notices,
)
from services.broadcast import asking_card
from services.calendar_links import Step as CalendarStep
from services.carrying import GOES_OTHERWISE
from services.outgoing import Notice
from services.parting import Parting
from services.phrases import Kept
from services.status import as_report
from tests.talk.desk_samples import desk_samples, listed
from tests.talk.waitlist_samples import waitlist_samples

START = datetime(2025, 3, 14, 6, 30, tzinfo=UTC)
TOKEN = "A-_" * 7 + "z"
PRICE = {"minor": 2**40, "currency": "IDR"}


def wishes(odd: str) -> Iterator[Notice]:
    """A wish to move a visit: chosen, asked, and every end of it, on both sides and on the visit's cards."""
    made = booking(odd, BookingStatus.CONFIRMED)
    start = int(START.timestamp())
    near = {"options": ["2025-03-14", "2025-03-15"], "earlier": None, "later": "2025-04-01"}
    days = {**near, "month": "2025-03-01", "today": "2025-03-13", "tomorrow": "2025-03-14"}
    again = {"chosen": "2025-03-14", "other": odd, "note": "slot_gone"}
    by_step: dict[str, dict[str, Any]] = {
        "day": days,
        "time": {"options": [start, start + 1800], "at": None, "day": "2025-03-14"},
        "sure": {"wanted_at": start, "asked_at": start, "answer_by": start + 1800, "day": "2025-03-14"},
        "kept": {},
    }
    for step, values in by_step.items():
        yield move_notices.choosing(PersonId(1), made, {"step": step, **again, **values})
    yield move_notices.choosing(PersonId(1), made, {"step": "day", **again, **days, "options": []})
    wish = Proposal(
        id=ProposalId(2**62),
        booking=made.id,
        therapist=TherapistId(2),
        by=Role.CUSTOMER,
        was=made.span,
        span=made.span,
        opened_at=START,
        answer_by=START + timedelta(hours=3),
        booking_version=0,
    )
    for status in ProposalStatus:
        for stands in (made, booking(odd, BookingStatus.CANCELLED)):
            ended = replace(wish, status=status)
            yield move_notices.asked(PersonId(1), ended, stands, odd, None)
            yield move_notices.wanted(PersonId(1), ended, stands, odd, None)
    for by in (Role.CUSTOMER, Role.THERAPIST):
        told = {"wish": move_notices.wish_values(replace(wish, by=by))}
        card = notices.booking_card(made, therapist=therapist(odd), answer_by=None, room=None)
        yield replace(card, values={**card.values, **told})
        card = notices.offer_card(PersonId(1), offer(OfferStatus.ACCEPTED), made, room(RoomStatus.OPEN), odd)
        yield replace(card, values={**card.values, **told})


def suggestions(odd: str) -> Iterator[Notice]:
    """Another time for a request: chosen, suggested, and every end of it."""
    made, start = booking(odd), int(START.timestamp())
    near = {"options": ["2025-03-14", "2025-03-15"], "earlier": None, "later": "2025-04-01"}
    days = {**near, "month": "2025-03-01", "today": "2025-03-13", "tomorrow": "2025-03-14"}
    more = {"chosen": "2025-03-14", "customer": odd, "note": "slot_gone"}
    steps: dict[str, dict[str, Any]] = {
        "day": days,
        "time": {"options": [start, start + 1800], "at": None},
        "kept": {},
    }
    for step, values in steps.items():
        card = {"step": step, **more, **values}
        yield suggestion_notices.choosing(PersonId(3), OfferId(2**62), made, card)
    none = {"step": "day", **more, **days, "options": []}
    yield suggestion_notices.choosing(PersonId(3), OfferId(2**62), made, none)
    put = Proposal(
        id=ProposalId(2**62),
        booking=made.id,
        therapist=TherapistId(2),
        offer=OfferId(2**62),
        by=Role.THERAPIST,
        was=made.span,
        span=made.span,
        opened_at=START,
        answer_by=START + timedelta(hours=3),
        booking_version=0,
    )
    for status in ProposalStatus:
        for stands in (made, booking(odd, BookingStatus.CANCELLED)):
            ended = replace(put, status=status)
            yield suggestion_notices.suggested(PersonId(3), ended, stands, odd, None)
            yield suggestion_notices.suggestion(ended, stands, odd, None)
            yield suggestion_notices.suggestion(ended, stands, "", None)
    told = {"suggested": move_notices.wish_values(put)}
    for card_of in (
        notices.booking_card(made, therapist=therapist(odd), answer_by=START, room=None),
        notices.offer_card(PersonId(3), offer(OfferStatus.OPEN), made, room(RoomStatus.PENDING), odd),
    ):
        yield replace(card_of, values={**card_of.values, **told})


def booking(odd: str, status: BookingStatus = BookingStatus.REQUESTED, **more: Any) -> Booking:
    place = Place(kind=PlaceKind.HOTEL, address=odd, district=odd, room=odd)
    made = Booking(
        id=BookingId(2**62),
        reference="RL-7K2M",
        token=TOKEN,
        customer=PersonId(1),
        therapist=TherapistId(2),
        service=ServiceCode("deep"),
        service_name=odd,
        span=Span(START, START + timedelta(minutes=90)),
        price=Money(2**40, "IDR"),
        place=place,
        wish=Wish(),
        mode=Mode.NOW,
        notes=odd,
        status=status,
        version=0,
        requested_at=START,
    )
    return replace(made, **more)


PLACES = [
    Place(kind=PlaceKind.STUDIO),
    Place(kind=PlaceKind.HOME, address="Jalan 1"),
    Place(kind=PlaceKind.HOME, latitude=-8.6705, longitude=115.2126),
    Place(kind=PlaceKind.HOME),
    Place(kind=PlaceKind.HOTEL, address="Villa", district="Sanur", room="7"),
]


def room(status: RoomStatus, reason: CloseReason | None = None) -> Room:
    return Room(
        id=RoomId(1),
        generation=1,
        customer=PersonId(1),
        therapist=TherapistId(2),
        therapist_person=PersonId(3),
        status=status,
        version=0,
        created_at=START,
        expires_at=START,
        reason=reason,
    )


def offer(status: OfferStatus) -> Offer:
    return Offer(
        id=OfferId(2**62),
        booking=BookingId(1),
        therapist=TherapistId(2),
        room=RoomId(1),
        turn=1,
        status=status,
        version=0,
        opened_at=START,
        answer_by=START,
    )


def therapist(odd: str) -> Therapist:
    return Therapist(id=TherapistId(2), code="maya", name=odd, sample=True)


def every(odd: str) -> Iterator[Notice]:
    yield from _plain(odd)
    yield from _cards(odd)
    yield from wishes(odd)
    yield from waitlist_samples(odd)
    yield from suggestions(odd)
    yield from _rooms(odd)
    yield from _mine(odd)
    yield from _identity(odd)
    yield from _operator(odd)
    yield from _care(odd)
    yield from (form(step, odd) for step in Step)
    yield from (form(Step.NOTES, odd, note=note) for note in NOTES)
    yield form(Step.SERVICE, odd, last={"service": odd, "minutes": 60, "therapist": odd})
    for code in TOASTS:
        stands = notices.booking_values(booking(odd), therapist=odd)
        told = stands | {"reference": odd, "other": odd, "notice": 1440}
        yield Notice(to=PersonId(1), code=f"toast.{code}", values=told)


def _plain(odd: str) -> Iterator[Notice]:
    person = Person(id=PersonId(1), address=Address("telegram", "1"), name=odd, language="en")
    yield notices.welcome(person, studio=odd, therapist=None)
    yield notices.welcome(person, studio=odd, therapist=None, first=True)
    for chosen in (False, True):
        yield notices.language_card(PersonId(1), chosen=chosen)
    yield notices.welcome(replace(person, operator=True), studio=odd, therapist=odd)
    yield notices.say(PersonId(1), "privacy", days=365)
    for code in ("unknown", "failed", "cancel.done", "start.no_such_therapist", "operators_only"):
        yield notices.say(PersonId(1), code)
    yield notices.say(PersonId(1), "help", therapist=True, operator=True)
    yield notices.say(PersonId(1), "help", therapist=False, operator=False)
    yield notices.say(PersonId(1), "unknown_command", command=odd)
    yield notices.say(PersonId(1), "unknown_command", command=odd, therapist=True, operator=True)
    yield notices.say(PersonId(1), "cancel.nothing", references=[])
    yield notices.say(PersonId(1), "cancel.nothing", references=[odd] * 50)
    yield notices.say(PersonId(1), "invite.done", therapist=odd)
    for problem in ("unknown", "used", "expired", "already_therapist", "taken"):
        yield notices.say(PersonId(1), "invite.problem", problem=problem)
    for outcome in ("sent", "waiting", "cancelled", "put_away"):
        yield notices.draft_closed(PersonId(1), TOKEN, outcome, reference=odd)


def _cards(odd: str) -> Iterator[Notice]:
    for status in BookingStatus:
        for by in (None, START):
            card = booking(odd, status)
            yield notices.booking_card(card, therapist=therapist(odd), answer_by=by, room=None)
        yield notices.booking_card(booking(odd, status), therapist=None, answer_by=None, room=None)
    for place in PLACES:
        for mode in Mode:
            made = booking(odd, place=place, mode=mode)
            for offered in OfferStatus:
                opened = room(RoomStatus.OPEN)
                yield notices.offer_card(PersonId(1), offer(offered), made, opened, odd)
            yield notices.booking_card(made, therapist=therapist(odd), answer_by=START, room=None)
    made = booking(odd, BookingStatus.CONFIRMED)
    reminded = {"reminder_until": int(START.timestamp())}
    mine = notices.booking_card(made, therapist=therapist(odd), answer_by=None, room=None)
    yield replace(mine, values={**mine.values, **reminded})
    hers = notices.offer_card(PersonId(1), offer(OfferStatus.ACCEPTED), made, room(RoomStatus.OPEN), odd)
    yield replace(hers, values={**hers.values, **reminded})
    for news in ("on_the_way", "arrived", "start", "cancelled"):
        yield visit_notices.news(made, news, therapist=odd, room=None)
    for status in (BookingStatus.CONFIRMED, BookingStatus.ON_THE_WAY, BookingStatus.IN_PROGRESS):
        for at in (None, START):
            going = booking(odd, status, arrived_at=at)
            accepted = offer(OfferStatus.ACCEPTED)
            yield notices.offer_card(PersonId(1), accepted, going, room(RoomStatus.OPEN), odd)
            yield notices.booking_card(going, therapist=therapist(odd), answer_by=None, room=None)
    for status in (BookingStatus.COMPLETED, BookingStatus.NO_SHOW):
        over = booking(odd, status)
        yield notices.offer_card(PersonId(1), offer(OfferStatus.ACCEPTED), over, room(RoomStatus.OPEN), odd)
    done = booking(odd, BookingStatus.COMPLETED)
    yield visit_notices.rating(done, None, therapist=odd)
    for closed in (False, True):
        for comment in ("", odd):
            given = Rating(
                booking=done.id,
                therapist=TherapistId(2),
                customer=PersonId(1),
                stars=4,
                comment=comment,
                rated_at=START,
            )
            yield visit_notices.rating(done, given, therapist=odd, closed=closed)
    for outcome in ("open", "taken"):
        yield visit_notices.comment(done, outcome)
    for reason in ("closed", "stars_first", "too_long"):
        yield visit_notices.rating_refused(PersonId(1), 5, reason)
    for why in ("declined", "timed_out", "nobody_left", "called_off"):
        yield search_notices.booking_choices(booking(odd), why=why, therapist=odd, may_ask_anyone=True)
    for gender in (None, *Gender):
        wished = booking(odd, wish=Wish(gender=gender))
        yield search_notices.booking_choices(
            wished, why="nobody_left", therapist=odd, may_ask_anyone=True, may_ask_whoever=True
        )
    for seen in (None, AcknowledgementId(7)):
        yield search_notices.booking_redispatched(booking(odd), odd, None, seen)
    for outcome in ("open", "sent", "stopped", "none", "over"):
        for number in (1, 3):
            yield search_notices.words_kept(booking(odd), outcome, number, therapist=odd)
    for many in (1, 5):
        everybody = [replace(offer(OfferStatus.OPEN), broadcast=True)] * many
        yield asking_card(booking(odd, therapist=None), everybody)
    yield notices.offer_card(PersonId(1), everybody[0], booking(odd), None, odd)
    lost = notices.offer_card(PersonId(1), offer(OfferStatus.LOST), booking(odd), None, odd)
    yield replace(lost, values={**lost.values, "why": "not_free"})
    tonight = notices.booking_card(booking(odd), therapist=therapist(odd), answer_by=START, room=None)
    hours = {"settled_by": int(START.timestamp()), "asked_from": 1741910400, "asked_until": 1741960800}
    yield replace(tonight, values={**tonight.values, **hours})
    for outcome in ("asked_anyone", "cancelled", "unanswered"):
        yield search_notices.booking_choices_over(booking(odd), outcome)
    for outcome in ("open", "cancelled", "kept", "over"):
        yield notices.booking_sure(booking(odd), outcome)
        yield notices.visit_sure(PersonId(3), booking(odd), outcome)
    yield notices.booking_sure(booking(odd), late=True)
    late = booking(odd, BookingStatus.CANCELLED, cancelled_late=True)
    yield notices.booking_cancelled(PersonId(1), late, odd)
    yield from _acknowledgements(odd, late)
    for name in ("", odd):
        yield notices.booking_called_off(late, name)
    lines = [notices.booking_values(booking(odd, status), therapist=odd) for status in BookingStatus][1:]
    asked = notices.booking_card(booking(odd), therapist=None, answer_by=None, room=None)
    yield replace(asked, values={**asked.values, "asked_for": True})
    yield from desk_samples(odd, lines)
    yield Notice(to=PersonId(1), code="therapists_only")
    yield from listed(lines)
    yield notices.booking_cancelled(PersonId(1), booking(odd, BookingStatus.CANCELLED), odd)


def _acknowledgements(odd: str, late: Booking) -> Iterator[Notice]:
    ack = AcknowledgementId(2**62)
    yield search_notices.booking_choices(
        booking(odd), why="called_off", therapist=odd, may_ask_anyone=True, ack=ack
    )
    for by in ("customer_1", "operator_3"):
        asking = notices.booking_cancelled(PersonId(1), replace(late, cancelled_by=by), odd, ack=ack)
        yield asking
        yield replace(asking, values={**asking.values, "seen": True})
    yield notices.booking_called_off(late, odd, ack=ack)
    for by in ("customer_1", "therapist_2", "operator_3"):
        for person in (PersonId(1), PersonId(3)):
            told = Acknowledgement(
                id=ack, booking=late.id, person=person, by=by, asked_at=START, due_at=START
            )
            yield acknowledgement_notices.unseen(PersonId(9), told, late, odd)
            seen = replace(told, acknowledged_at=START, alerted_at=START)
            yield acknowledgement_notices.unseen(PersonId(9), seen, late, odd)


def _rooms(odd: str) -> Iterator[Notice]:
    for kind in GOES_OTHERWISE:
        yield message_notices.goes_as(PersonId(1), 5, kind, odd)
    yield from _bare(odd)
    yield from _room_life(odd)
    for member in (PersonId(1), PersonId(3)):
        for reason in CloseReason:
            yield notices.room_ended(member, room(RoomStatus.CLOSED, reason), odd)
    yield from _which(odd)
    yield message_notices.waits(PersonId(1), 5, odd)
    yield message_notices.uncertain(PersonId(1), 5, MessageId(2**62), odd)
    yield message_notices.refused(PersonId(1), 5, MessageId(2**62), "voice_forbidden")
    yield from fates(odd)
    for lost in (True, False):
        at = int(START.timestamp())
        values = {"counterpart": odd, "since": at, "until": at + 90_000, "lost": lost}
        yield Notice(to=PersonId(1), code="room.gap", values=values)
    yield from own_ways(odd)
    for act in ("retry", "discard"):
        yield message_notices.settled(PersonId(1), MessageId(1), act)
    for what in amendment_notices.UNSENT:
        yield amendment_notices.unsent(PersonId(1), what, odd, 5)
    lines = [
        {"message": 2**62, "at": 1741930200, "counterpart": odd, "kind": kind.value, "text": text}
        for kind in MessageKind
        for text in (odd, "")
    ]
    for some in ([], lines[:5], lines):
        yield amendment_notices.what_to_unsend(PersonId(1), some, fresh=True)
    for what in ("unshown", "ended"):
        yield amendment_notices.reaction(PersonId(1), what, odd, 5)
    for fate in amendment_notices.EDIT_FATES:
        yield amendment_notices.edit_fate(PersonId(1), 5, fate, odd)
    more: dict[str, Any]
    refused = ("no_room", "room_expired", "room_closed", "kind", "too_long", "too_large")
    for code in (*refused, "edit_unsent", "edit_unsent_since", "caption_too_long", odd):
        yield message_notices.not_carried(PersonId(1), 5, code)
        for unseen in (False, True):
            more = {"edit": True, "unseen": unseen, "counterpart": odd, "length": 1500}
            yield message_notices.not_carried(PersonId(1), 5, code, **more)
        for role in ("customer", "therapist"):
            for again in (False, True):
                more = {"counterpart": odd, "role": role, "again": again}
                yield message_notices.not_carried(PersonId(1), 5, code, **more)
    yield message_notices.slowed(PersonId(1), 5, 20)
    yield message_notices.not_carried(PersonId(1), 5, "too_long", limit=1024, length=3000)
    yield message_notices.not_carried(PersonId(1), 5, "voice_forbidden")
    for names in ([], [odd], [odd] * 30):
        yield message_notices.not_carried(PersonId(1), 5, "astray", counterparts=names)


def _bare(odd: str) -> Iterator[Notice]:
    for kind, details in ((MessageKind.POLL, {}), (MessageKind.DICE, {"emoji": "🎰", "value": 64})):
        message = Message(
            id=MessageId(1),
            sender=Party(Role.CUSTOMER, 1, odd),
            sender_person=PersonId(1),
            source=5,
            kind=kind,
            text="",
            details=details,
            created_at=START,
            state=MessageState.SENT,
        )
        yield message_notices.came_bare(message, PersonId(2), RoomId(1), 6)
    yield room_notices.came_astray(message, PersonId(2), RoomId(1), 6)
    for code in ("relay.header", "topic.title"):
        for reference in ("", "RL-7K2M"):
            for ended in (False, True):
                about = {"counterpart": odd, "reference": reference, "ended": ended}
                yield Notice(to=PersonId(2), code=code, values=about)


def _room_life(odd: str) -> Iterator[Notice]:
    opened = replace(room(RoomStatus.OPEN), id=RoomId(2**62), extensions_left=3)
    plain = replace(opened, expires_at=None, extensions_left=0)
    served = [
        {"reference": "RL-7K2M", "service": odd, "starts_at": 1741930200, "status": status}
        for status in (*(one.value for one in BookingStatus if one is not BookingStatus.DRAFT), "elsewhere")
    ]
    yield room_notices.room_opened(PersonId(1), opened, booking(odd), odd, served)
    yield room_notices.room_opened(PersonId(3), plain, None, odd, ())
    for shown in (opened, plain, replace(opened, frozen_at=START), room(RoomStatus.CLOSED)):
        for member in (PersonId(1), PersonId(3)):
            yield room_notices.room_card(member, shown, odd, served)
    for shown in (opened, replace(opened, extensions_left=0)):
        yield room_notices.room_warning(PersonId(1), shown, odd)
        yield room_notices.warning_over(PersonId(1), shown, odd, "extended")
        yield room_notices.warning_over(PersonId(1), shown, odd, "ended")
    for what in ("frozen", "thawed"):
        yield room_notices.reached(PersonId(1), opened, odd, what)
    for waited in (0, 1, 7):
        yield room_notices.welcome_back(PersonId(1), waited)
    for role in ("customer", "therapist"):
        yield message_notices.not_carried(PersonId(1), 5, "never_reached", counterpart=odd, role=role)
    yield room_notices.room_extended(PersonId(1), opened, odd)
    for act in Parting:
        for outcome in ("open", "done", "kept", "unblocked", "over", "pending"):
            for role in (Role.CUSTOMER, Role.THERAPIST):
                yield room_notices.parting(PersonId(1), opened, odd, role, act.value, outcome)
        for rooms in ([], [{"room": 1, "counterpart": odd, "reference": "", "starts_at": None}] * 30):
            yield room_notices.whom_to_leave(PersonId(1), act.value, rooms)
            yield room_notices.blocked_list(PersonId(1), rooms)


def _which(odd: str) -> Iterator[Notice]:
    visit = {"room": 2**62, "counterpart": odd, "reference": "RL-7K2M", "starts_at": 1741930200}
    bare = visit | {"reference": "", "starts_at": None}
    for rooms in ([], [bare], [visit] * 30):
        yield notices.whom_to_write(PersonId(1), rooms)
        for lines, form in ((1, False), (40, True)):
            question = MessageId(2**62)
            yield notices.which_room(
                PersonId(1), question, lines=lines, rooms=rooms, form=form, reply_to=None
            )
    for outcome in ("sent", "form", "discarded", "over"):
        for lines in (1, 40):
            yield notices.which_answered(PersonId(1), MessageId(5), outcome, lines, odd)
    yield notices.focus(PersonId(1), room(RoomStatus.OPEN), odd, START)
    for outcome in ("time", "other", "room", "stopped"):
        yield notices.focus_over(PersonId(1), RoomId(1), odd, outcome, other=odd)


def _mine(odd: str) -> Iterator[Notice]:
    yield notices.say(PersonId(1), "mydata", decimals={"IDR": 2})
    for minutes in (1, 5):
        yield notices.say(PersonId(1), "mydata.later", minutes=minutes)
    for references in ([], ["RL-7K2M"] * 12):
        live: dict[str, Any] = {
            "references": references,
            "late": bool(references),
            "rooms": len(references),
            "therapist": True,
            "operator": True,
        }
        yield notices.say(PersonId(1), "forget", step="ask", **live)
    for step in ("sure", "kept"):
        yield notices.say(PersonId(1), "forget", step=step)
    yield notices.say(PersonId(1), "forget.done")


def _identity(odd: str) -> Iterator[Notice]:
    """What was stopped, files that cannot go, numbers shared for a visit, restrictions."""
    until = int(START.timestamp())
    finds = [f"identity.{find}" for find in FindKind]
    for number, reason in enumerate([*finds, "identity.restricted"]):
        known = {"standing": list(Standing)[number % 3].value, "until": until, "booking": number % 2 or None}
        yield message_notices.not_carried(PersonId(1), 5, reason, **known)
        yield message_notices.not_carried(PersonId(1), 5, reason, edit=True, counterpart=odd, **known)
    for reason in ("name", "name_large", "picture", "picture_large", "unreadable"):
        yield message_notices.not_carried(PersonId(1), 5, f"file.{reason}")
    outcomes = "asked invited agreed kept declined ended withdrawn over"
    for outcome in outcomes.split():
        yield identity_notices.share(PersonId(1), booking(odd), room(RoomStatus.OPEN), odd, outcome)
    yield identity_notices.lifted(PersonId(1))
    yield identity_notices.appealed(PersonId(1))
    for kind in ("restricted", "appealed"):
        yield notices.alert(PersonId(1), kind, by="customer_7", person=2**62)


def _care(odd: str) -> Iterator[Notice]:
    """Help, unfinished visits, and who did not come."""
    made = booking(odd, BookingStatus.IN_PROGRESS)
    known = notices.booking_values(made, therapist=odd, customer=odd) | {"conversation": odd}
    for outcome in ("open", "kept", "sent", "nobody", "waiting", "taken", "resolved", "early", "over"):
        for number in ("", "112"):
            yield care_notices.help_own(PersonId(1), made, outcome, number=number, by=odd)
    for role in (Role.CUSTOMER, Role.THERAPIST):
        for called in HelpStatus:
            call = replace(HELP, role=role, status=called, alerts=3)
            for phrase in ("", odd):
                yield care_notices.help_alert(PersonId(9), call, known, by=odd, phrase=phrase, fresh=True)
    for status in (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS, BookingStatus.NO_SHOW):
        going = booking(odd, status)
        for outcome in ("open", "going", "over"):
            yield care_notices.check_ask(PersonId(3), going, outcome, odd)
        for outcome in ("open", "well", "over"):
            yield care_notices.check_customer(going, outcome, odd)
        facts = known | {"status": status.value}
        for state in CheckStatus:
            for says, reached in (("", True), ("well", False)):
                check = Check(booking=going.id, status=state, version=0, asked_at=START, customer=says)
                yield care_notices.check_alert(PersonId(9), check, facts, reached=reached, fresh=True)
    yield from _absences(odd)


def _absences(odd: str) -> Iterator[Notice]:
    made = booking(odd, BookingStatus.CONFIRMED)
    known = notices.booking_values(made, therapist=odd, customer=odd) | {"conversation": odd}
    for role in (Role.CUSTOMER, Role.THERAPIST):
        for outcome in ("sure", "kept", "said", "open", "contested", "recorded", "dropped"):
            for of in (Role.CUSTOMER, Role.THERAPIST):
                yield care_notices.absence(
                    PersonId(1), made, outcome, reader=role, other=odd, answer_by=START, by_role=of
                )
        said = Absence(
            booking=made.id,
            said_by=role,
            status=AbsenceStatus.CONTESTED,
            version=0,
            said_at=START,
            answer_by=START,
        )
        for outcome in ("open", "customer", "therapist", "took_place", "over"):
            yield care_notices.decision(PersonId(9), said, known, outcome, by=odd)
        missed = booking(odd, BookingStatus.NO_SHOW, no_show=role.value)
        accepted = offer(OfferStatus.ACCEPTED)
        yield notices.offer_card(PersonId(3), accepted, missed, room(RoomStatus.OPEN), odd)
        yield notices.booking_card(missed, therapist=therapist(odd), answer_by=None, room=None)


HELP = HelpCall(
    id=HelpId(2**62),
    booking=BookingId(2**62),
    person=PersonId(1),
    role=Role.CUSTOMER,
    status=HelpStatus.OPEN,
    version=0,
    called_at=START,
    alerted_at=START,
)


def _operator(odd: str) -> Iterator[Notice]:
    for kind in (*ALERTS, odd):
        yield notices.alert(PersonId(1), kind, detail=odd, subject=7, nothing=None)
    yield notices.alert(PersonId(1), "worse", parts="telegram, database, " + odd)
    yield notices.alert(PersonId(1), "refused", **dict.fromkeys(FACTS, odd))
    for seen in MEASURED:
        yield Notice(to=PersonId(1), code="status", values=as_report(judge(seen)))
    report = as_report(judge(MEASURED[0]))
    for advice in ADVICE:
        parts = [part | {"colour": "red", "advice": advice, "since": 1} for part in report["parts"]]
        yield Notice(to=PersonId(1), code="status", values=report | {"parts": parts, "since": 1})


MEASURED = [
    Measurements(),
    Measurements(telegram_error="refused", refused_token=True, wal_reset="SQLite 3.40.1"),
    Measurements(fetched_ago=0.4, telegram_latency=0.02, database_latency=0.003, backlog=0, outbox=0),
    Measurements(fetched_ago=0.4, telegram_latency=0.02, polled_elsewhere=True),
    Measurements(fetched_ago=500.0, database_latency=9.0, migrated=False, backlog=7, oldest_waiting=90.0),
    Measurements(backlog=1, parked=2, outbox=9, oldest_unsent=99.0, dead=3, uncertain=1, waiting=4),
    Measurements(ticked_ago=0.5, overdue=3, latest_overdue=200.0, rooms=4, overdue_rooms=1, waits=2),
]


def form(step: Step, odd: str, **more: Any) -> Notice:
    names = [f"{odd}{number}" for number in range(12)]
    options: dict[Step, Sequence[Any]] = {
        Step.DURATION: [{"value": "60", "minutes": 60, "price": PRICE}],
        Step.DAY: [f"2025-03-{number:02d}" for number in range(1, 32)],
        Step.TIME: [1741881600 + 900 * number for number in range(96)],
        Step.THERAPIST: [
            {"value": "t9", "name": name, "sample": True, "gender": gender}
            for name, gender in zip(names, ["female", "male"] * 6, strict=True)
        ],
    }
    named = [{"value": "0badcafe", "name": name} for name in names]
    place = {"kind": "hotel", "address": odd, "district": odd, "room": odd}
    answers = {
        "service": odd,
        "minutes": 90,
        "price": PRICE,
        "place": place | {"latitude": None, "longitude": None},
        "wish": {"name": odd, "sample": True, "gender": ""},
        "mode": "scheduled",
        "day": "2025-03-14",
        "starts_at": 1741930200,
        "notes": odd,
    }
    view = {
        "step": step.value,
        "first": False,
        "note": "",
        "longest": 200,
        "chosen": odd or None,
        "options": options.get(step, named),
        "answers": answers,
        "was": PRICE,
        "now": 1741930200,
        "month": "2025-03-01",
        "earlier": "2025-02-01",
        "later": "2025-04-01",
        "at": None,
        "today": "2025-03-14",
        "tomorrow": "2025-03-15",
        "ranges": [{"first": "2025-03-14", "last": f"2025-03-{14 + days}", "days": days} for days in (1, 7)],
        "watch": {"days": 7, "part": "evening"},
    }
    return notices.draft_card(PersonId(1), TOKEN, view | more)


def fates(odd: str) -> Iterator[Notice]:
    at = int(START.timestamp())
    steps = [{"at": at, "what": what, "detail": odd, "by": odd} for what in (*STEPS, odd)]
    told = {"code": "M-24K", "kind": "text", "state": "sent", "sender": odd, "steps": steps}
    whole = {"receiver": odd, "reference": "RL-7K2M", "answered": True, "conversation": odd, "reason": "kind"}
    bare = {"receiver": "", "reference": "", "answered": False, "reason": odd}
    yield Notice(to=PersonId(1), code="why.message", values=told | whole)
    yield Notice(to=PersonId(1), code="why.message", values=told | bare)
    booked = {"reference": "RL-7K2M", "service": odd, "status": "confirmed", "steps": steps}
    yield Notice(to=PersonId(1), code="why.booking", values=booked)
    yield from (
        Notice(to=PersonId(1), code="why.unknown", values={"asked": one})
        for one in ("", "reply", "wish", odd)
    )


def own_ways(odd: str) -> Iterator[Notice]:
    """Quick phrases and silent hours."""
    for live in (True, False):
        offered = {"keys": [f"· {odd}", "A"], "live": live, "therapist": live}
        yield Notice(to=PersonId(1), code="phrases", values=offered)
    for outcome in ("", *Kept):
        own = {"phrases": [{"phrase": 2**62, "text": odd}] if outcome else [], "outcome": outcome}
        yield Notice(to=PersonId(1), code="phrases.own", values=own, card="phrases")
    for begins, ends in ((None, None), (22 * 60, 7 * 60)):
        hours = {"begins": begins, "ends": ends, "unreadable": odd}
        yield Notice(to=PersonId(1), code="quiet", values=hours, card="quiet")
    for step in CalendarStep:
        for address in ("", "http://127.0.0.1:8080/calendar/abcdefghijklmnopqrstuv.ics"):
            for flag in (True, False):
                link = {"step": step.value, "address": address, "public": flag, "details": flag}
                yield Notice(to=PersonId(1), code="calendar", values=link, card="calendar")
    for gone in (True, False):
        file = notices.booking_values(booking(odd)) | {"gone": gone}
        yield Notice(to=PersonId(1), code="event", values=file, card="event:1")
