"""Every kind of content at the page: sent from the paper clip's menu, and shown as messengers show it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import PATIENCE, Handset, phone, width_of_picture
from tests.pictures import picture
from tests.simulator.driver import Json, Trial

FILLED_IN = {
    "Location": "Send",
    "Live location": "Share",
    "Place": "Send",
    "Poll": "Send",
    "Forwarded": "Forward",
    "Dice": "Throw",
}
"""What asks before it sends, and the button that then does."""
SHOWN = {
    "Photo": "photo .picture img",
    "Video": "video .picture video",
    "Round video": "video_note .roundel video",
    "Voice": "voice .voice .bars",
    "Music": "audio .voice .play",
    "GIF": "animation .picture img",
    "Sticker": "sticker img.sticker",
    "File": "document a.card.file",
    "Location": "location .place .pin",
    "Live location": "location .place.live",
    "Place": "venue .place",
    "Contact": "contact .card.contact",
    "Poll": "poll .poll .option",
    "Dice": "dice .die, dice .jumbo",
    "Forwarded": "forward_origin .forwarded",
    "Story": "story .card",
    "Paid media": "paid_media .card",
    "Giveaway": "giveaway .card",
}
"""The label in the menu: what the bot gets, and what then stands on the phone."""


UNCOPYABLE = {"Story", "Paid media", "Giveaway"}


async def heard(trial: Trial, count: int = 1) -> list[Json]:
    found: list[Json] = []
    async with asyncio.timeout(PATIENCE / 1000):
        while len(found) < count:
            found += await trial.updates(timeout=5)
    return found


async def people(trial: Trial, open_page: OpenPage) -> tuple[Handset, Handset]:
    """The customer's and the therapist's phones, both started."""
    page = await open_page(trial.address)
    mia, tara = phone(page, "customer"), phone(page, "therapist")
    for one in (mia, tara):
        await one.start()
        await heard(trial)
    return mia, tara


async def choose(owner: Handset, label: str) -> None:
    await owner.node.get_by_test_id("attach-menu").click()
    await owner.page.get_by_role("menuitem", name=label, exact=True).click()
    if send := FILLED_IN.get(label):
        await owner.page.get_by_role("dialog").get_by_role("button", name=send).click()


@pytest.mark.slow
async def test_everything_in_the_menu_is_sent_and_shown(
    trial: Trial, open_page: OpenPage, shot: Shot
) -> None:
    mia, tara = await people(trial, open_page)
    for label, told in SHOWN.items():
        field, _, place = told.partition(" ")
        await choose(mia, label)
        (update,) = await heard(trial)
        message = update["message"]
        assert field in message
        own = mia.node.locator(f"[data-message-id='{message['message_id']}']")
        await expect(own.locator(place).first).to_be_visible()
        if label in UNCOPYABLE:
            continue
        copy = {"chat_id": await tara.person(), "from_chat_id": await mia.person()}
        copied = await trial.ask("copyMessage", **copy, message_id=message["message_id"])
        theirs = tara.node.locator(f"[data-message-id='{copied['message_id']}']")
        expected = {"Live location": ".place", "Forwarded": ".text"}.get(label, place)
        await expect(theirs.locator(expected).first).to_be_visible()
    await shot(mia.page, "page-kinds")
    await mia.node.get_by_test_id("attach-menu").click()
    await shot(mia.page, "page-attach")


async def test_chosen_pictures_travel_as_an_album(
    trial: Trial, open_page: OpenPage, shot: Shot, tmp_path: Path
) -> None:
    mia, tara = await people(trial, open_page)
    files = []
    for seed in (1, 2, 3):
        files.append(tmp_path / f"{seed}.png")
        files[-1].write_bytes(picture(seed, size=48))
    await mia.attach(*files)
    await mia.write("Our **garden**")
    parts = [update["message"] for update in await heard(trial, 3)]
    assert len({part["media_group_id"] for part in parts}) == 1
    assert [part.get("caption") for part in parts] == ["Our garden", None, None]
    ids = [part["message_id"] for part in parts]
    where = {"chat_id": await tara.person(), "from_chat_id": await mia.person()}
    await trial.ask("copyMessages", **where, message_ids=ids)
    for owner in (mia, tara):
        album = owner.node.locator(".album.sights")
        await expect(album.locator("[data-message-id]")).to_have_count(3)
        await expect(album.locator(".under .text b")).to_have_text("garden")
        assert await width_of_picture(album.locator("[data-message-id]").last) == 48
        await expect(album.locator(".text:visible")).to_have_count(1)
    await shot(mia.page, "page-album")
    await mia.composer.fill("It is **this** one")
    await choose(mia, "Photo")
    (update,) = await heard(trial)
    assert update["message"]["caption"] == "It is this one", "what stood in the field"
    await expect(mia.composer).to_have_value("")


async def deed(owner: Handset, row: Locator, label: str) -> None:
    await row.click(button="right")
    await owner.page.get_by_role("menuitem", name=label).click()


async def test_polls_are_voted_on_and_live_locations_move_and_stop(
    trial: Trial, open_page: OpenPage, shot: Shot
) -> None:
    mia, _ = await people(trial, open_page)
    asked = await trial.ask(
        "sendPoll",
        chat_id=await mia.person(),
        question="When?",
        options=[{"text": "Now"}, {"text": "Later"}],
        is_anonymous=False,
    )
    row = mia.node.locator(f"[data-message-id='{asked['message_id']}']")
    await row.get_by_role("radio", name="Later").click()
    _, answer = await heard(trial, 2)
    assert answer["poll_answer"]["option_ids"] == [1]
    await expect(row.locator(".share").nth(1)).to_contain_text("100%")
    await deed(mia, row.locator(".poll > b"), "Take the vote back")
    await expect(row.get_by_role("radio")).to_have_count(2)
    await heard(trial, 2)
    await choose(mia, "Live location")
    (sent,) = await heard(trial)
    live = mia.node.locator(f"[data-message-id='{sent['message']['message_id']}']")
    await deed(mia, live.locator(".place"), "Move a little")
    (moved,) = await heard(trial)
    assert moved["edited_message"]["location"]["latitude"] != sent["message"]["location"]["latitude"]
    await deed(mia, live.locator(".place"), "Stop sharing")
    await expect(live).to_contain_text("Live location ended")
    (stopped,) = await heard(trial)
    assert "live_period" not in stopped["edited_message"]["location"]
    await shot(mia.page, "page-poll")
