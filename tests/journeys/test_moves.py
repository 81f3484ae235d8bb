"""A visit is moved over the wire, in both languages: asked, answered, left unanswered, taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.house import Hire, Studio, hire, labels, last, reference_of, shown, status, walk
from tests.world import Phone, Program, add_person, http, wait_for

ZONE = ZoneInfo("Asia/Makassar")
WORDS = {
    "en": {
        "welcome": "book a visit",
        "form": ("60 minutes", "At the studio"),
        "when": "Pick a day",
        "end": ("Skip", "Send request"),
        "sent": "Request sent",
        "move": "Move it",
        "day": "Which day?",
        "time": "What time?",
        "price": "The price stays as agreed",
        "ask": "Ask to move",
        "waits": "is asked to move",
        "moved": "is moved",
        "wanted": "asks to move",
        "no": "No, leave it",
        "silence": "did not answer in time",
        "back": "Take the wish back",
        "withdrawn": "was taken back",
    },
    "id": {
        "welcome": "Selamat datang",
        "form": ("60 menit", "Di studio"),
        "when": "Pilih hari",
        "end": ("Lewati", "Kirim permintaan"),
        "sent": "Permintaan terkirim",
        "move": "Ganti jadwal",
        "day": "Hari apa?",
        "time": "Jam berapa?",
        "price": "Harganya tetap seperti yang disepakati",
        "ask": "Minta ganti jadwal",
        "waits": "diminta memindahkan",
        "moved": "sudah dipindahkan",
        "wanted": "minta memindahkan",
        "no": "Tidak, biarkan",
        "silence": "tidak menjawab tepat waktu",
        "back": "Tarik kembali permintaan",
        "withdrawn": "ditarik kembali",
    },
}


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return hire(program, tmp_path_factory.mktemp("moves"), Hire("Rani"))


def today(studio: Studio) -> date:
    now = datetime.fromisoformat(http("GET", f"{studio.program.web}/clock")["at"])
    return now.astimezone(ZONE).date()


def exactly(card: dict[str, Any], text: str) -> dict[str, Any]:
    for row, line in enumerate(card["buttons"]):
        for column, button in enumerate(line):
            if button["text"].lstrip("✓ ") == text:
                return {"message_id": card["message_id"], "row": row, "column": column}
    raise AssertionError(f"no button {text!r}: {labels(card)}")


def turned(person: Phone, card: dict[str, Any], part: str, without: str = "") -> dict[str, Any]:
    """The same card once it says `part`."""

    def look() -> dict[str, Any] | None:
        now = shown(person, card["message_id"])
        said = "\n".join([now["text"], *labels(now)])
        return now if part in said and (not without or without not in said) else None

    found: dict[str, Any] = wait_for(look, part)
    return found


def choose(studio: Studio, person: Phone, card: dict[str, Any], days: int, time_asked: str) -> dict[str, Any]:
    """Presses the day so far ahead, and its first time; answers the card as it showed the times."""
    now, day = today(studio), today(studio) + timedelta(days=days)
    if (day.year, day.month) != (now.year, now.month):
        before = labels(card)
        # Where nothing of this month is left, the card begins with the next.
        onward = next((label for label in before if "›" in label), None)
        if onward is not None:
            person.press(exactly(card, onward))
            card = turned(person, card, "‹", without=onward)
    person.press(exactly(card, str(day.day)))
    card = turned(person, card, time_asked)
    person.press({"message_id": card["message_id"], "row": 0, "column": 0})
    return card


def booked(studio: Studio, customer: Phone, language: str) -> str:
    """In three days, and accepted."""
    say, therapist = WORDS[language], studio.therapists[0]
    before = last(customer), last(therapist)
    card = walk(customer, studio.service, *say["form"], therapist.name, str(say["when"]))
    card = turned(customer, card, str(say["day"]))
    card = choose(studio, customer, card, 3, str(say["time"]))
    for answer in say["end"]:
        customer.click(answer, after=before[0])
    reference = reference_of(customer.see(str(say["sent"]), after=before[0]))
    therapist.click("Accept", after=before[1])
    wait_for(lambda: status(studio, reference) == "confirmed", "confirmed")
    return reference


def asks(studio: Studio, person: Phone, language: str, days: int = 4) -> None:
    """From the booking's card to the question, and yes."""
    say, before = WORDS[language], last(person)
    person.click(str(say["move"]))
    card = person.see(str(say["day"]), after=before)
    choose(studio, person, card, days, str(say["time"]))
    card = turned(person, card, str(say["price"]))
    assert all(one["unix_time"] > 0 for one in card["entities"] if one["type"] == "date_time")
    person.click(str(say["ask"]), after=before)
    person.see(str(say["waits"]), after=before)


def press_on(person: Phone, reference: str, label: str) -> None:
    """On the card of that very visit, once it has the button: others may have one like it."""

    def look() -> dict[str, Any] | None:
        cards = [one for one in person.from_bot() if reference in one["text"] and label in labels(one)]
        return cards[-1] if cards else None

    person.press(exactly(wait_for(look, label), label))


def start_of(studio: Studio, reference: str) -> datetime:
    (row,) = studio.rows(f"SELECT starts_at FROM bookings WHERE reference = '{reference}'")
    return datetime.fromtimestamp(row["starts_at"] / 1_000_000, UTC)


def wishes(studio: Studio, reference: str) -> list[str]:
    query = (
        "SELECT proposals.status FROM proposals JOIN bookings ON bookings.id = booking_id"
        f" WHERE reference = '{reference}' ORDER BY proposals.id"
    )
    return [row["status"] for row in studio.rows(query)]


@pytest.mark.parametrize("language", ["en", pytest.param("id", marks=pytest.mark.slow)])
def test_asked_answered_and_left_alone(studio: Studio, language: str) -> None:
    say, therapist = WORDS[language], studio.therapists[0]
    customer = add_person(studio.program.world, f"Ines {language}", language_code=language)
    customer.start()
    customer.see(str(say["welcome"]))
    reference = booked(studio, customer, language)
    first = start_of(studio, reference)

    seen = last(therapist), last(customer)
    asks(studio, customer, language)
    wanted = therapist.see("asks to move", after=seen[0])
    assert reference in wanted["text"]
    assert start_of(studio, reference) == first, "the old time stays until the yes"
    therapist.click("Yes, move it", after=seen[0])
    customer.see(str(say["moved"]), after=seen[1])
    second = start_of(studio, reference)
    assert (second.astimezone(ZONE).date() - first.astimezone(ZONE).date()).days == 1
    turned(therapist, wanted, "is moved")

    seen = last(therapist), last(customer)
    press_on(therapist, reference, "Ask for another time")
    card = therapist.see("Which day?", after=seen[0])
    choose(studio, therapist, card, 5, "What time?")
    therapist.click("Ask to move", after=seen[0])
    customer.see(str(say["wanted"]), after=seen[1])
    customer.click(str(say["no"]), after=seen[1])
    therapist.see("cannot make the other time", after=seen[0])
    assert start_of(studio, reference) == second

    asks(studio, customer, language, days=6)
    seen = last(therapist), last(customer)
    studio.skip(11 * 3600)
    customer.see(str(say["silence"]), after=seen[1])
    therapist.see("The time to answer", after=seen[0])

    asks(studio, customer, language, days=6)
    customer.click(str(say["back"]))
    customer.see(str(say["withdrawn"]))
    assert start_of(studio, reference) == second
    assert wishes(studio, reference) == ["accepted", "declined", "timed_out", "withdrawn"]
    assert status(studio, reference) == "confirmed"
    assert not studio.rows("SELECT id FROM occupancy WHERE hold LIKE 'proposal%'")
