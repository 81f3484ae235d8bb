from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.talk.studio import Studio, studio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Studio]:
    """The sample roster; person 3 is an operator. Nobody has joined yet."""
    async with studio(tmp_path, operators=frozenset({"3"})) as opened:
        yield opened
