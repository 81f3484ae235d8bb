from __future__ import annotations

from dataclasses import dataclass, field

from simulator.errors import Json

CAPTIONED = {"photo", "video", "document", "audio", "voice", "animation"}
FILED = CAPTIONED | {"sticker", "video_note"}
SERVICE = {"pinned_message", "forum_topic_created", "forum_topic_edited"}
# What `copyMessage` refuses whoever sent it.
UNCOPYABLE = SERVICE | {"giveaway", "paid_media", "story"}


@dataclass
class Message:
    """One message of one chat. `text` is the caption where `kind` has one; `content` holds what the
    Bot API adds for the kind, such as `{"photo": [...]}`; `reactions` maps "me" and "bot" to an emoji;
    `live_until`: when a live location ends, or ended; `thread`: the topic it stands in;
    `hidden`: its person has taken it off their phone."""

    message_id: int
    chat_id: int
    outgoing: bool
    date: int
    kind: str = "text"
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    content: Json = field(default_factory=dict)
    live_until: int | None = None
    markup: Json | None = None
    reply_to: int | None = None
    quote: Json | None = None
    album: str | None = None
    thread: int | None = None
    origin: Json | None = None
    protected: bool = False
    edited_at: int | None = None
    deleted: bool = False
    hidden: bool = False
    reactions: dict[str, str] = field(default_factory=dict)

    @property
    def inline_rows(self) -> list[list[Json]]:
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def keyboard_rows(self) -> list[list[Json]]:
        rows: list[list[Json]] = (self.markup or {}).get("keyboard", [])
        return rows

    @property
    def service(self) -> bool:
        return self.kind in SERVICE

    @property
    def file_id(self) -> str | None:
        if self.kind not in FILED:
            return None
        media = self.content[self.kind]
        picked: str = media[-1]["file_id"] if isinstance(media, list) else media["file_id"]
        return picked

    def kept(self) -> Json:
        """As it is written: without its two ids, and without what is as it was in the beginning."""
        return {name: value for name, value in vars(self).items() if value != _BEGUN.get(name, value)}

    def live(self, now: float) -> bool:
        """One that was stopped lost its period, and stays ended when the clock is turned back."""
        if self.live_until is None or now >= self.live_until:
            return False
        return "live_period" in self.content["location"]


# What is always written equals nothing here; the two ids are beside it.
_BEGUN = vars(Message(0, 0, outgoing=False, date=0)) | {"outgoing": None, "date": None}
del _BEGUN["message_id"], _BEGUN["chat_id"]
