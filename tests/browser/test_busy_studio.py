"""What a busy studio goes through, by clicking the phones of the real program, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.browser.busy import Busy, Scene, enter, send_maya_away
from tests.browser.conftest import OpenPage, Shot
from tests.world import Program

WORDS = {"en": "We are behind the green door", "id": "Kami di balik pintu hijau"}
LANGUAGES = ["en", pytest.param("id", marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    started = Program(tmp_path_factory.mktemp("busy")).start()
    try:
        send_maya_away(started)
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module", params=LANGUAGES)
def busy(request: pytest.FixtureRequest, running: Program, tmp_path_factory: pytest.TempPathFactory) -> Busy:
    return Busy(running, request.param, tmp_path_factory.mktemp("roster"))


async def test_nobody_answers_and_the_next_is_asked(busy: Busy, open_page: OpenPage, shot: Shot) -> None:
    scene = await enter(busy, open_page, shot, "silence")
    say = scene.say
    await scene.request()
    first = await scene.asked()
    second = scene.other(first)
    await scene.keep("1-asked")
    await scene.skip(300)
    await first.see(say("offer.timed_out"))
    await second.see(say("offer.open"))
    await expect(first.key(say("offer.accept"))).to_have_count(0)
    await scene.keep("2-the-next")
    await second.press(say("offer.accept"))
    await scene.customer.see(say("booking.confirmed"))
    await scene.customer.see(say("room.opened"))
    await scene.keep("3-confirmed")
    await scene.keep_on_a_phone("confirmed", scene.customer)


@pytest.mark.slow
async def test_everybody_at_once_and_one_has_it(busy: Busy, open_page: OpenPage, shot: Shot) -> None:
    scene = await enter(busy, open_page, shot, "broadcast")
    say = scene.say
    await scene.request()
    await scene.asked()
    for _ in range(2):
        await scene.skip(300)
    for one in scene.therapists:
        await one.see(say("offer.broadcast"))
    await scene.customer.write(WORDS[busy.language])
    await scene.keep("1-everybody")
    winner, other = scene.therapists
    await winner.press(say("offer.accept"))
    await winner.see(say("offer.accepted"))
    await winner.see(WORDS[busy.language])
    await other.see(say("offer.lost"))
    await expect(other.key(say("offer.accept"))).to_have_count(0)
    await scene.customer.see(say("booking.confirmed"))
    await scene.keep("2-one-has-it")
    await scene.keep_on_a_phone("lost", other)


async def agreed(scene: Scene, *, later: bool = False) -> str:
    reference = await scene.request(whom=await scene.therapists[0].name(), later=later)
    await scene.therapists[0].press(scene.say("offer.accept"))
    await scene.customer.see(scene.say("booking.confirmed"))
    await scene.therapists[0].see(scene.say("room.opened"))
    return reference


@pytest.mark.slow
async def test_cancelled_and_the_other_side_has_seen_it(busy: Busy, open_page: OpenPage, shot: Shot) -> None:
    scene = await enter(busy, open_page, shot, "cancel")
    say, hers = scene.say, scene.therapists[0]
    await agreed(scene)
    await scene.keep("1-agreed", scene.customer, hers, scene.operator)
    await scene.customer.press(say("booking.cancel"))
    await scene.keep("2-sure", scene.customer, hers, scene.operator)
    await scene.customer.press(say("sure.yes"))
    await hers.see(say("ack.please"))
    await scene.keep("3-cancelled", scene.customer, hers, scene.operator)
    await scene.keep_on_a_phone("cancelled", hers)
    await hers.press(say("ack.got_it"))
    await hers.see(say("ack.seen"))
    await scene.keep("4-seen", scene.customer, hers, scene.operator)


@pytest.mark.slow
async def test_help_that_the_other_side_does_not_see(busy: Busy, open_page: OpenPage, shot: Shot) -> None:
    scene = await enter(busy, open_page, shot, "help")
    say, hers, english = scene.say, scene.therapists[0], type(scene.say)("en")
    await agreed(scene)
    await hers.press(say("visit.tap.start"))
    await scene.customer.see(say("booking.in_progress"))
    before = await hers.newest()
    await scene.customer.press(say("help.ask"))
    await scene.customer.see(say("help.open"))
    await scene.keep("1-sure", scene.customer, hers, scene.operator)
    await scene.customer.press(say("help.sure"))
    await scene.customer.see(say("help.sent"))
    await scene.operator.see(english("help.alert.customer"))
    await scene.keep("2-sent", scene.customer, hers, scene.operator)
    await scene.keep_on_a_phone("sent", scene.customer)
    await scene.keep_on_a_phone("alert", scene.operator)
    await scene.operator.press(english("help.take"))
    await scene.customer.see(say("help.taken"))
    await scene.keep("3-taken", scene.customer, hers, scene.operator)
    await scene.operator.press(english("help.resolve"))
    await scene.customer.see(say("help.resolved"))
    assert await hers.newest() == before


@pytest.mark.slow
async def test_moved_when_the_other_side_says_yes(busy: Busy, open_page: OpenPage, shot: Shot) -> None:
    scene = await enter(busy, open_page, shot, "move")
    say, hers = scene.say, scene.therapists[0]
    await agreed(scene, later=True)
    await scene.customer.press(say("move.it"))
    await scene.customer.see(say("move.title"))
    await scene.keep("1-which-day", scene.customer, hers)
    await scene.pick(scene.customer, "16")
    await scene.customer.see(say("move.until"))
    await scene.keep("2-sure", scene.customer, hers)
    await scene.customer.press(say("move.ask"))
    await scene.customer.see(say("move.asked"))
    await hers.see(say("wish.open"))
    await scene.keep("3-asked", scene.customer, hers)
    await scene.keep_on_a_phone("asked", hers)
    await hers.press(say("wish.yes"))
    for one in (scene.customer, hers):
        await one.see(say("move.moved"))
    await scene.keep("4-moved", scene.customer, hers)


@pytest.mark.slow
async def test_another_time_suggested_and_taken(busy: Busy, open_page: OpenPage, shot: Shot) -> None:
    scene = await enter(busy, open_page, shot, "suggest")
    say, hers = scene.say, scene.therapists[0]
    await scene.request(whom=await hers.name())
    await hers.press(say("suggest.it"))
    await hers.see(say("suggest.title"))
    await scene.keep("1-which-day", scene.customer, hers)
    await scene.pick(hers, "16")
    await hers.see(say("suggest.asked"))
    await scene.customer.see(say("suggestion.open"))
    await scene.keep("2-suggested", scene.customer, hers)
    await scene.keep_on_a_phone("suggested", scene.customer)
    await scene.customer.press(say("suggestion.take"))
    await scene.customer.see(say("suggestion.taken"))
    await scene.customer.see(say("booking.confirmed"))
    await hers.see(say("suggest.taken"))
    await scene.keep("3-taken", scene.customer, hers)
