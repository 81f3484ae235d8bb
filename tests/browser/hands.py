"""What somebody at the page does and sees, one phone at a time; only by what is on the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

PATIENCE = 20_000
"""Milliseconds until what somebody waits for must be on the screen: machines that test are busy ones."""
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Handset:
    """One phone, found by its owner's note (customer, therapist, operator) or first name."""

    page: Page
    node: Locator

    @property
    def rows(self) -> Locator:
        return self.node.locator("[data-message-id]")

    @property
    def composer(self) -> Locator:
        return self.node.get_by_test_id("composer")

    def row(self, words: str | re.Pattern[str]) -> Locator:
        """The newest message that holds these words."""
        return self.rows.filter(has_text=words).last

    def key(self, label: str) -> Locator:
        """The newest button with this label under any message."""
        return self.node.locator(".inline-keyboard .key", has_text=label).last

    async def start(self) -> None:
        await self.node.get_by_role("button", name="Start", exact=True).click()

    async def write(self, words: str) -> Locator:
        """Typed and sent; answers the bubble that then stands on this phone."""
        before = await self.newest()
        await self.composer.fill(words)
        await self.node.get_by_test_id("send").click()
        await expect(self.composer).to_have_value("")
        return await self.own_after(before)

    async def own_after(self, before: int) -> Locator:
        await self.page.wait_for_function(
            "([person, id]) => [...document.querySelectorAll(`[data-person='${person}'] [data-from=me]`)]"
            ".some((one) => Number(one.dataset.messageId) > id)",
            arg=[await self.person(), before],
            timeout=PATIENCE,
        )
        return self.node.locator("[data-message-id][data-from=me]").last

    async def person(self) -> int:
        return int(await self.node.get_attribute("data-person") or 0)

    async def name(self) -> str:
        return await self.node.locator(".owner b").inner_text()

    async def newest(self) -> int:
        """The newest message's number, 0 in an empty chat."""
        found = await self.rows.evaluate_all("all => Math.max(0, ...all.map(one => +one.dataset.messageId))")
        return int(found)

    async def attach(self, *pictures: Path) -> None:
        await self.node.get_by_test_id("attach").set_input_files(pictures)

    async def press(self, label: str) -> None:
        await self.key(label).click(timeout=PATIENCE)

    async def see(self, words: str | re.Pattern[str]) -> Locator:
        """Waits until the newest message with these words can be seen."""
        await expect(self.row(words)).to_be_visible()
        return self.row(words)

    async def see_from_bot(self, words: str | re.Pattern[str]) -> Locator:
        found = self.node.locator("[data-message-id][data-from=bot]").filter(has_text=words).last
        await expect(found).to_be_visible()
        return found

    async def command(self, name: str) -> None:
        """Chosen from the menu of commands."""
        await self.node.get_by_role("button", name="Commands of this bot").click()
        await self.node.get_by_role("option", name=f"/{name}").click()


def phone(page: Page, note: str) -> Handset:
    return Handset(page, page.locator(f"section.phone[data-note='{note}']").first)


def phone_of(page: Page, name: str) -> Handset:
    return Handset(page, page.locator("section.phone", has=page.locator(".owner b", has_text=name)))


async def width_of_picture(message: Locator) -> int:
    """How many pixels the picture in it really has, once the browser has shown it; waits for that."""
    image = message.locator("button.picture img")
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("complete", True)
    return int(await image.evaluate("image => image.naturalWidth"))


async def open_switchboard(page: Page) -> None:
    toggle = page.get_by_test_id("switchboard")
    if await toggle.get_attribute("aria-expanded") == "false":
        await toggle.click()
    await expect(page.locator("#panel")).to_be_visible()


async def fill_form(customer: Handset, *, place: str = "At the studio", upto: str = "Send request") -> None:
    """The form's shortest way to Maya, up to and with the press on the button `upto`."""
    at_home = {"What is the address?": "Jalan Danau Tamblingan 47", "Which part of town": "Sanur"}
    way = {
        "What would you like?": "Balinese massage",
        "How long?": "60 minutes",
        "Where?": place,
        **(at_home if place == "At my home" else {}),
        "With whom?": "Maya",
        "When?": "As soon as possible",
        "Anything the therapist should know?": "Skip",
        "Nothing is booked yet": "Send request",
    }
    for question, answer in way.items():
        await customer.see_from_bot(question)
        if "address" in question:
            await customer.write(answer)
        else:
            await customer.press(answer)
        if answer == upto:
            return
