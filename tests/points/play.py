"""`python -m tests.points.play FOLDER URL PART PARTS [MOST [WIRING]]`: plays, and kills the worker meanwhile.

Once in every act: at the first boundary of each in the first conversation, at the second in the second, until
no act has so many. Then the same of a return after a death. Every PARTS-th conversation is this process's; a
line of JSON tells of each. URL is of a server's own database, `postgres`; or empty, for files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from app.warm import import_all
from tests.faults.ledger import audit, await_quiet
from tests.points.control import Control
from tests.points.conversation import Act, Conversation
from tests.points.played import Death, Played, read
from tests.points.stage import Stage
from tests.points.theatre import Theatre, apart
from tests.points.views import shown
from tests.world import Phone, add_person, people, phone

PATIENCE = 2
"""How often in a row an act may end before the boundary at which it is to die, until it has no more."""
SCRIPTS: dict[str, tuple[str, Callable[[Conversation], Iterator[Act]]]] = {
    "visit": ("greeted", Conversation.visit),
    "return": ("paired", Conversation.returning),
}
"""What each begins with, and its acts."""


def prepare(theatre: Theatre) -> None:
    """A customer who has pressed Start, and the sample therapist; and the two of them in an open room."""

    def greet() -> None:
        with theatre.stage("greeted") as stage:
            ana = add_person(stage.world, "Ana")
            ana.start()
            ana.see("book a visit")
            await_quiet(stage)
            stage.end()

    def pair() -> None:
        with theatre.stage("paired") as stage:
            customer, therapist, _ = _people(stage)
            for act in Conversation(customer, therapist).pairing():
                act.do()
                act.seen()
                await_quiet(stage)
            stage.end()

    theatre.make("greeted")
    apart(greet)
    theatre.copy("paired", "greeted")
    apart(pair)


def _people(stage: Stage) -> list[Phone]:
    ana = next(one["id"] for one in people(stage.world) if one["first_name"] == "Ana")
    return [Phone(stage.world, ana, "Ana"), phone(stage.world, "therapist"), phone(stage.world, "operator")]


def play(
    theatre: Theatre, script: str, number: int, wanted: Callable[[str], bool], reference: Played | None
) -> Played:
    """`wanted`: the acts to be killed in."""
    name = f"{script}{number}"
    theatre.copy(name, SCRIPTS[script][0])
    result = theatre.folder / f"{name}.json"

    def work() -> None:
        with theatre.stage(name) as stage:
            played = Played(script, number)
            _through(stage, played, wanted, reference)
        played.save(result)

    apart(work)
    theatre.drop(name)
    return read(result.read_text())


def _through(stage: Stage, played: Played, wanted: Callable[[str], bool], reference: Played | None) -> None:
    phones = _people(stage)
    conversation = Conversation(phones[0], phones[1])
    name = "the beginning"
    try:
        for act in SCRIPTS[played.script][1](conversation):
            name = act.name
            deaths = _carry_out(stage, act, played.number if wanted(name) else 0)
            if deaths > act.twice:
                played.deaths.append(Death(name, played.number, stage.control.died_at))
            elif wanted(name):
                played.survived.append(name)
            played.look(shown(phones, conversation.book), reference, deaths)
    except AssertionError as error:
        played.wrong.append(f"{name}, {stage.control.died_at}: {error}")
    played.settle(stage, audit(stage, conversation.book, phones), reference)


def _carry_out(stage: Stage, act: Act, boundary: int) -> int:
    """Answers how many deaths it took."""
    before = stage.control.get("kills")
    _arm(stage.control, act, boundary)
    act.do()
    act.seen()
    await_quiet(stage)
    stage.control.arm(0)
    stage.idle()
    await_quiet(stage)
    return stage.control.get("kills") - before


def _arm(control: Control, act: Act, boundary: int) -> None:
    if act.twice and boundary:
        # Whatever was under way when it died first; and the next begins as if nothing were imported yet.
        control.set("cold", 1)
        control.arm(1 + 7 * boundary % 60, then=boundary)
    else:
        control.arm(boundary)


def main(
    folder: str, server: str, part: str, parts: str, most: str = "1000", wiring: str = "app.wiring"
) -> None:
    import_all(wiring)
    theatre = Theatre(Path(folder), server, int(part), wiring)
    prepare(theatre)
    for script in SCRIPTS:
        _all_of(theatre, script, range(1 + int(part), int(most) + 1, int(parts)))


def _all_of(theatre: Theatre, script: str, numbers: range) -> None:
    reference = play(theatre, script, 0, lambda name: False, None)
    misses: dict[str, int] = {}
    for number in numbers:
        played = play(theatre, script, number, lambda name: misses.get(name, 0) < PATIENCE, reference)
        misses.update({name: misses.get(name, 0) + 1 for name in played.survived})
        misses.update({death.act: 0 for death in played.deaths})
        print(played.line(), flush=True)
        if not played.deaths and not played.wrong:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
