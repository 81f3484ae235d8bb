"""One message, with what its sender wrote before it: does anything in it tell who they are?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.firewall import handles, passing
from domain.firewall.digits import read
from domain.firewall.fields import cards, fields, read_on
from domain.firewall.finds import SHARED, Allowed, Content, Find, FindKind, Verdict
from domain.firewall.folding import fold
from domain.firewall.links import link, without_maps
from domain.firewall.mail import email
from domain.firewall.maps import map_link
from domain.firewall.marked import marked
from domain.firewall.number_words import ENOUGH, digits_in
from domain.firewall.numbers import Likeness, likeness
from domain.firewall.splitting import Piece, completes, may_be_piece, piece
from domain.firewall.spoken import written

RECENT = 8
"""Messages looked back on: five pieces of a number, and what is said between them."""

NOTHING_MORE = Allowed()


def inspect(content: Content, before: Sequence[str] = (), allowed: Allowed = NOTHING_MORE) -> Verdict:
    """`before`: the texts the sender wrote in that room shortly before and that were not stopped, the
    oldest first; a number among them was shared, and nothing is left of it to complete. A file's name is
    not looked into here (see `files.neutral_name`): it can be changed."""
    finds = (one for one in _finds(content, before, allowed) if not (allowed.numbers and one.kind in SHARED))
    return Verdict(tuple(dict.fromkeys(finds)))


def tells(text: str) -> bool:
    """Whether a line from anywhere does, or may."""
    return bool(_Text.of(text, NOTHING_MORE).finds("text"))


def tells_plainly(text: str) -> bool:
    """Whether a line that is shown to others does: a place, a note. A link in an address tells where,
    not who."""
    found = _Text.of(text, NOTHING_MORE).finds("text")
    return any(one.sure and one.kind is not FindKind.LINK for one in found)


def _finds(content: Content, before: Sequence[str], allowed: Allowed) -> Iterator[Find]:
    yield from cards(content)
    if content.details.get("account") == "text":
        yield Find(FindKind.ACCOUNT, "text", sure=True)
    yield from marked(content.text, content.entities, "text")
    text = _Text.of(content.text, allowed)
    found = text.finds("text")
    yield from found
    if before and not any(one.kind is FindKind.NUMBER for one in found):
        yield from _split(text, before, allowed)
    for where, words in fields(content):
        yield from _Text.of(words, allowed).finds(where)
    # Options are lists of rooms, hours and prices, too: only what is unmistakable.
    if _number(fold(read_on(content))):
        yield Find(FindKind.NUMBER, "poll", sure=True)
    for url in content.details.get("links", ()):
        if not map_link(fold(url)):
            yield Find(FindKind.LINK, "poll", sure=True)


def _split(text: _Text, before: Sequence[str], allowed: Allowed) -> Iterator[Find]:
    last = text.piece()
    if last is None:
        return
    if completes(_pieces(before[-RECENT:], allowed), last):
        yield Find(FindKind.NUMBER, "text", sure=True)


def _pieces(before: Sequence[str], allowed: Allowed) -> list[Piece]:
    """What still waits for its rest: a whole number that was let across ends what led to it."""
    pieces: list[Piece] = []
    for words in before:
        text = _Text.of(words, allowed)
        if _number(text.folded) is not None:
            pieces = []
        elif (one := text.piece()) is not None:
            pieces.append(one)
    return pieces


@dataclass(frozen=True, slots=True)
class _Text:
    """`folded` without map links and the booked address; `inside`: what the links say besides where."""

    folded: str
    inside: tuple[str, ...]

    @staticmethod
    def of(text: str, allowed: Allowed) -> _Text:
        folded = fold(text)
        if not folded:
            return _Text("", ())
        places = tuple(place for one in allowed.addresses if (place := _harmless(one)))
        rest, inside = without_maps(passing.without_addresses(folded, places))
        return _Text(rest, tuple(fold(one) for one in inside if one.strip()))

    def finds(self, where: str) -> list[Find]:
        found: list[Find] = []
        if not self.folded:
            return found
        plain = written(self.folded)
        checks = (
            (FindKind.EMAIL, email(plain)),
            (FindKind.LINK, link(plain)),
            (FindKind.NUMBER, _number(self.folded)),
            (FindKind.MENTION, handles.at_name(self.folded)),
            (FindKind.HANDLE, handles.handle(plain)),
        )
        found += [Find(kind, where, sure=sure) for kind, sure in checks if sure is not None]
        found += [Find(FindKind.NUMBER, where, sure=True) for one in self.inside if _number(one)]
        return found

    def piece(self) -> Piece | None:
        if not may_be_piece(self.folded) or not digits_in(self.folded):
            return None
        return piece(self.folded, read(passing.without_in_pieces(self.folded)))


def _number(folded: str) -> bool | None:
    if digits_in(folded) < ENOUGH:
        return None
    alike = likeness(folded, read(passing.without(folded)))
    return None if alike is Likeness.NONE else alike is Likeness.SURE


def _harmless(address: str) -> str:
    """A booked address, folded; "" for one that is a number in disguise."""
    folded = fold(address)
    return "" if len(folded) < 4 or _number(folded) else folded


def may_be_split(text: str) -> bool:
    """Whether a message could be a piece of a number that comes in several. Quick, and never wrongly no."""
    return _Text.of(text, NOTHING_MORE).piece() is not None
