"""The outbox's statements."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Executable,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    type_coerce,
    union_all,
    update,
)

from storage.dialect import InsertMaker
from storage.epochs import orphaned
from storage.query import Query, given
from storage.tables import cards, messages, people
from storage.tables import outbox as t

# Written out, not bound: only then do the engines use the partial indexes.
_queued = text("state = 'queued'")
_unsent = text("state IN ('queued', 'slowed')")
_slowed = text("outbox.state = 'slowed'")
_lanes = (
    select(t.c.person_id, func.min(t.c.id).label("head"), func.max(t.c.not_before).label("waits_until"))
    .where(_queued)
    .group_by(t.c.person_id)
    .subquery("lanes")
)
_flying = t.alias("flying")
_in_flight = exists().where(_flying.c.person_id == _lanes.c.person_id, text("flying.state = 'sending'"))
_flies = text("flying.state = 'sending'")
_first = t.alias("first")
_heads = (
    select(_first.c.id)
    .join(_lanes, _lanes.c.head == _first.c.id)
    .join(people, people.c.id == _lanes.c.person_id)
    .where(
        people.c.reachable,
        or_(~people.c.probe, bindparam("probes", type_=Boolean)),
        ~_in_flight,
        or_(_lanes.c.waits_until.is_(None), _lanes.c.waits_until <= bindparam("now")),
        or_(_first.c.ripe_at.is_(None), _first.c.ripe_at <= bindparam("now")),
        _lanes.c.person_id.not_in(given("busy")),
    )
    .order_by(case((bindparam("by_age", type_=Boolean), 0), else_=_first.c.priority), _first.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=_first, skip_locked=True)
    # By itself, so that it is found once: looked for again, it would pass over what it has locked.
    .cte("heads")
)
_later = case(
    (t.c.ripe_at > bindparam("until"), t.c.ripe_at),
    else_=bindparam("until", type_=t.c.ripe_at.type),
)
_held = (t.c.id == bindparam("row"), t.c.state == "sending", t.c.epoch == bindparam("held_by"))


def _add_card(insert_on_conflict: InsertMaker) -> Executable:
    fresh = insert_on_conflict(t)
    new = fresh.excluded
    replaced = ("code", "content", "room_id", "reply_to", "silent")
    return fresh.on_conflict_do_update(
        index_elements=["person_id", "card"],
        index_where=text("state = 'queued' AND card <> ''"),
        set_={name: new[name] for name in replaced} | {"fresh": or_(t.c.fresh, new.fresh)},
    )


ADD = Query("outbox.add", "At the end of the line.", insert(t))
ADD_CARD = Query(
    "outbox.add_card",
    "A card's newer version: in place of the unsent one, if there is one, else at the end of the line.",
    _add_card,
)
CLAIM = Query(
    "outbox.claim",
    "The head of each reachable person's lane, most urgent (or oldest) first, unless it waits or one flies.",
    update(t)
    .where(t.c.id.in_(select(_heads.c.id)), t.c.state == "queued")
    .values(state="sending", epoch=bindparam("mine"))
    .returning(t),
)
_newest = (
    select(func.max(t.c.id))
    .where(
        t.c.person_id == bindparam("person"),
        t.c.card != "",
        t.c.state.in_(["queued", "sending", "sent"]),
        t.c.card.in_(select(cards.c.name).where(cards.c.person_id == bindparam("person"))),
    )
    .group_by(t.c.card)
)
CARDS = Query(
    "outbox.cards",
    "The newest version of each card that is in a person's chat, the newest first.",
    select(t).where(t.c.id.in_(_newest)).order_by(t.c.id.desc()).limit(bindparam("most")),
)
NEWEST = Query(
    "outbox.newest",
    "What was last handed to a person's chat, as far as it may stand there; not what only changed there.",
    select(t.c.card)
    .where(
        t.c.person_id == bindparam("person"),
        t.c.state.in_(["sent", "sending", "uncertain"]),
        t.c.kind != "amend",
    )
    .order_by(t.c.id.desc())
    .limit(1),
)
UNSENT_COPIES = Query(
    "outbox.unsent_copies",
    "How many of people's messages wait for a person; not those that were given up meanwhile.",
    select(func.count().label("unsent"))
    .join(messages, messages.c.id == t.c.message_id)
    .where(
        t.c.person_id == bindparam("person"),
        t.c.kind == "copy",
        text("outbox.state = 'queued'"),
        messages.c.state == "queued",
    ),
)
UNSENT_CARD = Query(
    "outbox.unsent_card",
    "A version of this card that is on its way.",
    select(t.c.id)
    .where(
        t.c.person_id == bindparam("person"),
        t.c.card == bindparam("of_card"),
        text("state IN ('queued', 'sending')"),
    )
    .limit(1),
)
SETTLE = Query("outbox.settle", "What became of a row in hand.", update(t).where(*_held))
AGAIN = Query(
    "outbox.again",
    "A row in hand goes back to the head of its lane, which waits.",
    update(t).where(*_held).values(state="queued", epoch=0, tries=t.c.tries + bindparam("more")),
)
_newer = t.alias("newer")
TAKE_NEWER = Query(
    "outbox.take_newer",
    "A card in hand becomes its newer, unsent version.",
    update(t)
    .where(
        t.c.id == bindparam("row"),
        _newer.c.person_id == t.c.person_id,
        _newer.c.card == t.c.card,
        _newer.c.id != t.c.id,
        _newer.c.state == "queued",
    )
    .values(
        code=_newer.c.code,
        content=_newer.c.content,
        room_id=_newer.c.room_id,
        reply_to=_newer.c.reply_to,
        silent=_newer.c.silent,
        fresh=or_(t.c.fresh, _newer.c.fresh),
    ),
)
DROP_NEWER = Query(
    "outbox.drop_newer",
    "The unsent version that another row has become.",
    update(t)
    .where(
        t.c.person_id == bindparam("person"),
        t.c.card == bindparam("of_card"),
        t.c.id != bindparam("row"),
        t.c.state == "queued",
    )
    .values(state="cancelled", error="merged"),
)
SHORTEN = Query(
    "outbox.shorten",
    "The longer waits end by so much sooner.",
    update(t)
    .where(_unsent, t.c.not_before > bindparam("beyond"))
    .values(not_before=type_coerce(t.c.not_before, BigInteger) - bindparam("by", type_=BigInteger)),
)
POSTPONE = Query(
    "outbox.postpone",
    "A copy that still waits may not go before then.",
    update(t)
    .where(_unsent, t.c.message_id == bindparam("message"), t.c.kind == "copy", t.c.code == "")
    .values(ripe_at=_later),
)
POSTPONE_ALBUMS = Query(
    "outbox.postpone_albums",
    "What waits for the rest of its album may not go before then.",
    update(t).where(_unsent, t.c.ripe_at.is_not(None)).values(ripe_at=_later),
)
COPY_STATE = Query(
    "outbox.copy_state",
    "How far a message's copy is.",
    select(t.c.state)
    .where(t.c.message_id == bindparam("message"), t.c.kind == "copy", t.c.code == "")
    .order_by(t.c.id.desc())
    .limit(1),
)
_waits = union_all(
    *(
        select(t.c.id, t.c.message_id, t.c.person_id).where(
            text(waits),
            t.c.kind == "copy",
            t.c.id > bindparam("after"),
            t.c.created_at > bindparam("since"),
            t.c.created_at <= bindparam("until"),
        )
        # Of each state alone, in the words of its partial index.
        for waits in ("state = 'queued'", "state = 'sending'")
    )
).subquery("waits")
LATE = Query(
    "outbox.late",
    "Copies that wait since then for readers who can be reached.",
    select(_waits.c.id, _waits.c.message_id)
    .join(people, people.c.id == _waits.c.person_id)
    .where(people.c.reachable)
    .order_by(_waits.c.id)
    .limit(bindparam("most")),
)
SLOWED = Query(
    "outbox.slowed",
    "Whether anything of a writer's is kept beside its reader's line.",
    select(t.c.id)
    .join(messages, messages.c.id == t.c.message_id)
    .where(_slowed, messages.c.sender_person == bindparam("sender"))
    .limit(1),
)
NEXT_SLOWED = Query(
    "outbox.next_slowed",
    "When the next of what was too fast may stand in line.",
    select(func.min(t.c.not_before).label("at")).where(_slowed),
)
RELEASE = Query(
    "outbox.release",
    "What was too fast stands in line when its time has come.",
    update(t)
    .where(_slowed, t.c.not_before <= bindparam("now"))
    # It waits for its reader from here on only.
    .values(state="queued", not_before=None, created_at=bindparam("now")),
)
REQUEUE = Query(
    "outbox.requeue",
    "What has not arrived of a copy whose fate was uncertain or refused stands in line again.",
    update(t)
    .where(
        t.c.message_id == bindparam("message"),
        t.c.kind == "copy",
        # A caption is withdrawn when the medium that goes before it does not arrive.
        or_(t.c.state.in_(["uncertain", "refused"]), and_(t.c.state == "cancelled", t.c.code == "caption")),
    )
    .values(state="queued", tries=0, epoch=0, not_before=None, ripe_at=None, error=""),
)
SHORTEN_RIPENING = Query(
    "outbox.shorten_ripening",
    "The same for what waits for more of its kind.",
    update(t)
    .where(_unsent, t.c.ripe_at > bindparam("beyond"))
    .values(ripe_at=type_coerce(t.c.ripe_at, BigInteger) - bindparam("by", type_=BigInteger)),
)
TAKE_OVER = Query(
    "outbox.take_over",
    "What a life that is over had in hand is in this one's.",
    update(t).where(text("state = 'sending'"), orphaned(t)).values(epoch=bindparam("mine")).returning(t),
)
_unsent_copy = and_(_first.c.kind == "copy", text("first.state IN ('queued', 'slowed')"))
UNSURE_COPIES = Query(
    "outbox.unsure_copies",
    "The first copy of each person's that waits, in hand whatever goes before it.",
    update(t)
    .where(
        t.c.id.in_(
            select(func.min(_first.c.id))
            .where(_unsent_copy, _first.c.person_id.not_in(select(_flying.c.person_id).where(_flies)))
            .group_by(_first.c.person_id)
            .limit(bindparam("most"))
        ),
        t.c.state.in_(["queued", "slowed"]),
    )
    .values(state="sending", epoch=bindparam("mine"))
    .returning(t),
)
