"""Which files are pictures, by what their senders call them."""

from __future__ import annotations

from pathlib import PurePosixPath

_STRIPPABLE = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp"})
_OTHERS = frozenset(
    {
        ".heic",
        ".heif",
        ".hif",
        ".avif",
        ".tif",
        ".tiff",
        ".dng",
        ".cr2",
        ".cr3",
        ".nef",
        ".arw",
        ".raf",
        ".orf",
    }
    | {".rw2", ".jp2", ".jxl", ".gif", ".psd", ".svg"}
)
_STRIPPABLE_TYPES = frozenset(
    {"image/jpeg", "image/jpg", "image/pjpeg", "image/png", "image/apng", "image/webp"}
)


def is_picture(name: str, mime: str) -> bool:
    """Of a file that is sent as a document."""
    ending = PurePosixPath(name.strip()).suffix.lower()
    return _type(mime).startswith("image/") or ending in _STRIPPABLE or ending in _OTHERS


def strippable(name: str, mime: str) -> bool:
    """Whether `stripped` knows its kind. What it really is, its bytes tell then."""
    ending = PurePosixPath(name.strip()).suffix.lower()
    if _type(mime).startswith("image/"):
        return _type(mime) in _STRIPPABLE_TYPES
    return ending in _STRIPPABLE


def _type(mime: str) -> str:
    return mime.partition(";")[0].strip().lower()
