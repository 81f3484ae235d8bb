"""Polls: one poll may stand in several chats, as a copy without a reply or buttons shares its votes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from simulator.clock import TrialClock
from simulator.entities import Styled, Users
from simulator.errors import ApiError, Json, bad_request
from simulator.params import Params
from simulator.store import Store

LONGEST_QUESTION = 300
LONGEST_OPTION = 100
LONGEST_EXPLANATION = 200
MOST_OPTIONS = 12


@dataclass
class Poll:
    """`votes`: by person, the places of the options chosen; `messages`: the messages that show it."""

    id: str
    question: str
    options: list[Json]
    question_entities: list[Json] = field(default_factory=list)
    type: str = "regular"
    is_anonymous: bool = True
    allows_multiple_answers: bool = False
    allows_revoting: bool = True
    correct_option_ids: list[int] = field(default_factory=list)
    explanation: str = ""
    close_date: int | None = None
    open_period: int | None = None
    closed: bool = False
    by_bot: bool = True
    votes: dict[str, list[int]] = field(default_factory=dict)
    messages: list[int] = field(default_factory=list)

    def over(self, now: float) -> bool:
        return self.closed or (self.close_date is not None and self.close_date <= now)

    def told(self, now: float, *, solved: bool = True) -> Json:
        """The Bot API's `Poll`; `solved`: with the right answer of a quiz, where the bot may know it."""
        chosen = [at for places in self.votes.values() for at in places]
        shown: Json = {
            "id": self.id,
            "question": self.question,
            "options": [one | {"voter_count": chosen.count(at)} for at, one in enumerate(self.options)],
            "total_voter_count": len(self.votes),
            "is_closed": self.over(now),
            "is_anonymous": self.is_anonymous,
            "type": self.type,
            "allows_multiple_answers": self.allows_multiple_answers,
            "allows_revoting": self.allows_revoting,
            "members_only": False,
        }
        if self.question_entities:
            shown["question_entities"] = self.question_entities
        if self.type == "quiz" and (solved or self.over(now)):
            shown["correct_option_ids"] = self.correct_option_ids
            shown |= {"explanation": self.explanation} if self.explanation else {}
        for name in ("open_period", "close_date"):
            if getattr(self, name) is not None:
                shown[name] = getattr(self, name)
        return shown


class Polls(dict[str, Poll]):
    def __init__(self, store: Store, clock: TrialClock) -> None:
        super().__init__({body["id"]: Poll(**body) for body in store.load("poll")})
        self._store = store
        self._clock = clock
        self._timed = {at: poll for at, poll in self.items() if poll.close_date and not poll.closed}

    def due(self) -> list[Poll]:
        """Those whose time is up and that have not been closed yet."""
        now = self._clock.now()
        return [poll for poll in self._timed.values() if poll.over(now)] if self._timed else []

    def add(self, poll: Poll) -> Poll:
        self[poll.id] = poll
        self.changed(poll)
        return poll

    def changed(self, poll: Poll) -> None:
        if poll.close_date and not poll.closed:
            self._timed[poll.id] = poll
        else:
            self._timed.pop(poll.id, None)
        self._store.put("poll", poll.id, poll)

    def again(self, poll: Poll) -> Poll:
        """The same question asked anew by the bot, with nobody's votes."""
        body = vars(poll) | {
            "id": _new_id(),
            "votes": {},
            "messages": [],
            "by_bot": True,
            "closed": poll.over(self._clock.now()),
        }
        return self.add(Poll(**body))

    def read(self, params: Params, users: Users) -> Poll:
        """A poll as `sendPoll` and people describe it; not kept yet. Raises `ApiError`."""
        question = _styled(params, users, "question")
        if not question.text:
            raise bad_request("poll question must be non-empty")
        if len(question.text) > LONGEST_QUESTION:
            raise bad_request(f"poll question length must not exceed {LONGEST_QUESTION}")
        poll = Poll(_new_id(), question.text, _options(params, users), question.entities)
        poll.type = params.text("type") or "regular"
        if poll.type not in ("regular", "quiz"):
            raise bad_request("unsupported poll type specified")
        poll.is_anonymous = "is_anonymous" not in params or params.flag("is_anonymous")
        poll.allows_multiple_answers = params.flag("allows_multiple_answers")
        poll.allows_revoting = (
            params.flag("allows_revoting") if "allows_revoting" in params else poll.type == "regular"
        )
        if poll.type == "quiz":
            _solution(poll, params)
        self._term(poll, params)
        return poll

    def _term(self, poll: Poll, params: Params) -> None:
        poll.closed = params.flag("is_closed")
        if period := params.integer("open_period"):
            poll.open_period, poll.close_date = period, self._clock.stamp() + period
        elif until := params.integer("close_date"):
            poll.close_date = until


def _new_id() -> str:
    return str(secrets.randbits(62))


def _options(params: Params, users: Users) -> list[Json]:
    given = params.json("options")
    if not isinstance(given, list):
        raise bad_request("expected an Array of String as options")
    if not given:
        raise bad_request("poll must have at least 1 option")
    if len(given) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    return [_option(one, at, users) for at, one in enumerate(given)]


def _option(given: Any, at: int, users: Users) -> Json:
    """An `InputPollOption`, or its bare text."""
    if not isinstance(given, dict):
        given = {"text": given if isinstance(given, str) else ""}
    styled = _styled(Params(given, {}), users, "text")
    if not styled.text:
        raise bad_request("poll options must be non-empty")
    if len(styled.text) > LONGEST_OPTION:
        raise bad_request(f"poll options length must not exceed {LONGEST_OPTION}")
    option: Json = {"persistent_id": str(at), "text": styled.text}
    return option | ({"text_entities": styled.entities} if styled.entities else {})


def _styled(params: Params, users: Users, name: str) -> Styled:
    """A text whose formatting has names of its own, such as `question_parse_mode`."""
    inner = {**params.values, "parse_mode": params.values.get(f"{name}_parse_mode")}
    return Params(inner, {}).styled(name, users, f"{name}_entities")


def _solution(poll: Poll, params: Params) -> None:
    given = params.json("correct_option_ids")
    if given is None and "correct_option_id" in params:
        given = [params.integer("correct_option_id")]
    if not isinstance(given, list) or not given or not all(is_place(at, poll) for at in given):
        raise _wrong_answer()
    poll.correct_option_ids = sorted(set(given))
    poll.explanation = params.text("explanation")
    if len(poll.explanation) > LONGEST_EXPLANATION:
        raise bad_request("message is too long")


def is_place(at: object, poll: Poll) -> bool:
    """Of an option, from 0. JSON's `true` and `1.0` are none, though Python takes them for numbers."""
    return type(at) is int and at in range(len(poll.options))


def _wrong_answer() -> ApiError:
    return bad_request("wrong correct option ID specified")
