from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.raw import ODD, NotAnAnswer, chat_of, message_of, press_of, raw_update, read_batch

PRIVATE = {"id": 1001, "type": "private", "first_name": "Ana"}
ANA = {"id": 1001, "is_bot": False, "first_name": "Ana"}


def text(number: int, chat: int = 1001) -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": 7, "chat": {"id": chat}, "text": "hello"}}


@pytest.mark.parametrize(
    ("data", "lane"),
    [
        (text(1), "1001"),
        ({"update_id": 2, "edited_message": {"chat": PRIVATE}}, "1001"),
        ({"update_id": 3, "callback_query": {"from": ANA, "message": {"chat": {"id": 5}}}}, "5"),
        ({"update_id": 4, "callback_query": {"from": ANA}}, "1001"),
        ({"update_id": 5, "my_chat_member": {"chat": PRIVATE, "from": ANA}}, "1001"),
        ({"update_id": 6, "message_reaction": {"chat": PRIVATE, "user": ANA}}, "1001"),
        ({"update_id": 7, "poll_answer": {"user": ANA}}, "1001"),
        ({"update_id": 8, "from_the_future": {"chat": {"id": 9}}}, "9"),
        ({"update_id": 9, "message": {"chat": {"id": "nine"}}}, ODD),
        ({"update_id": 10, "message": ["chat"]}, ODD),
        ({"update_id": 11}, ODD),
        ({}, ODD),
        (None, ODD),
        ([1], ODD),
    ],
)
def test_the_lane_is_the_chat_wherever_it_stands(data: object, lane: str) -> None:
    assert raw_update("telegram:1", data).lane == lane


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["update_id"]), inner),
    )
)
def test_nothing_is_too_odd_to_be_kept(data: object) -> None:
    kept = raw_update("telegram:1", data)
    assert -(2**63) <= kept.id < 2**63
    assert json.dumps(json.loads(kept.raw)) == json.dumps(data)
    assert kept == raw_update("telegram:1", data)


@pytest.mark.parametrize("given_id", [None, "5", -3, True, 2**63, 1.5, [], {}])
def test_without_a_usable_id_the_content_is_the_id(given_id: object) -> None:
    one, other = {"update_id": given_id, "a": 1}, {"update_id": given_id, "a": 2}
    ids = {raw_update("s", one).id, raw_update("s", dict(one)).id, raw_update("s", other).id}
    assert len(ids) == 2
    assert max(ids) < 0


def answer(*updates: object) -> str:
    return json.dumps({"ok": True, "result": list(updates)})


@pytest.mark.parametrize(
    ("updates", "confirm"),
    [
        ([], None),
        ([text(5), text(6)], 7),
        ([text(5), text(900)], 901),
        ([text(900), text(5)], 6),
        ([text(5), {"no": "id"}], 6),
        ([{"no": "id"}], None),
    ],
)
def test_the_last_id_in_telegrams_order_is_acknowledged(updates: list[object], confirm: int | None) -> None:
    batch = read_batch("s", answer(*updates))
    assert (len(batch.updates), batch.confirm) == (len(updates), confirm)


UNREADABLE = [
    '{"update_id":5,"message":{"text":oops}}',
    '{"update_id":5,"n":' + "9" * 5000 + "}",
    '{"update_id":5,"deep":' + "[" * 20_000 + "]" * 20_000 + "}",
    '{"update_id":5,"message":{"chat":{"id":1}}',
]


@pytest.mark.parametrize("bad", UNREADABLE, ids=["not json", "too long a number", "too deep", "not closed"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_unreadable_update_keeps_nobody_else_out(bad: str, place: int) -> None:
    others = [json.dumps(text(number)) for number in (10, 11)]
    others.insert(place, bad)
    batch = read_batch("s", '{"ok":true,"result":[' + ",".join(others) + "]}")
    assert sorted(one.id for one in batch.updates) == [5, 10, 11]
    odd = next(one for one in batch.updates if one.id == 5)
    assert odd.lane == ODD
    assert json.loads(odd.raw).startswith(bad[:30])
    assert batch.confirm == (6 if place == 2 else 12)


def test_the_last_update_of_an_answer_that_was_cut_off_is_left_to_come_again() -> None:
    whole = answer(text(5), text(6))
    batch = read_batch("s", whole[: whole.index('"update_id": 6') + 30])
    assert [one.id for one in batch.updates] == [5]
    assert batch.confirm == 6


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"ok":true}', '{"ok":false,"result":null}', '"x"'])
def test_what_is_no_answer_is_said_to_be_none(body: str) -> None:
    with pytest.raises(NotAnAnswer):
        read_batch("s", body)


def test_a_single_update_instead_of_a_list_is_taken() -> None:
    assert read_batch("s", json.dumps({"result": text(5)})).confirm == 6


def test_words_with_half_a_character_survive() -> None:
    batch = read_batch("s", '{"result":[{"update_id":1,"message":{"text":"\\ud83d"}}]}')
    assert batch.updates[0].raw.isascii()
    assert json.loads(batch.updates[0].raw)["message"]["text"] == "\ud83d"


def test_what_an_apology_needs_is_found_without_a_schema() -> None:
    said = json.dumps(text(1))
    pressed = json.dumps(
        {
            "update_id": 2,
            "callback_query": {"id": "77", "from": ANA, "message": {"message_id": 8, "chat": PRIVATE}},
        }
    )
    assert (chat_of(said), message_of(said), press_of(said)) == ("1001", 7, None)
    assert (chat_of(pressed), message_of(pressed), press_of(pressed)) == ("1001", 8, "77")
    for odd in ("{}", "nonsense", "[]", '"text"'):
        assert (chat_of(odd), message_of(odd), press_of(odd)) == (None, None, None)


def test_a_message_number_that_no_database_holds_is_none() -> None:
    assert [message_of(f'{{"message":{{"message_id":{n}}}}}') for n in (7, 2**70, -1, 0)] == [
        7,
        None,
        None,
        None,
    ]
