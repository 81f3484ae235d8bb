"""Why a server does not let this program in. Of its own, so that nobody needs the driver to know of them."""

from __future__ import annotations


class NoSuchDatabase(Exception):
    """An account, a password or a name that only the operator can put right."""


class OwnedByAnother(Exception):
    """Another Roomline works on this database; the text names it."""
