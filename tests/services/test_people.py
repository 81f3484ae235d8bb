"""Who people are, on real storage; and the links that make therapists."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from domain.ids import PersonId, TherapistId
from domain.names import NAMELESS
from domain.people import Address, Person, Therapist
from services.invites import InviteProblem, MakeInvite, Redeemed, RedeemInvite
from services.people import EnsureOperators, Greet, KnowPerson, PersonLeft
from services.ports import UnitOfWork
from tests.services.rooms_house import House, house

AT, OTHER = Address("telegram", "77"), Address("telegram", "78")
KNOW = KnowPerson(frozenset({"77"}), ("en", "id"))


@dataclass
class Numbered:
    """Chance without chance: tokens that can be told apart."""

    numbers: count[int] = field(default_factory=count)

    def choose(self, alphabet: str) -> str:
        return alphabet[0]

    def token(self) -> str:
        return f"token{next(self.numbers):017}"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def at(home: House, address: Address) -> Person:
    async def work(unit: UnitOfWork) -> Person:
        person = await unit.people.at(address)
        assert person is not None
        return person

    return await home.units.look(work)


async def test_a_person_is_made_once_and_followed(home: House) -> None:
    first = await home.do(KNOW, OTHER, " Anna\u202e ", "id-ID")
    assert (first.name, first.language, first.operator, first.reachable) == ("Anna", "id", False, True)
    again = await home.do(KNOW, OTHER, "Anne", "en")
    assert (again.id, again.name, again.language) == (first.id, "Anne", "id")
    assert await at(home, OTHER) == again


@pytest.mark.parametrize(
    ("code", "language"),
    [("id", "id"), ("ID", "id"), ("id_ID", "id"), ("en-GB", "en"), ("de", "en"), (None, "en")],
)
async def test_the_language_is_theirs_if_there_is_one(home: House, code: str | None, language: str) -> None:
    assert (await home.do(KNOW, OTHER, "Anna", code)).language == language


@pytest.mark.parametrize(
    ("code", "language"),
    [("pt-br", "pt_BR"), ("pt_BR", "pt_BR"), ("pt", "pt"), ("pt-PT", "pt"), ("es", "id")],
)
async def test_a_countrys_own_catalogue_comes_before_the_languages(
    home: House, code: str, language: str
) -> None:
    know = KnowPerson(frozenset(), ("id", "pt", "pt_BR"))
    assert (await home.do(know, OTHER, "Anna", code)).language == language


async def test_a_name_with_nothing_to_see_gets_a_picture(home: House) -> None:
    assert (await home.do(KNOW, OTHER, "\u200b \u3164", "en")).name == NAMELESS


async def test_who_left_and_writes_again_can_be_reached(home: House) -> None:
    await home.do(KNOW, OTHER, "Anna", "en")
    await home.do(PersonLeft(), OTHER)
    assert (await at(home, OTHER)).reachable is False
    await home.do(PersonLeft(), Address("telegram", "999"))
    await home.do(KNOW, OTHER, "Anna", "en")
    assert (await at(home, OTHER)).reachable is True


async def test_operators_are_known_before_they_press_start_and_their_notices_wait(home: House) -> None:
    ensure = EnsureOperators(frozenset({"77"}), ("en", "id"))
    await home.do(ensure)
    await home.do(ensure)
    unseen = await at(home, AT)
    assert (unseen.operator, unseen.reachable, unseen.started_at) == (True, False, None)
    await home.do(Greet(home.clock, "Studio"), unseen)
    await home.deliver()
    assert unseen.id not in home.chats
    seen = await home.do(KNOW, AT, "Olga", "id")
    assert (seen.id, seen.name, seen.language, seen.operator, seen.reachable) == (
        unseen.id, "Olga", "id", True, True,
    )  # fmt: skip
    await home.deliver()
    assert [shown.code for shown in home.chats[unseen.id]] == ["welcome"]


async def test_the_settings_decide_who_operates(home: House) -> None:
    assert (await home.do(KNOW, AT, "Olga", "en")).operator is True
    await home.do(EnsureOperators(frozenset({"78"}), ("en",)))
    assert (await at(home, AT)).operator is False
    assert (await at(home, OTHER)).operator is True
    assert (await home.do(KnowPerson(frozenset({"78"}), ("en",)), AT, "Olga", "en")).operator is False
    other_chat = Address("whatsapp", "78")
    assert (await home.do(KnowPerson(frozenset({"78"}), ("en",)), other_chat, "Olga", "en")).operator is False


async def test_a_greeting_names_what_somebody_is_and_starts_them_once(home: House) -> None:
    greet = Greet(home.clock, "Studio")
    maya, roster = await home.therapist("Maya")
    await home.do(greet, maya)
    began = home.clock.at
    home.clock.at += timedelta(hours=1)
    await home.do(greet, maya)
    await home.deliver()
    assert [shown.values["therapist"] for shown in home.chats[maya.id]] == [roster.name, roster.name]
    assert home.last(maya).values["studio"] == "Studio"
    assert (await at(home, maya.address)).started_at == began


@dataclass
class Door:
    """Somebody of the roster without a person, and who might become one."""

    home: House
    roster: Therapist
    ida: Person
    chance: Numbered = field(default_factory=Numbered)

    async def invite(self) -> str:
        make = MakeInvite(self.home.clock, self.chance, timedelta(days=7))
        return await self.home.do(make, self.roster)

    async def redeem(self, person: Person, token: str) -> Redeemed | InviteProblem:
        return await self.home.do(RedeemInvite(self.home.clock), person, token)


@pytest.fixture
async def door(home: House) -> Door:
    ida = await home.customer("Ida")
    return Door(home, await on_roster(home, "maya"), ida)


async def on_roster(home: House, code: str) -> Therapist:
    async def work(unit: UnitOfWork) -> Therapist:
        return await unit.therapists.add(Therapist(id=TherapistId(0), code=code, name=code.title()))

    return await home.units.run(work)


async def test_an_invite_makes_a_therapist(door: Door) -> None:
    token = await door.invite()
    assert len(f"inv_{token}") <= 64
    redeemed = await door.redeem(door.ida, f"inv_{token}")
    assert isinstance(redeemed, Redeemed)
    assert (redeemed.therapist.id, redeemed.therapist.person) == (door.roster.id, door.ida.id)
    person = await at(door.home, door.ida.address)
    assert person.therapist == door.roster.id

    async def stored(unit: UnitOfWork) -> Therapist | None:
        return await unit.therapists.get(door.roster.id)

    assert await door.home.units.look(stored) == redeemed.therapist


async def test_an_invite_is_used_once(door: Door) -> None:
    token, late = await door.invite(), await door.home.customer("Late")
    await door.redeem(door.ida, token)
    assert await door.redeem(late, token) is InviteProblem.USED
    assert await door.redeem(door.ida, token) is InviteProblem.ALREADY_THERAPIST
    assert (await at(door.home, late.address)).therapist is None


async def test_an_invite_expires_at_its_hour(door: Door) -> None:
    token = await door.invite()
    door.home.clock.at += timedelta(days=7)
    assert await door.redeem(door.ida, token) is InviteProblem.EXPIRED
    door.home.clock.at -= timedelta(seconds=1)
    assert isinstance(await door.redeem(door.ida, token), Redeemed)


@pytest.mark.parametrize("token", ["", "inv_", "token", "inv_" + "x" * 60, "' OR 1=1 --", "ключ"])
async def test_a_token_that_was_never_given_is_unknown(door: Door, token: str) -> None:
    await door.invite()
    assert await door.redeem(door.ida, token) is InviteProblem.UNKNOWN


async def test_a_therapist_cannot_become_another(door: Door) -> None:
    maya, _ = await door.home.therapist("Dewi")
    assert await door.redeem(maya, await door.invite()) is InviteProblem.ALREADY_THERAPIST
    assert isinstance(await door.redeem(door.ida, await door.invite()), Redeemed)


async def test_a_second_link_for_somebody_linked_is_taken(door: Door) -> None:
    first, second = await door.invite(), await door.invite()
    await door.redeem(door.ida, first)
    assert await door.redeem(await door.home.customer("Late"), second) is InviteProblem.TAKEN


async def test_of_two_who_press_one_link_at_once_one_gets_it(door: Door) -> None:
    late, token = await door.home.customer("Late"), await door.invite()
    results = await asyncio.gather(door.redeem(door.ida, token), door.redeem(late, token))
    assert sum(isinstance(result, Redeemed) for result in results) == 1
    assert InviteProblem.USED in results


async def test_of_two_links_pressed_at_once_one_makes_the_therapist(door: Door) -> None:
    late, tokens = await door.home.customer("Late"), (await door.invite(), await door.invite())
    people: tuple[Person, Person] = (door.ida, late)
    results = await asyncio.gather(*(door.redeem(*pair) for pair in zip(people, tokens, strict=True)))
    linked: list[PersonId] = []
    for person in people:
        present = await at(door.home, person.address)
        linked.extend([present.id] if present.therapist is not None else [])
    assert sum(isinstance(result, Redeemed) for result in results) == len(linked) == 1


async def test_the_database_does_not_hold_the_token(door: Door, tmp_path: Path) -> None:
    token = await door.invite()
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert any(b"maya" in file.read_bytes() for file in files)
    assert all(token.encode() not in file.read_bytes() for file in files)
