"""What stands on the screen, in the language of whoever looks at it, by the catalogues' own keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter
from typing import Any

from tests.talk.spoken import WORDS


@dataclass(frozen=True)
class Sayings:
    language: str

    def __call__(self, key: str, **fields: Any) -> str:
        """With its fields filled in; where some are not given, the longest piece between them."""
        said = WORDS.gettext(self.language, key)
        assert said != key, key
        pieces, piece = [], ""
        for literal, name, _, _ in Formatter().parse(said):
            piece += literal
            if name is not None and name in fields:
                piece += str(fields[name])
            elif name is not None:
                pieces.append(piece)
                piece = ""
        return max([*pieces, piece], key=len).strip(" ·.:")

    def minutes(self, count: int) -> str:
        return WORDS.ngettext(self.language, "minutes", count).format(n=count)

    def anywhere(self, key: str) -> re.Pattern[str]:
        return re.compile(re.escape(self(key)))
