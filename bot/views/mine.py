"""What is kept about the reader, and what is said before and after it is erased."""

from __future__ import annotations

from bot.callbacks import MenuPress
from bot.views.screen import Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice


def mydata(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("mydata.here"))


def later(say: Voice, values: Values) -> Screen:
    return Screen(say.ngettext("mydata.later", values["minutes"]))


def forget(say: Voice, values: Values) -> Screen:
    if values["step"] == "kept":
        return Screen(say.gettext("forget.kept"))
    keep = (button(say.gettext("forget.keep"), MenuPress(act="forget_keep")),)
    if values["step"] == "sure":
        yes = (button(say.gettext("forget.now"), MenuPress(act="forget_now")),)
        return Screen(bold(say.gettext("forget.sure")), (keep, yes))
    yes = (button(say.gettext("forget.yes"), MenuPress(act="forget_sure")),)
    copy = (button(say.gettext("forget.copy_first"), MenuPress(act="mydata")),)
    return Screen(joined(_consequences(say, values), "\n\n"), (copy, yes, keep))


def _consequences(say: Voice, values: Values) -> list[Text]:
    lines = [bold(say.gettext("forget.ask")), say.gettext("forget.goes"), say.gettext("forget.stays")]
    if values["references"]:
        named = say.listed([label(one) for one in values["references"][:8]])
        lines.append(say.gettext("forget.called_off", references=named))
    if values["late"]:
        lines.append(say.gettext("forget.late"))
    if values["rooms"]:
        lines.append(say.gettext("forget.rooms"))
    if values["therapist"]:
        lines.append(say.gettext("forget.therapist"))
    if values["operator"]:
        lines.append(say.gettext("forget.operator"))
    return lines


def done(say: Voice, values: Values) -> Screen:
    return Screen(joined([bold(say.gettext("forget.done")), say.gettext("forget.done.after")], "\n\n"))
