from __future__ import annotations

import io

import aiohttp
import pytest

from simulator.pictures import dimensions, sample_picture
from tests.simulator.driver import Json, Trial

BUTTON = {
    "inline_keyboard": [[{"text": "Go", "callback_data": "go"}, {"text": "Web", "url": "https://a.example"}]]
}


async def test_a_message_on_both_sides(trial: Trial) -> None:
    ann = await trial.person()
    sent = await trial.ask(
        "sendMessage", chat_id=str(ann), text="Hi", reply_markup=BUTTON, protect_content=True
    )
    assert sent["chat"] == {"id": ann, "type": "private", "first_name": "Ann"}
    assert sent["from"]["is_bot"] is True
    assert sent["has_protected_content"] is True
    shown = (await trial.chat(ann))[-1]
    assert shown["message_id"] == sent["message_id"]
    assert shown["from"] == "bot"
    assert shown["kind"] == "text"
    assert shown["buttons"] == [[{"text": "Go", "data": "go"}, {"text": "Web", "url": "https://a.example/"}]]
    assert shown["keyboard"] is None
    assert (shown["edited"], shown["deleted"], shown["reactions"], shown["thread"]) == (
        False,
        False,
        [],
        None,
    )


async def test_message_ids_are_one_counter_for_the_account(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    first, second = await trial.said(ann), await trial.said(ben)
    assert second == first + 1
    assert (await trial.refusal("editMessageText", chat_id=ben, message_id=first, text="x"))[0] == 400


async def test_replies_and_quotes(trial: Trial) -> None:
    ann = await trial.person()
    hers = (await trial.act(ann, "send", text="one two three"))["message_id"]
    wanted = {"message_id": hers, "quote": "two", "quote_position": 4}
    answer = await trial.ask("sendMessage", chat_id=ann, text="yes", reply_parameters=wanted)
    assert answer["reply_to_message"]["text"] == "one two three"
    assert answer["quote"] == {"text": "two", "position": 4, "is_manual": True}
    assert (await trial.chat(ann))[-1]["reply_to"] == hers
    wrong = {"message_id": hers, "quote": "four"}
    refusal = await trial.refusal("sendMessage", chat_id=ann, text="x", reply_parameters=wrong)
    assert refusal == (400, "Bad Request: QUOTE_TEXT_INVALID")
    gone = {"message_id": 9999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await trial.ask(
        "sendMessage", chat_id=ann, text="x", reply_parameters=gone
    )
    back = await trial.act(ann, "send", text="ok", reply_to=answer["message_id"], quote="yes")
    assert back["reply_to_message"]["message_id"] == answer["message_id"]
    assert "reply_to_message" not in back["reply_to_message"], "one level deep"
    await trial.drain()


async def test_copies_leave_no_trace_and_copy_what_is_there_now(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    hers = await trial.act(ann, "send", text="before", reply_to=(await trial.chat(ann))[0]["message_id"])
    await trial.act(ann, "edit", message_id=hers["message_id"], text="after")
    copy = await trial.ask("copyMessage", chat_id=ben, from_chat_id=ann, message_id=hers["message_id"])
    assert list(copy) == ["message_id"]
    shown = (await trial.chat(ben))[-1]
    assert (shown["text"], shown["reply_to"], shown["forwarded"], shown["edited"]) == (
        "after",
        None,
        False,
        False,
    )
    forward = await trial.ask("forwardMessage", chat_id=ben, from_chat_id=ann, message_id=hers["message_id"])
    assert forward["forward_origin"]["sender_user"]["id"] == ann


async def test_a_copied_photo_takes_a_new_caption(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    photo = await trial.act(ann, "send", kind="photo", text="call me")
    params = {"chat_id": ben, "from_chat_id": ann, "message_id": photo["message_id"]}
    await trial.ask("copyMessage", **params)
    await trial.ask("copyMessage", **params, caption="<b>new</b>", parse_mode="HTML")
    await trial.ask("copyMessage", **params, caption="")
    captions = [(shown["text"], shown["file"]["file_id"]) for shown in (await trial.chat(ben))[-3:]]
    file_id = photo["photo"][-1]["file_id"]
    assert captions == [("call me", file_id), ("new", file_id), ("", file_id)]


async def test_copying_many_skips_what_is_gone(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    ids = [(await trial.act(ann, "send", text=text))["message_id"] for text in ("a", "b", "c")]
    await trial.act(ann, "unsend", message_id=ids[1])
    copies = await trial.ask("copyMessages", chat_id=ben, from_chat_id=ann, message_ids=ids)
    assert len(copies) == 2
    assert [shown["text"] for shown in await trial.chat(ben)][-2:] == ["a", "c"]


async def test_edits(trial: Trial) -> None:
    ann = await trial.person()
    message = await trial.said(ann, reply_markup=BUTTON)
    where = {"chat_id": ann, "message_id": message}
    edited = await trial.ask("editMessageText", **where, text="New")
    assert edited["edit_date"] >= edited["date"]
    assert "reply_markup" not in edited, "an edit without markup takes the buttons away"
    assert "reply_markup" in await trial.ask("editMessageReplyMarkup", **where, reply_markup=BUTTON)
    shown = (await trial.chat(ann))[-1]
    assert (shown["text"], shown["edited"], len(shown["buttons"])) == ("New", True, 1)
    photo = (await upload(trial, ann, "sendPhoto", "photo"))["message_id"]
    where = {"chat_id": ann, "message_id": photo}
    assert (await trial.ask("editMessageCaption", **where, caption="cap"))["caption"] == "cap"
    assert await trial.refusal("editMessageText", **where, text="x") == (
        400,
        "Bad Request: there is no text in the message to edit",
    )


async def upload(trial: Trial, person: int, method: str, part: str, through: str = "") -> Json:
    form = aiohttp.FormData({"chat_id": str(person)}, quote_fields=False)
    if through:
        form.add_field(part, f"attach://{through}")
    form.add_field(
        through or part, io.BytesIO(sample_picture(1)), filename="a b.png", content_type="image/png"
    )
    async with trial.http.post(f"{trial.address}/bot{trial.token}/{method}", data=form) as response:
        answer = await response.json()
        assert answer["ok"], answer
        result: Json = answer["result"]
        return result


@pytest.mark.parametrize("through", ["", "part0"])
async def test_a_photo_there_and_back(trial: Trial, through: str) -> None:
    ann = await trial.person()
    sent = await upload(trial, ann, "sendPhoto", "photo", through)
    (size,) = sent["photo"]
    assert (size["width"], size["height"]) == (480, 320)
    file = await trial.ask("getFile", file_id=size["file_id"])
    async with trial.http.get(f"{trial.address}/file/bot{trial.token}/{file['file_path']}") as response:
        assert await response.read() == sample_picture(1)
    again = await trial.ask("sendPhoto", chat_id=ann, photo=size["file_id"], caption="again")
    assert again["photo"] == sent["photo"]
    shown = (await trial.chat(ann))[-1]
    assert (shown["kind"], shown["text"], shown["file"]["mime"]) == ("photo", "again", "image/png")
    async with trial.http.get(trial.address + shown["file"]["url"]) as response:
        assert await response.read() == sample_picture(1)


async def test_documents_and_refused_pictures(trial: Trial) -> None:
    ann = await trial.person()
    sent = await upload(trial, ann, "sendDocument", "document")
    assert sent["document"]["file_name"] == "a b.png"
    document = sent["document"]["file_id"]
    assert await trial.refusal("sendPhoto", chat_id=ann, photo=document) == (
        400,
        "Bad Request: can't use file of type Document as Photo",
    )
    form = aiohttp.FormData({"chat_id": str(ann)})
    form.add_field("photo", io.BytesIO(b"no picture"), filename="a.png")
    async with trial.http.post(f"{trial.address}/bot{trial.token}/sendPhoto", data=form) as response:
        assert (await response.json())["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_an_album_stays_together(trial: Trial) -> None:
    ann = await trial.person()
    photo = (await trial.act(ann, "send", kind="photo"))["photo"][-1]["file_id"]
    media = [{"type": "photo", "media": photo, "caption": "one"}, {"type": "photo", "media": photo}]
    posted = await trial.ask("sendMediaGroup", chat_id=ann, media=media)
    assert posted[0]["media_group_id"] == posted[1]["media_group_id"]
    assert [shown["text"] for shown in (await trial.chat(ann))[-2:]] == ["one", ""]


async def test_the_bots_reaction(trial: Trial) -> None:
    ann = await trial.person()
    hers = (await trial.act(ann, "send", text="hi"))["message_id"]
    where = {"chat_id": ann, "message_id": hers}
    await trial.ask("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👀"}])
    assert (await trial.chat(ann))[-1]["reactions"] == [{"emoji": "👀", "from": "bot"}]
    for emoji in ("✅", "❌", "⚠", "x"):
        refusal = await trial.refusal(
            "setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": emoji}]
        )
        assert refusal == (400, "Bad Request: REACTION_INVALID")
    await trial.ask("setMessageReaction", **where, reaction=[])
    assert (await trial.chat(ann))[-1]["reactions"] == []
    album = await trial.act(ann, "send", kind="album")
    where = {"chat_id": ann, "message_id": album[1]["message_id"]}
    await trial.ask("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "🔥"}])
    shown = (await trial.chat(ann))[-2:]
    assert [len(one["reactions"]) for one in shown] == [1, 0], "an album's is its first part's"


async def test_commands_by_scope_and_language(trial: Trial) -> None:
    ann = await trial.person(language_code="id")
    for scope, language, name in (
        ({"type": "default"}, "", "all"),
        ({"type": "all_private_chats"}, "id", "indonesian"),
        ({"type": "chat", "chat_id": ann}, "", "hers"),
    ):
        commands = [{"command": name, "description": "x"}]
        await trial.ask("setMyCommands", commands=commands, scope=scope, language_code=language)
        (shown,) = (await trial.world("GET", f"people/{ann}/chat"))["commands"]
        assert shown["command"] == name
    await trial.ask("deleteMyCommands", scope={"type": "chat", "chat_id": ann})
    assert (await trial.world("GET", f"people/{ann}/chat"))["commands"][0]["command"] == "indonesian"
    assert (await trial.ask("getMyCommands"))[0]["command"] == "all"
    assert (await trial.world("GET", "bot"))["commands"][0]["command"] == "all"


async def test_small_setters(trial: Trial) -> None:
    for name in ("Description", "ShortDescription", "Name"):
        field = {"Description": "description", "ShortDescription": "short_description", "Name": "name"}[name]
        await trial.ask(f"setMy{name}", **{field: "Words"})
        assert await trial.ask(f"getMy{name}") == {field: "Words"}
    assert (await trial.ask("getMe"))["first_name"] == "Words"
    await trial.ask("setChatMenuButton", menu_button={"type": "commands"})
    assert await trial.ask("getChatMenuButton") == {"type": "commands"}


async def test_sample_pictures_differ_and_are_pictures() -> None:
    one, two = sample_picture(1), sample_picture(2)
    assert one != two
    assert dimensions(one) == (480, 320)
    assert dimensions(b"GIF89a\x05\x00\x04\x00") == (5, 4)
    assert dimensions(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x03\x00\x07\x01\x01\x11\x00") == (
        7,
        3,
    )
    assert dimensions(b"text") is None
