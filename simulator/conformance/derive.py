"""Makes `table.json`, the Bot API as this package checks it, from aiogram's source distribution:

    python -m simulator.conformance.derive aiogram-3.31.0.tar.gz

takes the distribution, unpacked or not, or the schema that lies in it. The table holds names, types,
what is required and what is returned, and no prose. A type is written `Integer`, `[Message]` for a list
of them, `A|B` for either, `=a|b` for one of these texts; `!` at the end: required.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

from simulator.errors import Json

TABLE = Path(__file__).parent / "table.json"
SCHEMA = ".butcher/schema/schema.json"
BASIC = {"Integer", "String", "True", "Float", "Boolean"}
ONE_TEXT = re.compile(r"(?:always|must be) '?(\w+)'?\.?")
BARE = "String can be used instead of this object"
QUOTED = re.compile(r"'(\w+)'")
RETURNED = re.compile(r"\b(Array of )?([A-Z]\w+)\b")
LISTED = re.compile(r"\n - (\w+)")
SENTENCE = re.compile(r"(?<=[.)])\s")


def schema(path: Path) -> Json:
    """Raises OSError, ValueError or StopIteration where this is no such distribution."""
    if path.is_dir():
        path = path / SCHEMA
    found: Json = json.loads(path.read_bytes() if path.suffix == ".json" else _unpacked(path))
    return found


def _unpacked(path: Path) -> bytes:
    with tarfile.open(path) as packed:
        member = packed.extractfile(next(one for one in packed if one.name.endswith(SCHEMA)))
        return member.read() if member else b""


def derived(source: Json) -> Json:
    told = [child for section in source["items"] for child in section["children"]]
    types = {one["name"]: one for one in told if one["category"] == "types"}
    methods = {one["name"]: one for one in told if one["category"] == "methods"}
    known = BASIC | set(types)
    bare = [name for name, one in types.items() if BARE in one["description"]]
    return {
        "version": source["api"]["version"],
        "methods": {
            name: {"returns": returned(one["description"], known), "takes": _fields(one, bare)}
            for name, one in sorted(methods.items())
        },
        "types": {name: _type(one, bare) for name, one in sorted(types.items())},
    }


def _type(told: Json, bare: list[str]) -> Json | str:
    """Fields, or what it is one of. `InputFile` has neither: it is the bytes of a file."""
    members = [] if told["annotations"] else LISTED.findall(told["description"])
    if "an Array of " + told["name"] in told["description"]:
        members = ["String", f"[{told['name']}]", *members]
    return "|".join(members) if members else _fields(told, bare)


def _fields(told: Json, bare: list[str]) -> Json:
    return {one["name"]: _value(one, bare) + "!" * one["required"] for one in told["annotations"]}


def _value(field: Json, bare: list[str]) -> str:
    """`bare`: the types in place of which a text will do."""
    said = field["description"]
    if field["type"] == "String" and (alone := ONE_TEXT.search(said)) and alone.end() == len(said):
        return f"={alone[1]}"
    if field["type"] == "String" and field["name"] == "type" and (texts := QUOTED.findall(said)):
        return "=" + "|".join(dict.fromkeys(texts))
    written = _written(field["type"])
    for name in bare:
        written = re.sub(rf"\b{name}\b", f"{name}|String", written)
    return written


def _written(type_name: str) -> str:
    if type_name.startswith("Array of "):
        return f"[{_written(type_name.removeprefix('Array of '))}]"
    return "|".join(re.split(r", | or | and ", type_name))


def returned(description: str, known: set[str]) -> str:
    """The types named in the first sentence that says what is returned."""
    for sentence in SENTENCE.split(description.replace("\n", " ")):
        if "eturn" not in sentence:
            continue
        named = [f"[{name}]" if many else name for many, name in RETURNED.findall(sentence) if name in known]
        if named:
            return "|".join(dict.fromkeys(named))
    raise ValueError(f"nothing says what is returned: {description[:80]}")


def written(table: Json) -> str:
    """One line for each method and each type, so that a new version shows as the lines it changed."""

    def block(entries: dict[str, Any]) -> str:
        lines = (f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items())
        return "{\n" + ",\n".join(lines) + "\n }"

    methods, types = block(table["methods"]), block(table["types"])
    return f'{{\n "version": "{table["version"]}",\n "methods": {methods},\n "types": {types}\n}}\n'


def main(argv: list[str]) -> int:
    if len(argv) != 1:
        print("It takes one path: aiogram's source distribution.", file=sys.stderr)  # noqa: T201
        return 2
    table = derived(schema(Path(argv[0])))
    TABLE.write_text(written(table), "utf-8")
    sizes = f"{len(table['methods'])} methods, {len(table['types'])} types"
    print(f"Bot API {table['version']}: {sizes}, written to {TABLE}")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
