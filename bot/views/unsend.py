"""Taking back what one has sent: which of the latest, and what came of it."""

from __future__ import annotations

from bot.callbacks import MessageAct, MessagePress
from bot.views.screen import Row, Screen, button
from bot.views.text import bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop

_DONE = {
    "gone": gettext_noop("unsend.gone"),
    "before": gettext_noop("unsend.before"),
    "too_late": gettext_noop("unsend.too_late"),
    "stays": gettext_noop("unsend.stays"),
    "waits": gettext_noop("unsend.waits"),
    "uncertain": gettext_noop("unsend.uncertain"),
    "unanswered": gettext_noop("unsend.unanswered"),
    "undelivered": gettext_noop("unsend.undelivered"),
    "already": gettext_noop("unsend.already"),
    "not_yours": gettext_noop("unsend.not_yours"),
}
_KINDS = {
    "text": gettext_noop("kind.message"),
    "photo": gettext_noop("kind.photo"),
    "live_photo": gettext_noop("kind.photo"),
    "video": gettext_noop("kind.video"),
    "video_note": gettext_noop("kind.video_note"),
    "voice": gettext_noop("kind.voice"),
    "audio": gettext_noop("kind.audio"),
    "document": gettext_noop("kind.document"),
    "sticker": gettext_noop("kind.sticker"),
    "animation": gettext_noop("kind.animation"),
    "location": gettext_noop("kind.location"),
    "live_location": gettext_noop("kind.live_location"),
    "venue": gettext_noop("kind.location"),
    "poll": gettext_noop("kind.poll"),
    "dice": gettext_noop("kind.dice"),
}


def unsend(say: Voice, values: Values) -> Screen:
    if not values["lines"]:
        return Screen(say.gettext("unsend.nothing"))
    text = joined([bold(say.gettext("unsend.ask")), say.gettext("unsend.how")])
    return Screen(text, tuple(_row(say, line) for line in values["lines"]))


def done(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext(_DONE[values["what"]], counterpart=label(values["counterpart"])))


def _row(say: Voice, line: Values) -> Row:
    """When, to whom, and what: words, or else the kind."""
    kind = line["kind"] if line["kind"] in _KINDS else "text"
    what = label(line["text"], 24) if line["text"].strip() else say.gettext(_KINDS[kind]).text
    parts = [say.hour(line["at"]), label(line["counterpart"], 12), what]
    shown = " · ".join(part for part in parts if part)
    return (button(shown, MessagePress(message=line["message"], act=MessageAct.UNSEND)),)
