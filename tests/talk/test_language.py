"""Everybody is spoken to in their own language, and chooses another at any time."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.words import load
from bot.callbacks import LanguagePress
from bot.views.commands import EVERYONE, TABLE
from domain.people import Role
from tests.talk.spoken import LOCALES
from tests.talk.studio import Phone, Studio, studio

FORM_WAY = ("Balinese", "90 minutes", "At the studio", "Maya")


async def through(phone: Phone, *labels: str) -> None:
    for label in labels:
        assert await phone.presses(label) == ""


@pytest.mark.parametrize(("code", "hello"), [("id", "Halo Ana"), ("id-ID", "Halo Ana"), ("de", "Hello Ana")])
async def test_whoever_comes_is_greeted_in_their_telegrams_language(
    house: Studio, code: str, hello: str
) -> None:
    ana = await house.phone(7, "Ana", code)
    assert ana.last.text.startswith(hello)


async def test_the_first_start_offers_the_other_languages_by_their_own_names_and_later_ones_do_not(
    house: Studio,
) -> None:
    ana = await house.phone(7, "Ana")
    assert ana.last.labels[-1] == "🌐 Bahasa Indonesia"
    await ana.says("/start")
    assert "🌐 Bahasa Indonesia" not in ana.last.labels
    await through(ana, "🌐 Bahasa Indonesia")
    assert ana.last.labels == ["✓ English", "Bahasa Indonesia"]


async def test_a_choice_takes_effect_at_once_and_telegrams_word_does_not_change_it(house: Studio) -> None:
    ana = await house.phone(7, "Ana")
    await ana.says("/language")
    await through(ana, "Bahasa Indonesia")
    assert ana.last.text.startswith("Mulai sekarang")
    assert ana.last.labels == ["English", "✓ Bahasa Indonesia"]
    assert house.menus["7"] == ("id", EVERYONE)
    await ana.says("/help")
    assert ana.last.text.startswith("Cara kerjanya")
    ana.code = "en"
    await ana.says("/privacy")
    assert ana.last.text.startswith("Apa yang disimpan")
    await through(ana, "English")
    assert ana.card("language").text.startswith("From now on")


async def test_in_the_middle_of_the_form_it_is_asked_anew_with_every_answer_kept(house: Studio) -> None:
    await house.therapist(8, "maya")
    ana = await house.phone(7, "Ana")
    await ana.says("/book")
    await through(ana, *FORM_WAY)
    before = ana.card("draft").id
    await ana.says("/language")
    await through(ana, "Bahasa Indonesia")
    card = ana.last
    assert card.code == "draft"
    assert card.id != before
    assert before not in [one.id for one in ana.chat]
    for part in ("Kunjungan Anda", "90 menit · Rp\u00a0350.000", "Maya (contoh)", "Kapan?"):
        assert part in card.text
    await through(ana, "Pilih hari", "Besok", "10.30", "Lewati")
    assert "Sel, 3 Mar, 10.30" in ana.card("draft").text
    await through(ana, "Kirim permintaan")


async def test_standing_cards_follow_and_the_other_sides_stay_as_they_are(house: Studio) -> None:
    maya, ana = await house.therapist(8, "maya"), await house.phone(7, "Ana")
    await ana.says("/book")
    await through(ana, *FORM_WAY, "Pick a day", "Tomorrow", "10:30", "Skip", "Send request")
    assert "Request sent" in ana.card("booking").text
    number = ana.card("booking").id
    await ana.says("/language")
    await through(ana, "Bahasa Indonesia")
    assert "Permintaan terkirim" in ana.card("booking").text
    assert ana.card("booking").id == number
    assert "New request" in maya.card("offer").text
    assert await maya.presses("Accept") == "Accepted"
    assert "Dikonfirmasi" in ana.card("booking").text
    assert "saling menulis" in ana.card("room.opened").text
    assert "You accepted" in maya.card("offer").text
    assert "can write to each other" in maya.card("room.opened").text


async def test_a_finished_card_is_left_alone(house: Studio) -> None:
    ana = await house.phone(7, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese")
    await ana.says("/cancel")
    await ana.says("/language")
    await through(ana, "Bahasa Indonesia")
    assert ana.card("draft.closed").text.startswith("This form is closed")


async def test_a_language_that_is_none_of_ours_is_refused(house: Studio) -> None:
    ana = await house.phone(7, "Ana")
    toast = await ana.presses_data(LanguagePress(language="tlh").pack())
    assert toast.startswith("This button is out of date")
    await ana.says("/help")
    assert ana.last.text.startswith("How it works")


async def test_a_redeemed_invite_brings_the_therapists_menu(house: Studio) -> None:
    await house.therapist(8, "maya")
    assert house.menus["8"] == ("en", EVERYONE | {Role.THERAPIST})
    await house.phone(3, "Olga")
    assert house.menus["3"] == ("en", EVERYONE | {Role.OPERATOR})


@pytest.mark.parametrize("number", [3, 7])
async def test_help_and_an_unknown_command_name_what_this_person_can_send(house: Studio, number: int) -> None:
    someone = await house.phone(number, "Olga")
    roles = EVERYONE | ({Role.OPERATOR} if number == 3 else set())
    for text in ("/help", "/nonsense"):
        await someone.says(text)
        for entry in TABLE:
            shown = f"/{entry.name}" in someone.last.text
            assert shown is bool(entry.roles & roles), (text, entry.name)


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of catalogues with one more: English in capitals, for which nothing has been prepared."""
    folder = tmp_path_factory.mktemp("locales")
    for path in LOCALES.glob("*.po"):
        (folder / path.name).write_text(path.read_text())
    english = (LOCALES / "en.po").read_text().splitlines()
    lines = [shouted(line) if line.startswith("msgstr") and line[-2:] != '""' else line for line in english]
    text = "\n".join(lines).replace('"Language: en\\n"', '"Language: sw\\n"')
    (folder / "sw.po").write_text(text + "\n")
    return folder


def shouted(line: str) -> str:
    """In capitals, fields and escapes as they are."""
    parts = []
    for number, part in enumerate(line.split('"', 1)[1].split("{")):
        field, _, rest = part.rpartition("}")
        parts.append((field + "}" if number else "") + rest.upper().replace("\\N", "\\n"))
    return line.split('"', 1)[0] + '"' + "{".join(parts)


async def test_a_third_language_is_one_file(third: Path, tmp_path: Path) -> None:
    async with studio(tmp_path, words=load(third)) as house:
        juma = await house.phone(7, "Juma", "sw")
        assert juma.last.text.startswith("HELLO Juma")
        assert juma.last.labels[-1] == "🌐 English · Bahasa Indonesia"
        await through(juma, "BOOK A VISIT", *FORM_WAY[:1])
        assert "90 MINUTES · IDR\u00a0350,000" in juma.last.labels
        await juma.says("/language")
        assert juma.last.labels == ["English", "Bahasa Indonesia", "✓ ENGLISH"]
        ana = await house.phone(8, "Ana", "id")
        assert ana.last.labels[-1] == "🌐 English · ENGLISH"
        assert house.menus["8"] == ("id", EVERYONE)


async def test_the_studios_language_is_that_of_everybody_else(third: Path, tmp_path: Path) -> None:
    async with studio(tmp_path, words=load(third, "sw")) as house:
        zoe = await house.phone(7, "Zoe", "fr")
        assert zoe.last.text.startswith("HELLO Zoe")
        assert zoe.last.labels[-1] == "🌐 English · Bahasa Indonesia"
