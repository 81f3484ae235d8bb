"""The secret address of a therapist's calendar. It is kept nowhere, but worked out anew to be shown."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime

from domain.ids import TherapistId


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """`nonce` tells nothing without the key, `digest` is of the token and finds it again."""

    therapist: TherapistId
    nonce: str
    digest: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """`secret` is not in the database: who reads only that cannot open anybody's calendar."""

    secret: bytes = field(repr=False)

    def link(self, therapist: TherapistId, nonce: str, made_at: datetime) -> CalendarLink:
        return CalendarLink(therapist, nonce, digest(self._token(therapist, nonce)), made_at)

    def token(self, link: CalendarLink) -> str | None:
        """None where it was made with another key: that address is dead."""
        token = self._token(link.therapist, link.nonce)
        return token if hmac.compare_digest(digest(token), link.digest) else None

    def opens(self, link: CalendarLink, token: str) -> bool:
        mine = self.token(link)
        return mine is not None and hmac.compare_digest(mine, token)

    def _token(self, therapist: TherapistId, nonce: str) -> str:
        """128 bits as 22 characters of base64url."""
        made = hmac.digest(self.secret, f"calendar:{therapist}:{nonce}".encode(), "sha256")
        return base64.urlsafe_b64encode(made[:16]).decode().rstrip("=")


def digest(token: str) -> str:
    """Plain SHA-256 is enough: of 128 random bits nothing can be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
