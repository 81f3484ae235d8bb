"""The one reaction that stands under a message on our behalf: whose it is, and which."""

from __future__ import annotations

from collections.abc import Sequence

LATE = "👀"
"""What an original carries while it is late."""
# The documented set, which bots are held to; people may have others (their own pictures, paid ones).
_SETTABLE = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾
💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
SETTABLE = frozenset(_SETTABLE.split())


def settable(emoji: str) -> bool:
    return plain(emoji) in SETTABLE


def plain(emoji: str) -> str:
    """As Telegram spells it: without the variation selector that some keyboards add."""
    return emoji.replace("\ufe0f", "")


def shown(theirs: Sequence[str], *, late: bool) -> str | None:
    """`theirs` are the counterpart's own, the oldest first: the newest that a bot can set wins, over anything
    of ours. None: nothing."""
    possible = [plain(emoji) for emoji in theirs if settable(emoji)]
    if possible:
        return possible[-1]
    return LATE if late else None
