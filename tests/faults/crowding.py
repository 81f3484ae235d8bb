"""What others on this machine take of a measured time: figures are held to what is promised without them."""

from __future__ import annotations

import os
import subprocess
import sys
import time

COMPUTING = "import aiohttp, sqlalchemy.ext.asyncio"


def crowding() -> float:
    """How many times as long as its own computing a process takes here and now: 1 on a machine at rest."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", COMPUTING])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return max(1.0, (time.monotonic() - began) / (used.ru_utime + used.ru_stime))
