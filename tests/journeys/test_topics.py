"""A therapist with several rooms, and a bot that has topics: one for each room, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.journeys.house import (
    LATER,
    NOW,
    SKIP,
    Hire,
    Studio,
    answer_to,
    calls,
    fault,
    hire,
    keep_maya_to_massages,
    labels,
    last,
    send,
    walk,
)
from tests.world import Phone, Program, http, people, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Whose worker has found a bot with topics."""
    folder = tmp_path_factory.mktemp("topics")
    started = Program(folder).start()
    try:
        bot(started, topics=True)
        since = calls(started.world)[-1]["seq"]
        started.kill_worker()
        wait_for(lambda: "getMe" in [call["method"] for call in calls(started.world, since)], "a new worker")
        keep_maya_to_massages(started, folder)
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    names = ("Orla", "Petra", "Quinn", "Rosa", "Sita", "Tess", "Uma")
    return hire(program, tmp_path_factory.mktemp("topical"), *(Hire(name) for name in names))


@pytest.fixture
def as_ever(studio: Studio) -> Iterator[None]:
    yield
    bot(studio.program, topics=True, lost_topics="refused", topics_lost=False)


def bot(program: Program, **settings: Any) -> None:
    http("POST", f"{program.world}/world/bot", settings)


def topics(person: Phone) -> dict[str, int]:
    """Threads by the name of whom each is for."""
    shown = http("GET", f"{person.world}/world/people/{person.id}/chat")["topics"]
    return {one["name"].split(" · ")[0]: one["thread"] for one in shown}


def texts(person: Phone, words: str) -> list[str]:
    return [one["text"] for one in person.from_bot() if words in one["text"]]


def several(studio: Studio, therapist: Phone, *names: str) -> list[Phone]:
    """Customers with a room each, and each of those with its topic."""
    customers = [studio.customer(name) for name in names]
    for customer in customers:
        studio.pair(customer, therapist, when=LATER)
    for customer in customers:
        customer.send(f"{customer.name} is here")
        assert therapist.see(f"{customer.name} is here")["thread"] == topics(therapist)[customer.name]
    return customers


def test_three_rooms_and_three_topics(studio: Studio) -> None:
    therapist = studio.therapists[0]
    customers = several(studio, therapist, "Abel", "Bert", "Cleo")
    threads = topics(therapist)
    assert sorted(threads) == ["Abel", "Bert", "Cleo"]
    # Said in all three at once, without a word about whom it is for.
    with ThreadPoolExecutor(3) as hands:
        list(
            hands.map(
                lambda one: send(therapist, text=f"only {one.name}", thread=threads[one.name]), customers
            )
        )
    for customer in customers:
        customer.see(f"only {customer.name}")
    studio.quiet()
    for customer in customers:
        assert texts(customer, "only ") == [f"only {customer.name}"]
        assert {one["thread"] for one in customer.chat()} == {None}, "one room needs no topic"
    assert not texts(therapist, "message waits")


def test_whose_a_topic_is_outlives_the_worker(studio: Studio) -> None:
    therapist = studio.therapists[0]
    threads = topics(therapist)
    bert = next(one for one in people(studio.program.world) if one["first_name"] == "Bert")
    customer = Phone(studio.program.world, bert["id"], "Bert")
    studio.program.kill_worker()
    send(therapist, text="after a death", thread=threads["Bert"])
    customer.see("after a death")
    customer.send("and back")
    assert therapist.see("and back")["thread"] == threads["Bert"]


def test_every_kind_finds_its_topic(studio: Studio) -> None:
    therapist = studio.therapists[1]
    customer, _other = several(studio, therapist, "Dana", "Emil")
    thread = topics(therapist)["Dana"]
    kinds = (
        "photo", "video", "animation", "audio", "document", "voice", "video_note", "sticker", "location",
        "venue", "poll", "dice",
    )  # fmt: skip
    before = last(therapist)
    for kind in kinds:
        customer.send_kind(kind)
    customer.send_album("photo", "video", caption="both")
    therapist.see("both", after=before)
    studio.quiet()
    came = [one for one in therapist.from_bot(before) if one["kind"] not in ("text", "forum_topic_edited")]
    assert [one["kind"] for one in came] == [*kinds, "photo", "video"]
    assert {one["thread"] for one in therapist.from_bot(before)} == {thread}
    back = len(customer.from_bot())
    for kind in kinds:
        send(therapist, kind=kind, thread=thread)
    wait_for(lambda: len(customer.from_bot()) >= back + len(kinds), "all that was sent back")


def test_a_topic_comes_before_the_focus_and_a_closing_room_gets_nothing_elses(studio: Studio) -> None:
    therapist = studio.therapists[2]
    one, other = several(studio, therapist, "Fay", "Gus")
    threads = topics(therapist)
    answer_to(therapist, therapist.send("first for Gus"), "1 message waits")
    therapist.click("Gus ·")
    other.see("first for Gus")
    therapist.see("Writing to Gus until")
    send(therapist, text="by its topic", thread=threads["Fay"])
    one.see("by its topic")
    therapist.send("by the focus")
    other.see("by the focus")
    # At the moment at which the room closes: to its customer, or refused in words; never to anybody else.
    anchor = therapist.see("Fay is here")["message_id"]
    with ThreadPoolExecutor(2) as hands:
        therapist.send("/close")
        therapist.click("Fay", after=anchor)
        reason = therapist.button("Everything is settled", after=anchor)
        closing = hands.submit(therapist.press, reason)
        late = send(therapist, text="too late for Fay?", thread=threads["Fay"])
        closing.result()
    one.see("everything is settled")
    studio.quiet()
    if not texts(one, "too late for Fay?"):
        answer_to(therapist, late, "Not delivered")
    after = send(therapist, text="far too late", thread=threads["Fay"])
    assert answer_to(therapist, after, "Not delivered")["thread"] == threads["Fay"]
    wait_for(lambda: "Ended" in topics(therapist), "the topic of a room that has ended")
    studio.quiet()
    assert not texts(one, "far too late") + texts(other, "Fay") + texts(other, "late")


def test_a_topic_of_ones_own_is_nobodys(studio: Studio) -> None:
    therapist = studio.therapists[3]
    one, other = several(studio, therapist, "Hans", "Ida")
    mine = therapist.act("topic", name="Shopping")["thread"]
    therapist.act("topic/rename", thread=mine, name="Shopping list")
    studio.quiet()
    assert not therapist.from_bot(mine), "nothing to say about that"
    line = send(therapist, text="whose is this?", thread=mine)
    question = answer_to(therapist, line, "1 message waits")
    assert question["thread"] == mine
    assert [label.split(" ")[0] for label in labels(question)][:2] == ["Hans", "Ida"]
    studio.quiet()
    assert not texts(one, "whose") + texts(other, "whose")
    therapist.click("Ida ·", after=line)
    other.see("whose is this?")
    studio.quiet()
    assert not texts(one, "whose")


def test_what_is_written_in_a_topic_is_no_answer_to_the_form(studio: Studio) -> None:
    therapist, colleague = studio.therapists[4], studio.therapists[5].name
    one, _other = several(studio, therapist, "Jon", "Kim")
    asked = therapist.send("/book")
    walk(therapist, *studio.way(whom=colleague), NOW, asked=asked)
    therapist.button(SKIP, after=asked)
    send(therapist, text="the gate is green", thread=topics(therapist)["Jon"])
    one.see("the gate is green")
    studio.quiet()
    assert not texts(therapist, "1 message waits")


@pytest.fixture(scope="module")
def losing(studio: Studio) -> tuple[Phone, Phone, Phone]:
    therapist = studio.therapists[6]
    return (therapist, *several(studio, therapist, "Lea", "Max"))  # type: ignore[return-value]  # two of them


def test_deleted_between_check_and_send_it_is_made_again(studio: Studio) -> None:
    therapist = studio.therapists[5]
    one, _other = several(studio, therapist, "Nia", "Oto")
    old, seen = topics(therapist)["Nia"], calls(studio.program.world)[-1]["seq"]
    gone = {"code": 400, "description": "Bad Request: message thread not found"}
    with fault(studio.program.world, kind="error", method="sendMessage", chat=therapist.id, count=1, **gone):
        one.send("once and no more")
        therapist.see("once and no more")
    studio.quiet()
    (shown,) = [line for line in therapist.from_bot() if line["text"] == "once and no more"]
    assert shown["thread"] not in (None, old)
    made = [call["method"] for call in calls(studio.program.world, seen) if call["chat"] == therapist.id]
    assert made.count("createForumTopic") == 1
    send(therapist, text="from the new one", thread=shown["thread"])
    one.see("from the new one")


@pytest.mark.usefixtures("as_ever")
def test_lost_once_twice_and_altogether(studio: Studio, losing: tuple[Phone, Phone, Phone]) -> None:
    therapist, one, other = losing
    therapist.act("topic/delete", thread=topics(therapist)["Lea"])
    one.send("after the first loss")
    assert therapist.see("after the first loss")["thread"] == topics(therapist)["Lea"]
    therapist.act("topic/delete", thread=topics(therapist)["Lea"])
    one.send("after the second loss")
    headed = therapist.see("after the second loss")
    assert (headed["thread"], "Lea" in therapist.message(headed["reply_to"])["text"]) == (None, True)
    therapist.act("send", text="by a reply", reply_to=headed["message_id"])
    one.see("by a reply")
    # Telegram says nothing and shows it in the main chat: there it says itself whose it is.
    bot(studio.program, lost_topics="dropped")
    therapist.act("topic/delete", thread=topics(therapist)["Max"])
    other.send("dropped unsaid")
    copy = therapist.see("dropped unsaid")
    assert (copy["thread"], answer_to(therapist, copy["message_id"], "from Max")["thread"]) == (None, None)
    # And a bot that has none any more: lines above in one chat, as ever.
    bot(studio.program, lost_topics="refused", topics=False)
    for customer in (one, other):
        before = last(therapist)
        customer.send(f"{customer.name} without topics")
        line = therapist.see(f"{customer.name} without topics", after=before)
        assert line["thread"] is None
        assert customer.name in therapist.message(line["reply_to"])["text"]
    plain = therapist.send("and this?")
    answer_to(therapist, plain, "1 message waits")
    studio.quiet()
    assert not texts(one, "and this?") + texts(other, "and this?")
