"""Processes that belong to this one: started warm (forked) or cold (a new Python), and gone when it goes.

Each has a line to its parent, a socket pair. The parent sends down it what the child needs, open sockets
included; the child says when it is ready; its end is an end of file, which works where Linux' parent-death
signal does not exist.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
HOME = Path(__file__).resolve().parent.parent


class Kin:
    def __init__(self, pid: int, line: socket.socket | None) -> None:
        self.pid = pid
        self.line = line
        self.born = time.monotonic()
        self.status: int | None = None
        """The exit code, or minus the signal that ended it; None while it lives."""

    def reap(self) -> bool:
        """Whether it has ended; its status is then known and its line closed."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                if self.line is not None:
                    self.line.close()
        return self.status is not None

    def send_signal(self, number: int) -> None:
        if not self.reap():
            os.kill(self.pid, number)

    @property
    def end(self) -> str:
        status = self.status or 0
        return (
            f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with exit code {status}"
        )


def spawn(words: Sequence[str], *, fds: Sequence[int] = (), line: bool = False) -> Kin:
    """A new Python with these words; where a line is wanted its descriptor is the last word."""
    here, there = socket.socketpair() if line else (None, None)
    inherited = [*fds, *([there.fileno()] if there else [])]
    arguments = [sys.executable, "-P", *words, *([str(there.fileno())] if there else [])]
    parent = os.getpid()
    if pid := os.fork():
        if there:
            there.close()
        return Kin(pid, here)
    try:
        _be_kin(parent)
        for fd in inherited:
            os.set_inheritable(fd, True)
        # Standard output belongs to the parent: `run --headless` prints one line there and nothing else.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execve(sys.executable, arguments, {**os.environ, "PYTHONPATH": str(HOME)})
    finally:
        os._exit(127)


def fork(main: Callable[[socket.socket], int], *, forget: Sequence[socket.socket]) -> Kin:
    """A copy of this process, warm as it is, which runs `main(line)`; `forget` is closed in the copy."""
    here, there = socket.socketpair()
    parent = os.getpid()
    if pid := os.fork():
        there.close()
        return Kin(pid, here)
    code = 70
    try:
        for ours in (here, *forget):
            ours.close()
        _be_kin(parent)
        os.dup2(2, 1)
        code = main(there)
    except BaseException:  # noqa: BLE001  # the copy must never return into the parent's stack
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _be_kin(parent: int) -> None:
    """Ctrl-C reaches the parent alone (it passes on what is to happen); the parent's end is this one's
    end."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the signal was asked for
        os._exit(0)
