"""Where a card stands in its reader's chat."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from storage.query import Query, upsert
from storage.tables import cards as t

_it = (t.c.person_id == bindparam("person"), t.c.name == bindparam("card"))

FIND = Query("cards.find", "The chat message that a card is.", select(t.c.chat_message).where(*_it))
KEEP = Query("cards.keep", "A card was sent, or sent anew.", upsert(t, ["person_id", "name"]))
DROP = Query("cards.drop", "A card is gone from its chat.", delete(t).where(*_it))
