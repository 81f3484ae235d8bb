"""Topics of the private chats: threads beside the main one, made by the bot or by the person."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.errors import Json
from simulator.store import Store

COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


@dataclass
class Topic:
    """`thread`: the id of the service message it began with; `implicit`: nobody has named it yet."""

    thread: int
    chat_id: int
    name: str
    icon_color: int = COLORS[0]
    icon_custom_emoji_id: str = ""
    implicit: bool = False

    def told(self) -> Json:
        """What `ForumTopic` and `ForumTopicCreated` have in common."""
        shown: Json = {"name": self.name, "icon_color": self.icon_color}
        if self.icon_custom_emoji_id:
            shown["icon_custom_emoji_id"] = self.icon_custom_emoji_id
        return shown | ({"is_name_implicit": True} if self.implicit else {})


class Topics:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._topics: dict[int, Topic] = {}
        for body in store.load("topic"):
            self._topics[body["thread"]] = Topic(**body)

    def add(self, topic: Topic) -> None:
        self._topics[topic.thread] = topic
        self.changed(topic)

    def changed(self, topic: Topic) -> None:
        self._store.put("topic", topic.thread, topic)

    def find(self, chat_id: int, thread: int) -> Topic | None:
        topic = self._topics.get(thread)
        return topic if topic and topic.chat_id == chat_id else None

    def of(self, chat_id: int) -> list[Topic]:
        """The oldest first."""
        return [topic for topic in self._topics.values() if topic.chat_id == chat_id]

    def drop(self, topic: Topic) -> None:
        del self._topics[topic.thread]
        self._store.drop("topic", topic.thread)

    def forget(self, chat_id: int) -> None:
        for topic in self.of(chat_id):
            self.drop(topic)
