"""Reads a YAML file of sections and keys and remembers on which line each stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from app.complaints import CannotBegin

Lines = dict[tuple[str, ...], int]


def read_yaml(file: Path) -> tuple[dict[str, Any], Lines]:
    """The values by section, and each key's line (from 1) by its path, such as `("web", "port")`."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise CannotBegin(f"{file} cannot be read: {reason}.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CannotBegin(f"{file}, line {line}: this is not YAML ({error.problem}).") from None
    except yaml.YAMLError as error:
        raise CannotBegin(f"{file}: this is not YAML ({error}).") from None
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise CannotBegin(
            f"{file}, line 1: allowed are sections with keys, such as `web:` and below it `port: 8080`."
        )
    return values, _lines(file, root, ())


def _lines(file: Path, node: yaml.MappingNode, above: tuple[str, ...]) -> Lines:
    lines: Lines = {}
    for key, value in node.value:
        path, line = (*above, str(key.value)), key.start_mark.line + 1
        if path in lines:
            raise CannotBegin(
                f"{file}, line {line}: {'.'.join(path)} stands already on line {lines[path]}; keep one."
            )
        lines[path] = line
        if isinstance(value, yaml.MappingNode):
            lines |= _lines(file, value, path)
    return lines
