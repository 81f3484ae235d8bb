"""What is past its time is gone from the bytes, not only from the answers: on SQLite from the file and its
log, on PostgreSQL once the tables are written anew."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults.ledger import count
from tests.faults.paired import Paired, paired
from tests.storage import postgres
from tests.world import skip_ahead, wait_for

pytestmark = pytest.mark.slow

WORDS = b"zzfrangipani zzbarong"
DAY = 86_400.0


def in_the_files(files: list[Path]) -> int:
    return sum(one.read_bytes().count(WORDS) for one in files if one.is_file())


def purged(pair: Paired) -> None:
    """A year and a day later."""
    skip_ahead(pair.program.web, 366 * DAY)
    wait_for(lambda: _left(pair) == (0, 0), "the year's purge", 60)


def _left(pair: Paired) -> tuple[int, int]:
    said = WORDS.decode()
    return count(pair, f"messages WHERE text LIKE '%{said}%'"), count(
        pair, f"updates WHERE raw LIKE '%{said}%'"
    )


def write(pair: Paired) -> None:
    pair.customer.send(f"the key is under the {WORDS.decode()}")
    pair.therapist.see(WORDS.decode())
    pair.quiet()
    assert _left(pair) == (1, 1)


def test_from_the_file_and_its_log(tmp_path: Path) -> None:
    with paired(tmp_path) as pair:
        write(pair)

        def files() -> list[Path]:
            return list(pair.program.database.parent.glob(f"{pair.program.database.name}*"))

        before = in_the_files(files())
        assert before >= 2, "the words are not where they are looked for"
        purged(pair)
        wait_for(lambda: in_the_files(files()) == 0, "nothing of her words in any of the files", 60)
    print(f"\n{before} times in the file and its log, then 0 times")


def test_from_the_server_s_files_once_they_are_written_anew(tmp_path: Path, server: postgres.Server) -> None:
    url = asyncio.run(server.database())

    def on_the_server(*statements: str) -> list[Path]:
        for statement in (*statements, "CHECKPOINT"):
            asyncio.run(postgres.query(url, statement))
        named = "SELECT oid FROM pg_database WHERE datname = current_database()"
        (found,) = asyncio.run(postgres.query(url, named))
        return list((server.folder / "data" / "base" / str(found[0])).iterdir())

    with paired(tmp_path, url) as pair:
        write(pair)
        before = in_the_files(on_the_server())
        assert before >= 2, "the words are not where they are looked for"
        purged(pair)
        after = in_the_files(on_the_server())
        plain = in_the_files(on_the_server("VACUUM"))
        anew = in_the_files(on_the_server("VACUUM FULL messages", "VACUUM FULL updates"))
    print(
        f"\n{before} times in the tables' files, {after} after the purge, {plain} after VACUUM, "
        f"{anew} after VACUUM FULL"
    )
    assert anew == 0
