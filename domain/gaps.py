"""What is left between things that are taken, in whole numbers: a month of a studio is thousands of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

Pair = tuple[int, int]


def joined(taken: Iterable[Pair]) -> list[Pair]:
    """In order, those that overlap made one. Both ends of each are outside it: two that only touch leave the
    point between them free."""
    found: list[Pair] = []
    begin = end = None
    for start, stop in sorted(taken):
        if end is None or start >= end:
            if begin is not None and end is not None:
                found.append((begin, end))
            begin, end = start, stop
        elif stop > end:
            end = stop
    if begin is not None and end is not None:
        found.append((begin, end))
    return found


def touching(wholes: Iterable[Pair]) -> list[Pair]:
    """In order, those that touch or overlap made one."""
    found: list[Pair] = []
    for begin, end in sorted(wholes):
        if found and begin <= found[-1][1]:
            begin, end = found[-1][0], max(found.pop()[1], end)
        found.append((begin, end))
    return found


def left(wholes: Iterable[Pair], taken: Sequence[Pair]) -> Iterator[Pair]:
    """From the first to the last point of each that nothing takes. `wholes` in any order; `taken` as `joined`
    gives it."""
    ends = [end for _, end in taken]
    for first, last in wholes:
        for number in range(bisect_right(ends, first), len(taken)):
            start, end = taken[number]
            if start >= last:
                break
            if start >= first:
                yield first, start
            first = end
        if first <= last:
            yield first, last


def on_grid(free: Sequence[Pair], windows: Iterable[Pair], step: int) -> set[int]:
    """Points every `step` from the beginning of each window that lie within it and within what is free, which
    is in order and apart. A window's end is outside it."""
    return set().union(*_on_grid(free, windows, step))


def days_on_grid(
    free: Sequence[Pair], windows: Iterable[Pair], step: int, midnights: Sequence[int]
) -> set[int]:
    """On which days some of those points lie, counted from 1; `midnights` are the beginnings of the days."""
    found: set[int] = set()
    for points in _on_grid(free, windows, step):
        first, last = bisect_right(midnights, points[0]), bisect_right(midnights, points[-1])
        found.add(first)
        if first != last:
            found.update(bisect_right(midnights, point) for point in points)
    return found


def _on_grid(free: Sequence[Pair], windows: Iterable[Pair], step: int) -> Iterator[range]:
    """None of them empty."""
    lasts = [last for _, last in free]
    for opens, closes in windows:
        for number in range(bisect_left(lasts, opens), len(free)):
            first, last = free[number]
            if first >= closes:
                break
            begin = opens if first <= opens else opens - (opens - first) // step * step
            if points := range(begin, last + 1 if last < closes else closes, step):
                yield points
