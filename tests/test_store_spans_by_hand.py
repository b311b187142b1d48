"""By hand: months cut into spans that are built one after the other."""

from datetime import date

import pytest

from crm_core.store import spans
from crm_core.store.spans import month_spans

JANUARY, FEBRUARY, MARCH = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)


def test_no_lines_at_all_are_one_span_of_every_day() -> None:
    assert month_spans([], []) == ((date.min, date.max),)


def test_few_lines_are_one_span() -> None:
    assert month_spans([JANUARY, MARCH], [3, 4]) == ((date.min, date.max),)


def test_a_span_ends_with_the_month_that_fills_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spans, "LINES_AT_ONCE", 5)
    assert month_spans([JANUARY, FEBRUARY, MARCH], [4, 1, 9]) == (
        (date.min, date(2024, 2, 29)),
        (MARCH, date.max),
    )
