from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from app.complaints import CannotBegin
from app.configure import HOME, known_keys, read_settings
from app.yaml_lines import read_yaml

TOKEN = "123456789:" + "Aa_-" * 9


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [one for one in os.environ if one.startswith("ROOMLINE_")]:
        monkeypatch.delenv(name)


def written(folder: Path, text: str) -> Path:
    file = folder / "config.yaml"
    file.write_text(text)
    return file


def complaint(file: Path) -> str:
    with pytest.raises(CannotBegin) as caught:
        read_settings(file)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("web:\n  prot: 8080\n", 2, "there is no key web.prot; did you mean web.port?"),
        ("webb:\n  port: 1\n", 1, "there is no key webb; did you mean web?"),
        ("web:\n  port: lots\n", 2, "web.port is 'lots'; allowed: a port from 1 to 65535, or 0"),
        ("web:\n  port: 70000\n", 2, "web.port is 70000; allowed: a port from 1 to 65535"),
        ("web:\n  port: yes\n", 2, "web.port is True; allowed: a port"),
        ("web: 8080\n", 1, "web is 8080; allowed: keys of this section"),
        ("web:\n  host: 5\n", 2, "web.host is 5; allowed: a valid string"),
        ("# why\n\nbooking:\n  offer_now: 5\n", 4, "booking.offer_now is 5; allowed: a duration such as 90s"),
        ("booking:\n  travel: soon\n", 2, "booking.travel is 'soon'; allowed: a duration such as 90s"),
        ("booking:\n  offer_now: 0s\n", 2, "booking.offer_now is '0s'; allowed: a duration longer than"),
        (
            "booking:\n  slot_step: 10m\n",
            2,
            "booking.slot_step is '10m'; allowed: a duration from 15m to 24h",
        ),
        ("booking:\n  slot_step: 2d\n", 2, "booking.slot_step is '2d'; allowed: a duration from 15m"),
        ("booking:\n  horizon: 9999d\n", 2, "booking.horizon is '9999d'; allowed: a duration up to a year"),
        ("booking:\n  offers_from: 25:00\n", 2, "booking.offers_from is 1500; allowed: a time of day"),
        ("booking:\n  offers_in_turn: 0\n", 2, "booking.offers_in_turn is 0; allowed: a whole number"),
        ("studio:\n  timezone: Mars/Olympus\n", 2, "is 'Mars/Olympus'; allowed: a time zone"),
        ("studio:\n  timezone: ../etc/passwd\n", 2, "allowed: a time zone"),
        ("studio:\n  currency: rupiah\n", 2, "studio.currency is 'rupiah'; allowed: a currency's three"),
        ("rooms:\n  topics: on\n", 2, "rooms.topics is True; allowed: auto or off"),
        ("rooms:\n  topics: always\n", 2, "rooms.topics is 'always'; allowed: auto or off"),
        ("telegram:\n  mode: pigeon\n", 2, "telegram.mode is 'pigeon'; allowed: 'polling'"),
        ("telegram:\n  api_base: example\n", 2, "telegram.api_base is 'example'; allowed: an address"),
        ("operators: [12, bob]\n", 1, "operators is [12, 'bob']; allowed: a list of Telegram ids"),
        ("database:\n  url: mysql://x\n", 2, "database.url is 'mysql://x'; allowed: sqlite:///"),
        (
            "database:\n  url: postgresql://host\n",
            2,
            "is 'postgresql://host'; allowed: sqlite:/// and a file",
        ),
        ("database:\n  url: postgres://u:s3cret@h/x\n", 2, "is a value that is not shown; allowed: sqlite:"),
        (
            "database:\n  replicas: true\n",
            2,
            "database.replicas is True; allowed: false, because one program",
        ),
        (
            "database:\n  replicas: true\n  url: postgresql://h/x\n",
            2,
            "database.replicas is True; allowed: false, because a trial",
        ),
        ("database:\n  replicas: 3\n", 2, "database.replicas is 3; allowed: "),
        ("logs:\n  level: loud\n", 2, "logs.level is 'loud'; allowed: 'debug', 'info'"),
        ("web:\n  port: 1\n  port: 2\n", 3, "web.port stands already on line 2"),
        ("web:\n port: 1\n   host: x\n", 3, "this is not YAML"),
        ("web: {port: [}\n", 1, "this is not YAML"),
        ("- web\n", 1, "allowed are sections with keys"),
    ],
)
def test_each_mistake_names_key_value_line_and_what_is_allowed(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    file = written(tmp_path, text)
    sentence = complaint(file)
    assert sentence.startswith(f"{file}, line {line}: ")
    assert said in sentence


@pytest.mark.parametrize("text", ["telegram: {0}\n", "web:\n  host: [{0}]\n", "operators: [1, '{0}']\n"])
def test_a_token_at_a_wrong_place_is_not_shown(tmp_path: Path, text: str) -> None:
    assert TOKEN not in (said := complaint(written(tmp_path, text.format(TOKEN))))
    assert "a value that is not shown; allowed" in said


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    file = written(tmp_path, "web:\n  port: x\nbooking:\n  notice: y\n")
    assert len(complaint(file).splitlines()) == 2


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, "web:\n  port: 1234\n  host: 127.0.0.2\n")
    monkeypatch.setenv("ROOMLINE_WEB__PORT", "4321")
    monkeypatch.setenv("ROOMLINE_BOOKING__OFFER_NOW", "90s")
    monkeypatch.setenv("ROOMLINE_OPERATORS", "11, 22")
    settings = read_settings(file)
    assert (settings.web.port, settings.web.host) == (4321, "127.0.0.2")
    assert settings.booking.offer_now == timedelta(seconds=90)
    assert settings.operators == (11, 22)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ROOMLINE_WEB__PORT", "x", "The environment, ROOMLINE_WEB__PORT: web.port is 'x'; allowed: a port"),
        ("ROOMLINE_WEB__PROT", "1", "there is no key ROOMLINE_WEB__PROT; did you mean ROOMLINE_WEB__PORT?"),
        ("ROOMLINE_WEB", "1", "web is 1; allowed"),
        ("ROOMLINE_WEB", "{", "The environment"),
        ("ROOMLINE_OPERATORS", "me", "allowed: a list of Telegram ids"),
    ],
)
def test_mistakes_in_the_environment_name_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert said in complaint(written(tmp_path, ""))


def test_no_token_is_a_trial_and_a_token_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, "")
    assert read_settings(file).trial
    assert read_settings(file).seat == tmp_path / "var/trial/roomline.db"
    assert read_settings(file).world == tmp_path / "var/trial/world"
    monkeypatch.setenv("ROOMLINE_TELEGRAM__TOKEN", TOKEN)
    real = read_settings(file)
    assert not real.trial
    assert real.seat == tmp_path / "var/roomline.db"
    assert real.telegram.token is not None
    assert real.telegram.token.get_secret_value() == TOKEN


def test_a_servers_database_has_a_seat_and_a_name_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://ann:{}@db.example:5433/studio?sslmode=require&password=other"
    settings = read_settings(written(tmp_path, f"database:\n  url: {url.format('s3cret')}\n"))
    assert settings.place == url.format("s3cret")
    assert str(settings.database) == "postgresql://db.example:5433/studio"
    assert "s3cret" not in repr(settings)
    assert settings.seat.parent == settings.world.parent
    assert settings.seat.parent.parent == tmp_path / "var/trial"
    again = read_settings(written(tmp_path, f"database:\n  url: {url.format('an0ther')}\n"))
    assert again.seat == settings.seat, "a new password is not a new database"


def test_several_programs_share_a_servers_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMLINE_TELEGRAM__TOKEN", TOKEN)
    file = written(tmp_path, "database:\n  url: postgresql://h/x\n")
    assert not read_settings(file).database.replicas
    monkeypatch.setenv("ROOMLINE_DATABASE__REPLICAS", "true")
    assert read_settings(file).database.replicas
    monkeypatch.setenv("ROOMLINE_TELEGRAM__API_BASE", "http://127.0.0.1:1")
    monkeypatch.setenv("ROOMLINE_TELEGRAM__MODE", "webhook")
    assert "the one address that leads to all of them" in complaint(file)
    monkeypatch.setenv("ROOMLINE_WEB__PUBLIC_URL", "http://127.0.0.1:2")
    assert read_settings(file).telegram.mode == "webhook"
    monkeypatch.setenv("ROOMLINE_DATABASE__URL", "sqlite:///x.db")
    assert "The environment, ROOMLINE_DATABASE__REPLICAS: database.replicas is True" in complaint(file)


def test_a_token_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMLINE_TELEGRAM__TOKEN", TOKEN)
    assert TOKEN not in repr(read_settings(written(tmp_path, "")))
    monkeypatch.setenv("ROOMLINE_TELEGRAM__TOKEN", f"{TOKEN} and more")
    said = complaint(written(tmp_path, ""))
    assert "telegram.token is a value that is not shown; allowed: a bot token" in said
    assert TOKEN not in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file"),
        ("", "is empty"),
        ("hello", "does not hold a bot token"),
    ],
)
def test_a_useless_token_file_is_named(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "token").write_text(content)
    sentence = complaint(written(tmp_path, "telegram:\n  token_file: token\n"))
    assert str(tmp_path / "token") in sentence
    assert said in sentence


def test_a_token_file_is_found_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    token = read_settings(written(tmp_path, "telegram:\n  token_file: token\n")).telegram.token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_a_server_without_a_token_is_refused(tmp_path: Path) -> None:
    said = complaint(written(tmp_path, "telegram:\n  api_base: http://127.0.0.1:9\n"))
    assert "telegram.api_base is set and telegram.token is not" in said


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "none.yaml") in complaint(tmp_path / "none.yaml")


def test_unquoted_times_are_read_as_people_mean_them(tmp_path: Path) -> None:
    booking = read_settings(
        written(tmp_path, "booking:\n  offers_from: 08:00\n  offers_until: 22:30\n")
    ).booking
    assert (booking.offers_from, booking.offers_until) == (time(8, 0), time(22, 30))


def test_the_committed_file_names_every_key_and_says_the_defaults(tmp_path: Path) -> None:
    _, lines = read_yaml(HOME / "config.yaml")
    assert set(lines) == known_keys()
    committed, bare = read_settings(HOME / "config.yaml"), read_settings(written(tmp_path, ""))
    for section in (
        "telegram",
        "web",
        "simulator",
        "operators",
        "studio",
        "booking",
        "rooms",
        "invites",
        "logs",
    ):
        assert getattr(committed, section) == getattr(bare, section)


@pytest.mark.parametrize(("written_as", "chosen"), [("off", "off"), ("'off'", "off"), ("auto", "auto")])
def test_a_bare_off_is_off(tmp_path: Path, written_as: str, chosen: str) -> None:
    assert read_settings(written(tmp_path, f"rooms:\n  topics: {written_as}\n")).rooms.topics == chosen
