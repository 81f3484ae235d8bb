"""What copies keep, what they lose, and what cannot be copied."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.driver import Json, Trial

COPIED = [
    "photo", "video", "animation", "audio", "document", "voice", "video_note", "sticker", "location",
    "venue", "contact", "poll", "dice",
]  # fmt: skip
CANNOT = (400, "Bad Request: message can't be copied")


async def sent(trial: Trial, person: int, **wanted: Any) -> Any:
    return await trial.act(person, "send", **wanted)


async def copied(trial: Trial, to: int, source: Json, **more: Any) -> Json:
    """The copy as its phone shows it."""
    where = {"chat_id": to, "from_chat_id": source["chat"]["id"], "message_id": source["message_id"]}
    answer = await trial.ask("copyMessage", **where, **more)
    assert list(answer) == ["message_id"]
    return (await trial.chat(to, after=answer["message_id"] - 1))[0]


@pytest.mark.parametrize("kind", COPIED)
async def test_every_kind_is_copied_as_it_is(trial: Trial, kind: str) -> None:
    ann, ben = await trial.person(), await trial.person()
    source = await sent(trial, ann, kind=kind, forwarded_from={"hidden": "Somebody"})
    copy = await copied(trial, ben, source)
    hers = (await trial.chat(ann))[-1]
    same = set(hers) - {"message_id", "from", "date", "forwarded", "forwarded_from"}
    assert {name: copy[name] for name in same} == {name: hers[name] for name in same}
    assert (copy["from"], copy["forwarded"], copy["forwarded_from"]) == ("bot", False, None)


@pytest.mark.parametrize("kind", ["story", "paid_media", "giveaway"])
async def test_what_cannot_be_copied(trial: Trial, kind: str) -> None:
    ann, ben = await trial.person(), await trial.person()
    source = await sent(trial, ann, kind=kind)
    where = {"chat_id": ben, "from_chat_id": ann}
    assert await trial.refusal("copyMessage", **where, message_id=source["message_id"]) == CANNOT
    text = await sent(trial, ann, text="goes")
    ids = [source["message_id"], text["message_id"]]
    assert len(await trial.ask("copyMessages", **where, message_ids=ids)) == 1, "skipped without a word"


async def test_service_messages_and_protected_ones(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    first = await trial.said(ann, protect_content=True)
    service = (await trial.act(ann, "pin", message_id=first))["message_id"]
    for message_id in (first, service):
        where = {"chat_id": ben, "from_chat_id": ann, "message_id": message_id}
        assert await trial.refusal("copyMessage", **where) == CANNOT
        assert (await trial.refusal("forwardMessage", **where))[1].endswith("message can't be forwarded")


async def test_a_quiz_is_copied_by_those_who_know_its_answer(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    quiz = {"kind": "poll", "type": "quiz", "options": ["a", "b"], "correct_option_ids": [1]}
    hers = await sent(trial, ann, **quiz)
    assert hers["poll"]["correct_option_ids"] == [1]
    await copied(trial, ben, hers)
    passed_on = await sent(trial, ann, **quiz, forwarded_from={"hidden": "Quizmaster"})
    assert "correct_option_ids" not in passed_on["poll"]
    where = {"chat_id": ben, "from_chat_id": ann, "message_id": passed_on["message_id"]}
    assert await trial.refusal("copyMessage", **where) == CANNOT


async def test_a_copied_poll_shares_its_votes_unless_it_is_sent_anew(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    hers = await sent(trial, ann, kind="poll", options=["a", "b"])
    shared = await copied(trial, ben, hers)
    await trial.act(ben, "vote", message_id=shared["message_id"], options=[0])
    (poll,) = [one["poll"] for one in await trial.chat(ann) if one["kind"] == "poll"]
    assert [option["voter_count"] for option in poll["options"]] == [1, 0]
    anew = await copied(trial, ben, hers, reply_parameters={"message_id": shared["message_id"]})
    assert anew["poll"]["total_voter_count"] == 0
    assert anew["poll"]["id"] != shared["poll"]["id"]


async def test_copies_take_caption_buttons_and_reply_but_bring_none(trial: Trial) -> None:
    ann = await trial.person()
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    file_id = (await sent(trial, ann, kind="photo"))["photo"][-1]["file_id"]
    source = await trial.ask("sendPhoto", chat_id=ann, photo=file_id, caption="c", reply_markup=markup)
    bare = await copied(trial, ann, source)
    assert (bare["text"], bare["buttons"], bare["reply_to"]) == ("c", [], None)
    reply = {"message_id": source["message_id"]}
    bold = [{"type": "bold", "offset": 0, "length": 3}]
    more = {"caption": "new", "caption_entities": bold, "reply_markup": markup, "reply_parameters": reply}
    full = await copied(trial, ann, source, **more)
    assert (full["text"], full["entities"], full["reply_to"]) == ("new", bold, source["message_id"])
    assert full["buttons"][0][0]["text"] == "Go"


async def test_a_long_premium_caption_goes_only_bare(trial: Trial) -> None:
    ann, ben = await trial.person(premium=True), await trial.person()
    await trial.act(ben, "send", 400, kind="photo", caption="x" * 1025)
    source = await sent(trial, ann, kind="photo", caption="x" * 1025)
    assert (await copied(trial, ben, source))["text"] == source["caption"]
    where = {"chat_id": ann, "from_chat_id": ann, "message_id": source["message_id"]}
    reply = {"message_id": source["message_id"]}
    refusal = await trial.refusal("copyMessage", **where, reply_parameters=reply)
    assert refusal == (400, "Bad Request: message caption is too long")


async def test_a_live_location_is_copied_as_a_place(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    copy = await copied(trial, ben, await sent(trial, ann, kind="live_location"))
    assert copy["kind"] == "location"
    assert set(copy["location"]) == {"latitude", "longitude"}


async def test_albums_copied_one_by_one_and_whole(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    album = await sent(trial, ann, kind="album", items=[{}, {}, {}], caption="c")
    alone = await copied(trial, ben, album[0])
    assert alone["media_group"] is None
    where = {"chat_id": ben, "from_chat_id": ann, "message_ids": [one["message_id"] for one in album]}
    for method, more in (
        ("copyMessages", {}),
        ("copyMessages", {"remove_caption": True}),
        ("forwardMessages", {}),
    ):
        assert len(await trial.ask(method, **where, **more)) == 3
    shown = (await trial.chat(ben))[-9:]
    groups = [one["media_group"] for one in shown]
    assert [groups.count(one) for one in groups] == [3] * 9, "each time an album of its own"
    assert album[0]["media_group_id"] not in groups
    assert [one["text"] for one in shown] == ["c", "", "", "", "", "", "c", "", ""]
    assert [one["forwarded"] for one in shown] == [False] * 6 + [True] * 3
