from __future__ import annotations


class NotAPicture(Exception):
    """Not what it claims to be, or broken: nobody can say what else is in it."""


def piece(data: bytes, start: int, length: int) -> bytes:
    """Exactly that much. Raises NotAPicture where there is less."""
    found = data[start : start + length]
    if length < 0 or len(found) != length:
        raise NotAPicture("cut short")
    return found
