"""Makes the README's picture anew: three phones in the middle of a conversation.

    python -m tests.browser.picture docs/trial.png

Chromium writes true colour; 256 are enough, and a third of the size: `pngquant --force --ext .png FILE`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import AT_REST, FLAGS, LAPTOP, chromium
from tests.browser.hands import fill_form, phone
from tests.browser.scenes import drawn
from tests.world import Program

FONT = ':root { font-family: "Liberation Sans", sans-serif !important; }'
"""What a desktop would choose; a bare machine's own choice is wider than anybody's."""


async def talk(page: Page, browser: Browser, folder: Path) -> None:
    """Requested, accepted, words and a photo across, and the operator has asked how all is."""
    mia, maya, omar = (phone(page, note) for note in ("customer", "therapist", "operator"))
    await mia.start()
    await mia.press("Book a visit")
    await fill_form(mia, place="At my home")
    await maya.press("Accept")
    await mia.see("can write to each other")
    await mia.attach(await drawn(browser, "gate", folder))
    await mia.write("This is our gate, number **47** 🙂")
    await maya.see("This is our gate")
    await maya.write("What a lovely door! See you soon.")
    await mia.see("What a lovely door!")
    await mia.write("Thank you, Maya 🙏")
    await maya.see("Thank you, Maya")
    await omar.write("/status")
    while "1 live" not in await (await omar.see_from_bot("Rooms")).inner_text():
        await page.wait_for_timeout(1000)
        await omar.press("Measure again")


async def main(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder)).start()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
                page = await browser.new_page(
                    viewport={"width": LAPTOP[0], "height": LAPTOP[1]},
                    color_scheme="light",
                    locale="en-GB",
                    bypass_csp=True,
                )
                await page.goto(program.world)
                await page.add_style_tag(content=FONT)
                await page.get_by_role("button", name="Close the introduction").click()
                await talk(page, browser, Path(folder))
                await page.evaluate(AT_REST)
                await page.wait_for_function("document.querySelectorAll('.toast').length === 0")
                await page.screenshot(path=path)
                await browser.close()
        finally:
            program.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
