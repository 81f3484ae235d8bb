from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable

Then = Callable[[Exception | None], None]


class Keeper:
    """A commit after this turn of the loop, for all that the turn has brought: a commit costs more than the
    rows in it."""

    def __init__(self, commit: Callable[[], None]) -> None:
        self._commit = commit
        self._keeping = False
        self._waiting: list[Then] = []

    def keep(self) -> None:
        if not self._keeping:
            self._keeping = True
            asyncio.get_running_loop().call_soon(self._keep)

    def then(self, told: Then) -> None:
        """`told` is called once everything so far would outlive this process, or with why it would not."""
        self.keep()
        self._waiting.append(told)

    async def kept(self) -> None:
        """Returns once everything so far would outlive this process."""
        if self._keeping:
            waiting = asyncio.get_running_loop().create_future()
            self.then(lambda error: _settle(waiting, error))
            await waiting

    def _keep(self) -> None:
        self._keeping, waiting, self._waiting = False, self._waiting, []
        failed: Exception | None = None
        try:
            self._commit()
        except Exception as error:  # noqa: BLE001 - a full disk: whoever waits is told, the next commit tries again
            traceback.print_exc()
            failed = error
        for told in waiting:
            try:
                told(failed)
            except Exception:  # noqa: BLE001 - whatever one of them does of it, the others are told
                traceback.print_exc()


def _settle(waiting: asyncio.Future[None], error: Exception | None) -> None:
    if waiting.done():
        return
    if error:
        waiting.set_exception(error)
    else:
        waiting.set_result(None)
