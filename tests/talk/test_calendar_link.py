"""`/calendar`: a therapist's secret address, a new one, and none; and nobody else's."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.calendar_desk import CalendarDesk
from bot.callbacks import CalendarAct, CalendarPress
from domain.calendar_link import CalendarKey
from services.ports import UnitOfWork
from tests.talk.calendars import address, opened, secret
from tests.talk.studio import Studio, studio
from tests.talk.test_visits import agreed


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as made:
        yield made


async def test_nobody_has_an_address_unasked(at: Studio) -> None:
    maya = await at.therapist(2, "maya")
    await maya.says("/calendar")
    assert "http" not in maya.last.text
    assert maya.last.labels == ["Get my address"]


async def test_the_menu_leads_there(at: Studio) -> None:
    maya = await at.therapist(2, "maya")
    await maya.says("/menu")
    await maya.presses("In my own calendar")
    assert maya.last.code == "calendar"


async def test_the_address_it_gives_is_her_calendar_and_can_be_shown_again(at: Studio) -> None:
    maya, _ = await agreed(at)
    token = await address(maya)
    body = await opened(at, token)
    assert body is not None
    assert b"SUMMARY:Balinese massage" in body
    await maya.says("/calendar")
    assert secret(maya.last.text) == token
    assert "nothing of your customers" in maya.last.text
    assert "only on the studio's own computer" in maya.last.text


async def test_a_new_address_kills_the_old_one_at_once_and_only_after_a_question(at: Studio) -> None:
    maya, _ = await agreed(at)
    old = await address(maya)
    await maya.presses("New address")
    assert "stops working at once" in maya.last.text
    assert old not in maya.last.text
    await maya.presses("Keep it as it is")
    assert secret(maya.last.text) == old
    await maya.presses("New address")
    assert await maya.presses("Yes, make a new one") == "Here is your new address"
    new = secret(maya.last.text)
    assert new != old
    assert await opened(at, old) is None
    assert await opened(at, new) is not None
    assert not any(old in one.text for one in maya.chat)


async def test_switched_off_it_is_dead(at: Studio) -> None:
    maya, _ = await agreed(at)
    token = await address(maya)
    await maya.presses("Switch off")
    assert await opened(at, token) is not None
    assert await maya.presses("Yes, switch it off") == "Switched off"
    assert await opened(at, token) is None
    assert maya.last.labels == ["Get my address"]
    assert "http" not in maya.last.text


async def test_only_therapists_have_one_whatever_they_press(at: Studio) -> None:
    ana = await at.phone(50, "Ana")
    await ana.says("/calendar")
    assert ana.last.code == "therapists_only"
    for act in CalendarAct:
        assert "out of date" in await ana.presses_data(CalendarPress(act=act).pack())
    assert await at.units.look(lambda unit: unit.calendars.links()) == []


async def test_wrong_secrets_open_nothing(at: Studio) -> None:
    maya, _ = await agreed(at)
    token = await address(maya)
    assert await opened(at, token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert await opened(at, "x" * 22) is None
    assert await opened(at, "") is None


async def test_nothing_that_is_kept_holds_the_address(at: Studio, tmp_path: Path) -> None:
    maya, _ = await agreed(at)
    token = await address(maya)
    await maya.says("/calendar")
    kept = b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.is_file())
    assert b"Balinese" in kept
    assert token.encode() not in kept


async def test_with_another_bot_token_every_address_is_dead_and_none_is_shown(at: Studio) -> None:
    maya, _ = await agreed(at)
    token = await address(maya)
    (link,) = await at.units.look(lambda unit: unit.calendars.links())
    other = CalendarKey(b"another")
    assert not other.opens(link, token)
    assert other.token(link) is None


async def test_who_has_left_the_roster_has_no_calendar(at: Studio) -> None:
    maya, _ = await agreed(at)
    token = await address(maya)

    async def suspend(unit: UnitOfWork) -> None:
        found = await unit.therapists.by_code("maya")
        assert found is not None
        unit.therapists.save(replace(found, active=False))

    await at.units.run(suspend)
    assert await opened(at, token) is None


async def test_forgotten_she_has_no_address_and_her_data_told_of_it_before(at: Studio) -> None:
    maya, _ = await agreed(at)
    token = await address(maya)
    await maya.says("/mydata")
    file = maya.card("mydata").file
    assert file is not None
    assert json.loads(file)["profile"]["calendarAddressSince"].startswith("2026-03-02T04:")
    await maya.says("/forget")
    await maya.presses("Yes, erase everything")
    await maya.presses("Erase for good")
    assert await opened(at, token) is None
    assert await at.units.look(lambda unit: unit.calendars.links()) == []


async def test_the_operator_takes_it_back_and_she_is_told(at: Studio) -> None:
    maya, _ = await agreed(at)
    token = await address(maya)
    desk = CalendarDesk(at.units, at.use_cases)
    listed = (await desk.list(None))["calendars"]
    assert [(one["code"], token in str(one)) for one in listed] == [("maya", False)]
    assert await desk.revoke({"therapist": "maya"}) == {"revoked": True}
    await at.deliver()
    assert "The studio has switched off" in maya.last.text
    assert await opened(at, token) is None
    assert await desk.revoke({"therapist": "maya"}) == {"revoked": False}
    assert await desk.revoke({"therapist": "nobody"}) == {"revoked": False}
    await maya.presses("Get my address")
    assert await opened(at, secret(maya.last.text)) is not None
