"""Things to store: each function makes one whole, and takes what a test wants different."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.absence import Absence, AbsenceStatus
from domain.acknowledgement import Acknowledgement
from domain.availability import Held
from domain.booking import Booking, BookingStatus, Mode, Place, PlaceKind, Request, Wish
from domain.catalogue import Money
from domain.help import HelpCall, HelpId, HelpStatus
from domain.ids import (
    AcknowledgementId,
    BookingId,
    OfferId,
    PersonId,
    ProposalId,
    RoomId,
    ServiceCode,
    TherapistId,
    WaitId,
    WaitOfferId,
)
from domain.message import MessageKind, MessageState, NewMessage
from domain.offer import Offer, OfferStatus
from domain.overdue import Check, CheckStatus
from domain.people import Address, Gender, Party, Person, Readiness, Role, Therapist
from domain.proposal import Proposal
from domain.rating import Rating
from domain.room import Room, RoomStatus
from domain.schedule import DateException, Schedule, WeeklyWindow, Window
from domain.time import Span
from domain.waitlist import Part, Wait, WaitOffer, Watch
from services.ports import UnitOfWork
from services.repositories import Change
from tests.storage.opened import NOW

HOUR = timedelta(hours=1)
NONE = timedelta(0)
CHANGE = Change("customer_1", NOW, "because")


def person(chat: str = "1001", **different: Any) -> Person:
    made = Person(
        id=PersonId(0), address=Address("telegram", chat), name="Ayu ☀", language="en", started_at=NOW
    )
    return replace(made, **different)


def therapist(code: str = "maya", **different: Any) -> Therapist:
    made = Therapist(
        id=TherapistId(0),
        code=code,
        name="Maya",
        gender=Gender.FEMALE,
        services=frozenset({"deep", "swedish"}),
        districts=frozenset({"Sanur"}),
        home_district="Sanur",
        rating=4.5,
        readiness=Readiness.BUSY,
        sample=True,
    )
    return replace(made, **different)


SCHEDULE = Schedule(
    "Asia/Makassar",
    weekly=(
        WeeklyWindow(0, Window(time(9), time(17, 30))),
        WeeklyWindow(4, Window(time(22), time(2))),
    ),
    exceptions=(
        DateException(date(2026, 3, 19)),
        DateException(date(2026, 3, 20), (Window(time(10), time(12)), Window(time(14), time(16)))),
    ),
    time_off=(Span(NOW, NOW + 30 * HOUR),),
)


def booking(customer: PersonId, therapist: TherapistId | None, **different: Any) -> Booking:
    made = Booking(
        id=BookingId(0),
        reference="RL-7K2M",
        token="draft-1",
        customer=customer,
        therapist=therapist,
        service=ServiceCode("deep"),
        service_name="Deep tissue",
        span=Span(NOW + 24 * HOUR, NOW + 25 * HOUR),
        price=Money(45_000_000, "IDR"),
        place=Place(kind=PlaceKind.HOTEL, address="Tandjung", district="Sanur", room="12", latitude=-8.7),
        wish=Wish(therapist=therapist, gender=Gender.FEMALE),
        mode=Mode.SCHEDULED,
        notes="left shoulder\nplease",
        status=BookingStatus.REQUESTED,
        version=0,
        requested_at=NOW,
        most=Money(50_000_000, "IDR"),
    )
    return replace(made, **different)


def held(start: datetime, end: datetime, *, turn: timedelta = NONE, gap: timedelta = NONE) -> Held:
    """A treatment from `start` to `end`."""
    return Held(Span(start, end + turn), Span(start - gap, end))


def request_of(booking: Booking) -> Request:
    return Request(
        customer=booking.customer,
        service=booking.service,
        minutes=booking.minutes,
        place=booking.place,
        wish=booking.wish,
        mode=booking.mode,
        starts_at=booking.span.starts_at,
        notes=booking.notes,
        token=booking.token,
    )


def room(customer: PersonId, therapist: TherapistId, therapist_person: PersonId, **different: Any) -> Room:
    made = Room(
        id=RoomId(0),
        generation=0,
        customer=customer,
        therapist=therapist,
        therapist_person=therapist_person,
        status=RoomStatus.PENDING,
        version=0,
        created_at=NOW,
    )
    return replace(made, **different)


def offer(booking: BookingId, therapist: TherapistId, **different: Any) -> Offer:
    made = Offer(
        id=OfferId(0),
        booking=booking,
        therapist=therapist,
        room=None,
        turn=1,
        status=OfferStatus.OPEN,
        version=0,
        opened_at=NOW,
        answer_by=NOW + HOUR / 2,
    )
    return replace(made, **different)


def proposal(booking: Booking, **different: Any) -> Proposal:
    made = Proposal(
        id=ProposalId(0),
        booking=booking.id,
        therapist=booking.therapist or TherapistId(0),
        by=Role.CUSTOMER,
        was=booking.span,
        span=Span(booking.span.starts_at + HOUR, booking.span.ends_at + HOUR),
        opened_at=NOW,
        answer_by=NOW + HOUR / 2,
        booking_version=booking.version,
    )
    return replace(made, **different)


def wait(customer: PersonId, **different: Any) -> Wait:
    made = Wait(
        id=WaitId(0),
        customer=customer,
        service=ServiceCode("deep"),
        service_name="Deep tissue",
        minutes=60,
        place=Place(kind=PlaceKind.HOTEL, address="Tandjung", district="Sanur", room="12", latitude=-8.7),
        wish=Wish(gender=Gender.FEMALE),
        watch=Watch(date(2026, 3, 19), date(2026, 3, 21), Part.EVENING),
        notes="left shoulder\nplease",
        seen=frozenset({NOW + HOUR, NOW + 2 * HOUR}),
        joined_at=NOW,
    )
    return replace(made, **different)


def wait_offer(wait: Wait, therapist: TherapistId, **different: Any) -> WaitOffer:
    made = WaitOffer(
        id=WaitOfferId(0),
        wait=wait.id,
        customer=wait.customer,
        therapist=therapist,
        span=Span(NOW + 24 * HOUR, NOW + 25 * HOUR),
        price=Money(45_000_000, "IDR"),
        opened_at=NOW,
        answer_by=NOW + HOUR / 2,
    )
    return replace(made, **different)


def acknowledgement(booking: BookingId, person: PersonId, **different: Any) -> Acknowledgement:
    made = Acknowledgement(
        id=AcknowledgementId(0),
        booking=booking,
        person=person,
        by="customer_1",
        asked_at=NOW,
        due_at=NOW + HOUR,
    )
    return replace(made, **different)


def message(sender: PersonId, source: int = 7, **different: Any) -> NewMessage:
    made = NewMessage(
        sender=Party(Role.CUSTOMER, sender, "Ayu"),
        sender_person=sender,
        source=source,
        kind=MessageKind.TEXT,
        text="Selamat pagi 🌅 <b>&amp;\u200f",
        entities=({"type": "bold", "offset": 0, "length": 7},),
        created_at=NOW,
        state=MessageState.HELD,
    )
    return replace(made, **different)


async def pair(unit: UnitOfWork) -> tuple[Person, Therapist, Person]:
    """A customer, a therapist and the therapist's person, all stored."""
    customer = await unit.people.add(person("1001"))
    hers = await unit.people.add(person("2001", name="Maya"))
    maya = await unit.therapists.add(therapist(person=hers.id))
    return customer, maya, hers


def rating(booking: BookingId, therapist: TherapistId, customer: PersonId, **different: Any) -> Rating:
    made = Rating(booking=booking, therapist=therapist, customer=customer, stars=4, rated_at=NOW)
    return replace(made, **different)


async def booked(unit: UnitOfWork, **different: Any) -> tuple[Booking, Person, Therapist, Person]:
    customer, maya, hers = await pair(unit)
    wanted = booking(customer.id, maya.id, **different)
    made = await unit.bookings.add(request_of(wanted), wanted, CHANGE)
    return made, customer, maya, hers


def at(hours: float) -> datetime:
    return NOW + hours * HOUR


HOUR_LATER = Span(NOW + 25 * HOUR, NOW + 26 * HOUR)


def check(booking: BookingId, **different: Any) -> Check:
    return replace(Check(booking=booking, status=CheckStatus.ASKED, version=0, asked_at=NOW), **different)


def help_call(booking: BookingId, person: PersonId, **different: Any) -> HelpCall:
    made = HelpCall(
        id=HelpId(0),
        booking=booking,
        person=person,
        role=Role.CUSTOMER,
        status=HelpStatus.OPEN,
        version=0,
        called_at=NOW,
        alerted_at=NOW,
        facts={"place": {"address": "Jalan Danau 4"}, "customer": "Ayu ☀"},
    )
    return replace(made, **different)


def absence(booking: BookingId, **different: Any) -> Absence:
    made = Absence(
        booking=booking,
        said_by=Role.THERAPIST,
        status=AbsenceStatus.OPEN,
        version=0,
        said_at=NOW,
        answer_by=NOW + HOUR,
    )
    return replace(made, **different)
