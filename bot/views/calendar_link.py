"""The secret address of a therapist's calendar, and what can be done with it."""

from __future__ import annotations

from bot.callbacks import CalendarAct, CalendarPress
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, marked
from bot.views.visit import Values
from bot.views.voice import Voice
from services.calendar_links import Step


def card(say: Voice, values: Values) -> Screen:
    match Step(values["step"]):
        case Step.REVOKED if not values["address"]:
            text = joined([bold(say.gettext("calendar.revoked")), say.gettext("calendar.again")], "\n\n")
            return Screen(text, (_row(say.gettext("calendar.get"), CalendarAct.NEW),))
        case Step.ASK_NEW if values["address"]:
            yes = _row(say.gettext("calendar.new.sure"), CalendarAct.NEW)
            return Screen(bold(say.gettext("calendar.new.ask")), (yes, _keep(say)))
        case Step.ASK_OFF if values["address"]:
            yes = _row(say.gettext("calendar.off.sure"), CalendarAct.OFF)
            return Screen(bold(say.gettext("calendar.off.ask")), (yes, _keep(say)))
    return _on(say, values) if values["address"] else _off(say)


def _on(say: Voice, values: Values) -> Screen:
    # As code it is copied by a tap, and Telegram fetches nothing for a preview.
    address = marked(values["address"], "code")
    bare = say.gettext("calendar.secret")
    who = say.gettext("calendar.secret.details") if values["details"] else bare
    near = Text() if values["public"] else say.gettext("calendar.near")
    how = joined([say.gettext("calendar.how"), address])
    text = joined([bold(say.gettext("calendar.title")), how, near, who], "\n\n")
    buttons = (
        button(say.gettext("calendar.new"), CalendarPress(act=CalendarAct.ASK_NEW)),
        button(say.gettext("calendar.off"), CalendarPress(act=CalendarAct.ASK_OFF)),
    )
    return Screen(text, (buttons,))


def _off(say: Voice) -> Screen:
    text = joined([bold(say.gettext("calendar.title")), say.gettext("calendar.none")], "\n\n")
    return Screen(text, (_row(say.gettext("calendar.get"), CalendarAct.NEW),))


def _keep(say: Voice) -> Row:
    return _row(say.gettext("calendar.keep"), CalendarAct.SHOW)


def _row(words: Text, act: CalendarAct) -> Row:
    return (button(words, CalendarPress(act=act)),)
