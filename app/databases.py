"""Why a database cannot be opened, in a sentence for whoever can mend it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.complaints import CannotBegin
from app.settings import Database
from storage.migrate import UnknownRevision
from storage.refusals import NoSuchDatabase, OwnedByAnother
from storage.selfcheck import GuardMissing


@contextmanager
def complaints(database: Database) -> Iterator[None]:
    """Around the opening. Raises CannotBegin for what only the operator can mend."""
    try:
        yield
    except UnknownRevision as error:
        raise CannotBegin(
            f"{database}: {error}. Start the newer program, or restore an older copy."
        ) from None
    except GuardMissing as error:
        raise CannotBegin(f"{database}: {error}. Restore a copy, or name another (database.url).") from None
    except NoSuchDatabase as error:
        raise CannotBegin(
            f"{database} refuses: {error}. Mend the account, or name another (database.url)."
        ) from None
    except OwnedByAnother as error:
        raise CannotBegin(
            f"Roomline is already running on {database}: {error}. Stop that one first, or give this one a "
            "database of its own (database.url)."
        ) from None
