"""The one source of randomness: the system's."""

from __future__ import annotations

import secrets


class SystemChance:
    def choose(self, alphabet: str) -> str:
        return secrets.choice(alphabet)

    def token(self) -> str:
        """16 bytes as 22 characters of base64url."""
        return secrets.token_urlsafe(16)
