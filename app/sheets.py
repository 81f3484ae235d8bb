"""Rows into a file, one after another, in the form that was asked for."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from app.complaints import CannotBegin

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class Form(StrEnum):
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class Sheet:
    """`begin`, `row` for each, `end`."""

    def __init__(self, out: TextIO, form: Form) -> None:
        self._out, self._form = out, form
        self.rows = 0

    def row(self, row: Mapping[str, Any]) -> None:
        {Form.JSON: self._json, Form.JSONL: self._jsonl, Form.CSV: self._csv}[self._form](row)
        self.rows += 1

    def end(self) -> None:
        if self._form is Form.JSON:
            self._out.write("\n]\n" if self.rows else "[]\n")

    def _json(self, row: Mapping[str, Any]) -> None:
        self._out.write((",\n" if self.rows else "[\n") + json.dumps(row, ensure_ascii=False))

    def _jsonl(self, row: Mapping[str, Any]) -> None:
        self._out.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _csv(self, row: Mapping[str, Any]) -> None:
        line = io.StringIO()
        writer = csv.writer(line)
        if not self.rows:
            writer.writerow(row)
        writer.writerow([_cell(value) for value in row.values()])
        self._out.write(line.getvalue())


def _cell(value: Any) -> Any:
    """A spreadsheet would carry out what strangers have written: such a cell gets a ' in front."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULAS):
        return f"'{value}"
    return value


@contextmanager
def opened(file: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that only its owner may read and that is there whole or not at all."""
    if file is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with _whole(file) as out:
        yield out


@contextmanager
def _whole(file: Path) -> Iterator[TextIO]:
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CannotBegin(f"{file} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(descriptor)
        _said(file, lambda: beside.replace(file))
    finally:
        beside.unlink(missing_ok=True)


def _said(file: Path, act: Callable[[], object]) -> None:
    try:
        act()
    except OSError as error:
        raise CannotBegin(f"{file} cannot be written: {error.strerror}.") from None
