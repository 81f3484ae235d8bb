"""A booking as it is exported: the keys are a promise to whoever reads the export."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from domain.booking import Booking
from domain.transcript import iso


def shape(booking: Booking, *, customer: str, therapist: str, decimals: int) -> dict[str, Any]:
    """`customer` and `therapist` are names, `decimals` those of the currency. Times are ISO 8601 in UTC."""
    place = booking.place
    return {
        "bookingId": booking.id,
        "reference": booking.reference,
        "status": booking.status.value,
        "customerId": f"customer_{booking.customer}",
        "customerName": customer,
        "therapistId": None if booking.therapist is None else f"therapist_{booking.therapist}",
        "therapistName": therapist or None,
        "service": booking.service,
        "serviceName": booking.service_name,
        "minutes": booking.minutes,
        "startsAt": iso(booking.span.starts_at),
        "endsAt": iso(booking.span.ends_at),
        "price": str(Decimal(booking.price.minor).scaleb(-decimals)),
        "currency": booking.price.currency,
        "place": place.kind.value,
        "address": place.address or None,
        "district": place.district or None,
        "room": place.room or None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "mode": booking.mode.value,
        "notes": booking.notes or None,
        "requestedAt": iso(booking.requested_at),
        "confirmedAt": iso(booking.confirmed_at),
        "cancelledBy": booking.cancelled_by or None,
        "noShow": booking.no_show or None,
    }
