"""In silent hours everything arrives without a sound, but for what concerns today's visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from domain.people import Person
from domain.quiet import QuietHours
from services.outgoing import Notice, TextCopy
from services.ports import UnitOfWork
from services.silence import SetSilence, ShowSilence, Silenced
from tests.services.rooms_house import NOON, House, house

ROUND_NOON = QuietHours(11 * 60, 13 * 60)


async def silent(home: House, person: Person) -> None:
    assert await home.do(SetSilence(home.clock), person, ROUND_NOON) is Silenced.CHANGED
    await home.deliver()


async def copies(home: House, reader: Person) -> list[bool]:
    parcels = [one.parcel for one in home.chats[reader.id] if one.code == "copy"]
    return [parcel.silent for parcel in parcels if isinstance(parcel, TextCopy)]


async def test_words_about_tomorrow_make_no_sound_and_about_today_do(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ann, eve = await home.customer("Ann"), await home.customer("Eve")
        dewi, therapist = await home.therapist("Dewi")
        await home.opened(ann, therapist, hours=36)
        await home.opened(eve, therapist, hours=6)
        await home.says(ann, "loud")
        await silent(home, dewi)
        await home.says(ann, "still")
        await home.says(eve, "today")
        assert await copies(home, dewi) == [False, True, False]
        await home.time_passes(hours=1)
        await home.says(ann, "loud again")
        assert (await copies(home, dewi))[-1] is False
        assert await copies(home, ann) == []


async def test_notices_go_by_the_visit_they_name(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        dewi, _ = await home.therapist("Dewi")
        await silent(home, dewi)

        async def tell(unit: UnitOfWork) -> None:
            for hours in (3, 30):
                begins = NOON + timedelta(hours=hours)
                values = {"starts_at": int(begins.timestamp()), "ends_at": int(begins.timestamp()) + 3600}
                await unit.outbox.add(Notice(to=dewi.id, code="thing", values=values), NOON)
            await unit.outbox.add(Notice(to=dewi.id, code="other"), NOON)

        await home.units.run(tell)
        await home.deliver()
        spoken = [one.parcel for one in home.chats[dewi.id][-3:]]
        assert [getattr(one, "silent", None) for one in spoken] == [False, True, True]


async def test_typed_hours_and_who_may(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        dewi, _ = await home.therapist("Dewi")
        ann = await home.customer("Ann")
        show = ShowSilence(home.clock)
        assert await home.do(show, ann) is Silenced.NOT_FOR_YOU
        assert await home.do(SetSilence(home.clock), ann, ROUND_NOON) is Silenced.NOT_FOR_YOU
        assert await home.do(show, dewi, "25-99") is Silenced.UNREADABLE
        assert await home.do(show, dewi, "22:30-6:45") is Silenced.CHANGED
        assert await home.do(show, replace(dewi, therapist=None, operator=True)) is Silenced.SHOWN
        await home.deliver()
        assert home.last(dewi).values == {"begins": 1350, "ends": 405, "unreadable": ""}
        assert await home.do(SetSilence(home.clock), dewi, None) is Silenced.CHANGED
        await home.deliver()
        assert home.last(dewi).values["begins"] is None
