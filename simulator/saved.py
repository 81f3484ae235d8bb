"""A whole world as one file: a zip of `world.json`, `objects.jsonl` and the files people sent."""

from __future__ import annotations

import json
import shutil
import time
import zipfile
from pathlib import Path
from typing import IO

from simulator.errors import Json, Refusal
from simulator.records import checked
from simulator.store import Row
from simulator.world import World

FORMAT = "simulated-telegram-world"
VERSION = 1
# A file of more than this, or one that would unpack to more, is no world but an attack.
LARGEST = 2 * 1024**3
NOT_A_WORLD = "This file is not a saved world"


def rows_of(world: World) -> list[Row]:
    """Every object; the bot's token is nobody's who has the file."""
    world.commit()
    token = world.book.token
    return [(kind, key, body.replace(token, "<token>")) for kind, key, body in world.store.rows()]


def write(rows: list[Row], folder: Path, target: IO[bytes]) -> None:
    """Needs only what it is given, so that it may run in a thread beside the world."""
    about = {"format": FORMAT, "version": VERSION, "saved_at": int(time.time())}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("world.json", json.dumps(about))
        archive.writestr("objects.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"files/{path.relative_to(folder).as_posix()}")


def read(source: Path, scratch: Path) -> list[Row]:
    """The objects of a saved world, with its files unpacked to `scratch/files`. Raises `Refusal` with a
    sentence for whatever is not whole; nothing outside `scratch` is touched."""
    try:
        with zipfile.ZipFile(source) as archive:
            _about(archive)
            _unpack(archive, scratch / "files")
            lines = archive.read("objects.jsonl").decode().splitlines()
        return checked([json.loads(line) for line in lines], scratch)
    except zipfile.BadZipFile:
        raise Refusal(f"{NOT_A_WORLD}: it is not a zip file, or a damaged one.") from None
    except KeyError:
        raise Refusal(f"{NOT_A_WORLD}: a part of it is missing.") from None
    except (ValueError, NotImplementedError, RuntimeError):
        # Not JSON or UTF-8; packed in a way zipfile does not know; behind a password, or nested without end.
        raise Refusal(f"{NOT_A_WORLD}: its list of objects cannot be read.") from None


def _about(archive: zipfile.ZipFile) -> None:
    about: Json = json.loads(archive.read("world.json"))
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise Refusal(f"{NOT_A_WORLD}: it says nothing of being one.")
    if about.get("version") != VERSION:
        raise Refusal(
            f"This world was saved as version {about.get('version')!r}; only {VERSION} is known here."
        )


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    """Names are checked, though `extract` would tame them: the objects speak of the untamed ones."""
    if sum(part.file_size for part in archive.infolist()) > LARGEST:
        raise Refusal(f"This world is larger than {LARGEST // 1024**3} GB.")
    folder.mkdir(parents=True)
    for part in archive.infolist():
        kind, _, name = part.filename.partition("/")
        if kind != "files" or part.is_dir():
            continue
        target = (folder / name).resolve()
        if not target.is_relative_to(folder.resolve()):
            raise Refusal(f"{NOT_A_WORLD}: a file in it has a path that leads elsewhere.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(part) as packed, target.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
