"""What cannot be: a sentence that says what is allowed, exit code 2, and nothing started or loaded."""

from __future__ import annotations

import csv
import io
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.ledger import count
from tests.journeys.house import Hire, Studio, await_quiet, hire, join_as, last
from tests.world import Phone, Program, add_person, wait_for

Done = subprocess.CompletedProcess[str]


def refused(done: Done, *parts: str) -> None:
    """Exit code 2 and one sentence that holds all of `parts`; no traceback, nothing on standard output."""
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert [part for part in parts if part not in done.stderr] == [], done.stderr


@pytest.fixture
def config(own_program: Program) -> Iterator[Path]:
    file = own_program.folder / "config.yaml"
    own_program.env["ROOMLINE_CONFIG"] = str(file)
    yield file
    assert not own_program.database.exists(), "something was started all the same"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("studio:\n  tiemzone: UTC\n", ("line 2", "studio.tiemzone", "studio.timezone")),
        ("nonsense: 1\n", ("line 1", "nonsense")),
        ("web:\n  port: many\n", ("line 2", "web.port", "many", "65535")),
        ("booking:\n  offer_now: soon\n", ("line 2", "booking.offer_now", "soon", "90s")),
        ("booking:\n  offer_now: -5m\n", ("booking.offer_now", "-5m", "5m")),
        ("studio:\n  timezone: Mars/Olympus\n", ("studio.timezone", "Mars/Olympus", "Asia/Makassar")),
        ("operators: [me]\n", ("operators", "me", "Telegram ids")),
        ("telegram:\n  mode: pigeon\n", ("telegram.mode", "pigeon", "polling", "webhook")),
        ("telegram:\n  token_file: /no/such/token\n", ("telegram.token_file", "/no/such/token")),
        ("telegram:\n  token: hello\n", ("telegram.token", "BotFather")),
        ("database:\n  url: mysql://x\n", ("database.url", "mysql://x", "sqlite:///")),
        ("web: [\n", ("config.yaml",)),
        ("- a list\n", ("config.yaml",)),
    ],
)
def test_a_config_that_cannot_be(
    own_program: Program, config: Path, text: str, parts: tuple[str, ...]
) -> None:
    config.write_text(text)
    # The environment wins over the file: what the file says must not be said there too.
    section = text.partition(":")[0].upper()
    kept = {
        key: value for key, value in own_program.environment().items() if f"ROOMLINE_{section}__" not in key
    }
    refused(roomline(own_program, "run", "--headless", environment=kept), *parts)


def roomline(
    program: Program, *words: str, environment: dict[str, str] | None = None, text: str | None = None
) -> Done:
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        input=text,
        capture_output=True,
        text=True,
        env=environment or program.environment(),
        cwd=program.folder,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value", "parts"),
    [
        ("ROOMLINE_WEB__PROT", "1", ("ROOMLINE_WEB__PROT", "ROOMLINE_WEB__PORT")),
        ("ROOMLINE_WEB__PORT", "99999", ("web.port", "99999", "65535")),
        ("ROOMLINE_STUDIO__CURRENCY", "rupiah", ("studio.currency", "rupiah", "IDR")),
        ("ROOMLINE_STUDIO__LANGUAGE", "tlh", ("studio.language", "tlh", "en, id")),
    ],
)
def test_an_environment_that_cannot_be(
    own_program: Program, variable: str, value: str, parts: tuple[str, ...]
) -> None:
    refused(own_program.run("run", "--headless", **{variable: value}), *parts)
    assert not own_program.database.exists()


def test_a_token_file_that_nobody_may_read(own_program: Program, config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "token"
    folder.mkdir()
    config.write_text(f"telegram:\n  token_file: {folder}\n")
    refused(own_program.run("run", "--headless"), "telegram.token_file", str(folder))


def test_a_port_in_use(own_program: Program) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for key in ("web", "simulator"):
            done = own_program.run("run", "--headless", **{f"ROOMLINE_{key.upper()}__PORT": port})
            refused(done, f"{key}.port", port)


@pytest.mark.slow
def test_a_second_run_names_the_first(program: Program) -> None:
    done = program.run("run", "--headless")
    refused(done, str(program.line["pid"]), str(program.database))
    refused(program.run("migrate"), str(program.line["pid"]))
    assert program.run("status").returncode == 0, "the first was disturbed"


def test_fresh_is_for_trials(own_program: Program) -> None:
    token = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    done = own_program.run("run", "--headless", "--fresh", ROOMLINE_TELEGRAM__TOKEN=token)
    refused(done, "--fresh", "real token")
    assert token not in done.stderr


HOURS, PRICES = "therapist,days,opens,closes\n", "code,name,minutes,price\n"
GOOD = {
    "therapists.csv": "code,name,gender\nzara,Zara,female\nzeno,Zeno,male\n",
    "services.csv": PRICES + "zen,Zen,60,100\nzen,Zen,90,150\n",
    "hours.csv": HOURS + "zara,mon-fri,09:00,17:00\nzeno,daily,22:00,02:00\n",
}


def roster(folder: Path, **changed: str) -> str:
    folder.mkdir(exist_ok=True)
    for name, text in (GOOD | {f"{key}.csv": value for key, value in changed.items()}).items():
        (folder / name).write_bytes(text.encode())
    return str(folder)


@pytest.mark.parametrize(
    ("file", "text", "parts"),
    [
        ("hours", HOURS + "zara,mon,9am,17:00\n", ("row 2", "opens", "'9am'")),
        (
            "hours",
            "therapist,days,opens,closes\nnobody,mon,09:00,17:00\n",
            ("row 2", "therapist", "'nobody'"),
        ),
        ("hours", HOURS + "zara,funday,09:00,17:00\n", ("row 2", "days", "'funday'")),
        (
            "services",
            "code,name,minutes,price\nzen,Zen,60,1\nzen,Zen,lots,2\n",
            ("row 3", "minutes", "'lots'"),
        ),
        ("services", PRICES + "zen,Zen,60,free\n", ("row 2", "price", "'free'")),
        ("therapists", "code,name,gander\nzara,Zara,female\nzeno,Zeno,\n", ("row 1", "gander")),
        (
            "therapists",
            "code,name,gender\nzara,Zara,f\nzeno,Zeno,male\n",
            ("row 2", "gender", "'f'", "female"),
        ),
        ("therapists", "code,name\nzara,\nzeno,Zeno\n", ("row 2", "name")),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_loaded(
    program: Program, tmp_path: Path, file: str, text: str, parts: tuple[str, ...]
) -> None:
    before = [count(program, table) for table in ("therapists", "services", "invites")]
    done = program.run("import", roster(tmp_path / "bad", **{file: text}))
    said = done.stdout + done.stderr
    assert done.returncode == 2, said
    assert [part for part in (f"{file}.csv", *parts) if part not in said] == [], said
    assert "nothing was loaded" in said
    assert [count(program, table) for table in ("therapists", "services", "invites")] == before


def test_a_folder_without_a_roster(program: Program, tmp_path: Path) -> None:
    refused(program.run("import", str(tmp_path / "nowhere")), "nowhere", "CSV")


def test_a_dry_run_then_the_same_twice_then_another_dialect(program: Program, tmp_path: Path) -> None:
    folder = roster(tmp_path / "dry")
    said = program.run("import", folder, "--dry-run")
    assert said.returncode == 0
    assert "would be added" in said.stdout
    assert "inv_" not in said.stdout
    assert not count(program, "therapists WHERE code = 'zara'")
    first = json.loads(program.run("import", folder, "--json").stdout)
    assert {"Zara", "Zeno"} <= {one["therapist"] for one in first["invites"]}
    second = json.loads(program.run("import", folder, "--json").stdout)
    assert (second["report"]["added"], second["report"]["changed"], second["invites"]) == ([], [], [])
    spreadsheet = {
        name.removesuffix(".csv"): "\ufeff" + text.replace(",", ";").replace("\n", "\r\n")
        for name, text in GOOD.items()
    }
    third = json.loads(program.run("import", roster(tmp_path / "other", **spreadsheet), "--json").stdout)
    assert (third["problems"], third["report"]["added"], third["report"]["changed"]) == ([], [], [])


def test_import_works_when_nobody_runs(own_program: Program, tmp_path: Path) -> None:
    said = own_program.run("import", roster(tmp_path / "alone"))
    assert said.returncode == 0, said.stderr
    assert said.stdout.count("/start inv_") == 2, "without Telegram there is no bot's name for a link"
    assert count(own_program, "therapists") == 2


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return hire(program, tmp_path_factory.mktemp("bad"), Hire("Lola"), Hire("Milo"), Hire("Nick"), join=False)


def test_invites_that_do_not_work(studio: Studio) -> None:
    lola = join_as(studio, "Lola")
    thief = add_person(studio.program.world, "Thief")
    for payload, said in {
        f"inv_{studio.links['Lola']}": "This invite has been used already",
        "inv_nonsense": "I do not know this invite link",
        f"inv_{studio.links['Milo'][:-1]}": "I do not know this invite link",
    }.items():
        before = last(thief)
        thief.start(payload)
        thief.see(said, after=before)
    before = last(lola)
    lola.start(f"inv_{studio.links['Milo']}")
    lola.see("You are set up as a therapist already", after=before)
    join_as(studio, "Milo")
    studio.skip(8 * 24 * 3600)
    before = last(thief)
    thief.start(f"inv_{studio.links['Nick']}")
    thief.see("This invite has run out", after=before)
    await_quiet(studio.program)
    people = studio.rows(f"SELECT therapist_id FROM people WHERE chat_id = '{thief.id}'")
    assert [row["therapist_id"] for row in people] == [None]


def test_rooms_from_the_command_line(program: Program, tmp_path: Path) -> None:
    studio = hire(program, tmp_path, Hire("Pius"), Hire("Rhea"))
    one, two = studio.customer("Xaver"), studio.customer("Ylva")
    pius, rhea = studio.therapists
    opened = rooms(program, "open", str(one.id), str(pius.id))
    one.see("You and Pius can write")
    one.send("Hello from no booking")
    pius.see("Hello from no booking")
    assert rooms(program, "open", str(one.id), str(pius.id)) == opened, "a second room for the pair"
    pairs = io.StringIO()
    csv.writer(pairs).writerows([(one.id, rhea.id), (two.id, rhea.id)])
    done = roomline(program, "rooms", "open", text=pairs.getvalue())
    assert done.returncode == 0, done.stderr
    for person in (one, two):
        person.see("You and Rhea can write")
    listed = rooms(program, "list")
    assert {room["room"] for room in opened} < {room["room"] for room in listed}
    assert len(listed) >= 3
    rooms(program, "close", str(opened[0]["room"]))
    assert "The studio closed it" in pius.see("has ended")["text"]
    for words, said in {
        ("close", "999999"): "no live room with that number",
        ("open", "1", str(pius.id)): "nobody with the customer's Telegram id",
        ("open", str(one.id), "1"): "nobody with the therapist's Telegram id",
        ("open", str(one.id), str(two.id)): "the second id is no therapist's",
        ("open", str(pius.id), str(pius.id)): "the two ids are one person's",
    }.items():
        done = program.run("rooms", *words)
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    before = len(rooms(program, "list"))
    done = roomline(program, "rooms", "open", text=f"{one.id},{pius.id}\n{one.id},second\n")
    assert (done.returncode, "line 2" in done.stderr) == (2, True), done.stderr
    assert len(rooms(program, "list")) == before, "half of a bad list was carried out"


def rooms(program: Program, *words: str) -> list[dict[str, object]]:
    done = program.run("rooms", *words, "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    "words", [("runn",), ("rooms", "lst"), ("rooms", "close"), ("verify", "--jsn"), ("import",)]
)
def test_words_that_are_no_command(program: Program, words: tuple[str, ...]) -> None:
    done = program.run(*words)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert done.stderr.strip()


def test_forged_presses_of_every_shape_change_nothing(program: Program, tmp_path: Path) -> None:
    studio = hire(program, tmp_path, Hire("Saga"))
    customer, saga = studio.customer("Zack"), studio.therapists[0]
    studio.pair(customer, saga)
    mallory = studio.customer("Mallory")
    await_quiet(program)
    card = mallory.chat()[-1]["message_id"]
    data = sorted({datum for who in (customer, saga) for datum in pressable(who)})
    assert data
    before = [tuple(row) for row in studio.rows("SELECT id, status, version FROM bookings ORDER BY id")]
    forged = [*data, *(f"{datum}9" for datum in data), "", ":", "o:", "\u202e", "ä" * 32, "x" * 64]
    for datum in filter(None, forged):
        answered = mallory.press({"message_id": card, "data": datum}, wait=True)["answer"]
        assert answered, f"no answer to {datum!r}"
    await_quiet(program)
    after = [tuple(row) for row in studio.rows("SELECT id, status, version FROM bookings ORDER BY id")]
    assert after == before
    assert not studio.rows("SELECT 1 FROM updates WHERE state = 'parked'")
    wait_for(lambda: program.run("status").returncode == 0, "a program that is well")


def pressable(who: Phone) -> list[str]:
    everything = [button for one in who.from_bot() for line in one["buttons"] or [] for button in line]
    return [button["data"] for button in everything if button.get("data")]
