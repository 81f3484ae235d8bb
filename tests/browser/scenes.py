"""Pictures that people send: drawings, because a page full of plain squares cannot be judged."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser

SCENES = Path(__file__).parent / "scenes"
WIDTH = 960


async def drawn(browser: Browser, name: str, folder: Path) -> Path:
    """The drawing of that name (gate, oils) as a PNG file, WIDTH wide."""
    page = await browser.new_page(viewport={"width": WIDTH, "height": 720})
    await page.set_content(f"<body style='margin:0'>{(SCENES / f'{name}.svg').read_text()}")
    await page.locator("svg").screenshot(path=folder / f"{name}.png")
    await page.close()
    return folder / f"{name}.png"
