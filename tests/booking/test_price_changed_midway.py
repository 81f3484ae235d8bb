"""The price changes while a customer fills in the form: said in words, and nothing is sent at a price she has
not seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.catalogue import Choice, Money
from domain.ids import ServiceCode
from services.ports import UnitOfWork
from services.terms import SetTerms, TermsSet
from tests.talk.studio import Phone, Studio, studio

BALINESE = ServiceCode("balinese")
NEW = "IDR\u00a0400,000"
OLD = "IDR\u00a0350,000"
TOLD = f"The price has changed: it is {NEW} now, and not {OLD} as shown before."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def own_terms(house: Studio, code: str, *choices: tuple[int, int]) -> None:
    async def work(unit: UnitOfWork) -> TermsSet:
        therapist = await unit.therapists.by_code(code)
        assert therapist is not None
        wanted = [Choice(minutes, Money(rupiah * 100, "IDR")) for minutes, rupiah in choices]
        return await SetTerms()(unit, therapist.id, BALINESE, wanted)

    assert await house.units.run(work) is TermsSet.SET


async def through(phone: Phone, *labels: str) -> None:
    for label in labels:
        assert await phone.presses(label) == "", label


async def to_summary(phone: Phone, whom: str = "Maya") -> None:
    await phone.says("/book")
    await through(
        phone, "Balinese", "90 minutes", "At the studio", whom, "Pick a day", "Tomorrow", "10:30", "Skip"
    )


async def sent(house: Studio) -> list[int]:
    return [one.price.minor // 100 for one in await house.units.look(lambda unit: unit.bookings.list())]


async def test_at_the_summary_the_new_price_is_said_and_the_second_press_sends(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await to_summary(ana)
    assert OLD in ana.card("draft").text
    await own_terms(house, "maya", (90, 400_000))
    await ana.presses("Send request")
    card = ana.card("draft")
    assert TOLD in card.text
    assert f"90 minutes · {NEW}" in card.text
    assert await sent(house) == []
    await ana.presses("Send request")
    assert await sent(house) == [400_000]
    assert NEW in ana.card("booking").text


async def test_on_the_way_it_is_said_at_the_next_question_and_once(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese", "90 minutes", "At the studio", "Maya")
    await own_terms(house, "maya", (90, 400_000))
    await through(ana, "Pick a day")
    assert TOLD in ana.card("draft").text
    await through(ana, "Tomorrow")
    assert "has changed" not in ana.card("draft").text
    await through(ana, "10:30", "Skip", "Send request")
    assert await sent(house) == [400_000]


async def test_a_price_that_came_back_is_sent_without_a_word(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await to_summary(ana)
    await own_terms(house, "maya", (90, 400_000))
    await own_terms(house, "maya")
    await ana.presses("Send request")
    assert await sent(house) == [350_000]


async def test_a_duration_that_went_away_is_asked_again(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await to_summary(ana)
    await own_terms(house, "maya", (45, 200_000), (75, 300_000))
    await ana.presses("Send request")
    assert await sent(house) == []
    card = ana.card("draft")
    assert "not on offer for that long" in card.text
    assert [label for label in card.labels if "minutes" in label] == [
        "45 minutes · IDR\u00a0200,000",
        "75 minutes · IDR\u00a0300,000",
    ]
    await through(ana, "75 minutes", "As soon as possible", "Send request")
    assert await sent(house) == [300_000]


async def test_the_list_of_therapists_names_a_price_that_differs(house: Studio) -> None:
    await house.therapist(2, "maya")
    await house.therapist(4, "dewi")
    await own_terms(house, "maya", (90, 400_000))
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese", "90 minutes", "At the studio")
    labels = ana.card("draft").labels
    assert "Dewi (sample)" in labels
    assert f"Maya (sample) · {NEW}" in labels
    await through(ana, "Maya", "As soon as possible", "Skip")
    assert f"90 minutes · {NEW}" in ana.card("draft").text
    assert "has changed" not in ana.card("draft").text
    for _ in range(3):
        await through(ana, "Back")
    await through(ana, "Anyone")
    assert f"90 minutes · {OLD}" in ana.card("draft").text


async def test_a_link_to_a_therapist_shows_hers(house: Studio) -> None:
    await house.therapist(2, "maya")
    await own_terms(house, "maya", (45, 200_000))
    ana = await house.phone(1, "Ana")
    await ana.says("/start maya")
    await through(ana, "Balinese")
    assert [label for label in ana.card("draft").labels if "minutes" in label] == [
        "45 minutes · IDR\u00a0200,000"
    ]
