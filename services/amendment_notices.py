"""What is said about edits, reactions, and what is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.ids import PersonId
from services.outgoing import Notice

EDIT_FATES = {"lost", "uncertain", "unanswered"}


def edit_fate(to: PersonId, reply_to: int, what: str, counterpart: str) -> Notice:
    """`what` came of an edit that may not show on the other side: lost (its copy is gone there), uncertain
    (nobody knows whether the message has arrived: sent again, it goes as it is now), unanswered."""
    values = {"what": what, "counterpart": counterpart}
    return Notice(to=to, code="relay.edit", values=values, reply_to=reply_to)


def reaction(to: PersonId, what: str, counterpart: str, reply_to: int) -> Notice:
    """Theirs does not show on the other side. `what`: unshown (a bot cannot set it), ended (the room has)."""
    values = {"what": what, "counterpart": counterpart}
    return Notice(to=to, code="reaction", values=values, card="reaction", fresh=True, reply_to=reply_to)


UNSENT = {
    "gone",
    "before",
    "too_late",
    "stays",
    "waits",
    "uncertain",
    "unanswered",
    "undelivered",
    "already",
    "not_yours",
}
"""What can be said of a message that is to be taken back: gone there; never left; older than Telegram
deletes; not deletable; as soon as its reader is reachable; may have arrived, unknown where; no answer to the
deletion; never arrived anyway; taken back already; not the asker's."""


def unsent(to: PersonId, what: str, counterpart: str, reply_to: int) -> Notice:
    values = {"what": what, "counterpart": counterpart}
    return Notice(to=to, code="unsend.done", values=values, reply_to=reply_to)


def what_to_unsend(to: PersonId, lines: Sequence[Mapping[str, Any]], *, fresh: bool) -> Notice:
    """Each `{"message", "at", "counterpart", "kind", "text"}`, the newest first: one button each."""
    values = {"lines": [dict(line) for line in lines]}
    return Notice(to=to, code="unsend", values=values, card="unsend", fresh=fresh)
