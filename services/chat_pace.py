"""One message a second in a chat of which Telegram has said that there are too many.

How many may come at once is told nowhere, so nobody is held back before Telegram objects. From then on the
chat's line goes at the pace that is documented for long ones, or every other message would meet a refusal
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from domain.ids import PersonId
from services.outgoing import Outcome, RetryAfter, Sent

A_MESSAGE = timedelta(seconds=1)
CAREFUL = 30.0
"""Seconds after the last message of a chat in which it is still remembered that Telegram objected."""
NONE = timedelta(0)


@dataclass(slots=True)
class ChatPace:
    """In real time, whatever the trial's clock says."""

    _until: dict[PersonId, float] = field(default_factory=dict)

    def rest(self, chat: PersonId, outcome: Outcome, messages: int) -> timedelta:
        """How long the chat's line has to wait after this answer, besides what the answer itself says."""
        now = asyncio.get_running_loop().time()
        if isinstance(outcome, RetryAfter):
            self._until = {one: until for one, until in self._until.items() if until > now}
            self._until[chat] = now + outcome.seconds + CAREFUL
        elif isinstance(outcome, Sent) and self._until.get(chat, now) > now:
            self._until[chat] = max(self._until[chat], now + CAREFUL)
            return messages * A_MESSAGE
        return NONE
