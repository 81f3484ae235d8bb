"""A wiring for tests whose worker outlives its parent, as one does that hangs in the kernel: it works until a
file named `hang` lies in its folder, and then hears nothing until that is gone, not even its parent's end."""

from __future__ import annotations

import asyncio
import ctypes
import time
from pathlib import Path
from typing import Any

from app.wiring import LATER
from app.wiring import serve as real

__all__ = ["LATER", "serve"]
PR_SET_PDEATHSIG = 1


async def serve(*settings: Any, **parts: Any) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, 0)
    work = asyncio.create_task(real(*settings, **parts))
    while not work.done():
        await asyncio.sleep(0.05)
        while Path("hang").exists():
            Path("hung").touch()
            time.sleep(0.05)  # noqa: ASYNC251 - it is to block
    await work
