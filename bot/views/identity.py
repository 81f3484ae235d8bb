"""What was stopped because it tells who somebody is, what to do instead, and numbers shared for a visit."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton

from bot.callbacks import RestrictionAct, RestrictionPress, SharePress
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.standing import Standing

STOPPED = "identity."
"""How the reasons begin for which something was stopped here."""
FOUND = {
    "contact": gettext_noop("identity.contact"),
    "number": gettext_noop("identity.number"),
    "email": gettext_noop("identity.email"),
    "link": gettext_noop("identity.link"),
    "mention": gettext_noop("identity.mention"),
    "handle": gettext_noop("identity.handle"),
    "account": gettext_noop("identity.account"),
}


def why(say: Voice, values: Values) -> Text:
    """In three tones: explained, warned, restricted."""
    find = values["reason"].removeprefix(STOPPED)
    parts = [say.gettext(FOUND[find])] if find in FOUND else []
    match values["standing"]:
        case Standing.FINE:
            parts.append(say.gettext("identity.why"))
        case Standing.WARNED:
            parts.append(say.gettext("identity.warned"))
        case _:
            parts.append(say.gettext("identity.restricted", moment=say.moment(values["until"])))
    return joined(parts)


def ways_on(say: Voice, values: Values) -> tuple[Row, ...]:
    if values["standing"] == Standing.RESTRICTED:
        return ((button(say.gettext("identity.appeal"), RestrictionPress(act=RestrictionAct.APPEAL)),),)
    if values.get("booking"):
        return (ask_row(say, values),)
    return ()


def share(say: Voice, values: Values) -> Screen:
    name, reference = label(values["counterpart"]), label(values["reference"])
    match values["outcome"]:
        case "asked":
            head = bold(say.gettext("share.asked", counterpart=name))
            text = joined([head, say.gettext("share.asked.then", counterpart=name)])
            return Screen(text, ((_back(say.gettext("share.back"), values),),))
        case "invited":
            head = bold(say.gettext("share.invited", counterpart=name, reference=reference))
            yes = button(say.gettext("share.yes"), SharePress(booking=values["booking"], share=True))
            rows = ((yes,), (_back(say.gettext("share.no"), values),))
            return Screen(joined([head, say.gettext("share.invited.means")]), rows)
        case "agreed":
            head = bold(say.gettext("share.agreed", counterpart=name, reference=reference))
            back = _back(say.gettext("share.back"), values)
            return Screen(joined([head, say.gettext("share.agreed.until")]), ((back,),))
    return Screen(_over(say, values["outcome"], name))


def _over(say: Voice, outcome: str, name: str) -> Text:
    match outcome:
        case "kept":
            return say.gettext("share.kept", counterpart=name)
        case "declined":
            return say.gettext("share.declined", counterpart=name)
        case "ended":
            return say.gettext("share.ended", counterpart=name)
        case "withdrawn":
            return say.gettext("share.withdrawn", counterpart=name)
    return say.gettext("share.over")


def lifted(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("identity.lifted"))


def appealed(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("identity.appealed"))


def ask_row(say: Voice, values: Values) -> Row:
    """For a stop, and for those who meet soon."""
    return (button(say.gettext("share.ask"), SharePress(booking=values["booking"], share=True)),)


def _back(words: Text, values: Values) -> InlineKeyboardButton:
    return button(words, SharePress(booking=values["booking"], share=False))
