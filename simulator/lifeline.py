"""Ending with the parent, however it dies."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable

POLL_SECONDS = 0.25
PR_SET_PDEATHSIG = 1


def _lives(pid: int, direct: bool) -> bool:
    if direct:
        return os.getppid() == pid
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


async def watch(pid: int, ended: Callable[[], None]) -> None:
    """Calls `ended` once `pid` is gone: at once on Linux where it is our parent, else within a poll."""
    direct = os.getppid() == pid
    gone = asyncio.Event()
    if direct and sys.platform == "linux":
        # The kernel also signals when only the thread that started us has ended: hence look before leaving.
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, gone.set)
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGHUP)
    while _lives(pid, direct):
        gone.clear()
        try:
            await asyncio.wait_for(gone.wait(), POLL_SECONDS)
        except TimeoutError:
            pass
    ended()
