"""Pictures without what their cameras wrote into them: place, time, owner. Segment by segment; no pixel is
touched. Kept: colour profiles, and which way up a photograph is (without it, it would lie on its side)."""

from __future__ import annotations

from domain.pictures.bits import NotAPicture
from domain.pictures.kinds import is_picture, strippable
from domain.pictures.stripping import stripped

__all__ = ["NotAPicture", "is_picture", "strippable", "stripped"]
