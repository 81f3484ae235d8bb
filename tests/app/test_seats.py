"""Several programs of one database on one machine: a seat each, and whoever asks finds one that answers."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app import seats
from app.complaints import CannotBegin
from app.local import CutOff, bind_local
from app.settings import Database, Settings

URL = "postgresql://h/x"


def settings(folder: Path, *, replicas: bool = True) -> Settings:
    return Settings(database=Database(url=URL, replicas=replicas), seat=folder / "roomline")


@contextmanager
def answering(seat: Path, name: str) -> Iterator[None]:
    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"name": name, "path": self.path}).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to say."""

        def address_string(self) -> str:
            return ""

    server = HTTPServer(("127.0.0.1", 0), Desk, bind_and_activate=False)
    server.socket.close()
    server.socket = bind_local(seat)
    server.socket.setblocking(True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_each_takes_a_seat_and_a_name_of_its_own(tmp_path: Path) -> None:
    first, lock = seats.taken(settings(tmp_path))
    second, another = seats.taken(settings(tmp_path))
    assert first.seat == tmp_path / "roomline"
    assert second.seat == tmp_path / "roomline-2"
    assert first.replica != second.replica
    assert first.replica.split(":")[-2] == str(os.getpid())
    os.close(lock)
    third, lock = seats.taken(settings(tmp_path))
    assert third.seat == first.seat and third.replica != first.replica
    for each in (lock, another):
        os.close(each)


def test_one_alone_has_the_databases_own_seat_or_none(tmp_path: Path) -> None:
    _, lock = seats.taken(settings(tmp_path))
    with pytest.raises(CannotBegin, match=f"already running on {URL}: process {os.getpid()}"):
        seats.taken(settings(tmp_path, replicas=False))
    os.close(lock)
    alone, lock = seats.taken(settings(tmp_path, replicas=False))
    assert (alone.seat, alone.replica) == (tmp_path / "roomline", "")
    os.close(lock)


@pytest.mark.slow
def test_whoever_asks_finds_one_that_answers(tmp_path: Path) -> None:
    given = settings(tmp_path)
    assert seats.ask(given, "GET", "/status") is None
    with answering(tmp_path / "roomline-3", "third"):
        assert seats.ask(given, "GET", "/status") == (200, {"name": "third", "path": "/status"})
        stands_still = bind_local(tmp_path / "roomline")
        try:
            assert seats.answering(given) == tmp_path / "roomline-3", "one that stands still is in the way"
        finally:
            stands_still.close()


@pytest.mark.slow
def test_that_somebody_runs_and_nobody_answers_is_said(tmp_path: Path) -> None:
    stands_still = bind_local(tmp_path / "roomline-2")
    try:
        with pytest.raises(CutOff):
            seats.ask(settings(tmp_path), "GET", "/status")
    finally:
        stands_still.close()
