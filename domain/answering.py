"""Whose is a line that comes while a form asks something? A form never eats what was meant for a person."""

from __future__ import annotations

from enum import StrEnum


class Replies(StrEnum):
    """What the line replies to."""

    NOTHING = "nothing"
    QUESTION = "question"
    OTHER = "other"


class Whose(StrEnum):
    ANSWER = "answer"
    FORM = "form"
    """No answer, and nobody else's either: the form says so."""
    ROOM = "room"
    ASK = "ask"
    """The form's answer or somebody's message: its writer says which."""


def whose(*, replies: Replies, typed: bool, young: bool, newest: bool, spoken: bool, live: bool) -> Whose:
    """`typed`: the question is answered in writing; `young`: it was put less than the answer window ago;
    `newest`: nothing of ours stands below it; `spoken`: a room has shown something since; `live`: there is a
    room that the line could be for."""
    match replies:
        case Replies.QUESTION:
            return Whose.ANSWER if typed else Whose.FORM
        case Replies.OTHER:
            return Whose.ROOM
    if typed and young and newest and not spoken:
        return Whose.ANSWER
    if not live:
        return Whose.FORM
    return Whose.ASK if typed and not spoken else Whose.ROOM
