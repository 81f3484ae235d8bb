"""Measures the firewall on the labelled messages beside this file (sample data, made up for it)."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.firewall import Content, Verdict, inspect
from domain.firewall.files import neutral_name
from domain.message import MessageKind

HERE = Path(__file__).parent
LABELLED, HELD_OUT = HERE / "messages.jsonl", HERE / "held_out.jsonl"


@dataclass(frozen=True)
class Sample:
    """`messages` in a row by one person; the last of them has `hidden` entities. `find`: what is in it."""

    language: str
    kind: str
    bad: bool
    find: str | None
    contents: tuple[Content, ...]

    @property
    def stopped(self) -> bool:
        """Or, where it is a file's name that tells, given another name."""
        return self.verdict().stopped or any(neutral_name(one) for one in self.contents)

    def verdict(self) -> Verdict:
        """Of the first that is stopped, or of the last."""
        passed: list[str] = []
        verdict = Verdict()
        for content in self.contents:
            verdict = inspect(content, passed)
            if verdict.stopped:
                return verdict
            passed.append(content.text)
        return verdict


@dataclass(frozen=True)
class Measured:
    samples: Sequence[tuple[Sample, bool]]

    def of(self, *, bad: bool) -> tuple[int, int]:
        """Stopped, of all."""
        those = [stopped for sample, stopped in self.samples if sample.bad is bad]
        return sum(those), len(those)

    @property
    def recall(self) -> float:
        stopped, all_ = self.of(bad=True)
        return stopped / all_

    @property
    def false_alarms(self) -> float:
        stopped, all_ = self.of(bad=False)
        return stopped / all_


def load(path: Path) -> list[Sample]:
    return [_sample(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def measure(samples: Iterable[Sample]) -> Measured:
    return Measured([(sample, sample.stopped) for sample in samples])


def _sample(row: dict[str, Any]) -> Sample:
    if "content" in row:
        kind = MessageKind(row["content"]["kind"])
        details = {name: value for name, value in row["content"].items() if name != "kind"}
        contents: list[Content] = [Content(kind=kind, details=details)]
    else:
        contents = [Content(text=text) for text in row["messages"]]
        if "hidden" in row:
            last = contents[-1].text
            contents[-1] = Content(text=last, entities=tuple(_entity(last, one) for one in row["hidden"]))
    return Sample(row["language"], row["kind"], row["bad"], row["find"], tuple(contents))


def _entity(text: str, hidden: dict[str, Any]) -> dict[str, Any]:
    place = {"offset": text.index(hidden["on"]), "length": len(hidden["on"])}
    if "url" in hidden:
        return {"type": "text_link", **place, "url": hidden["url"]}
    return {"type": "text_mention", **place, "user": {"id": hidden["user"]}}


def report(name: str, samples: Sequence[Sample]) -> None:
    began = time.process_time()
    measured = measure(samples)
    spent = (time.process_time() - began) / sum(len(sample.contents) for sample in samples)
    print(f"{name}: {len(samples)} samples, {spent * 1e6:.0f} µs of CPU a message")
    print(f"  recall {measured.recall:.1%}, false alarms {measured.false_alarms:.1%}")
    _table(measured)


def _table(measured: Measured) -> None:
    stopped: Counter[tuple[str, str, bool]] = Counter()
    whole: Counter[tuple[str, str, bool]] = Counter()
    for sample, was_stopped in measured.samples:
        for kind in (sample.kind, "all"):
            whole[sample.language, kind, sample.bad] += 1
            stopped[sample.language, kind, sample.bad] += was_stopped
    for language, kind, bad in sorted(whole, key=lambda one: (one[0], one[2], one[1])):
        figure, of = stopped[language, kind, bad], whole[language, kind, bad]
        print(f"  {language}  {'stopped' if bad else 'false alarms':13} {kind:22} {figure:4} of {of}")
