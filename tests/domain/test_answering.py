"""Whose is a line while a form asks: every case, and that a form never eats a person's message."""

from __future__ import annotations

from itertools import product

import pytest

from domain.answering import Replies, Whose, whose

A, F, R, ASK = Whose.ANSWER, Whose.FORM, Whose.ROOM, Whose.ASK
NO, Q, OTHER = Replies.NOTHING, Replies.QUESTION, Replies.OTHER


@pytest.mark.parametrize(
    ("why", "replies", "typed", "young", "newest", "spoken", "live", "expected"),
    [
        ("a reply to the question, however late", Q, True, False, False, True, True, A),
        ("a reply to a question with buttons", Q, False, True, True, False, True, F),
        ("a reply to a message of the room, though just asked", OTHER, True, True, True, False, True, R),
        ("just asked, and nothing below it", NO, True, True, True, False, True, A),
        ("the same without a room", NO, True, True, True, False, False, A),
        ("three minutes old, and nothing below it", NO, True, False, True, False, True, ASK),
        ("just asked, but a reminder stands below it", NO, True, True, False, False, True, ASK),
        ("old, and something of ours below it", NO, True, False, False, False, True, ASK),
        ("somebody has written since", NO, True, True, False, True, True, R),
        ("somebody has written since, long after", NO, True, False, False, True, True, R),
        ("a question with buttons takes no line", NO, False, True, True, False, True, R),
        ("old, and nobody it could be for", NO, True, False, True, False, False, F),
        ("a question with buttons, and nobody it could be for", NO, False, True, True, False, False, F),
        ("the room that wrote has closed", NO, True, True, False, True, False, F),
    ],
)
def test_every_case(
    why: str,
    replies: Replies,
    typed: bool,
    young: bool,
    newest: bool,
    spoken: bool,
    live: bool,
    expected: Whose,
) -> None:
    decided = whose(replies=replies, typed=typed, young=young, newest=newest, spoken=spoken, live=live)
    assert decided is expected, why


def test_with_a_live_room_a_form_takes_only_replies_and_what_was_just_asked() -> None:
    for replies, (typed, young, newest, spoken) in product(Replies, product([True, False], repeat=4)):
        decided = whose(replies=replies, typed=typed, young=young, newest=newest, spoken=spoken, live=True)
        taken = decided in {Whose.ANSWER, Whose.FORM}
        assert not taken or replies is Q or (replies is NO and typed and young and newest and not spoken)
