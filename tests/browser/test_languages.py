"""A customer who reads Indonesian and a therapist who reads English, at the page."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import phone
from tests.world import Program

RUPIAH = re.compile(r"60 menit · Rp\s[\d.]+")


@pytest.mark.slow
async def test_each_reads_their_own(program: Program, open_page: OpenPage, shot: Shot) -> None:
    page = await open_page(program.world)
    mia, maya = phone(page, "customer"), phone(page, "therapist")
    await mia.start()
    await mia.see("You can book a visit here")
    await shot(page, "languages-1-first-start")
    await mia.command("language")
    await mia.see("Which language would you like")
    await mia.press("Bahasa Indonesia")
    await mia.see("Mulai sekarang")
    await shot(page, "languages-2-chosen")
    await mia.node.get_by_role("button", name="Commands of this bot").click()
    await expect(mia.node.get_by_role("option", name="Booking kunjungan")).to_be_visible()
    await shot(page, "languages-3-menu")
    await mia.node.get_by_role("option", name="/book", exact=False).first.click()
    await mia.press("Balinese massage")
    await mia.press("60 menit")
    await mia.press("Di studio")
    await mia.press("Maya")
    await mia.press("Pilih hari")
    calendar = await mia.see("Hari apa?")
    await expect(calendar.get_by_role("button", name="Min", exact=True)).to_be_visible()
    await shot(page, "languages-4-calendar")
    await mia.press("Besok")
    await mia.see("Jam berapa?")
    await shot(page, "languages-5-times")
    await mia.press("Sore dan malam")
    await mia.press("17.30")
    await mia.press("Lewati")
    summary = await mia.see("Belum ada yang dibooking")
    await expect(summary).to_contain_text(RUPIAH)
    await expect(summary).to_contain_text("(17.30 waktu studio)")
    await shot(page, "languages-6-summary")
    await mia.press("Kirim permintaan")
    await mia.see("Permintaan terkirim")
    offer = await maya.see("New request")
    await expect(offer).to_contain_text("60 minutes · IDR")
    await shot(page, "languages-7-requested")
    await maya.press("Accept")
    await mia.see("Dikonfirmasi")
    await mia.see("saling menulis")
    await maya.see("can write to each other")
    await mia.write("Bisa lewat pintu belakang?")
    await maya.see("Bisa lewat pintu belakang?")
    await maya.write("Yes, I will ring there")
    await mia.see("Yes, I will ring there")
    await shot(page, "languages-8-talking")
