"""The system's Chromium, the program behind it, and an eye on everything the page must not do."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, Response, async_playwright

from tests.simulator.driver import Trial, running
from tests.world import ROOT, Program

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = ROOT / "artifacts" / "screens"
LAPTOP = (1440, 900)
AT_REST = """
Promise.all(document.getAnimations()
  .filter((one) => one.effect.getTiming().iterations !== Infinity)
  .map((one) => one.finished.catch(() => 0)))
"""


def chromium() -> str | None:
    """The system's Chromium, where there is one."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@dataclass
class Eye:
    """Everything that went wrong in one page, and whom it asked."""

    wrong: list[str] = field(default_factory=list)
    refusals: set[int] = field(default_factory=set)
    """What a test provokes the server to answer, and the page to say."""

    def watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"uncaught: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        provoked = any(f"status of {code} " in message.text for code in self.refusals)
        if message.type in ("error", "warning") and not provoked:
            self.wrong.append(f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme != "blob" and place.hostname != "127.0.0.1":
            self.wrong.append(f"left this machine: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left closes its stream itself; of a film only the beginning is fetched at first.
        ended_itself = request.resource_type in ("eventsource", "media")
        if not ended_itself or request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refusals:
            self.wrong.append(f"{response.status}: {response.request.method} {response.url}")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    found = chromium()
    if found is None:
        words = "Chromium is not installed (Debian, Ubuntu: apt install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{words}, and browser tests may not be left out here")
        pytest.skip(words)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        await started.close()


OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """`await open_page(address, size=(w, h), dark=False)`: a page whose every complaint fails the test."""
    eye = Eye()
    async with AsyncExitStack() as stack:

        async def opened(
            address: str,
            *,
            size: tuple[int, int] = LAPTOP,
            dark: bool = False,
            refusals: set[int] | None = None,
            **more: Any,
        ) -> Page:
            eye.refusals |= refusals or set()
            context = await browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if dark else "light",
                locale="en-GB",
                **more,
            )
            stack.push_async_callback(context.close)
            page = await context.new_page()
            eye.watch(page)
            await page.goto(address)
            await page.locator("section.phone").first.wait_for()
            return page

        yield opened
        found = list(eye.wrong)  # before the pages close: that cuts their streams
    assert found == []


Shot = Callable[[Page, str], Awaitable[None]]


@pytest.fixture
def shot() -> Shot:
    """`await shot(page, name)`: kept in artifacts/screens, to be looked at."""
    SCREENS.mkdir(parents=True, exist_ok=True)

    async def take(page: Page, name: str) -> None:
        await page.evaluate(AT_REST)
        await page.screenshot(path=SCREENS / f"{name}.png")

    return take


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    started = Program(tmp_path).start()
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture
async def trial(tmp_path: Path) -> AsyncIterator[Trial]:
    """The simulator alone; the test is the bot."""
    async with running(tmp_path / "world", "--hint=Look here first.") as started:
        yield started
