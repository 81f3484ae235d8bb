"""Nobody learns who the other one is: every kind of content and field with an identity hidden in it, over the
wire, in both languages; and two who share their numbers for a visit and take it back."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import pytest

from tests.firewall import cameras
from tests.journeys.house import (
    Hire,
    Studio,
    answer_to,
    bytes_of,
    calls,
    hire,
    join_as,
    labels,
    last,
    place_of,
    send,
)
from tests.world import Phone, Program, wait_for

DIGITS = "81234567890"
NUMBER = "0812 3456 7890"
HERE = {"latitude": -8.690512, "longitude": 115.262547}
ASK = {"en": "Ask to share numbers for this visit", "id": "Minta berbagi nomor untuk kunjungan ini"}
CHUNK = 3
"""After so many finds the operator lifts what counts: five would restrict."""


@dataclass(frozen=True)
class Told:
    """What is said of a find, in each language."""

    en: str
    id: str


ANUMBER = Told("There is a phone number in it", "Di dalamnya ada nomor telepon")
ALINK = Told("There is a link in it", "Di dalamnya ada tautan")
ANAME = Told("There is a Telegram name in it", "Di dalamnya ada nama Telegram")
AN_ACCOUNT = Told("Your own Telegram name", "akun Telegram Anda sendiri")
A_CARD = Told("Contact cards are not passed on", "Kartu kontak tidak diteruskan")
A_MAIL = Told("There is an e-mail address in it", "Di dalamnya ada alamat email")
A_HANDLE = Told("a name on another service", "nama akun di layanan lain")


def text(words: str, *entities: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"text": words, "entities": list(entities), **more}


def behind(kind: str, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": 0, "length": length, **more}


def leaks(sender: Phone, username: str) -> list[tuple[dict[str, Any], Told]]:
    somebody = {"id": sender.id, "is_bot": False, "first_name": "x"}
    return [
        ({"kind": "contact"}, A_CARD),
        (text(f"call {NUMBER}"), ANUMBER),
        (text("nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol"), ANUMBER),
        (text("０８１２３４５６７８９０"), ANUMBER),
        (text("0 8 1 2 3 4 5 6 7 8 9 0"), ANUMBER),
        (text("zero eight one two three four five six seven eight nine zero"), ANUMBER),
        (text("maya at example dot com"), A_MAIL),
        (text("see https://example.com/me"), ALINK),
        (text("my page", behind("text_link", 7, url="https://example.com/me")), ALINK),
        (text("my friend", behind("text_mention", 9, user=somebody)), ANAME),
        (text("@somebody_99"), ANAME),
        (text(f"@{username}"), AN_ACCOUNT),
        (text(f"I am {username} there"), AN_ACCOUNT),
        (text(f"it is {sender.id}"), AN_ACCOUNT),
        (text("IG saya maya_pijat"), A_HANDLE),
        ({"kind": "photo", "text": f"call {NUMBER}"}, ANUMBER),
        ({"kind": "video", "text": f"call {NUMBER}"}, ANUMBER),
        ({"kind": "voice", "text": f"call {NUMBER}"}, ANUMBER),
        ({"kind": "animation", "text": f"call {NUMBER}"}, ANUMBER),
        ({"kind": "audio", "title": f"call {NUMBER}"}, ANUMBER),
        ({"kind": "audio", "performer": "t.me/maya_99"}, ALINK),
        ({"kind": "document", "text": f"call {NUMBER}"}, ANUMBER),
        ({"kind": "document", "file_name": "me.vcf"}, A_CARD),
        ({"kind": "venue", **HERE, "title": f"call {NUMBER}", "address": "x"}, ANUMBER),
        ({"kind": "venue", **HERE, "title": "x", "address": f"call {NUMBER}"}, ANUMBER),
        ({"kind": "poll", "question": f"call {NUMBER}", "options": ["a", "b"]}, ANUMBER),
        ({"kind": "poll", "question": "When?", "options": ["a", f"call {NUMBER}"]}, ANUMBER),
        (text(f"call {NUMBER}", forwarded_from={"hidden": "Secret Name"}), ANUMBER),
    ]


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    made = hire(program, tmp_path_factory.mktemp("identity"), Hire("Rina"), Hire("Sari"), join=False)
    secret = {"last_name": "Rahasiawati", "username": "rina_secret9"}
    made.therapists = [join_as(made, "Rina", **secret), join_as(made, "Sari")]
    return made


@pytest.fixture(scope="module")
def couple(studio: Studio) -> tuple[Phone, Phone]:
    """The customer reads English, the therapist Indonesian."""
    customer, therapist = (
        studio.customer("Ulla", last_name="Secretson", username="ulla_secret9"),
        studio.therapists[0],
    )
    studio.pair(customer, therapist)
    therapist.click("Bahasa Indonesia", after=therapist.send("/language"))
    therapist.see("Mulai sekarang saya memakai bahasa Indonesia")
    return customer, therapist


@dataclass(frozen=True)
class Pardon:
    """The operator's button under the first alert about somebody."""

    operator: Phone
    place: dict[str, Any]

    def __call__(self) -> None:
        self.operator.press(self.place, wait=True)


def restricted(studio: Studio, person: Phone) -> Pardon:
    """By trying five times; then the operator takes it back."""
    operator = studio.operator
    before = last(operator)
    for _ in range(5):
        tried = person.send(f"call {NUMBER}")
    studio.quiet()
    refused = answer_to(person, person.send("hello?"))
    assert any("/why" not in one for one in labels(refused)), refused["text"]
    assert answer_to(person, tried)
    alert = operator.see("can no longer write freely", after=before)
    pardon = Pardon(operator, place_of(alert, "End the restriction"))
    pardon()
    return pardon


def told_to(world: str, reader: Phone, after: int) -> str:
    """All that the bot asked Telegram to show this person; where a copy is taken from only Telegram hears."""
    found = [one for one in calls(world, after) if one["chat"] == reader.id]
    return repr(
        [{key: one["params"][key] for key in one["params"] if key != "from_chat_id"} for one in found]
    )


@pytest.mark.parametrize("way", ["customer to therapist", "therapist to customer"])
def test_nothing_of_the_sender_is_in_any_call_for_the_reader(
    studio: Studio, couple: tuple[Phone, Phone], way: str
) -> None:
    to_therapist = way.startswith("customer")
    sender, reader = couple if to_therapist else couple[::-1]
    language = "en" if to_therapist else "id"
    username = "ulla_secret9" if to_therapist else "rina_secret9"
    world = studio.program.world
    pardon = restricted(studio, sender)
    before = last(reader)
    began = max(one["seq"] for one in calls(world))
    for number, (body, told) in enumerate(leaks(sender, username)):
        if number % CHUNK == 0:
            pardon()
        sent = send(sender, **body)
        answer = answer_to(sender, sent)
        assert getattr(told, language) in answer["text"], (body, answer["text"])
        assert ASK[language] in labels(answer)
    pardon()
    for piece in ("0812", "3456", "7890"):
        sent = send(sender, text=piece)
    assert getattr(ANUMBER, language) in answer_to(sender, sent)["text"]
    pardon()
    studio.quiet()
    shown = told_to(world, reader, began)
    for secret in (
        DIGITS,
        "7890",
        "secret9",
        "Secretson",
        "Rahasiawati",
        "Secret Name",
        "example",
        str(sender.id),
    ):
        assert secret not in shown, secret
    assert [one["text"] for one in reader.from_bot(before)] == ["0812", "3456"]
    log = studio.program.log()
    assert NUMBER not in log
    assert "0812" not in log


@pytest.mark.parametrize("way", ["customer to therapist", "therapist to customer"])
def test_files_go_under_a_neutral_name_and_without_what_the_camera_wrote(
    studio: Studio, couple: tuple[Phone, Phone], way: str
) -> None:
    sender, reader = couple if way.startswith("customer") else couple[::-1]
    name = "Secretson" if way.startswith("customer") else "Rahasiawati"
    began = max(one["seq"] for one in calls(studio.program.world))
    files = {
        f"call {NUMBER}.pdf": (b"%PDF-1.4 plan", "file.pdf"),
        f"{name} plan.pdf": (b"%PDF-1.4 plan two", "file.pdf"),
        "IMG_1.jpg": (cameras.jpeg(), "IMG_1.jpg"),
        "IMG_2.png": (cameras.png(), "IMG_2.png"),
        "IMG_3.webp": (cameras.webp(), "IMG_3.webp"),
    }
    for file_name, (content, shown_as) in files.items():
        held = base64.b64encode(content).decode()
        sent = send(sender, kind="document", file_name=file_name, file_base64=held, text="look")

        def came(after: int = sent) -> list[dict[str, Any]]:
            return [one for one in reader.from_bot(after) if one["kind"] == "document"]

        (copy,) = wait_for(came, file_name)
        assert (copy["file"]["name"], copy["text"]) == (shown_as, "look")
        got = bytes_of(reader.world, copy)
        assert cameras.SECRET not in got
        assert got == content or shown_as.startswith("IMG")
    assert NUMBER not in told_to(studio.program.world, reader, began)
    assert name not in told_to(studio.program.world, reader, began)


def test_so_do_those_of_an_album_and_one_that_is_put_in_place_of_another(
    studio: Studio, couple: tuple[Phone, Phone]
) -> None:
    customer, therapist = couple
    picture = base64.b64encode(cameras.jpeg()).decode()
    items = [
        {"kind": "document", "file_name": "plan.pdf"},
        {"kind": "document", "file_name": "IMG_5.jpg", "file_base64": picture, "caption": "both"},
    ]
    parts = [int(one["message_id"]) for one in customer.act("send", kind="album", items=items)]

    def came() -> list[dict[str, Any]]:
        found = [one for one in therapist.from_bot(parts[-1]) if one["kind"] == "document"]
        return found if len(found) == len(items) else []

    plan, photograph = wait_for(came, "the album")
    assert (plan["file"]["name"], photograph["file"]["name"]) == ("plan.pdf", "IMG_5.jpg")
    assert plan["media_group"] == photograph["media_group"]
    assert cameras.SECRET not in bytes_of(therapist.world, photograph)
    customer.act("edit", message_id=parts[0], kind="document", file_name="IMG_6.jpg", file_base64=picture)

    def changed() -> dict[str, Any] | None:
        now = therapist.message(plan["message_id"])
        return now if now["file"]["name"] == "IMG_6.jpg" else None

    assert cameras.SECRET not in bytes_of(therapist.world, wait_for(changed, "the other file"))


@pytest.mark.parametrize(
    ("name", "why"), [("IMG_4.heic", "send it as a photo"), ("broken.jpg", "as a photo")]
)
def test_a_picture_that_cannot_be_stripped_is_refused_with_advice(
    studio: Studio, couple: tuple[Phone, Phone], name: str, why: str
) -> None:
    customer, therapist = couple
    held = base64.b64encode(b"\xff\xd8\xff\xe1 broken").decode()
    sent = send(customer, kind="document", file_name=name, file_base64=held)
    assert why in answer_to(customer, sent)["text"]
    studio.quiet()
    assert not therapist.from_bot(sent)


def test_a_clean_line_that_waits_and_is_edited_into_a_number_goes_as_it_was_checked(
    studio: Studio, couple: tuple[Phone, Phone]
) -> None:
    customer, therapist = couple
    therapist.act("block")
    line = customer.send("I am at the gate")
    answer_to(customer, line, "cannot be reached")
    customer.edit(line, f"call {NUMBER}")
    answer_to(customer, line, ANUMBER.en)
    before = last(therapist)
    therapist.act("unblock")
    therapist.see("I am at the gate", after=before)
    studio.quiet()
    assert DIGITS not in repr(therapist.from_bot(before)).replace(" ", "")


def test_two_share_their_numbers_for_a_visit_and_take_it_back(studio: Studio) -> None:
    customer, therapist = studio.customer("Vera"), studio.therapists[1]
    studio.pair(customer, therapist)
    stopped = answer_to(customer, customer.send(f"My number is {NUMBER}"))
    assert ANUMBER.en in stopped["text"]
    customer.press(place_of(stopped, ASK["en"]), wait=True)
    customer.see("Sari has been asked")
    therapist.see("Vera would like to share numbers with you")
    answer_to(customer, customer.send(NUMBER), ANUMBER.en)
    therapist.click("Yes, share numbers")
    customer.see("You and Sari share numbers for")
    before = last(therapist)
    customer.send(f"Here it is: {NUMBER}")
    therapist.see(f"Here it is: {NUMBER}", after=before)
    sent = send(therapist, kind="contact", phone_number="+15550100", first_name="Sari")
    card = customer.seen("contact", after=sent)
    assert not card["forwarded"]
    therapist.click("Take it back", after=before - 5)
    customer.see("Sari has taken it back")
    before = last(therapist)
    answer_to(customer, customer.send(NUMBER), ANUMBER.en)
    answer_to(therapist, send(therapist, kind="contact"), A_CARD.en)
    studio.quiet()
    assert not [one for one in therapist.from_bot(before) if DIGITS in one["text"].replace(" ", "")]
