"""Files' names: those that tell who somebody is are given up for neutral ones."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from domain.firewall.finds import Content
from domain.firewall.inspection import tells

_ENDING = re.compile(r"\.[a-z0-9]{1,8}\Z")
_JOINED = re.compile(r"[_]+")


def neutral_name(content: Content) -> str | None:
    """Another name for the file, if its own tells something; None where it may keep it."""
    name = str(content.details.get("file_name", ""))
    if not name:
        return None
    stem, ending = _parted(name)
    telling = tells(stem) or tells(_JOINED.sub(" ", stem)) or content.details.get("account") == "file_name"
    return f"file{ending}" if telling else None


def _parted(name: str) -> tuple[str, str]:
    """ "maya@example.com.docx" → what to look into, and the ending that says how to open it."""
    ending = PurePosixPath(name).suffix.lower()
    known = _ENDING.fullmatch(ending) is not None
    return (name[: -len(ending)], ending) if known else (name, "")
