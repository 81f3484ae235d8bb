"""`/prices`: a therapist's own durations and prices, by buttons and in writing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.talk.studio import Phone, Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def of_balinese(at: Studio) -> Phone:
    maya = await at.therapist(70, "maya")
    await maya.says("/prices")
    await maya.presses("Balinese massage")
    return maya


def plain(phone: Phone) -> str:
    return phone.last.text.replace("\u00a0", " ")


async def test_all_services_with_what_holds(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/prices")
    assert plain(maya).startswith(
        "Your durations and prices\n\nBalinese massage · the studio's\n• 60 minutes · IDR 250,000\n"
    )
    assert maya.last.labels[-2:] == ["Sports physiotherapy", "☰ Menu"]


async def test_another_price_by_button_and_back_to_the_studios(at: Studio) -> None:
    maya = await of_balinese(at)
    card = maya.last.id
    await maya.presses("✏️ 60 minutes")
    assert "What does Balinese massage cost for 60 minutes?" in maya.last.text
    assert "IDR 250,000" in plain(maya)
    await maya.presses("Back")
    await maya.presses("✏️ 60 minutes")
    assert maya.last.id == card
    await maya.says("275k")
    assert "✅ Saved" in maya.last.text
    assert "Balinese massage · yours\n• 60 minutes · IDR 275,000\n• 90 minutes · IDR 350,000" in plain(maya)
    assert "for more than the studio's price" in maya.last.text
    await maya.presses("Back to the studio's")
    assert "Balinese massage · the studio's\n• 60 minutes · IDR 250,000" in plain(maya)


async def test_durations_come_and_go(at: Studio) -> None:
    maya = await of_balinese(at)
    await maya.presses("✖ 120 minutes")
    assert "120" not in maya.last.text
    await maya.presses("Another duration")
    assert "60 minutes" not in maya.last.labels
    await maya.presses("30 minutes")
    await maya.says("150.000")
    assert "• 30 minutes · IDR 150,000\n• 60 minutes · IDR 250,000\n• 90 minutes" in plain(maya)
    await maya.says("60 240000")
    assert "• 60 minutes · IDR 240,000\n\n" in plain(maya)
    await maya.presses("✖ 60 minutes")
    assert "One duration has to stay" in maya.last.text
    assert "• 60 minutes" in maya.last.text


async def test_what_cannot_be_read_changes_nothing(at: Studio) -> None:
    maya = await of_balinese(at)
    for text, why in (
        ("60 250000, 60 300000", "⚠️ 60 minutes stand there twice"),
        ("5 10000", "⚠️ 5 minutes cannot be booked: 15–480"),
        ("60 lots", "⚠️ lots is no price"),
        ("60 300", "⚠️ 300 is far from what the studio takes"),
        ("60 250000, 90 350000000", "⚠️ 350000000 is far from what the studio takes"),
        ("hello", "⚠️ I cannot read hello"),
    ):
        await maya.says(text)
        assert why in maya.last.text, text
    assert "Balinese massage · the studio's" in maya.last.text


async def test_thousands_left_out_are_asked_for_again(at: Studio) -> None:
    maya = await of_balinese(at)
    await maya.presses("✏️ 60 minutes")
    await maya.says("300")
    assert "⚠️ 300 is far from what the studio takes" in maya.last.text
    await maya.says("300k")
    assert "• 60 minutes · IDR 300,000" in plain(maya)


async def test_the_customer_sees_it_in_the_form(at: Studio) -> None:
    maya = await of_balinese(at)
    await maya.says("60 270000")
    ana = await at.phone(50, "Ana")
    await ana.says("/start maya")
    await ana.presses("Balinese massage")
    assert "IDR 270,000" in str(ana.last.labels).replace("\\xa0", " ")


async def test_old_and_forged_buttons(at: Studio) -> None:
    maya, ana = await of_balinese(at), await at.phone(50, "Ana")
    for data in ("e1:service:nothing:0", "e1:price:nothing:60", "e1:studio:nothing:0", "e1:drop::60"):
        assert "out of date" in await maya.presses_data(data), data
        assert "out of date" in await ana.presses_data(data), data
    await maya.presses_data("e1:drop:balinese:7")
    assert "That is how it was already." in maya.last.text
    await ana.says("/prices")
    assert "for the studio's therapists" in ana.last.text
