"""Which method is which function. Lower-case names: Telegram accepts any letter case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.methods import (
    albums,
    changing,
    copying,
    media,
    members,
    pins,
    places,
    profile,
    questions,
    replacing,
    sending,
    topics,
    webhooks,
)
from simulator.params import Params
from simulator.world import World

Method = Callable[[World, Params], Any]

_METHODS: dict[str, Method] = {
    "getMe": profile.get_me,
    "logOut": profile.yes,
    "close": profile.yes,
    "getWebhookInfo": webhooks.webhook_info,
    "setWebhook": webhooks.set_webhook,
    "deleteWebhook": webhooks.delete_webhook,
    "sendMessage": sending.send_message,
    "sendPhoto": media.sender_of_file("photo"),
    "sendDocument": media.sender_of_file("document"),
    "sendVideo": media.sender_of_file("video"),
    "sendAudio": media.sender_of_file("audio"),
    "sendVoice": media.sender_of_file("voice"),
    "sendAnimation": media.sender_of_file("animation"),
    "sendSticker": media.sender_of_file("sticker"),
    "sendVideoNote": media.sender_of_file("video_note"),
    "sendLocation": places.send_location,
    "editMessageLiveLocation": places.edit_live_location,
    "stopMessageLiveLocation": places.stop_live_location,
    "sendVenue": media.sender_of_plain("venue"),
    "sendContact": media.sender_of_plain("contact"),
    "sendDice": media.sender_of_plain("dice"),
    "sendPoll": questions.send_poll,
    "stopPoll": questions.stop_poll,
    "sendMediaGroup": albums.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "answerCallbackQuery": sending.answer_callback_query,
    "copyMessage": copying.copy_message,
    "copyMessages": copying.copy_messages,
    "forwardMessage": copying.forward_message,
    "forwardMessages": copying.forward_messages,
    "editMessageText": changing.edit_text,
    "editMessageCaption": changing.edit_caption,
    "editMessageMedia": replacing.edit_media,
    "editMessageReplyMarkup": changing.edit_markup,
    "deleteMessage": changing.delete_message,
    "deleteMessages": changing.delete_messages,
    "setMessageReaction": changing.set_reaction,
    "pinChatMessage": pins.pin,
    "unpinChatMessage": pins.unpin,
    "unpinAllChatMessages": pins.unpin_all,
    "createForumTopic": topics.create,
    "editForumTopic": topics.edit,
    "deleteForumTopic": topics.delete,
    "unpinAllForumTopicMessages": topics.unpin_all,
    "getForumTopicIconStickers": topics.icons,
    **dict.fromkeys(topics.SUPERGROUPS_ONLY, topics.supergroups_only),
    "setMyCommands": profile.set_commands,
    "getMyCommands": profile.get_commands,
    "deleteMyCommands": profile.delete_commands,
    "setMyName": profile.text_setter("name", 64),
    "getMyName": profile.text_getter("name"),
    "setMyDescription": profile.text_setter("description", 512),
    "getMyDescription": profile.text_getter("description"),
    "setMyShortDescription": profile.text_setter("short_description", 120),
    "getMyShortDescription": profile.text_getter("short_description"),
    "setChatMenuButton": profile.set_menu_button,
    "getChatMenuButton": profile.get_menu_button,
    "getChat": profile.get_chat,
    "getFile": profile.get_file,
    "getUserProfilePhotos": profile.no_photos,
    "getUserProfileAudios": members.no_audios,
    "getChatMember": members.get_member,
    "getChatMemberCount": members.count_members,
    "setMyDefaultAdministratorRights": members.set_rights,
    "getMyDefaultAdministratorRights": members.get_rights,
    "getCustomEmojiStickers": members.custom_emoji,
}

BY_NAME: dict[str, Method] = {name.lower(): method for name, method in _METHODS.items()}
SPELLED: dict[str, str] = {name.lower(): name for name in [*_METHODS, "getUpdates"]}
