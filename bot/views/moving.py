"""What a press about moving a visit is answered with: every refusal with its reason and a way on."""

from __future__ import annotations

from collections.abc import Callable

from bot.views.text import Text, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop

_PLAIN = {
    "move.asked": gettext_noop("toast.move.asked"),
    "move.requested": gettext_noop("toast.move.requested"),
    "move.begun": gettext_noop("toast.move.begun"),
    "move.over": gettext_noop("toast.move.over"),
    "move.cancelled": gettext_noop("toast.move.cancelled"),
    "move.ended": gettext_noop("toast.move.ended"),
    "move.waits": gettext_noop("toast.move.waits"),
    "move.changed": gettext_noop("toast.move.changed"),
    "move.taken": gettext_noop("toast.move.taken"),
    "wish.moved": gettext_noop("toast.wish.moved"),
    "wish.declined": gettext_noop("toast.wish.declined"),
    "wish.already_moved": gettext_noop("toast.wish.already_moved"),
    "wish.already_declined": gettext_noop("toast.wish.already_declined"),
    "wish.timed_out": gettext_noop("toast.wish.timed_out"),
    "wish.withdrawn": gettext_noop("toast.wish.withdrawn"),
    "wish.lost": gettext_noop("toast.wish.lost"),
    "wish.cancelled": gettext_noop("toast.wish.cancelled"),
    "wish.changed": gettext_noop("toast.move.changed"),
    "wish.suspended": gettext_noop("toast.wish.suspended"),
    "wish.taken_back": gettext_noop("toast.wish.taken_back"),
    "wish.answered": gettext_noop("toast.wish.answered"),
}
_NAMING = {
    "move.gone": gettext_noop("toast.move.gone"),
    "move.suspended": gettext_noop("toast.move.suspended"),
    "move.away": gettext_noop("toast.move.away"),
}
"""With the name of the one who cannot be asked."""


def _too_late(say: Voice, values: Values) -> Text:
    hours, odd = divmod(values["notice"], 60)
    notice = say.minutes(values["notice"]) if odd else say.ngettext("hours", hours)
    return say.gettext("toast.move.too_late", notice=notice, therapist=label(values["other"], 30))


def _plain(code: str) -> Callable[[Voice, Values], Text]:
    return lambda say, values: say.gettext(_PLAIN[code])


def _naming(code: str) -> Callable[[Voice, Values], Text]:
    return lambda say, values: say.gettext(_NAMING[code], other=label(values["other"], 30))


TOASTS: dict[str, Callable[[Voice, Values], Text]] = {
    **{code: _plain(code) for code in _PLAIN},
    **{code: _naming(code) for code in _NAMING},
    "move.too_late": _too_late,
}
