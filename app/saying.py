"""What `run` says on the terminal. Headless, one JSON line on standard output and all else on standard
error."""

from __future__ import annotations

import json
import os
import sys

from app.settings import Settings


class Saying:
    def __init__(self, settings: Settings, *, headless: bool) -> None:
        self._settings, self._headless = settings, headless

    def ready(self, web: str, simulator: str | None, worker: int) -> None:
        if self._headless:
            line = json.dumps({"web": web, "simulator": simulator, "pid": os.getpid(), "worker": worker})
        elif simulator:
            line = (
                f"\nRoomline is running as a trial, with a Telegram of its own on this machine.\n\n"
                f"  Open   {simulator}   three phones: a customer, a therapist, the operator\n"
                f"  Also   {web}   what the running program answers over the web\n\n"
                f"Nothing leaves this machine. Ctrl-C stops it; the next start goes on from here, "
                f"--fresh starts anew.\n"
            )
        else:
            line = f"\nRoomline is running and speaks with Telegram. Its web side: {web}\nCtrl-C stops it.\n"
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def trouble(self, sentence: str) -> None:
        if self._settings.logs.form == "json":
            sentence = json.dumps({"event": sentence, "level": "warning"}, ensure_ascii=False)
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()

    def ending(self) -> None:
        self._quietly("\nStopping: finishing what is in hand …")

    def goodbye(self) -> None:
        self._quietly("Stopped. Nothing was lost; start again any time.")

    def _quietly(self, sentence: str) -> None:
        if not self._headless:
            sys.stdout.write(f"{sentence}\n")
            sys.stdout.flush()
