"""By hand: numbers, money and days as a reader sees and types them, in both languages."""

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from crm_core.numbers import (
    NOTHING,
    change_text,
    compact_money_text,
    compact_text,
    day_text,
    moment_text,
    money_text,
    month_text,
    number_text,
    points_text,
    read_number,
    read_own_number,
    share_text,
)
from crm_core.words import LANGUAGES, Language

AMOUNTS = st.decimals(
    min_value=Decimal("-999999999.99"),
    max_value=Decimal("999999999.99"),
    places=2,
    allow_nan=False,
    allow_infinity=False,
)


@pytest.mark.parametrize(
    ("value", "digits", "turkish", "english"),
    [
        (0, 0, "0", "0"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (-0.5, 2, "−0,50", "−0.50"),
        (Decimal("2345.67"), 2, "2.345,67", "2,345.67"),
        (None, 0, NOTHING, NOTHING),
        (float("nan"), 0, NOTHING, NOTHING),
        (float("inf"), 0, NOTHING, NOTHING),
    ],
)
def test_a_number_is_grouped_in_threes_by_the_marks_of_the_language(
    value: float | Decimal | None, digits: int, turkish: str, english: str
) -> None:
    assert number_text(value, "tr", digits) == turkish
    assert number_text(value, "en", digits) == english


@pytest.mark.parametrize(
    ("value", "turkish", "english"),
    [(0.125, "%12,5", "12.5%"), (1, "%100,0", "100.0%"), (-0.03, "−%3,0", "−3.0%"), (None, NOTHING, NOTHING)],
)
def test_the_per_cent_sign_stands_before_the_number_in_turkish_and_after_it_in_english(
    value: float | None, turkish: str, english: str
) -> None:
    assert share_text(value, "tr", 1) == turkish
    assert share_text(value, "en", 1) == english


def test_a_share_that_rounds_to_zero_has_no_minus() -> None:
    assert share_text(-0.0004, "en") == "0%"
    assert change_text(-0.0004, "en") == "0%"


def test_a_change_says_its_sign_and_no_change_has_none() -> None:
    assert change_text(0.05, "tr") == "+%5"
    assert change_text(-0.05, "en") == "−5%"
    assert change_text(0, "en") == "0%"
    assert points_text(3.5, "tr", 1) == "+3,5"
    assert points_text(-2, "en") == "−2"
    assert points_text(0, "en") == "0"
    assert points_text(None, "en") == change_text(None, "tr") == NOTHING


def test_money_is_written_as_the_readers_locale_writes_it() -> None:
    assert money_text(Decimal("1234.5"), "TRY", "tr", 2) == "₺1.234,50"
    assert money_text(Decimal("1234.5"), "TRY", "en", 2) == "₺1,234.50"
    assert money_text(1234, "GBP", "en") == "£1,234"
    assert money_text(-1234, "TRY", "tr") == "−₺1.234"
    assert money_text(None, "TRY", "tr") == NOTHING


def test_a_card_shows_two_or_three_significant_digits() -> None:
    assert compact_text(1_234_567, "en") == "1.23M"
    assert compact_text(1_234_567, "tr") == "1,23\u00a0Mn"
    assert compact_text(7_968_000, "en") == "7.97M"
    assert compact_text(2_000_000, "en") == "2M"
    assert compact_text(12_345, "en") == "12.3K"
    assert compact_text(42, "tr") == "42"
    assert compact_text(4.25, "en") == "4.2"
    assert compact_text(999_400, "en") == "999K"
    assert compact_money_text(1_234_567, "TRY", "tr") == "₺1,23\u00a0Mn"
    assert compact_money_text(950, "TRY", "en") == "₺950"
    assert compact_text(None, "en") == compact_money_text(float("nan"), "TRY", "tr") == NOTHING


def test_days_and_months_are_named_in_the_readers_language() -> None:
    assert day_text(date(2011, 12, 9), "tr") == "9 Aralık 2011"
    assert day_text(date(2011, 12, 9), "en") == "9 December 2011"
    assert month_text(date(2011, 12, 1), "tr") == "Ara 2011"
    assert month_text(date(2011, 12, 1), "en") == "Dec 2011"
    assert moment_text(datetime(2011, 12, 9, 12, 50), "tr") == "9 Ara 2011 12:50"
    assert day_text(None, "tr") == month_text(None, "en") == moment_text(None, "en") == NOTHING
    missing = pd.Series([None], dtype="datetime64[us]").iloc[0]
    assert day_text(missing, "tr") == month_text(missing, "en") == moment_text(missing, "en") == NOTHING


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("2.345,67", ",", "2345.67"),
        ("2,345.67", ".", "2345.67"),
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234"),
        ("₺1.234,50", ",", "1234.50"),
        ("1.234,50 TL", ",", "1234.50"),
        ("%12,5", ",", "0.125"),
        ("12.5%", ".", "0.125"),
        ("(1,234)", ".", "-1234"),
        ("1.234,5-", ",", "-1234.5"),
        ("−3", ".", "-3"),
        ("1 234 567", ".", "1234567"),
        ("1'234.5", ".", "1234.5"),
        (",5", ",", "0.5"),
        ("1.5e3", ".", "1500"),
    ],
)
def test_a_number_is_read_as_the_file_writes_it(text: str, mark: str, value: str) -> None:
    assert read_number(text, "," if mark == "," else ".") == Decimal(value)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("12.34", ","),
        ("1,23,456", "."),
        ("1234.567", ","),
        ("1.2345", ","),
        ("", ","),
        ("-", "."),
        ("%", "."),
        ("abc", "."),
        ("1.2.3,4,5", ","),
        ("12a", "."),
        ("1,234e5", "."),
        ("٣", "."),
    ],
)
def test_what_is_no_number_under_this_mark_is_not_guessed(text: str, mark: str) -> None:
    assert read_number(text, "," if mark == "," else ".") is None


@given(value=AMOUNTS, language=st.sampled_from(LANGUAGES), currency=st.sampled_from(["TRY", "USD", "EUR", "GBP"]))
def test_money_that_we_wrote_is_money_that_we_read(value: Decimal, language: Language, currency: str) -> None:
    assert read_own_number(money_text(value, currency, language, 2), language) == value


@given(value=AMOUNTS, language=st.sampled_from(LANGUAGES))
def test_a_number_that_we_wrote_is_a_number_that_we_read(value: Decimal, language: Language) -> None:
    assert read_own_number(number_text(value, language, 2), language) == value


@given(
    value=st.decimals(min_value=-10, max_value=10, places=4, allow_nan=False, allow_infinity=False),
    language=st.sampled_from(LANGUAGES),
)
def test_a_share_that_we_wrote_is_a_share_that_we_read(value: Decimal, language: Language) -> None:
    worded = share_text(float(value), language, 2)
    assert read_own_number(worded, language) == value


@given(text=st.text(max_size=30), language=st.sampled_from(LANGUAGES))
def test_any_text_is_a_number_or_none_and_never_a_fault(text: str, language: Language) -> None:
    value = read_own_number(text, language)
    assert value is None or value.is_finite()


def test_a_share_that_is_there_but_tiny_is_not_nothing() -> None:
    assert share_text(0.002, "tr") == "<%1"
    assert share_text(0.002, "en") == "<1%"
    assert share_text(0.002, "en", 1) == "0.2%"
    assert share_text(0.005, "en") == "<1%"
    assert share_text(0, "en") == "0%"


@given(
    value=st.one_of(AMOUNTS, st.integers(-(10**15), 10**15), st.floats(-1e15, 1e15, allow_nan=False)),
    digits=st.integers(0, 4),
    language=st.sampled_from(LANGUAGES),
    currency=st.sampled_from(["TRY", "USD", "EUR", "GBP", "CHF", "XYZ"]),
)
def test_numbers_and_money_are_worded_as_babel_words_them(
    value: float | Decimal, digits: int, language: Language, currency: str
) -> None:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    number = format_decimal(value, format=pattern, locale=language)
    money = format_currency(value, currency, format=f"¤{pattern}", locale=language, currency_digits=False)
    assert number_text(value, language, digits) == number.replace("-", "−")
    assert money_text(value, currency, language, digits) == money.replace("TRY", "₺").replace("-", "−")
