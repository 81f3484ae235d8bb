from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from simulator.errors import Json
from simulator.messages import Message
from simulator.store import Store

# Messages in memory, over all chats: those sent, changed or asked for last. Every other is read from disk.
IN_MEMORY = 10_000
LOT = 1_000


class Chats:
    """Every message by (chat, id).

    Ids come from one counter for the bot's account across all its chats, and both sides of a chat
    see the same id. (With Telegram the person's own account counts separately.)
    """

    def __init__(self, store: Store, in_memory: int = IN_MEMORY) -> None:
        self._store = store
        self._most = in_memory
        self._messages: OrderedDict[int, Message] = OrderedDict()
        self.keyboards: dict[int, Json] = {}
        for body in store.load("keyboard"):
            self.keyboards[body["chat"]] = body["markup"]

    @property
    def newest(self) -> int:
        """Over all chats, of those that are written."""
        return self._store.last_message()

    def add(self, message: Message) -> None:
        self.changed(message)

    def changed(self, message: Message) -> None:
        self._remember(message)
        self._store.put_message(message)

    def _remember(self, message: Message) -> Message:
        self._messages[message.message_id] = message
        if len(self._messages) > self._most:
            self._messages.popitem(last=False)
        return message

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """A message that is still there."""
        message = self.by_id(message_id)
        if message is None or message.deleted or message.chat_id != chat_id:
            return None
        return message

    def by_id(self, message_id: int) -> Message | None:
        if (message := self._messages.get(message_id)) is not None:
            self._messages.move_to_end(message_id)
            return message
        if not 0 < message_id < 2**63 or (message := self._store.message(message_id)) is None:
            return None
        return self._remember(message)

    def thread_of(self, message_id: int | None) -> int | None:
        message = self.by_id(message_id) if message_id else None
        return message.thread if message else None

    def after(self, chat_id: int, message_id: int) -> Iterator[Message]:
        """In rising order; read in lots, so that no chat is too long for it."""
        while lot := self._store.oldest(chat_id, message_id, LOT):
            yield from map(self._as_known, lot)
            message_id = lot[-1].message_id

    def last(self, chat_id: int, most: int, *, after: int = 0, before: int = 2**63 - 1) -> list[Message]:
        """The newest so many between two ids, in rising order."""
        return [self._as_known(one) for one in self._store.newest(chat_id, after, before, most)]

    def _as_known(self, message: Message) -> Message:
        """One message is one object for all who hold it. Reading a chat pushes nothing out of memory."""
        return self._messages.get(message.message_id, message)

    def unread(self, chat_id: int, read_up_to: int) -> int:
        return self._store.unread(chat_id, read_up_to)

    def forget(self, chat_id: int) -> None:
        self._store.forget_chat(chat_id)
        for message_id in [at for at, message in self._messages.items() if message.chat_id == chat_id]:
            del self._messages[message_id]
        self.set_keyboard(chat_id, None)

    def set_keyboard(self, chat_id: int, markup: Json | None) -> None:
        if markup is None:
            self.keyboards.pop(chat_id, None)
            self._store.drop("keyboard", chat_id)
        else:
            self.keyboards[chat_id] = markup
            self._store.put("keyboard", chat_id, {"chat": chat_id, "markup": markup})
