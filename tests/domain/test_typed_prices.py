"""Durations and prices as therapists type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import Choice, Money
from domain.terms import HIGHEST, LONGEST, MOST_CHOICES, SHORTEST
from domain.typed_prices import read_price, read_prices
from domain.typed_time import Fault, Problem


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("250000", "250000"),
        ("250.000", "250000"),
        ("250,000", "250000"),
        ("1.250.000", "1250000"),
        ("250k", "250000"),
        ("Rp 250 ribu", "250000"),
        ("rp.250rb", "250000"),
        ("IDR 1,5 jt", "1500000"),
        ("80.50", "80.5"),
        ("80,5 EUR", "80.5"),
        ("€80", "80"),
        ("0", "0"),
    ],
)
def test_prices_are_read(text: str, amount: str) -> None:
    assert read_price(text, "IDR", 2) == Money(int(float(amount) * 100), "IDR")


@pytest.mark.parametrize("text", ["", "free", "-5", "80.5050", "1.00.000", "9" * 20, "250 000 000 000 000 k"])
def test_what_is_no_price_is_named(text: str) -> None:
    assert read_price(text, "IDR", 2) == Problem(Fault.PRICE, text)


def test_no_cents_where_there_are_none() -> None:
    assert isinstance(read_price("80.5", "JPY", 0), Problem)
    assert read_price("80", "JPY", 0) == Money(80, "JPY")


@pytest.mark.parametrize(
    "text",
    [
        "60 250000, 90 350000",
        "90 350.000; 60 250.000",
        "60 min 250k\n90 min 350k",
        "60: 250000, 90: 350000",
        "60 menit Rp 250 ribu, 90 menit Rp 350 ribu",
        "60 minutes = 250,000, 90 minutes = 350,000",
    ],
)
def test_durations_with_prices(text: str) -> None:
    wanted = (Choice(60, Money(250_000_00, "IDR")), Choice(90, Money(350_000_00, "IDR")))
    assert read_prices(text, "IDR", 2) == wanted


@pytest.mark.parametrize(
    ("text", "fault", "value"),
    [
        ("", Fault.PRICES, ""),
        ("hello", Fault.PRICES, "hello"),
        ("60", Fault.PRICES, "60"),
        ("5 100000", Fault.MINUTES, "5"),
        ("600 100000", Fault.MINUTES, "600"),
        ("60 much", Fault.PRICE, "much"),
        ("60 100, 60 200", Fault.TWICE, "60"),
        ("60 1, 61 1, 62 1, 63 1, 64 1, 65 1, 66 1", Fault.TOO_MANY_CHOICES, "7"),
    ],
)
def test_what_is_wrong_is_named(text: str, fault: Fault, value: str) -> None:
    found = read_prices(text, "IDR", 2)
    assert isinstance(found, Problem)
    assert (found.fault, found.value) == (fault, value)


lengths = st.sets(st.integers(SHORTEST, LONGEST), min_size=1, max_size=MOST_CHOICES)


@given(lengths, st.integers(0, HIGHEST // 100))
def test_what_is_written_is_read_back(minutes: set[int], price: int) -> None:
    text = ", ".join(f"{one} {price}" for one in minutes)
    wanted = tuple(Choice(one, Money(price * 100, "IDR")) for one in sorted(minutes))
    assert read_prices(text, "IDR", 2) == wanted


@given(st.text(max_size=60))
def test_no_line_is_too_odd_to_be_answered(text: str) -> None:
    assert read_prices(text, "IDR", 2)
