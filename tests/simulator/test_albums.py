"""Albums: messages of their own that share a group, from people and from the bot."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.simulator.driver import Json, Trial, media


async def test_an_album_of_a_persons(trial: Trial) -> None:
    ann = await trial.person()
    items = [{"kind": "photo"}, {"kind": "video", "caption": "two"}, {"kind": "photo"}]
    sent = await trial.act(ann, "send", kind="album", items=items, caption="one")
    updates = [update["message"] for update in await trial.updates()]
    assert updates == sent
    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message.get("caption") for message in sent] == ["one", "two", None]
    shown = (await trial.chat(ann))[-3:]
    assert [one["kind"] for one in shown] == ["photo", "video", "photo"]
    assert {one["media_group"] for one in shown} == {sent[0]["media_group_id"]}
    other = await trial.act(ann, "send", kind="album")
    assert other[0]["media_group_id"] != sent[0]["media_group_id"]


async def test_an_album_that_comes_in_pieces(trial: Trial) -> None:
    ann = await trial.person()
    sending = asyncio.ensure_future(trial.act(ann, "send", kind="album", gap_ms=300))
    (first,) = await trial.updates(timeout=5)
    assert not sending.done(), "the rest is still on its way"
    (second,) = await trial.updates(timeout=5)
    assert [first["message"], second["message"]] == await sending
    one = await trial.act(ann, "send", kind="photo", media_group="77")
    two = await trial.act(ann, "send", kind="photo", media_group="77")
    assert one["media_group_id"] == two["media_group_id"] == "77"


BAD_ALBUMS: list[Any] = [
    {"items": [{"kind": "photo"}]},
    {"items": [{"kind": "photo"}] * 11},
    {"items": [{"kind": "photo"}, {"kind": "document"}]},
    {"items": [{"kind": "voice"}, {"kind": "voice"}]},
    {"items": [{"kind": ["photo"]}, {}]},
    {"items": "two"},
    {"items": [{}, {"caption": "x" * 1025}]},
    {"gap_ms": -1},
    {"gap_ms": "soon"},
]


@pytest.mark.parametrize("wanted", BAD_ALBUMS)
async def test_albums_that_cannot_be(trial: Trial, wanted: Json) -> None:
    ann = await trial.person()
    assert "make sense" not in (await trial.act(ann, "send", 400, kind="album", **wanted))["error"]
    assert await trial.updates() == []


async def test_the_bots_album(trial: Trial) -> None:
    ann = await trial.person()
    items = await media(trial, ann, "photo", "video")
    items[1]["caption"], items[1]["parse_mode"] = "<b>two</b>", "HTML"
    posted = await trial.ask("sendMediaGroup", chat_id=ann, media=items)
    assert [list(message)[4] for message in posted] == ["photo", "video"]
    assert posted[1]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    shown = (await trial.chat(ann))[-2:]
    assert [one["media_group"] for one in shown] == [message["media_group_id"] for message in posted]
    (alone,) = await trial.ask("sendMediaGroup", chat_id=ann, media=items[:1])
    assert "media_group_id" not in alone


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        (("photo", "document"), "document can't be mixed with other media types"),
        (("audio", "video"), "audio can't be mixed with other media types"),
        (("photo",) * 11, "too many messages to send as an album"),
    ],
)
async def test_the_bots_albums_that_cannot_be(trial: Trial, kinds: tuple[str, ...], reason: str) -> None:
    ann = await trial.person()
    items = {kind: (await media(trial, ann, kind))[0] for kind in set(kinds)}
    wanted = [items[kind] for kind in kinds]
    refusal = await trial.refusal("sendMediaGroup", chat_id=ann, media=wanted)
    assert refusal == (400, f"Bad Request: {reason}")
