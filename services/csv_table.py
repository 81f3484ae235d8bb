"""CSV as spreadsheets write it: comma or semicolon, with or without a byte-order mark, any line end."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`row` is the number a spreadsheet shows beside it (the heading is 1; 0: the file as a whole)."""

    file: str
    row: int
    column: str
    value: str
    allowed: str


@dataclass(slots=True)
class Problems:
    file: str
    found: list[RowProblem]

    def add(self, row: int, column: str, value: str, allowed: str) -> None:
        self.found.append(RowProblem(self.file, row, column, value[:80], allowed))


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: Mapping[str, str]
    problems: Problems

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def bad(self, column: str, allowed: str) -> None:
        self.problems.add(self.number, column, self[column], allowed)

    def several(self, column: str) -> tuple[str, ...]:
        """`a|b|c`; the bar, because both comma and semicolon may separate the columns."""
        return tuple(part.strip() for part in self[column].split("|") if part.strip())


@dataclass(frozen=True, slots=True)
class Columns:
    required: Sequence[str]
    optional: Sequence[str] = ()

    @property
    def all(self) -> Sequence[str]:
        return (*self.required, *self.optional)


def read(data: bytes, columns: Columns, problems: Problems) -> list[Row]:
    """The rows that can be read at all; what cannot is in `problems`, by row and column."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        problems.add(0, "", "text in UTF-16", "text in UTF-8 (in a spreadsheet: save as CSV UTF-8)")
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(0, "", data[error.start : error.start + 8].hex(" "), "text in UTF-8")
        return []
    # Some keyboards and systems write é as two characters; names must be the same whoever typed them.
    text = unicodedata.normalize("NFC", text)
    if "\0" in text:
        problems.add(0, "", "zero bytes", "text in UTF-8")
        return []
    records = _records(text, problems)
    number, heading = next(records, (1, []))
    names = [name.strip().lower() for name in heading]
    if not _heading_is_good(names, number, columns, problems):
        return []
    return [_row(number, names, record, problems) for number, record in records]


def _records(text: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Filled records with their numbers. Empty ones are skipped and counted, as a spreadsheet does."""
    first = (text.lstrip("\r\n").splitlines() or [""])[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(number, "", str(error), 'cells in plain text or in "quotes", closed on the same row')
            return
        if any(cell.strip() for cell in record):
            yield number, record


def _heading_is_good(names: Sequence[str], row: int, columns: Columns, problems: Problems) -> bool:
    before = len(problems.found)
    known = ", ".join(columns.all)
    for name in columns.required:
        if name not in names:
            problems.add(row, name, "", f"this column must be there (columns: {known})")
    for position, name in enumerate(names):
        if name not in columns.all:
            problems.add(row, name, name, f"only the columns {known}")
        elif name in names[:position]:
            problems.add(row, name, name, "each column once")
    return len(problems.found) == before


def _row(number: int, names: Sequence[str], record: Sequence[str], problems: Problems) -> Row:
    extra = [cell for cell in record[len(names) :] if cell.strip()]
    if extra:
        problems.add(number, "", extra[0], f"{len(names)} cells, as in the heading")
    cells = {name: cell.strip() for name, cell in zip(names, record, strict=False)}
    return Row(number, cells, problems)
