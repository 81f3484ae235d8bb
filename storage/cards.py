"""Where a card stands in its reader's chat."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from storage.query import Query, upsert
from storage.tables import cards as t

_it = (t.c.person_id == bindparam("person"), t.c.name == bindparam("card"))

FIND = Query("cards.find", "The chat message that a card is.", select(t.c.chat_message).where(*_it))
AT = Query(
    "cards.at",
    "Which card a message of ours is.",
    select(t.c.name).where(t.c.person_id == bindparam("person"), t.c.chat_message == bindparam("message")),
)
NEWEST = Query(
    "cards.newest",
    "The card that was sent last.",
    select(t.c.name, t.c.at)
    .where(t.c.person_id == bindparam("person"))
    .order_by(t.c.at.desc(), t.c.chat_message.desc())
    .limit(1),
)
KEEP = Query("cards.keep", "A card was sent, or sent anew.", upsert(t, ["person_id", "name"]))
DROP = Query("cards.drop", "A card is gone from its chat.", delete(t).where(*_it))
