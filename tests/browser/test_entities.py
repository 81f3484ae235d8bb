"""Formatted text as the page shows it: every kind of entity, and nothing read as markup."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import phone
from tests.simulator.driver import Json, Trial


def spans(*parts: tuple[str, Json | None]) -> tuple[str, list[Json]]:
    """A text and its entities, from pieces with what each is; offsets in UTF-16 units."""
    text, entities = "", []
    for words, entity in parts:
        at = len(text.encode("utf-16-le")) // 2
        if entity:
            entities.append(entity | {"offset": at, "length": len(words.encode("utf-16-le")) // 2})
        text += words
    return text, entities


SIMPLE = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code"}


async def shown(trial: Trial, open_page: OpenPage, *parts: tuple[str, Json | None]) -> Locator:
    """The newest message's words on the customer's phone."""
    mia = phone(await open_page(trial.address), "customer")
    await mia.start()
    await trial.drain()
    text, entities = spans(*parts)
    sent = await trial.said(await mia.person(), text, entities=entities)
    row = mia.node.locator(f"[data-message-id='{sent}'] .text")
    await expect(row).to_be_visible()
    return row


async def test_every_entity_is_shown_as_what_it_is(trial: Trial, open_page: OpenPage, shot: Shot) -> None:
    simple = [(f"🙂{kind} ", {"type": kind}) for kind in SIMPLE]
    row = await shown(
        trial,
        open_page,
        *simple,
        ("secret", {"type": "spoiler"}),
        (" ", None),
        ("a page", {"type": "text_link", "url": "https://a.example/"}),
        ("\n", None),
        ("print(1)", {"type": "pre", "language": "python"}),
        ("\n", None),
        ("said", {"type": "blockquote"}),
        ("\n", None),
        ("\n".join(f"line {i}" for i in range(12)), {"type": "expandable_blockquote"}),
        ("\nat ", None),
        ("noon", {"type": "date_time", "unix_time": 1_800_000_000, "date_time_format": "wDT"}),
        (" https://b.example /help @somebody #tag me@c.example", None),
    )
    for kind, tag in SIMPLE.items():
        await expect(row.locator(f"{tag}", has_text=kind).first).to_have_text(f"🙂{kind} ")
    await expect(row.locator("pre")).to_have_attribute("data-language", "python")
    await expect(row.locator("blockquote").first).to_have_text("said")
    await expect(row.get_by_role("link", name="a page")).to_have_attribute("href", "https://a.example/")
    await expect(row.get_by_role("link", name="https://b.example")).to_be_visible()
    await expect(row.get_by_role("button", name="/help")).to_be_visible()
    for plain in ("@somebody", "#tag"):
        await expect(row.locator(".mention", has_text=plain)).to_be_visible()
    moment = row.locator("time.moment")
    await expect(moment).to_contain_text("2027")
    await expect(moment).not_to_have_text("noon")
    await shot(row.page, "entities")


async def test_what_is_hidden_is_shown_when_asked(trial: Trial, open_page: OpenPage) -> None:
    lines = "\n".join(f"line {i}" for i in range(12))
    row = await shown(
        trial,
        open_page,
        ("secret", {"type": "spoiler"}),
        ("\n", None),
        (lines, {"type": "expandable_blockquote"}),
    )
    hidden = row.get_by_role("button", name="Hidden text, press to show")
    await hidden.press("Enter")
    await expect(hidden).to_have_count(0)
    await expect(row.locator(".spoiler.shown")).to_have_text("secret")
    more = row.get_by_role("button", name="Show all")
    await expect(more).to_have_attribute("aria-expanded", "false")
    before = await row.evaluate("one => one.clientHeight")
    await more.press("Enter")
    await expect(row.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    assert await row.evaluate("one => one.clientHeight") > before


async def test_addresses_a_browser_must_not_open_are_words(trial: Trial, open_page: OpenPage) -> None:
    row = await shown(
        trial, open_page, ("press me", {"type": "text_link", "url": "tg://user?id=1"}), (" <b>x</b>", None)
    )
    await expect(row).to_contain_text("<b>x</b>")
    await expect(row.locator("b")).to_have_count(0)
