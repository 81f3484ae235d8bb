from __future__ import annotations

import asyncio

from app.tasks import Tasks


async def test_work_that_breaks_is_told_of_once() -> None:
    told: list[tuple[str, str]] = []
    heard = asyncio.Event()

    def on_failure(name: str, error: Exception) -> None:
        told.append((name, str(error)))
        heard.set()

    async def break_down() -> None:
        raise ValueError("no")

    tasks = Tasks(on_failure)
    tasks.start(break_down(), name="lane 7")
    await asyncio.wait_for(heard.wait(), 5)
    await tasks.stop()
    assert told == [("lane 7", "no")]


async def test_only_the_loss_of_vital_work_is_a_loss() -> None:
    lost: list[str] = []
    failed: list[str] = []
    both = asyncio.Event()

    def on_failure(name: str, error: Exception) -> None:
        failed.append(name)
        if len(failed) == 2:
            both.set()

    tasks = Tasks(on_failure, on_loss=lost.append)

    async def break_down() -> None:
        raise ValueError("no")

    async def end_well() -> None:
        """As after `stop`."""

    async def go_on() -> None:
        await asyncio.Event().wait()

    tasks.start(end_well(), name="lanes", vital=True)
    tasks.start(go_on(), name="poller", vital=True)
    tasks.start(break_down(), name="one send")
    tasks.start(break_down(), name="delivery", vital=True)
    await asyncio.wait_for(both.wait(), 5)
    await tasks.stop()
    assert (failed, lost) == (["one send", "delivery"], ["delivery"])


async def test_stopping_waits_until_everything_has_cleaned_up() -> None:
    steps: list[str] = []
    tasks = Tasks(lambda name, error: steps.append(f"{name} failed"))
    started = asyncio.Event()

    async def late() -> None:
        await asyncio.Event().wait()

    async def work() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tasks.start(late(), name="started on the way out")
            steps.append("cleaned up")

    tasks.start(work(), name="work")
    await started.wait()
    await asyncio.wait_for(tasks.stop(), 5)
    assert steps == ["cleaned up"]
