"""What only a sender's own chat tells us about them, found in what they send."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.firewall.folding import fold

_TELLING = 5
"""Letters or digits: what is shorter stands in words by chance."""
_A_WORD = re.compile(r"[a-z]{1,8}\Z")


def own_words(text: str, *, username: str, account: str) -> bool:
    """Whether it names its sender's account. A username that looks like a word may be one."""
    folded = fold(text)
    names = [name for name in (username.lower(), account) if len(name) >= _TELLING]
    return any(not _A_WORD.fullmatch(name) and _stands(name, folded) for name in names)


def own_name(file_name: str, *, names: Iterable[str]) -> bool:
    """Whether a file's name holds any of them: there a last name is enough."""
    folded = fold(file_name)
    return any(_stands(fold(name), folded) for name in names if len(name) > 2)


def _stands(name: str, text: str) -> bool:
    """As a word of its own."""
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None
