"""Whatever is told renders, in every language, whatever people are called, within Telegram's limits."""

from __future__ import annotations

import ast
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.rendered import Rendered
from bot.views.commands import TABLE, menu
from bot.views.render import VIEWS, NoView
from domain.booking import BookingStatus, Mode, Place, PlaceKind
from domain.draft import Step
from domain.health import judge
from domain.ids import PersonId
from domain.offer import OfferStatus
from domain.people import Role
from domain.room import CloseReason, RoomStatus
from services import notices
from services.erasure import NAMELESS
from services.outgoing import Notice
from services.status import as_report
from tests.talk import samples
from tests.talk.spoken import AWKWARD, LOCALES, WORDS, covered, rendered, utf16

HOUR = re.compile(r"\b\d\d[.:]\d\d\b")
SERVICES = LOCALES.parent / "services"
START = 1741933800


def labels(shown: Rendered) -> list[str]:
    if shown.markup is None or isinstance(shown.markup, ReplyKeyboardMarkup):
        return []
    assert isinstance(shown.markup, InlineKeyboardMarkup)
    return [one.text for row in shown.markup.inline_keyboard for one in row]


def check(shown: Rendered) -> None:
    assert shown.text.strip()
    assert utf16(shown.text) <= 4096
    for entity in shown.entities:
        assert entity.length > 0
        assert 0 <= entity.offset <= utf16(shown.text) - entity.length
    if shown.markup is None:
        return
    if isinstance(shown.markup, ReplyKeyboardMarkup):
        assert all(row[0].text.strip() for row in shown.markup.keyboard)
        assert len(shown.markup.input_field_placeholder or "") <= 64
        return
    assert isinstance(shown.markup, InlineKeyboardMarkup)
    rows = shown.markup.inline_keyboard
    assert 0 < sum(len(row) for row in rows) <= 100
    for one in (one for row in rows for one in row):
        assert one.text.strip()
        assert utf16(one.text) <= 64
        assert one.callback_data is not None
        assert 1 <= len(one.callback_data.encode()) <= 64
    assert all(0 < len(row) <= 8 for row in rows)


@pytest.mark.parametrize("language", WORDS.languages)
@pytest.mark.parametrize("odd", AWKWARD, ids=lambda odd: ascii(odd[:12]))
def test_everything_renders_within_the_limits(odd: str, language: str) -> None:
    for notice in samples.every(odd):
        shown = rendered(notice, language)
        check(shown)
        if notice.code.startswith("toast."):
            assert len(shown.text) <= 200
            assert not shown.markup


ACROSS = {1: 60, 2: 30, 3: 20, 4: 10, 5: 8, 7: 5}
"""Characters that a telephone shows of a button, by how many share the row."""


@pytest.mark.parametrize("language", WORDS.languages)
def test_every_button_can_be_read_to_its_end(language: str) -> None:
    for notice in samples.every("Maya"):
        shown = rendered(notice, language)
        if isinstance(shown.markup, InlineKeyboardMarkup):
            for row in shown.markup.inline_keyboard:
                assert all(len(one.text) <= ACROSS[len(row)] for one in row), [one.text for one in row]


@pytest.mark.parametrize("language", WORDS.languages)
def test_every_hour_in_a_text_is_an_entity(language: str) -> None:
    seen = 0
    for notice in samples.every("Maya"):
        shown = rendered(notice, language)
        marked = covered(shown, "date_time")
        seen += len(marked)
        assert all(HOUR.search(one) for one in marked), notice.code
        if notice.code not in {
            "draft",
            "quiet",
            "hours",
            "off",
        }:  # a form's days; hours on no clock but the wall's
            assert len(HOUR.findall(shown.text)) == len(marked), (notice.code, shown.text)
    assert seen > 100


@pytest.mark.parametrize("language", WORDS.languages)
def test_menus_and_what_the_bot_says_of_itself_are_within_telegrams_limits(language: str) -> None:
    roles = frozenset(Role)
    commands = menu(WORDS, language, roles)
    assert len(commands) == len(TABLE) <= 100
    for one in commands:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", one.command)
        assert 1 <= len(one.description) <= 256
    assert len(WORDS.gettext(language, "bot.description")) <= 512
    assert len(WORDS.gettext(language, "bot.short_description")) <= 120


def test_the_samples_are_json_as_the_outbox_keeps_them() -> None:
    for notice in samples.every("Maya"):
        kept = json.loads(json.dumps(dict(notice.values)))
        again = Notice(to=notice.to, code=notice.code, values=kept)
        assert rendered(again) == rendered(notice)


def codes_made() -> set[str]:
    """`code="…"` in a notice, and the second argument of `say`, wherever notices are made."""
    found: set[str] = set()
    for folder in (SERVICES, SERVICES.parent / "bot"):
        for path in folder.rglob("*.py"):
            found |= _codes(path)
    return found


def _codes(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        values = (
            [one.value for one in node.keywords if one.arg == "code"]
            if name in ("Notice", "Speech", "show")
            else []
        )
        values += node.args[1:2] if name == "say" and len(node.args) == 2 else []
        found |= {one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def test_every_notice_has_a_view_and_every_view_a_notice() -> None:
    views = {code for code in VIEWS if not code.startswith("toast.")}
    assert codes_made() == views
    assert {notice.code for notice in samples.every("Maya")} == set(VIEWS)


def test_a_code_without_a_view_is_an_error() -> None:
    with pytest.raises(NoView, match="nonsense"):
        rendered(Notice(to=PersonId(1), code="nonsense"))


def offered(status: OfferStatus, place: Place) -> Rendered:
    made = samples.booking("Ana", place=place, notes="knee")
    room = samples.room(RoomStatus.PENDING)
    return rendered(notices.offer_card(PersonId(1), samples.offer(status), made, room, "Ana"))


@pytest.mark.parametrize("kind", [PlaceKind.HOME, PlaceKind.HOTEL])
def test_the_address_is_for_the_one_who_accepts(kind: PlaceKind) -> None:
    place = Place(kind=kind, address="Jalan 99", district="Sanur", room="Suite 41")
    for status in OfferStatus:
        shown = offered(status, place)
        assert "Sanur" in shown.text
        assert ("Jalan 99" in shown.text) is (status is OfferStatus.ACCEPTED)
        assert ("Suite 41" in shown.text) is (status is OfferStatus.ACCEPTED and kind is PlaceKind.HOTEL)
        ways = ["✅ Accept", "Decline", "🕑 Suggest another time"]
        assert labels(shown) == (ways if status is OfferStatus.OPEN else [])


@pytest.mark.parametrize(
    ("room", "shown"), [("12", "room 12"), ("4B", "room 4B"), ("Bungalow 12", "Bungalow 12")]
)
def test_a_bare_number_is_said_to_be_a_room(room: str, shown: str) -> None:
    place = Place(kind=PlaceKind.HOTEL, address="Hotel Sari", district="Sanur", room=room)
    card = notices.booking_card(samples.booking("x", place=place), therapist=None, answer_by=None, room=None)
    assert f"🏨 Hotel Sari, {shown}, Sanur" in rendered(card).text


def test_notes_are_not_left_with_those_who_do_not_come() -> None:
    for status in OfferStatus:
        card = offered(status, Place(kind=PlaceKind.STUDIO)).text
        assert ("knee" in card) is (status in {OfferStatus.OPEN, OfferStatus.ACCEPTED})


def test_a_cancelled_visit_hides_the_address_again() -> None:
    place = Place(kind=PlaceKind.HOME, address="Jalan 99", district="Sanur")
    made = samples.booking("Ana", BookingStatus.CANCELLED, place=place)
    accepted = samples.offer(OfferStatus.ACCEPTED)
    card = notices.offer_card(PersonId(1), accepted, made, samples.room(RoomStatus.CLOSED), "Ana")
    shown = rendered(card)
    assert "Jalan 99" not in shown.text
    assert "Cancelled" in shown.text


def test_times_are_entities_over_the_studios_own() -> None:
    shown = offered(OfferStatus.OPEN, Place(kind=PlaceKind.STUDIO))
    times = [one for one in shown.entities if one.type == "date_time"]
    assert covered(shown, "date_time") == ["Fri, Mar 14, 14:30", "14:30"]
    assert [one.unix_time for one in times] == [START, START]
    assert [one.date_time_format for one in times] == ["wDt", "t"]


def test_an_answer_due_tomorrow_morning_names_the_day() -> None:
    evening = samples.START - timedelta(hours=9)
    made = samples.booking("Ana", requested_at=evening, place=Place(kind=PlaceKind.STUDIO))
    room = samples.room(RoomStatus.PENDING)
    for card in (
        notices.offer_card(PersonId(1), samples.offer(OfferStatus.OPEN), made, room, "Ana"),
        notices.booking_card(made, therapist=samples.therapist("Maya"), answer_by=samples.START, room=None),
    ):
        assert covered(rendered(card), "date_time") == ["Fri, Mar 14, 14:30", "Fri, Mar 14, 14:30"]


def test_a_visit_now_says_its_arrival_window_and_a_studio_does_not() -> None:
    home = samples.booking("Ana", mode=Mode.NOW, place=Place(kind=PlaceKind.HOME, address="Jalan 1"))
    studio = samples.booking("Ana", mode=Mode.NOW, place=Place(kind=PlaceKind.STUDIO))
    shown = rendered(notices.booking_card(home, therapist=None, answer_by=None, room=None))
    assert covered(shown, "date_time") == ["Fri, Mar 14, 14:30", "14:45"]
    shown = rendered(notices.booking_card(studio, therapist=None, answer_by=None, room=None))
    assert covered(shown, "date_time") == ["Fri, Mar 14, 14:30"]


def test_what_a_customer_writes_is_quoted_and_cannot_pass_for_the_bots_own_words() -> None:
    spoof = "fine\n\n✅ Confirmed · RL-0000 <b>now</b>"
    shown = rendered(
        notices.booking_card(samples.booking("x", notes=spoof), therapist=None, answer_by=None, room=None)
    )
    assert covered(shown, "blockquote") == [spoof]
    assert "Confirmed" not in shown.text.splitlines()[0]


def test_a_sample_therapist_is_said_to_be_one() -> None:
    assert "Maya0 (sample)" in labels(rendered(samples.form(Step.THERAPIST, "Maya")))
    assert "Maya (sample)" in rendered(samples.form(Step.SUMMARY, "Maya")).text


def test_slots_stand_in_rows_of_four_in_studio_time() -> None:
    shown = rendered(samples.form(Step.TIME, "Maya"))
    assert isinstance(shown.markup, InlineKeyboardMarkup)
    *slots, ways_out = shown.markup.inline_keyboard
    assert {len(row) for row in slots} == {4, 2, 1}
    assert [one.text for one in slots[0]] == ["05:00", "05:15", "05:30", "05:45"]
    assert [one.text for one in ways_out] == ["← Back", "Cancel"]


@pytest.mark.parametrize("step", list(Step))
def test_every_question_can_be_left_and_all_but_the_first_gone_back_from(step: Step) -> None:
    assert labels(rendered(samples.form(step, "Maya")))[-2:] == ["← Back", "Cancel"]
    assert labels(rendered(samples.form(step, "Maya", first=True)))[-1] == "Cancel"
    assert "← Back" not in labels(rendered(samples.form(step, "Maya", first=True)))


@pytest.mark.parametrize("reason", list(CloseReason))
def test_the_end_of_a_room_names_the_next_step(reason: CloseReason) -> None:
    room = samples.room(RoomStatus.CLOSED, reason)
    customer, therapist = (rendered(notices.room_ended(PersonId(id), room, "Maya")) for id in (1, 3))
    assert labels(customer) == ["📅 Book a visit"]
    assert labels(therapist) == []
    assert customer.text != therapist.text


def test_whoever_was_forgotten_has_no_name_and_no_next_booking() -> None:
    room = samples.room(RoomStatus.CLOSED, CloseReason.FORGOTTEN)
    text = rendered(notices.room_ended(PersonId(3), room, NAMELESS)).text
    assert text.startswith("One of your conversations has ended\n")
    assert NAMELESS not in text
    assert "next booking" not in text


def test_one_that_stands_by_says_who_fetches() -> None:
    report = as_report(judge(samples.MEASURED[3]))
    shown = rendered(Notice(to=PersonId(1), code="status", values=report)).text
    assert "🟢 Telegram another program fetches for all · answers in 20 ms" in shown


def test_status_shows_a_light_a_figure_and_what_to_do() -> None:
    report = as_report(judge(samples.MEASURED[4]))
    shown = rendered(Notice(to=PersonId(1), code="status", values=report)).text
    lines = shown.splitlines()
    assert lines[0].startswith("🔴 Something is down")
    assert any(line.startswith("🔴 Telegram last fetch 8 minutes ago") for line in lines)
    assert any("connection to Telegram" in line for line in lines)
    assert any("7 updates waiting" in line for line in lines)
    assert any(line.startswith("⚪ Live feed") for line in lines)
