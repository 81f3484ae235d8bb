"""A therapist's own durations and prices: asked for by name, or never dearer than was shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.booking import Wish
from domain.catalogue import Choice, Money
from domain.ids import ServiceCode
from domain.people import Therapist
from services.request_booking import NobodyFits, PriceChanged
from services.terms import SetTerms, TermsSet, terms_of
from tests.services.studio import MASSAGE, Studio, studio

LISTED, DEARER, CHEAPER = (Money(minor, "IDR") for minor in (350_000, 420_000, 300_000))


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def set_terms(at: Studio, therapist: Therapist, *choices: Choice) -> TermsSet:
    return await at.house.do(SetTerms(), therapist.id, MASSAGE.code, choices)


async def test_by_name_the_therapists_own_price_holds(at: Studio) -> None:
    await set_terms(at, at.dewi, Choice(60, DEARER))
    made = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    assert (made.booking.price, made.booking.most) == (DEARER, None)
    (alert,) = await at.shown(await at.person(at.dewi), "offer")
    assert alert.values["price"] == {"minor": 420_000, "currency": "IDR"}


async def test_with_anybody_the_dearer_is_not_asked(at: Studio) -> None:
    """Dewi would be the first."""
    await set_terms(at, at.dewi, Choice(60, DEARER))
    made = await at.requested(at.at(5))
    assert (made.booking.therapist, made.booking.price) == (at.maya.id, LISTED)
    assert await at.decline(made.offer, at.maya) is not None
    assert (await at.open_offer(made.booking)).therapist == at.budi.id


async def test_with_anybody_the_cheapers_price_is_taken_and_the_next_may_take_what_was_shown(
    at: Studio,
) -> None:
    await set_terms(at, at.dewi, Choice(60, CHEAPER))
    made = await at.requested(at.at(5, price=LISTED))
    assert (made.booking.therapist, made.booking.price) == (at.dewi.id, CHEAPER)
    (card,) = await at.shown(at.ann, "booking")
    assert card.values["price"]["minor"] == 300_000
    await at.decline(made.offer, at.dewi)
    after = await at.booking(made.booking)
    assert (after.therapist, after.price, after.most) == (at.maya.id, LISTED, LISTED)


async def test_what_was_agreed_holds_when_the_catalogue_gets_dearer(at: Studio) -> None:
    made = await at.requested(at.at(5))
    await at.sql("UPDATE services SET choices = ?", '[[60,500000,"IDR"]]')
    await at.decline(made.offer, at.dewi)
    after = await at.booking(made.booking)
    assert (after.therapist, after.price) == (at.maya.id, LISTED)


async def test_somebody_else_after_a_dearer_name_takes_the_catalogues_price(at: Studio) -> None:
    await set_terms(at, at.dewi, Choice(60, DEARER))
    made = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    await at.decline(made.offer, at.dewi)
    await at.ask_anyone(made.booking)
    after = await at.booking(made.booking)
    assert (after.therapist, after.price) == (at.maya.id, LISTED)


async def test_after_a_cheaper_name_nobody_dearer_is_asked(at: Studio) -> None:
    """What the customer was shown is never exceeded unasked; Budi does it for the same."""
    await set_terms(at, at.dewi, Choice(60, CHEAPER))
    await set_terms(at, at.budi, Choice(60, CHEAPER))
    made = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    await at.decline(made.offer, at.dewi)
    await at.ask_anyone(made.booking)
    after = await at.booking(made.booking)
    assert (after.therapist, after.price) == (at.budi.id, CHEAPER)


async def test_own_durations_stand_instead_of_the_catalogues(at: Studio) -> None:
    await set_terms(at, at.dewi, Choice(45, CHEAPER))
    assert isinstance(await at.ask(at.at(5, wish=Wish(at.dewi.id))), NobodyFits)
    made = await at.requested(at.at(5, minutes=45, wish=Wish(at.dewi.id)))
    assert (made.booking.minutes, made.booking.price) == (45, CHEAPER)
    assert isinstance(await at.ask(at.at(9, minutes=45)), NobodyFits)
    assert (await at.requested(at.at(5))).booking.therapist == at.maya.id


@pytest.mark.parametrize("named", [True, False])
async def test_a_price_that_is_not_the_one_shown_sends_nothing(at: Studio, named: bool) -> None:
    if named:
        await set_terms(at, at.dewi, Choice(60, DEARER))
    else:
        await at.sql("UPDATE services SET choices = ?", '[[60,420000,"IDR"]]')
    wish = Wish(at.dewi.id) if named else Wish()
    assert await at.ask(at.at(5, wish=wish, price=LISTED)) == PriceChanged(DEARER)
    assert at.rows("SELECT count(*) FROM bookings") == [(0,)]
    assert (await at.requested(at.at(5, wish=wish, price=DEARER))).booking.price == DEARER


@pytest.mark.parametrize(
    ("choices", "answer"),
    [
        ([Choice(60, DEARER), Choice(90, DEARER)], TermsSet.SET),
        ([], TermsSet.SET),
        ([Choice(60, DEARER), Choice(60, CHEAPER)], TermsSet.IMPOSSIBLE),
        ([Choice(14, DEARER)], TermsSet.IMPOSSIBLE),
        ([Choice(481, DEARER)], TermsSet.IMPOSSIBLE),
        ([Choice(60, Money(-1, "IDR"))], TermsSet.IMPOSSIBLE),
        ([Choice(minutes, DEARER) for minutes in range(30, 100, 10)], TermsSet.IMPOSSIBLE),
        ([Choice(60, Money(5, "USD"))], TermsSet.OTHER_CURRENCY),
    ],
)
async def test_what_can_be_set(at: Studio, choices: list[Choice], answer: TermsSet) -> None:
    await set_terms(at, at.dewi, Choice(60, CHEAPER))
    assert await set_terms(at, at.dewi, *choices) is answer
    (shown,) = await at.house.units.look(lambda unit: terms_of(unit, at.dewi.id))
    kept = tuple(choices) if answer is TermsSet.SET else (Choice(60, CHEAPER),)
    assert (shown.choices, shown.own) == (kept or MASSAGE.choices, bool(kept))


async def test_no_terms_for_what_is_not_theirs(at: Studio) -> None:
    only = await at.save(at.dewi, services=frozenset({"other"}))
    assert await set_terms(at, only, Choice(60, DEARER)) is TermsSet.NOT_OFFERED
    unknown = await at.house.do(SetTerms(), at.maya.id, ServiceCode("none"), [Choice(60, DEARER)])
    assert unknown is TermsSet.NOT_OFFERED
