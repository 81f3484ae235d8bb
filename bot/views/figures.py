"""The measured numbers behind each light of `/status`, as one phrase."""

from __future__ import annotations

from bot.views.text import Text, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop

_SECONDS: dict[str, str] = {
    "fetched_ago": gettext_noop("figure.fetched_ago"),
    "latency": gettext_noop("figure.latency"),
    "oldest": gettext_noop("figure.oldest"),
    "ticked_ago": gettext_noop("figure.ticked_ago"),
    "latest": gettext_noop("figure.latest"),
}
_COUNTS: dict[str, str] = {
    "backlog": gettext_noop("figure.backlog"),
    "depth": gettext_noop("figure.depth"),
    "live": gettext_noop("figure.live"),
    "parked": gettext_noop("figure.parked"),
    "uncertain": gettext_noop("figure.uncertain"),
    "dead": gettext_noop("figure.dead"),
    "waiting": gettext_noop("figure.waiting"),
    "overdue": gettext_noop("figure.overdue"),
    "waits": gettext_noop("figure.waits"),
}
_ALWAYS = {"backlog", "depth", "live", "fetched_ago", "latency", "ticked_ago"}
"""Said even when zero; the others only mean something when there is something."""


def figures(say: Voice, part: Values) -> Text:
    """What nobody measured is left out rather than shown as zero."""
    return joined((_one(say, name, value) for name, value in part["figures"].items()), " · ")


def _one(say: Voice, name: str, value: float | int | str | None) -> Text:
    if value is None or value == "" or (not value and name not in _ALWAYS):
        return Text()
    if name == "wal_reset":
        return say.gettext("figure.wal_reset", version=label(str(value), 40))
    if name == "polls":
        return say.gettext("figure.polled_elsewhere")
    if name in _SECONDS and not isinstance(value, str):
        return say.gettext(_SECONDS[name], time=seconds(say, value))
    if name in _COUNTS and isinstance(value, int):
        return say.ngettext(_COUNTS[name], value)
    return Text(label(str(value), 120)) if isinstance(value, str) else Text()


def seconds(say: Voice, value: float) -> Text:
    if value < 1:
        return say.gettext("time.ms", n=round(value * 1000))
    return (
        say.gettext("time.s", n=round(value)) if value < 120 else say.ngettext("time.min", round(value / 60))
    )
