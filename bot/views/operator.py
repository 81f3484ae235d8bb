"""What operators see: alerts, and the one screen of `/status`."""

from __future__ import annotations

from bot.callbacks import MenuPress, RestrictionAct, RestrictionPress
from bot.views.figures import figures
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.rating import LONGEST_COMMENT

_LIGHTS = {"green": "🟢", "yellow": "🟡", "red": "🔴", "grey": "⚪"}

ALERTS: dict[str, str] = {
    "parked": gettext_noop("alert.parked"),
    "nobody_left": gettext_noop("alert.nobody_left"),
    "refused": gettext_noop("alert.refused"),
    "unanswered": gettext_noop("alert.unanswered"),
    "shut": gettext_noop("alert.shut"),
    "reported": gettext_noop("alert.reported"),
    "blocked": gettext_noop("alert.blocked"),
    "deadline_failed": gettext_noop("alert.deadline_failed"),
    "called_off": gettext_noop("alert.called_off"),
    "comment": gettext_noop("alert.comment"),
    "restricted": gettext_noop("alert.restricted"),
    "appealed": gettext_noop("alert.appealed"),
    "worse": gettext_noop("alert.worse"),
    "better": gettext_noop("alert.better"),
    "restored": gettext_noop("alert.restored"),
}

ADVICE: dict[str, str] = {
    "check_token": gettext_noop("advice.check_token"),
    "check_connection": gettext_noop("advice.check_connection"),
    "check_disk": gettext_noop("advice.check_disk"),
    "disk_full": gettext_noop("advice.disk_full"),
    "migrate": gettext_noop("advice.migrate"),
    "not_measured": gettext_noop("advice.not_measured"),
    "wait_or_restart": gettext_noop("advice.wait_or_restart"),
    "parked": gettext_noop("advice.parked"),
    "dead": gettext_noop("advice.dead"),
    "restart": gettext_noop("advice.restart"),
}

FACTS: dict[str, str] = {
    "booking": gettext_noop("fact.booking"),
    "code": gettext_noop("fact.code"),
    "comment": gettext_noop("fact.comment"),
    "deadline": gettext_noop("fact.deadline"),
    "detail": gettext_noop("fact.detail"),
    "error": gettext_noop("fact.error"),
    "outbox": gettext_noop("fact.outbox"),
    "parts": gettext_noop("fact.parts"),
    "reason": gettext_noop("fact.reason"),
    "reference": gettext_noop("fact.reference"),
    "stars": gettext_noop("fact.stars"),
    "subject": gettext_noop("fact.subject"),
    "therapist": gettext_noop("fact.therapist"),
    "update": gettext_noop("fact.update"),
}
"""What an alert may name besides its kind."""

_REASONS: dict[str, str] = {
    "ill": gettext_noop("reason.ill"),
    "came_up": gettext_noop("reason.came_up"),
}
_PARTS: dict[str, str] = {
    "telegram": gettext_noop("part.telegram"),
    "database": gettext_noop("part.database"),
    "intake": gettext_noop("part.intake"),
    "delivery": gettext_noop("part.delivery"),
    "scheduler": gettext_noop("part.scheduler"),
    "rooms": gettext_noop("part.rooms"),
    "feed": gettext_noop("part.feed"),
}


def alert(say: Voice, values: Values) -> Screen:
    kind = values["kind"]
    told = say.gettext(ALERTS[kind]) if kind in ALERTS else say.gettext("alert.other", kind=label(kind))
    facts = [_fact(say, name, value) for name, value in values.items() if name not in ("kind", "person")]
    row = (button(say.gettext("menu.status"), MenuPress(act="status")),)
    return Screen(joined([bold(told), *facts]), (*_lifting(say, values), row))


def _lifting(say: Voice, values: Values) -> tuple[Row, ...]:
    if values["kind"] not in {"restricted", "appealed"} or "person" not in values:
        return ()
    lift = RestrictionPress(act=RestrictionAct.LIFT, person=values["person"])
    return ((button(say.gettext("identity.lift"), lift),),)


def _fact(say: Voice, name: str, value: object) -> Text:
    shown = say.gettext(FACTS[name]) if name in FACTS else label(name)
    if name == "parts" and isinstance(value, str):
        parts = say.listed([_called(say, one) for one in value.split(", ")])
        return say.gettext("fact", name=shown, value=parts)
    if name == "reason" and value in _REASONS:
        return say.gettext("fact", name=shown, value=say.gettext(_REASONS[str(value)]))
    longest = LONGEST_COMMENT if name == "comment" else 200
    return say.gettext("fact", name=shown, value=label(str(value), longest))


def _called(say: Voice, part: str) -> Text:
    return say.gettext(_PARTS[part]) if part in _PARTS else Text(label(part))


def status(say: Voice, values: Values) -> Screen:
    overall = values["overall"]
    head = joined([_LIGHTS[overall], bold(_verdict(say, overall)), _since(say, values)], " ")
    parts = joined([_part(say, part) for part in values["parts"]])
    row = (button(say.gettext("menu.status_again"), MenuPress(act="status")),)
    return Screen(joined([head, parts, _silent(say, values)], "\n\n"), (row,))


def _silent(say: Voice, values: Values) -> Text:
    names = say.listed([label(name) for name in values.get("silent", ())])
    return say.gettext("status.silent", names=names) if names else Text()


def _verdict(say: Voice, overall: str) -> Text:
    match overall:
        case "green":
            return say.gettext("status.green")
        case "yellow":
            return say.gettext("status.yellow")
        case "red":
            return say.gettext("status.red")
    return say.gettext("status.grey")


def _since(say: Voice, values: Values) -> Text:
    since = values["since"]
    return Text() if since is None else say.gettext("status.since", moment=say.moment(since))


def _part(say: Voice, part: Values) -> Text:
    name = _called(say, part["part"])
    line = joined([_LIGHTS[part["colour"]], bold(name), figures(say, part)], " ")
    if part["colour"] == "green":
        return line
    advice = say.gettext(ADVICE[part["advice"]]) if part["advice"] in ADVICE else Text()
    since = _since(say, part) if part["colour"] != "grey" else Text()
    return joined([line, *(joined(["   ", one], "") for one in (since, advice) if one)])
