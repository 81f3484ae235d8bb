"""What the player and the workers it forks have in common: when to die, and how far they have come."""

from __future__ import annotations

import mmap
import os
import signal
import struct
import threading

_FIELDS = ("limit", "then", "counted", "lives", "ready", "kills", "cold", "held", "worker")
_LABEL = 8 * len(_FIELDS)
_LABEL_SIZE = 200


class Control:
    """A page of memory that survives whoever dies.

    `limit`: the boundary at which a worker kills itself, 0 for none; `then`: the same for the next life;
    `counted`: boundaries since armed; `lives`: workers begun; `ready`: the last of them that works;
    `kills`: how often one killed itself; `cold`: 1 for workers that begin as if nothing were imported yet;
    `held`: 1 while nobody may begin; `worker`: the process that lives, 0 for none.
    """

    def __init__(self) -> None:
        self._page = mmap.mmap(-1, mmap.PAGESIZE)
        self._turn = threading.Lock()

    def get(self, field: str) -> int:
        return int(struct.unpack_from("q", self._page, 8 * _FIELDS.index(field))[0])

    def set(self, field: str, value: int) -> None:
        struct.pack_into("q", self._page, 8 * _FIELDS.index(field), value)

    def add(self, field: str) -> int:
        self.set(field, self.get(field) + 1)
        return self.get(field)

    @property
    def died_at(self) -> str:
        """What the last one that killed itself was about to do."""
        return self._page[_LABEL : _LABEL + _LABEL_SIZE].rstrip(b"\0").decode()

    def arm(self, limit: int, then: int = 0) -> None:
        self.set("limit", 0)
        self.set("counted", 0)
        self.set("then", then)
        self.set("limit", limit)

    def next_life(self) -> int:
        """Before a worker begins: what was meant for it comes into force."""
        self.arm(self.get("then"))
        return self.add("lives")

    def boundary(self, label: str) -> None:
        """A worker is about to do this, in whichever of its threads."""
        with self._turn:
            if self.add("counted") != self.get("limit"):
                return
            self.add("kills")
            self._page[_LABEL : _LABEL + _LABEL_SIZE] = label.encode()[:_LABEL_SIZE].ljust(_LABEL_SIZE, b"\0")
            os.kill(os.getpid(), signal.SIGKILL)
