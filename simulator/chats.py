from __future__ import annotations

from bisect import bisect_right

from simulator.errors import Json
from simulator.messages import Message
from simulator.store import Store


class Chats:
    """Every message by (chat, id), and each chat's ids in rising order.

    Ids come from one counter for the bot's account across all its chats, and both sides of a chat
    see the same id. (With Telegram the person's own account counts separately.)
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._messages: dict[int, Message] = {}
        self._by_chat: dict[int, list[int]] = {}
        self.keyboards: dict[int, Json] = {}
        for body in store.load("message"):
            self._index(Message(**body))
        for body in store.load("keyboard"):
            self.keyboards[body["chat"]] = body["markup"]

    @property
    def newest(self) -> int:
        return max(self._messages, default=0)

    def _index(self, message: Message) -> None:
        self._messages[message.message_id] = message
        self._by_chat.setdefault(message.chat_id, []).append(message.message_id)

    def add(self, message: Message) -> None:
        self._index(message)
        self.changed(message)

    def changed(self, message: Message) -> None:
        self._store.put("message", message.message_id, message)

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """A message that is still there."""
        message = self._messages.get(message_id)
        if message is None or message.deleted or message.chat_id != chat_id:
            return None
        return message

    def by_id(self, message_id: int) -> Message | None:
        return self._messages.get(message_id)

    def thread_of(self, message_id: int | None) -> int | None:
        message = self._messages.get(message_id) if message_id else None
        return message.thread if message else None

    def after(self, chat_id: int, message_id: int) -> list[Message]:
        ids = self._by_chat.get(chat_id, [])
        return [self._messages[at] for at in ids[bisect_right(ids, message_id) :]]

    def forget(self, chat_id: int) -> None:
        for message_id in self._by_chat.pop(chat_id, []):
            del self._messages[message_id]
            self._store.drop("message", message_id)
        self.set_keyboard(chat_id, None)

    def set_keyboard(self, chat_id: int, markup: Json | None) -> None:
        if markup is None:
            self.keyboards.pop(chat_id, None)
            self._store.drop("keyboard", chat_id)
        else:
            self.keyboards[chat_id] = markup
            self._store.put("keyboard", chat_id, {"chat": chat_id, "markup": markup})
