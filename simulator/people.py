from __future__ import annotations

from dataclasses import dataclass, field

from simulator.errors import ApiError, Json, bad_request, forbidden

# Telegram's ids have outgrown 32 bits; so do these, to catch whoever stores them too small.
FIRST_PERSON_ID = 7_100_000_001
# What every client's numbers hold exactly.
MOST_ID = 2**52

SAMPLE_PEOPLE: list[Json] = [
    {"first_name": "Mia (sample)", "username": "mia_sample", "note": "customer"},
    {"first_name": "Tara (sample)", "username": "tara_sample", "note": "therapist"},
    {"first_name": "Omar (sample)", "username": "omar_sample", "note": "operator"},
]


@dataclass
class Person:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "en"
    note: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    unread: int = 0
    read_up_to: int = 0
    no_voices: bool = False
    """Takes no voice or round video messages."""
    premium: bool = False
    """May write captions as long as a text."""
    pinned: list[int] = field(default_factory=list)
    offline: bool = False
    """The phone has no connection."""
    hidden: bool = False
    """Shown by no phone on the page: for programs that act by themselves."""

    def user(self) -> Json:
        """Telegram's `User`."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                user[name] = value
        return user | ({"is_premium": True} if self.premium else {})

    def chat(self) -> Json:
        """Telegram's private `Chat`."""
        chat: Json = {"id": self.id, "type": "private", "first_name": self.first_name}
        for name in ("last_name", "username"):
            if value := getattr(self, name):
                chat[name] = value
        return chat

    def listed(self) -> Json:
        """As `/world/people` shows it."""
        return dict(vars(self))

    def refusal(self) -> ApiError | None:
        """Why a bot may not write to this person, if so."""
        if self.deactivated:
            return forbidden("user is deactivated")
        if self.blocked:
            return forbidden("bot was blocked by the user")
        if not self.started:
            return forbidden("bot can't initiate conversation with a user")
        return None


def chat_not_found() -> ApiError:
    return bad_request("chat not found")
