"""How was it? The stars, and a comment for the studio."""

from __future__ import annotations

from bot.callbacks_visit import CommentPress, RatePress
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label, plain, quoted
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.rating import STARS


def rating(say: Voice, values: Values) -> Screen:
    stars = values["stars"]
    head = bold(say.gettext("booking.completed", reference=label(values["reference"])))
    lines = [head, _given(say, values) if stars else _ask(say, values)]
    if values["comment"].strip():
        lines += [say.gettext("rating.your_comment"), quoted(plain(values["comment"]).text)]
    if values["closed"]:
        return Screen(joined([*lines, say.gettext("rating.closed")]))
    if stars:
        lines.append(say.gettext("rating.change"))
    return Screen(joined(lines), _buttons(say, values))


def _ask(say: Voice, values: Values) -> Text:
    return say.gettext("rating.ask", therapist=label(values["therapist"]))


def _given(say: Voice, values: Values) -> Text:
    stars = values["stars"]
    shown = "★" * stars + "☆" * (len(STARS) - stars)
    return say.gettext("rating.given", stars=shown, therapist=label(values["therapist"]), n=stars)


def _buttons(say: Voice, values: Values) -> tuple[Row, ...]:
    booking = values["booking"]
    row = [button(f"{number} ⭐", RatePress(booking=booking, stars=number)) for number in STARS]
    if not values["stars"]:
        return (row,)
    words = say.gettext("rating.change_comment") if values["comment"] else say.gettext("rating.add")
    return (row, (button(words, CommentPress(booking=booking)),))


def comment(say: Voice, values: Values) -> Screen:
    reference = label(values["reference"])
    if values["outcome"] != "open":
        return Screen(say.gettext("rating.comment.taken", reference=reference))
    ask = bold(say.gettext("rating.comment.ask", reference=reference))
    return Screen(joined([ask, say.gettext("rating.comment.how", longest=values["longest"])]))


def refused(say: Voice, values: Values) -> Screen:
    match values["reason"]:
        case "too_long":
            return Screen(say.gettext("rating.too_long", longest=values["longest"]))
        case "stars_first":
            return Screen(say.gettext("rating.stars_first"))
    return Screen(say.gettext("rating.closed"))
