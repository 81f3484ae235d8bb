"""What may be asked of a fault, and what is said to whoever asks for something else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.driver import Json, Trial

_EVERY = (
    "429 429_bare 500 502 504 error cut_before cut_after timeout_before timeout_after slow hang_poll down"
    " refused duplicate press_again ids_up ids_down malformed"
)
EVERY = _EVERY.split()


async def test_every_kind_says_what_it_does_and_takes(trial: Trial) -> None:
    kinds = await trial.world("GET", "faults/kinds")
    assert [kind["code"] for kind in kinds] == EVERY
    for kind in kinds:
        assert kind["sentence"].endswith(".")
        assert kind["strikes"] in ("calls", "updates", "connections")
        assert set(kind["defaults"]) - {"after_effect"} <= set(kind["fields"])
        made = await trial.world("POST", "faults", {"kind": kind["code"], "lasts": 60})
        assert made["kind"] == kind["code"]
        assert {name: made[name] for name in kind["defaults"]} == kind["defaults"]
    assert len(await trial.world("GET", "faults")) == len(EVERY)
    await trial.world("DELETE", "faults")


SHARE = "A fault's rate is a share of calls or updates, from 0 to 1."
SECONDS = "is a number of seconds from 0 to 5e+15."
COUNT = "A fault's count is a whole number of calls or updates, from 1."
ONE_OF = f"A fault's kind is one of: {', '.join(EVERY)}."


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({}, ONE_OF),
        ({"kind": "flood"}, ONE_OF),
        ({"kind": ["500"]}, ONE_OF),
        ({"kind": "500", "colour": "red"}, "A fault has no field 'colour'."),
        (
            {"kind": "refused", "method": "*"},
            "A fault of the kind refused takes no method, only: lasts, seconds.",
        ),
        (
            {"kind": "duplicate", "method": "*"},
            "A fault of the kind duplicate takes no method, only: update, chat, count, rate, seed, lasts.",
        ),
        ({"kind": "500", "rate": 1.5}, SHARE),
        ({"kind": "500", "rate": "half"}, SHARE),
        ({"kind": "500", "rate": True}, SHARE),
        ({"kind": "500", "count": 0}, COUNT),
        ({"kind": "500", "count": 1.5}, COUNT),
        ({"kind": "500", "count": "2"}, COUNT),
        ({"kind": "500", "chat": "ann"}, "A fault's chat is a chat's number."),
        ({"kind": "500", "method": 7}, "A fault's method is a text."),
        ({"kind": "500", "method": ""}, "A fault's method is a text."),
        ({"kind": "500", "method": "\ud83d"}, "A fault's method is a text."),
        ({"kind": "500", "after_effect": "yes"}, "A fault's after_effect is true or false."),
        ({"kind": "500", "lasts": -1}, f"A fault's lasts {SECONDS}"),
        ({"kind": "slow", "seconds": [1]}, f"A fault's seconds {SECONDS}"),
        ({"kind": "429", "retry_after": 0}, "A fault's retry_after is a whole number of seconds from 1."),
        ({"kind": "error", "code": 200}, "A fault's code is an HTTP error, from 400 to 599."),
        ({"kind": "malformed", "place": "inside"}, 'A fault\'s place is "before" or "after".'),
        ({"kind": "ids_up", "by": 10}, "A fault's by is a whole number from 11 to 1073741824."),
    ],
)  # fmt: skip
async def test_nonsense(trial: Trial, wanted: Json, sentence: str) -> None:
    assert await trial.world("POST", "faults", wanted, 400) == {"error": sentence}
    assert await trial.world("GET", "faults") == []


@pytest.mark.parametrize("body", ["{", "[]", '"429"', "nul", "\ud83d"])
async def test_no_json_at_all(trial: Trial, body: Any) -> None:
    for path in ("faults", "rates"):
        data = body.encode(errors="surrogatepass")
        async with trial.http.post(f"{trial.address}/world/{path}", data=data) as response:
            assert response.status == 400
            assert (await response.json())["error"].startswith("The body is ")


async def test_a_number_that_json_does_not_know(trial: Trial) -> None:
    for number in ("NaN", "Infinity", "-Infinity", "1e400"):
        text = f'{{"kind": "500", "lasts": {number}}}'
        async with trial.http.post(f"{trial.address}/world/faults", data=text) as response:
            assert response.status == 400
