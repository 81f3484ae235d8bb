"""Everything that is kept about a person, for that person. Of others only the name that was shown anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.acknowledgement import Acknowledgement
from domain.booking import Booking
from domain.booking_sheet import shape
from domain.help import HelpCall
from domain.ids import MessageId
from domain.message import Message, Revision
from domain.people import Person, Therapist
from domain.proposal import Proposal
from domain.rating import Rating
from domain.standing import Consent, Strike
from domain.transcript import earlier, iso
from domain.waitlist import Wait

_OF_THE_CUSTOMER = ("address", "district", "room", "latitude", "longitude", "notes")
"""Of a booking, what a therapist was told for the visit: it is the customer's."""
_OF_OTHERS = ("customerId", "therapistId", "cancelledBy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    booking: Booking
    customer: str
    therapist: str
    decimals: int
    rating: Rating | None = None
    proposals: Sequence[Proposal] = ()
    """Other times that were put for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    person: Person
    therapist: Therapist | None = None
    visits: Sequence[Visit] = ()
    messages: Sequence[Message] = ()
    revisions: Mapping[MessageId, Sequence[Revision]] = field(default_factory=dict)
    """What they wrote before they edited it."""
    reactions: Mapping[MessageId, Sequence[str]] = field(default_factory=dict)
    """What they have set under messages."""
    conversation: Mapping[str, Any] = field(default_factory=dict)
    strikes: Sequence[Strike] = ()
    """What was stopped because it tells who they are, as far as it counts."""
    consents: Sequence[Consent] = ()
    acknowledgements: Sequence[Acknowledgement] = ()
    """What they have begun and not finished: a form's answers."""
    help_calls: Sequence[HelpCall] = ()
    """When they asked the studio for help: nobody but they and the operators know."""
    calendar_since: datetime | None = None
    """When they were given the address that their calendar has."""

    waits: Sequence[Wait] = ()
    """What they wish for on the waitlist, or did."""

    def document(self, made_at: datetime) -> dict[str, Any]:
        return {
            "madeAt": iso(made_at),
            "profile": self._profile(),
            "bookings": [self._visit(visit) for visit in self.visits],
            "messages": [self._message(message) for message in self.messages],
            "ratings": [_rating(visit) for visit in self.visits if self._rated(visit)],
            "unfinished": dict(self.conversation),
            "stoppedForIdentity": [{"find": one.find, "at": iso(one.at)} for one in self.strikes],
            "waitlist": [_waited(one) for one in self.waits],
            "numbersSharedFor": [{"bookingId": one.booking, "at": iso(one.at)} for one in self.consents],
            "helpAskedFor": [
                {"bookingId": one.booking, "at": iso(one.called_at), "settledAt": iso(one.resolved_at)}
                for one in self.help_calls
            ],
            "cancellationsTold": [_told(one) for one in self.acknowledgements],
        }

    def _profile(self) -> dict[str, Any]:
        person, known = self.person, self.therapist
        return {
            "name": person.name,
            "language": person.language,
            "chat": {"kind": person.address.kind, "id": person.address.id},
            "operator": person.operator,
            "silentHours": [at.isoformat("minutes") for at in person.quiet.times] if person.quiet else None,
            "startedAt": iso(person.started_at),
            "therapist": None if known is None else _on_the_roster(known),
            "calendarAddressSince": iso(self.calendar_since),
        }

    def _visit(self, visit: Visit) -> dict[str, Any]:
        booking, mine = visit.booking, visit.booking.customer == self.person.id
        whole = shape(booking, customer=visit.customer, therapist=visit.therapist, decimals=visit.decimals)
        hidden = (*_OF_OTHERS, *(() if mine else _OF_THE_CUSTOMER))
        kept = {key: value for key, value in whole.items() if key not in hidden}
        other_times = [_other_time(one) for one in visit.proposals]
        return {"role": "customer" if mine else "therapist"} | kept | {"otherTimes": other_times}

    def _message(self, message: Message) -> dict[str, Any]:
        mine = message.sender_person == self.person.id
        other = message.receiver if mine else message.sender
        return {
            "direction": "sent" if mine else "received",
            "with": other.name if other else None,
            "message": message.text,
            "messageType": message.kind.value,
            "createdAt": iso(message.created_at),
            "deliveredAt": iso(message.sent_at),
            "deliveryState": message.state.value,
            "isRead": message.is_read,
            "reaction": " ".join(self.reactions.get(message.id, ())) or None,
            "edits": earlier(self.revisions.get(message.id, ())) if mine else [],
        }

    def _rated(self, visit: Visit) -> bool:
        return visit.rating is not None and visit.rating.customer == self.person.id


def _other_time(proposal: Proposal) -> dict[str, Any]:
    return {
        "askedBy": proposal.by.value,
        "startsAt": iso(proposal.was.starts_at),
        "proposedStartsAt": iso(proposal.span.starts_at),
        "status": proposal.status.value,
        "askedAt": iso(proposal.opened_at),
        "endedAt": iso(proposal.ended_at),
    }


def _told(asked: Acknowledgement) -> dict[str, Any]:
    return {
        "bookingId": asked.booking,
        "toldAt": iso(asked.asked_at),
        "acknowledgedAt": iso(asked.acknowledged_at),
    }


def _on_the_roster(therapist: Therapist) -> dict[str, Any]:
    return {
        "name": therapist.name,
        "gender": therapist.gender.value if therapist.gender else None,
        "services": sorted(therapist.services),
        "districts": sorted(therapist.districts),
        "homeDistrict": therapist.home_district or None,
        "rating": therapist.rating,
        "readiness": therapist.readiness.value,
    }


def _waited(wait: Wait) -> dict[str, Any]:
    place = wait.place
    return {
        "service": wait.service_name,
        "minutes": wait.minutes,
        "place": place.kind.value,
        "address": place.address or None,
        "district": place.district or None,
        "room": place.room or None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "notes": wait.notes or None,
        "from": wait.watch.first.isoformat(),
        "until": wait.watch.last.isoformat(),
        "partOfDay": wait.watch.part.value,
        "therapistId": wait.wish.therapist,
        "gender": wait.wish.gender.value if wait.wish.gender else None,
        "status": wait.status.value,
        "joinedAt": iso(wait.joined_at),
        "endedAt": iso(wait.ended_at),
    }


def _rating(visit: Visit) -> dict[str, Any]:
    rating = visit.rating
    assert rating is not None
    return {
        "reference": visit.booking.reference,
        "therapistName": visit.therapist,
        "stars": rating.stars,
        "comment": rating.comment or None,
        "ratedAt": iso(rating.rated_at),
    }
