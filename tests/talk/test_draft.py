"""The form as a pure thing: order, Back, what a changed answer costs, and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking import Mode, PlaceKind, Wish
from domain.draft import Draft, Step
from domain.draft_json import from_json, to_json
from domain.ids import PersonId, ServiceCode, TherapistId
from domain.people import Gender

START = datetime(2025, 3, 14, 6, 30, tzinfo=UTC)
DAY = date(2025, 3, 14)
HOME = (Step.ADDRESS, Step.DISTRICT)
HEAD = (Step.SERVICE, Step.DURATION, Step.PLACE)


def filled(place: PlaceKind = PlaceKind.HOME) -> Draft:
    """All questions answered, for a scheduled visit."""
    return (
        Draft(token="t" * 22)
        .with_service(ServiceCode("deep"))
        .with_minutes(90)
        .with_place(place)
        .with_address("Jalan 1")
        .with_district("Sanur")
        .with_room("7")
        .with_wish(Wish(therapist=TherapistId(3)))
        .with_scheduled()
        .with_day(DAY)
        .with_time(START)
        .with_notes("")
    )


@pytest.mark.parametrize(
    ("place", "between"),
    [(PlaceKind.STUDIO, ()), (PlaceKind.HOME, HOME), (PlaceKind.HOTEL, (*HOME, Step.ROOM))],
)
@pytest.mark.parametrize(("mode", "when"), [(Mode.NOW, ()), (Mode.SCHEDULED, (Step.DAY, Step.TIME))])
def test_order_of_questions(
    place: PlaceKind, between: tuple[Step, ...], mode: Mode, when: tuple[Step, ...]
) -> None:
    draft = Draft(token="t", place=place, mode=mode)
    assert draft.path == (*HEAD, *between, Step.THERAPIST, Step.WHEN, *when, Step.NOTES, Step.SUMMARY)


ANSWERS: dict[Step, Callable[[Draft], Draft]] = {
    Step.SERVICE: lambda draft: draft.with_service(ServiceCode("deep")),
    Step.DURATION: lambda draft: draft.with_minutes(60),
    Step.ADDRESS: lambda draft: draft.with_address("Jalan 1"),
    Step.DISTRICT: lambda draft: draft.with_district(""),
    Step.ROOM: lambda draft: draft.with_room(""),
    Step.THERAPIST: lambda draft: draft.with_wish(Wish(gender=Gender.FEMALE)),
    Step.DAY: lambda draft: draft.with_day(DAY),
    Step.TIME: lambda draft: draft.with_time(START),
    Step.NOTES: lambda draft: draft.with_notes(""),
}


@pytest.mark.parametrize("place", list(PlaceKind))
@pytest.mark.parametrize("mode", list(Mode))
def test_every_path_asks_each_question_once_and_ends_in_a_request(place: PlaceKind, mode: Mode) -> None:
    def when(draft: Draft) -> Draft:
        return draft.with_now(START) if mode is Mode.NOW else draft.with_scheduled()

    answers = ANSWERS | {Step.PLACE: lambda draft: draft.with_place(place), Step.WHEN: when}
    draft, asked = Draft(token="t"), list[Step]()
    while draft.step is not Step.SUMMARY:
        asked.append(draft.step)
        draft = answers[draft.step](draft)
    assert tuple(asked) == draft.path[:-1]
    request = draft.request(PersonId(1))
    assert (request.mode, request.place.kind, request.minutes, request.starts_at) == (mode, place, 60, START)


@pytest.mark.parametrize("place", list(PlaceKind))
def test_back_walks_the_whole_way_and_loses_nothing(place: PlaceKind) -> None:
    done = filled(place)
    seen, draft = [done.step], done
    while not draft.first:
        draft = draft.back()
        seen.append(draft.step)
    assert tuple(reversed(seen)) == done.path
    assert draft.back() == draft
    assert replace(draft, step=done.step) == done
    assert draft.onward() == done


@pytest.mark.parametrize(
    ("change", "asked_again"),
    [
        (lambda draft: draft.with_service(ServiceCode("deep")), Step.SUMMARY),
        (lambda draft: draft.with_service(ServiceCode("thai")), Step.DURATION),
        (lambda draft: draft.with_minutes(90), Step.SUMMARY),
        (lambda draft: draft.with_minutes(60), Step.WHEN),
        (lambda draft: draft.with_place(PlaceKind.HOME), Step.SUMMARY),
        (lambda draft: draft.with_place(PlaceKind.STUDIO), Step.WHEN),
        (lambda draft: draft.with_place(PlaceKind.HOTEL), Step.ADDRESS),
        (lambda draft: draft.with_address("elsewhere"), Step.SUMMARY),
        (lambda draft: draft.with_pin(-8.7, 115.2), Step.SUMMARY),
        (lambda draft: draft.with_district("Ubud"), Step.WHEN),
        (lambda draft: draft.with_wish(Wish()), Step.WHEN),
        (lambda draft: draft.with_wish(Wish(therapist=TherapistId(3))), Step.SUMMARY),
        (lambda draft: draft.with_now(START), Step.SUMMARY),
        (lambda draft: draft.with_scheduled(), Step.DAY),
        (lambda draft: draft.with_day(DAY + timedelta(days=1)), Step.TIME),
        (lambda draft: draft.with_notes("later"), Step.SUMMARY),
    ],
)
def test_a_changed_answer_costs_only_what_hangs_on_it(
    change: Callable[[Draft], Draft], asked_again: Step
) -> None:
    assert change(filled()).step is asked_again


def test_another_day_forgets_the_time_and_the_same_day_keeps_it() -> None:
    assert filled().with_day(DAY).starts_at == START
    assert filled().with_day(DAY + timedelta(days=1)).starts_at is None


def test_a_typed_address_replaces_a_pin() -> None:
    pinned = filled().with_pin(-8.7, 115.2)
    assert (pinned.where.address, pinned.where.latitude) == ("", -8.7)
    typed = pinned.with_address("Jalan 2")
    assert (typed.where.address, typed.where.latitude, typed.where.longitude) == ("Jalan 2", None, None)


def test_an_open_question_makes_no_request() -> None:
    with pytest.raises(ValueError, match="time"):
        filled().with_day(DAY + timedelta(days=1)).request(PersonId(1))


_OPTIONAL_TEXT = st.none() | st.text(max_size=20)
DRAFTS = st.builds(
    Draft,
    token=st.text("abc", min_size=1, max_size=22),
    step=st.sampled_from(Step),
    service=st.none() | st.text(max_size=9).map(ServiceCode),
    minutes=st.none() | st.integers(1, 600),
    place=st.none() | st.sampled_from(PlaceKind),
    address=_OPTIONAL_TEXT,
    district=_OPTIONAL_TEXT,
    room=_OPTIONAL_TEXT,
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    wish=st.none()
    | st.builds(
        Wish,
        therapist=st.none() | st.integers(1, 99).map(TherapistId),
        gender=st.none() | st.sampled_from(Gender),
    ),
    mode=st.none() | st.sampled_from(Mode),
    day=st.none() | st.dates(),
    starts_at=st.none() | st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    notes=_OPTIONAL_TEXT,
)


@given(DRAFTS)
def test_json_there_and_back(draft: Draft) -> None:
    assert from_json(json.loads(json.dumps(to_json(draft)))) == draft
