"""The page for those who do not see it or use no mouse: axe in the main states, the whole way by keyboard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import AT_REST, OpenPage
from tests.browser.hands import open_switchboard, phone
from tests.node.packages import needed
from tests.simulator.driver import Trial

PHONE = (390, 844)
RUN = """
axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .map(one => [one.id, ...one.nodes.map(node => node.html.slice(0, 200))]))
"""
EVERYTHING = (
    "<b>bold</b> <i>italic</i> <u>under</u> <s>struck</s> <tg-spoiler>spoiler</tg-spoiler> <code>code</code>"
    ' <a href="https://a.example">link</a>\n<pre><code class="language-python">x = 1</code></pre>'
    "<blockquote>quote</blockquote><blockquote expandable>" + "long\n" * 9 + "</blockquote> /help #tag @name"
)
BUTTONS = {
    "inline_keyboard": [
        [{"text": "One", "callback_data": "1"}, {"text": "Map", "url": "https://a.example"}],
    ]
}


@pytest.fixture(scope="module")
def axe() -> str:
    return (needed() / "axe-core" / "axe.min.js").read_text("utf-8")


async def full(trial: Trial) -> None:
    """A bot with topics, and chats with something of everything in them."""
    await trial.ask("setMyCommands", commands=[{"command": "help", "description": "How it works"}])
    mia, tara, _ = [one["id"] for one in await trial.world("GET", "people")]
    for one in (mia, tara):
        await trial.act(one, "start")
    await trial.said(mia, EVERYTHING, parse_mode="HTML", reply_markup=BUTTONS)
    for kind in ("photo", "voice", "document", "location", "contact", "poll", "album", "sticker", "dice"):
        await trial.act(mia, "send", kind=kind)
    words = await trial.act(mia, "send", text="Words")
    await trial.said(mia, "Answer", reply_parameters={"message_id": words["message_id"], "quote": "Words"})
    await trial.act(mia, "react", message_id=words["message_id"], emoji="👍")
    await trial.said(tara, "Keys", reply_markup={"keyboard": [[{"text": "Yes"}, {"text": "No"}]]})
    await trial.act(tara, "offline")
    await trial.act(tara, "send", text="Waits")
    await trial.world("POST", "faults", {"kind": "500", "method": "sendDice", "count": 9})
    await trial.refusal("sendDice", chat_id=mia)


async def at_rest(page: Page) -> None:
    await phone(page, "customer").see("Answer")


async def more(page: Page) -> None:
    await phone(page, "customer").node.get_by_role("button", name="More").click()


async def message(page: Page) -> None:
    await phone(page, "customer").row("Answer").locator(".bubble").click(button="right")


async def attach(page: Page) -> None:
    await phone(page, "customer").node.get_by_test_id("attach-menu").click()


async def add_person(page: Page) -> None:
    await page.get_by_test_id("add-person").click()


async def block(page: Page) -> None:
    await more(page)
    await page.get_by_role("menuitem", name="Block the bot").click()


async def switchboard(page: Page) -> None:
    """With all its sections open."""
    await open_switchboard(page)
    for section in await page.locator(".panel details:not([open]) > summary").all():
        if await section.is_visible():
            await section.click()


async def exactly(page: Page) -> None:
    await switchboard(page)
    await page.get_by_test_id("fault-exact-429").click()


State = Callable[[Page], Awaitable[None]]
DIALOGS: tuple[State, ...] = (more, message, attach, add_person, block, exactly)
LOOKS: dict[str, tuple[dict[str, Any], tuple[State, ...]]] = {
    "light": ({}, (at_rest, switchboard)),
    "dark": ({"dark": True}, (message, switchboard)),
    "phone": ({"size": PHONE}, (at_rest, switchboard)),
}


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing_serious(trial: Trial, open_page: OpenPage, axe: str, look: str) -> None:
    how, states = LOOKS[look]
    await full(trial)
    await trial.world("POST", "bot", {"topics": look != "light"})
    assert await found(await open_page(trial.address, **how), axe, states) == {}


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing_serious_in_menus_and_dialogs(
    trial: Trial, open_page: OpenPage, axe: str, look: str
) -> None:
    await full(trial)
    await trial.world("POST", "bot", {"topics": look == "light"})
    assert await found(await open_page(trial.address, **LOOKS[look][0]), axe, DIALOGS) == {}


async def found(page: Page, axe: str, states: tuple[State, ...]) -> dict[str, list[list[str]]]:
    """Serious and critical findings by state; each state is left by Escape."""
    wrong: dict[str, list[list[str]]] = {}
    await at_rest(page)
    for state in states:
        await state(page)
        await page.evaluate(AT_REST)
        await page.evaluate(f"{axe};0")
        if here := await page.evaluate(RUN):
            wrong[state.__name__] = here
        await page.keyboard.press("Escape")
    return wrong


async def test_the_whole_way_by_keyboard(trial: Trial, open_page: OpenPage) -> None:
    page = await open_page(trial.address)
    mia = phone(page, "customer")
    keys = page.keyboard
    await page.locator("body").press("Tab")
    await expect(page.get_by_role("link", name="To the phones")).to_be_focused()
    await keys.press("Enter")
    await until_focused(page, mia.node.get_by_role("button", name="Start", exact=True))
    await keys.press("Enter")
    await mia.see("/start")
    await trial.said(await mia.person(), "Choose", reply_markup=BUTTONS)
    await mia.see("Choose")
    await mia.composer.focus()
    await keys.type("By keyboard")
    await keys.press("Enter")
    row = await mia.see("By keyboard")
    await mia.node.get_by_role("log").focus()
    await keys.press("ArrowUp")
    await expect(row).to_be_focused()
    await outlined(page)
    await keys.press("Enter")
    await expect(page.get_by_role("menu")).to_be_visible()
    await keys.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(row).to_be_focused()
    await keys.press("Enter")
    await page.get_by_role("menuitem", name="Edit").focus()
    await keys.press("Enter")
    await expect(mia.composer).to_be_focused()
    await keys.type(", corrected")
    await keys.press("Enter")
    await mia.see("By keyboard, corrected")
    more_button = mia.node.get_by_role("button", name="More")
    await more_button.focus()
    await keys.press("Enter")
    await page.get_by_role("menuitem", name="App language…").focus()
    await keys.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(more_button).to_be_focused()


async def until_focused(page: Page, wanted: Locator, most: int = 40) -> None:
    """Tab by Tab, as somebody without a mouse goes; every stop on the way can be seen."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        await outlined(page)
        if await wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("not reached by the keyboard")


async def outlined(page: Page) -> None:
    """What has the focus shows it."""
    width = await page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth) || 0")
    style = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    inner = await page.evaluate("document.activeElement.matches('textarea, input')")
    assert inner or (width > 0 and style != "none"), await page.evaluate("document.activeElement.outerHTML")


async def test_new_messages_are_told_to_who_listens(trial: Trial, open_page: OpenPage) -> None:
    page = await open_page(trial.address)
    for note, name in (("customer", "Mia (sample)"), ("therapist", "Tara (sample)")):
        log = phone(page, note).node.get_by_role("log", name=f"Chat of {name} with Trial Bot")
        await expect(log).to_have_attribute("aria-live", "polite")
    titles = await page.locator("button, input, select, textarea, [role=tab]").evaluate_all(
        "all => all.filter(one => one.checkVisibility() && !one.textContent.trim() && !one.labels?.length"
        " && !one.ariaLabel).map(one => one.outerHTML)"
    )
    assert titles == []
