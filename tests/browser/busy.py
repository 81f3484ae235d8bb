"""A busy studio at the page: people who all read one language, three phones side by side."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import PATIENCE, Handset, open_switchboard, phone, phone_of
from tests.browser.sayings import Sayings
from tests.journeys.house import ROUND_THE_CLOCK
from tests.world import Program, add_person
from tests.world import phone as person_called

SIDE_BY_SIDE, ON_A_PHONE = (1280, 860), (390, 844)
NAMES = {
    "en": "Anna Nadia Putri, Bella Rosa Tika, Clara Ines Umi, Dora Vina Wulan, Edda Yuni Zara, "
    "Fleur Hana Lia",
    "id": "Agung Ratna Sekar, Bayu Melati Gita, Citra Intan Kirana, Dian Laras Mega, Endah Nilam Puspa, "
    "Fajar Rani Tari",
}
"""By language: for each journey a customer and the two therapists who offer its treatment."""
TREATMENTS = {"en": "Ocean massage", "id": "Pijat samudra"}


@dataclass
class Busy:
    """One language's people in a program that runs. No journey meets another's."""

    program: Program
    language: str
    folder: Path
    coming: Iterator[tuple[int, list[str]]] = field(init=False)
    links: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        casts = [one.split() for one in NAMES[self.language].split(", ")]
        self.coming = enumerate(casts, 1)
        self.links = self._import(casts)

    @property
    def say(self) -> Sayings:
        return Sayings(self.language)

    def treatment(self, number: int) -> str:
        return f"{TREATMENTS[self.language]} {number}"

    def _import(self, casts: Sequence[Sequence[str]]) -> dict[str, str]:
        """The secret of each therapist's link."""
        tables = {"services": ["code,name,minutes,price"], "therapists": ["code,name,gender,services"]}
        tables["hours"] = ["therapist,days,opens,closes"]
        for number, (_, *therapists) in enumerate(casts, 1):
            code = f"{self.language}-{number}"
            tables["services"].append(f"{code},{self.treatment(number)},60,250000")
            tables["therapists"] += [f"{one.lower()},{one},female,{code}" for one in therapists]
            tables["hours"] += [f"{one.lower()},{ROUND_THE_CLOCK}" for one in therapists]
        for name, rows in tables.items():
            (self.folder / f"{name}.csv").write_text("\n".join(rows) + "\n")
        said = self.program.run("import", str(self.folder))
        assert said.returncode == 0, said.stdout + said.stderr
        lines = [line.strip().partition(": ") for line in said.stdout.splitlines() if "inv_" in line]
        return {name: link.rpartition("inv_")[2] for name, _, link in lines}

    def join(self, name: str) -> None:
        """As somebody who has got the link and opened it."""
        person = add_person(self.program.world, name, note="therapist", language_code=self.language)
        person.start(f"inv_{self.links[name]}")
        person.see(self.say("invite.done"))


def send_maya_away(program: Program) -> None:
    """The sample therapist does everything, so she would be asked for every journey's own treatment too."""
    maya = person_called(program.world, "therapist")
    maya.send("/available")
    maya.click("Away")
    maya.see("You are now: ⚪ Away")


@dataclass
class Scene:
    """The page, with those phones on it that take part."""

    busy: Busy
    treatment: str
    page: Page
    customer: Handset
    therapists: Sequence[Handset]
    operator: Handset
    shot: Shot
    name: str

    @property
    def say(self) -> Sayings:
        return self.busy.say

    async def keep(self, what: str, *phones: Handset) -> None:
        """Side by side."""
        await only(self.page, *(phones or (self.customer, *self.therapists)))
        await self.shot(self.page, f"busy-{self.name}-{self.busy.language}-{what}")

    async def keep_on_a_phone(self, what: str, whose: Handset) -> None:
        """As it stands on a telephone's own screen."""
        await only(self.page, self.customer, *self.therapists, self.operator)
        await self.page.set_viewport_size({"width": ON_A_PHONE[0], "height": ON_A_PHONE[1]})
        await self.page.get_by_role("tab", name=await whose.name()).click()
        await expect(whose.composer).to_be_visible()
        await self.shot(self.page, f"busy-{self.name}-{self.busy.language}-phone-{what}")
        await self.page.set_viewport_size({"width": SIDE_BY_SIDE[0], "height": SIDE_BY_SIDE[1]})

    async def request(self, *, whom: str = "", later: bool = False) -> str:
        """The form's shortest way; answers the reference. Without `whom`, anyone who is free."""
        say, her = self.say, self.customer
        await her.write("/book")
        for question, answer in (
            ("form.ask.service", self.treatment),
            ("form.ask.duration", say.minutes(60)),
            ("form.ask.place", say("form.place.studio")),
            ("form.ask.therapist", whom or say("wish.anyone")),
        ):
            await self.answer(question, answer)
        if later:
            await self.answer("form.ask.when", say("form.pick_day"))
            await self.pick(her, "14")
        else:
            await self.answer("form.ask.when", say("form.now"))
        await self.answer("form.ask.notes", say("form.skip"))
        await self.answer("form.summary", say("form.send"))
        card = await her.see_from_bot(say("booking.requested"))
        return next(word for word in (await card.inner_text()).split() if word.startswith("RL-"))

    async def pick(self, who: Handset, hour: str) -> None:
        """On a card with a month: a day well ahead, and then that hour in its afternoon."""
        await who.see_from_bot(self.say("form.ask.day"))
        days = self.keys(who, r"^\d+$")
        if await days.count() < 6:
            await who.press("›")
            await expect(who.key("‹")).to_be_visible()
        await days.nth(4).click()
        await who.see_from_bot(self.say("form.ask.time"))
        await who.press(self.say("part.afternoon"))
        await self.keys(who, rf"^{hour}\D00$").last.click(timeout=PATIENCE)

    def keys(self, who: Handset, label: str) -> Locator:
        """Whose whole label is of that kind."""
        return who.node.locator(".inline-keyboard .key").filter(has_text=re.compile(label))

    async def answer(self, question: str, label: str) -> None:
        await self.customer.see_from_bot(self.say(question))
        await self.customer.press(label)

    async def asked(self) -> Handset:
        """Whichever of the therapists has the request on her phone."""
        shown = [one.row(self.say("offer.open")) for one in self.therapists]
        async with asyncio.timeout(PATIENCE / 1000):
            while True:
                for one, row in zip(self.therapists, shown, strict=True):
                    if await row.count() and await row.is_visible():
                        return one
                await self.page.wait_for_timeout(50)

    def other(self, one: Handset) -> Handset:
        return next(another for another in self.therapists if another is not one)

    async def skip(self, seconds: int) -> None:
        await open_switchboard(self.page)
        before = await self.page.locator("#trial-ahead").inner_text()
        await self.page.get_by_test_id(f"skip-{seconds}").click()
        await expect(self.page.locator("#trial-ahead")).not_to_have_text(before)
        await close_switchboard(self.page)


async def enter(busy: Busy, open_page: OpenPage, shot: Shot, name: str) -> Scene:
    number, (customer, *therapists) = next(busy.coming)
    add_person(busy.program.world, customer, note="customer", language_code=busy.language)
    for one in therapists:
        busy.join(one)
    page = await open_page(busy.program.world, size=SIDE_BY_SIDE)
    hers, others = phone_of(page, customer), [phone_of(page, one) for one in therapists]
    scene = Scene(busy, busy.treatment(number), page, hers, others, phone(page, "operator"), shot, name)
    await only(page, hers, *others)
    await page.get_by_role("button", name="Close the introduction").click()
    await hers.start()
    await hers.see(busy.say("welcome.customer"))
    return scene


async def only(page: Page, *phones: Handset) -> None:
    """Other people's phones are out of sight: three fit side by side."""
    persons = [str(await one.person()) for one in phones]
    await page.evaluate(
        "ids => document.querySelectorAll('section.phone').forEach("
        "(one) => { one.style.display = ids.includes(one.dataset.person) ? '' : 'none'; })",
        persons,
    )


async def close_switchboard(page: Page) -> None:
    close = page.get_by_role("button", name="Close the switchboard")
    if await close.is_visible():
        await close.click()
