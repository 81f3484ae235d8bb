"""Quick phrases: each side reads its own language; a therapist's own are kept, shown and removed."""

from __future__ import annotations

import pytest

from bot.callbacks import PhrasePress
from bot.views.phrases import BUILT_IN
from domain.firewall import Content, inspect
from domain.people import Role
from services.phrases import LONGEST, MOST
from tests.talk.spoken import WORDS
from tests.talk.studio import Phone, Studio
from tests.talk.test_conversations import agreed

ON_MY_WAY = "I'm on my way to you."


async def indonesian(phone: Phone) -> None:
    await phone.says("/language")
    await phone.presses("Bahasa Indonesia")


async def test_one_tap_and_each_reads_their_own_language(house: Studio) -> None:
    ana, maya = await agreed(house)
    await indonesian(ana)
    await maya.says("/phrases")
    assert (maya.last.code, ON_MY_WAY in maya.last.keys) == ("phrases", True)
    await maya.says(ON_MY_WAY)
    assert ana.last.text == "Saya sedang menuju ke tempat Anda."
    await ana.says("/phrases")
    assert "Anda sudah sampai mana?" in ana.last.keys
    await ana.says("Anda sudah sampai mana?")
    assert maya.last.text == "How far away are you?"


async def test_what_is_not_quite_a_phrase_goes_as_it_was_written(house: Studio) -> None:
    ana, maya = await agreed(house)
    await indonesian(ana)
    for words in (f"{ON_MY_WAY} Really.", "I'm on my way", "Saya sedang menuju"):
        await maya.says(words)
        assert ana.last.text == words
    await maya.says("  i'm on  my way TO YOU. ")
    assert ana.last.text == "Saya sedang menuju ke tempat Anda.", "its spelling aside"


async def test_a_therapists_own(house: Studio) -> None:
    ana, maya = await agreed(house)
    await maya.says("/myphrases")
    assert "no phrases of your own" in maya.last.text
    await maya.says("/myphrases   I have parked\n outside.")
    assert maya.last.labels == ["✕ I have parked outside."]
    await maya.says("/myphrases i have parked outside.")
    assert "already" in maya.last.text
    await maya.says("/myphrases " + "x" * (LONGEST + 1))
    assert str(LONGEST) in maya.last.text
    await maya.says("/phrases")
    assert maya.last.keys[0] == "I have parked outside."
    await maya.says(maya.last.keys[0])
    assert ana.last.text == "I have parked outside."
    await maya.says("/myphrases")
    await maya.presses("✕ I have parked outside.")
    assert maya.last.labels == []
    await maya.says("/phrases")
    assert "I have parked outside." not in maya.last.keys


async def test_no_more_than_fit_and_nobody_removes_anothers(house: Studio) -> None:
    _, maya = await agreed(house)
    for number in range(MOST + 1):
        await maya.says(f"/myphrases phrase {number}")
    assert (len(maya.last.labels), str(MOST) in maya.last.text) == (MOST, True)
    other = await house.therapist(71, "dewi")
    await other.presses_data(PhrasePress(phrase=1).pack())
    await maya.says("/myphrases")
    assert len(maya.last.labels) == MOST


async def test_customers_have_no_list_of_their_own_and_nobody_to_write_to_is_said(house: Studio) -> None:
    ana = await house.phone(9, "Ana")
    await ana.says("/myphrases hello")
    assert "for the studio's therapists" in ana.last.text
    await ana.says("/phrases")
    assert "nobody to write to" in ana.last.text
    assert len(ana.last.keys) == len(BUILT_IN[Role.CUSTOMER])
    assert await ana.presses_data(PhrasePress(phrase=1).pack()) != ""


@pytest.mark.parametrize("role", BUILT_IN)
def test_no_two_phrases_read_the_same(role: Role) -> None:
    for language in WORDS.languages:
        said = [WORDS.gettext(language, key) for key in BUILT_IN[role]]
        assert len(set(said)) == len(said)


async def test_what_becomes_a_phrase_by_an_edit_is_read_as_one(house: Studio) -> None:
    ana, maya = await agreed(house)
    await indonesian(ana)
    written = await maya.says("I'm on")
    copy = ana.last
    await maya.edits(written, ON_MY_WAY)
    assert copy.text == "Saya sedang menuju ke tempat Anda."
    await maya.edits(written, "I'm on the bus")
    assert copy.text == "I'm on the bus"


@pytest.mark.parametrize("typed", ["\u200b", "\u2060\u2060", "\ufe0f"])
async def test_nothing_to_be_seen_is_no_phrase(house: Studio, typed: str) -> None:
    _, maya = await agreed(house)
    await maya.says(f"/myphrases {typed}x")
    await maya.says(f"/myphrases {typed}")
    assert "nothing to be seen" in maya.last.text
    assert len(maya.last.labels) == 1


@pytest.mark.parametrize("role", BUILT_IN)
def test_none_is_taken_for_what_tells_who_somebody_is(role: Role) -> None:
    said = [WORDS.gettext(language, key) for key in BUILT_IN[role] for language in WORDS.languages]
    for at, text in enumerate(said):
        assert not inspect(Content(text=text), said[:at]).stopped, text


async def test_an_own_one_is_stopped_like_any_line(house: Studio) -> None:
    ana, maya = await agreed(house)
    await maya.says("/myphrases My number is 0812 3456 7890")
    await maya.says("/phrases")
    before = len(ana.chat)
    await maya.says(maya.last.keys[0])
    assert maya.last.code == "relay.not_carried"
    assert not [one for one in ana.chat[before:] if "3456" in one.text]
