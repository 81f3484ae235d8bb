"""The program and the people of its trial, as a test meets them: over HTTP, standard library only."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import held

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0


class NotSeen(AssertionError):
    """What was waited for did not come; says what was there instead."""


def http(method: str, url: str, body: Any = None, timeout: float = 30.0) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{method} {url}: {error.code} {error.read(400)!r}") from None


def wait_for(look: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """The first true answer of `look`. Polls, because what is waited for is another process's doing."""
    ends = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > ends:
            raise NotSeen(f"not seen within {patience:.0f} s: {what}")
        time.sleep(0.02)


@dataclass
class Phone:
    """One person of the world. Labels and texts are matched by a part of them."""

    world: str
    id: int
    name: str = ""

    def _url(self, act: str) -> str:
        return f"{self.world}/world/people/{self.id}/{act}"

    def send(self, text: str, reply_to: int | None = None) -> int:
        body: dict[str, Any] = {"text": text}
        if reply_to is not None:
            body["reply_to"] = reply_to
        return int(http("POST", self._url("send"), body)["message_id"])

    def send_photo(self, data: bytes, caption: str = "", name: str = "picture.png") -> int:
        body = {
            "kind": "photo",
            "file_base64": base64.b64encode(data).decode(),
            "file_name": name,
            "caption": caption,
        }
        return int(http("POST", self._url("send"), body)["message_id"])

    def act(self, act: str, **body: Any) -> Any:
        """Any act of the world API, as docs/simulator.md describes it."""
        return http("POST", self._url(act), body)

    def send_kind(self, kind: str, **more: Any) -> int:
        """A message of any kind; without a file of its own a small sample is made up."""
        return int(self.act("send", kind=kind, **more)["message_id"])

    def send_album(self, *kinds: str, **more: Any) -> list[int]:
        """The parts' ids; `caption`, `reply_to`, `gap_ms`, `media_group` or `items` go along."""
        items = more.pop("items", None) or [{"kind": kind} for kind in kinds]
        return [int(one["message_id"]) for one in self.act("send", kind="album", items=items, **more)]

    def edit(self, message_id: int, text: str = "", **more: Any) -> None:
        """Other words, another file (`kind`), or a live location's next place."""
        self.act("edit", message_id=message_id, **({"text": text} if text else {}), **more)

    def stop(self, message_id: int) -> None:
        """One's own live location or poll."""
        self.act("stop", message_id=message_id)

    def vote(self, message_id: int, *options: int) -> None:
        self.act("vote", message_id=message_id, options=list(options))

    def react(self, message_id: int, emoji: str | None) -> None:
        self.act("react", message_id=message_id, emoji=emoji)

    def unsend(self, message_id: int) -> None:
        self.act("unsend", message_id=message_id)

    def message(self, message_id: int) -> dict[str, Any]:
        """One message as this phone shows it now."""
        return next(one for one in self.chat(message_id - 1) if one["message_id"] == message_id)

    def seen(self, kind: str, *, after: int = 0, count: int = 1, patience: float = PATIENCE) -> Any:
        """The bot's messages of this kind, once there are `count` of them; one alone for a count of 1."""

        def look() -> list[dict[str, Any]] | None:
            found = [one for one in self.from_bot(after) if one["kind"] == kind]
            return found if len(found) >= count else None

        found = wait_for(look, f"{count} × {kind} on {self.name or self.id}'s phone", patience)
        return found[-1] if count == 1 else found

    def file(self, message: Mapping[str, Any]) -> bytes:
        """The bytes of the file that a message shows."""
        with urllib.request.urlopen(self.world + message["file"]["url"], timeout=30) as answer:
            data: bytes = answer.read()
        return data

    def start(self, payload: str = "") -> None:
        http("POST", self._url("start"), {"payload": payload} if payload else {})

    def chat(self, after: int = 0) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = http("GET", self._url("chat") + f"?after={after}")["messages"]
        return [one for one in messages if not one["deleted"]]

    def from_bot(self, after: int = 0) -> list[dict[str, Any]]:
        return [one for one in self.chat(after) if one["from"] == "bot"]

    def see(self, part: str, *, after: int = 0, patience: float = PATIENCE) -> dict[str, Any]:
        """The newest message of the bot that holds `part`."""

        def look() -> dict[str, Any] | None:
            return next((one for one in reversed(self.from_bot(after)) if part in one["text"]), None)

        try:
            found: dict[str, Any] = wait_for(look, part, patience)
        except NotSeen:
            last = [one["text"][:100] for one in self.chat()[-4:]]
            raise NotSeen(f"{self.name or self.id} never saw {part!r}; the last messages: {last}") from None
        return found

    def button(self, label: str, *, after: int = 0, patience: float = PATIENCE) -> dict[str, Any]:
        """Where a button stands whose label holds `label`, in the newest message that has one."""

        def look() -> dict[str, Any] | None:
            for one in reversed(self.from_bot(after)):
                for row, line in enumerate(one["buttons"] or []):
                    for column, button in enumerate(line):
                        if label in button["text"]:
                            return {"message_id": one["message_id"], "row": row, "column": column}
            return None

        try:
            found: dict[str, Any] = wait_for(look, label, patience)
        except NotSeen:
            shown = [one["buttons"] for one in self.from_bot()[-2:]]
            last = [one["text"][:160] for one in self.chat()[-3:]]
            raise NotSeen(
                f"{self.name or self.id} has no button {label!r}; the last: {shown}, {last}"
            ) from None
        return found

    def click(self, label: str, *, after: int = 0, patience: float = PATIENCE, wait: bool = True) -> Any:
        place = self.button(label, after=after, patience=patience)
        return http("POST", self._url("click"), place | {"wait": wait})

    def press(self, place: Mapping[str, Any], *, wait: bool = False) -> Any:
        return http("POST", self._url("click"), dict(place) | {"wait": wait})


def people(world: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = http("GET", f"{world}/world/people")
    return found


def phone(world: str, note: str) -> Phone:
    one = next(one for one in people(world) if one["note"] == note)
    return Phone(world, one["id"], one["first_name"])


def add_person(world: str, name: str, **more: Any) -> Phone:
    made = http("POST", f"{world}/world/people", {"first_name": name, **more})
    return Phone(world, made["id"], name)


def skip_ahead(web: str, seconds: float) -> None:
    """Through the program's own door, which answers once the program follows."""
    http("POST", f"{web}/clock", {"advance": seconds})


@dataclass
class Program:
    """`roomline run --headless` in a process of its own, on a folder of its own."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    url: str = ""
    """Its database; else a file in its folder."""
    words: tuple[str, ...] = ()
    wiring: str = ""
    """Another wiring than the product's: an adapter of the tests that a test must catch."""
    process: subprocess.Popen[str] | None = None
    line: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.url = self.url or f"sqlite:///{self.folder / 'roomline.db'}"

    @property
    def web(self) -> str:
        return str(self.line["web"])

    @property
    def world(self) -> str:
        return str(self.line["simulator"])

    @property
    def database(self) -> Path:
        """The file, where it is one."""
        return held.file_of(self.url)

    @property
    def world_folder(self) -> Path:
        """Where its simulator keeps the trial: beside the database, or what stands for it on this machine."""
        there = self.folder if held.on_file(self.url) else next(self.folder.rglob("postgresql-*"))
        return there / "world"

    def environment(self) -> dict[str, str]:
        chosen = {
            "ROOMLINE_DATABASE__URL": self.url,
            "ROOMLINE_WEB__PORT": "0",
            "ROOMLINE_SIMULATOR__PORT": "0",
            # People in tests write faster than people; what becomes of those who do has a test of its own.
            "ROOMLINE_ROOMS__MESSAGES_A_MINUTE": "100000",
            "PYTHONPATH": str(ROOT),
        }
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ROOMLINE_")}
        return kept | chosen | self._seat() | self.env

    def _seat(self) -> dict[str, str]:
        """What lies beside a database in a file lies beside the config when it is on a server."""
        if held.on_file(self.url):
            return {}
        config = self.folder / "config.yaml"
        if not config.exists():
            shutil.copy(ROOT / "config.yaml", config)
        return {"ROOMLINE_CONFIG": str(config)}

    def start(self) -> Program:
        self.spawn()
        return self.await_line()

    def spawn(self) -> None:
        with (self.folder / "program.log").open("a") as log:
            self.process = subprocess.Popen(
                self._command(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self.environment(),
                cwd=self.folder,
            )

    def await_line(self) -> Program:
        assert self.process is not None and self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(10)
            raise AssertionError(f"it did not start: {self.log()[-2000:]}")
        self.line = json.loads(line)
        if self.line["simulator"]:
            # People in tests are answered faster than Telegram lets a bot write to anyone.
            http("POST", f"{self.world}/world/rates", {"on": False})
        return self

    def _command(self) -> list[str]:
        if not self.wiring:
            return [sys.executable, "-m", "app", "run", "--headless", *self.words]
        start = f"from app.parent import start; start(headless=True, fresh=False, wiring={self.wiring!r})"
        return [sys.executable, "-c", start]

    def log(self) -> str:
        return (self.folder / "program.log").read_text(errors="replace")

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Another `roomline` command beside it."""
        return subprocess.run(
            [sys.executable, "-m", "app", *words],
            capture_output=True,
            text=True,
            env=self.environment() | env,
            cwd=self.folder,
            timeout=120,
            check=False,
        )

    def kill_worker(self, how: signal.Signals = signal.SIGKILL) -> int:
        """The worker that lives now, found among the parent's children."""
        worker = self.worker()
        os.kill(worker, how)
        return worker

    def worker(self) -> int:
        assert self.process is not None
        found: int = wait_for(lambda: _worker_of(self.process.pid if self.process else 0), "a worker")
        return found

    def stop(self) -> None:
        """Fails where the program, or the simulator, broke the Bot API on the way."""
        if self.process is None:
            return
        findings: list[dict[str, Any]] = []
        if self.process.poll() is None:
            findings = self.findings()
            self._end()
        if self.process.stdout:
            self.process.stdout.close()
        assert findings == [], f"the Bot API was broken: {findings}"

    def findings(self) -> list[dict[str, Any]]:
        """What the simulator has found; nothing where it is not running."""
        try:
            found: list[dict[str, Any]] = http("GET", f"{self.world}/world/conformance")
        except (urllib.error.URLError, ValueError):
            return []
        return found

    def _end(self) -> None:
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise AssertionError("it did not stop on SIGTERM within 20 s") from None


def _worker_of(parent: int) -> int | None:
    """By /proc: the child of the parent that is not the simulator."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"simulator" not in words:
            return int(child)
    return None
