"""Every conversation, one file each; their order decides who gets a message."""

from __future__ import annotations

from aiogram import Router

from bot.handlers import (
    acknowledgement,
    book,
    bookings,
    calendar,
    care,
    care_operator,
    desk,
    general,
    identity,
    language,
    mine,
    moves,
    my_bookings,
    offers,
    operator,
    parting,
    phrases,
    ratings,
    rooms,
    silence,
    start,
    therapist,
    unsend,
    visits,
    which,
    why,
)


def routers() -> list[Router]:
    """Commands, then the form's answers, then the rooms; what is left is explained. New at every call."""
    return [
        start.setup(),
        book.setup(),
        general.setup(),
        language.setup(),
        mine.setup(),
        operator.setup(),
        offers.setup(),
        bookings.setup(),
        acknowledgement.setup(),
        moves.setup(),
        my_bookings.setup(),
        calendar.setup(),
        visits.setup(),
        desk.setup(),
        care.setup(),
        care_operator.setup(),
        therapist.setup(),
        desk.setup_others(),
        silence.setup(),
        ratings.setup(),
        which.setup(),
        unsend.setup(),
        parting.setup(),
        identity.setup(),
        why.setup(),
        phrases.setup(),
        general.setup_unknown_commands(),
        ratings.setup_answers(),
        book.setup_answers(),
        rooms.setup(),
        general.setup_stale(),
    ]
