"""Adds up: the quick reading of plainly written columns says what the exact reading says, text by text."""

from typing import Any

import pyarrow as pa
import pyarrow.compute
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.intake import values
from crm_core.intake.plain_texts import letters_of, plain_days, plain_numbers, signatures, trimmed

pc: Any = pyarrow.compute
DIGITS = st.text("0123456789", min_size=0, max_size=16)
NUMBERS = st.one_of(
    st.builds(lambda sign, whole, mark, rest: f"{sign}{whole}{mark}{rest}",
              st.sampled_from(["", "-", "+"]), DIGITS, st.sampled_from([".", ",", ""]), DIGITS),
    st.text("0123456789.,-+ e₺", max_size=8),
    st.sampled_from(["", "-", "1.234,56", "inf", "nan", "1e5", "-0", "-.5", "5.", "00012", "999999999999.9999"]),
)  # fmt: skip
PART = st.integers(0, 99).map("{:02}".format)
DAYS = st.one_of(
    st.builds(lambda d, m, y, s, t: f"{d}{s}{m}{s}{y}{t}", PART, PART, st.integers(1, 2400).map("{:04}".format),
              st.sampled_from(".-/"), st.sampled_from(["", " 10:30", "T23:59:59", " 24:00"])),
    st.builds(lambda d, m, y, s, t: f"{y}{s}{m}{s}{d}{t}", PART, PART, st.integers(1, 2400).map("{:04}".format),
              st.sampled_from(".-/"), st.sampled_from(["", " 10:30", "T23:59:59", " 09:07"])),
    st.sampled_from(["", "2024-02-30", "29.02.2023", "2024.01-05", "01.02/2024", "0020-01-01", "2024-01-01 10:30Z"]),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=4), st.sampled_from([",", "."]))
def test_plain_numbers_are_those_of_the_exact_reading(texts, mark):
    column = pa.array(texts, pa.string())
    quick = plain_numbers(column, mark)
    assert quick is None or quick.equals(values._exact_numbers(column, mark))


@settings(max_examples=300, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=3), st.sampled_from(["day-first", "month-first"]), st.booleans())
def test_plain_days_are_those_of_the_exact_reading(texts, order, is_one_kind):
    column = pa.array([texts[0]] * 3 if is_one_kind else texts, pa.string())
    quick = values.plain_moments(column, order)
    assert quick is None or quick.equals(values._exact_moments(column, order))


@pytest.mark.parametrize("number", [1, 9999, 123456789, 2**50 - 1, 33333333333])
def test_every_number_of_four_decimals_is_read_exactly_below_the_bound(number):
    text = f"{number // 10_000}.{number % 10_000:04}"
    quick = plain_numbers(pa.array([text]), ".")
    assert quick is not None and f"{quick[0].as_py()}" == text
    assert plain_numbers(pa.array([f"{2**50 // 10_000 + 1}.0000"]), ".") is None


def test_the_common_ways_of_writing_are_read_at_once():
    assert plain_numbers(pa.array(["12", "-3", "", "1234.5"]), ".") is not None
    assert plain_numbers(pa.array(["12", "-3", "1234,5"]), ",") is not None
    for text in ("2024-01-31", "31.01.2024", "31/01/2024 10:30", "2024-01-31T10:30:00"):
        assert plain_days(pa.array([text, ""])) is not None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.text("ab", max_size=30)), min_size=1, max_size=6))
def test_rows_of_the_same_texts_have_the_same_signature(rows):
    twice = [*rows, *rows]
    found = signatures([pa.array([row[place] for row in twice], pa.string()) for place in (0, 1)])
    assert found[: len(rows)].tolist() == found[len(rows) :].tolist()
    sliced = [pa.array(["x", *(row[place] for row in rows)], pa.string()).slice(1) for place in (0, 1)]
    assert signatures(sliced).tolist() == found[: len(rows)].tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("abş ", max_size=20), min_size=1, max_size=6))
def test_the_signature_of_a_row_does_not_hang_on_the_rows_beside_it(texts):
    together = signatures([pa.array(texts, pa.string())])
    alone = [signatures([pa.array([text], pa.string())]).item() for text in texts]
    assert together.tolist() == alone
    assert len(set(alone)) == len(set(texts))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.sampled_from("a b\u00a0ş\t"), max_size=5), max_size=4))
def test_texts_are_trimmed_as_the_exact_reading_trims_them(texts):
    column = pa.array(texts, pa.string())
    assert trimmed(column).to_pylist() == pc.utf8_trim_whitespace(column).to_pylist()
    assert letters_of(column).lengths.tolist() == [len(text.encode()) for text in texts]
