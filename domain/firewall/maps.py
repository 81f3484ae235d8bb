"""Links to a place on a map, and what they say besides where it is."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from domain.firewall.wordlists import words

_MAPS = words(
    """
    maps.google.com maps.google.co.id maps.app.goo.gl openstreetmap.org www.openstreetmap.org osm.org
    www.osm.org maps.apple.com maps.apple waze.com www.waze.com ul.waze.com
    """
)
_PARTLY = frozenset({"google.com", "www.google.com", "google.co.id", "www.google.co.id", "goo.gl"})
"""Hosts that have other pages, too."""
_SHORT = frozenset({"maps.app.goo.gl", "goo.gl"})
"""Whose paths are letters by chance."""
_PLACE = re.compile(r"-?\d{1,3}\.\d{3,}|/data=[^/?#]*|0x[0-9a-f]+|/@[^/?#]*|\b\d{1,2}z\b")


def map_link(url: str) -> bool:
    """By its host, its path where that matters, and nothing that could hide another host."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, alone = parts.hostname or "", parts.username is None and parts.port is None
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not alone:
        return False
    return host in _MAPS or (host in _PARTLY and (parts.path == "/maps" or parts.path.startswith("/maps/")))


def words_of(url: str) -> str:
    """A place's name, or what was looked for, may be a number."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.hostname in _SHORT:
        return ""
    said = unquote(f"{parts.path} {parts.query}".replace("+", " "))
    return _PLACE.sub(" ", said.replace("=", " ").replace("&", " ; "))
