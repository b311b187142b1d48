"""By hand and edges: whole months, what comes before them, and what a reader has chosen."""

from datetime import date

import pytest

from crm_core.filters import Filters
from crm_core.periods import (
    Period,
    add_months,
    last_finished_month,
    last_months,
    month_end,
    month_start,
    months_between,
    named_period,
    year_to_date,
)

YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))


def test_a_month_has_a_first_and_a_last_day_also_in_a_leap_year() -> None:
    assert month_start(date(2024, 2, 29)) == date(2024, 2, 1)
    assert month_end(date(2024, 2, 1)) == date(2024, 2, 29)
    assert month_end(date(2023, 2, 1)) == date(2023, 2, 28)
    assert month_end(date(2023, 12, 31)) == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("count", "month"),
    [
        (0, date(2024, 1, 1)),
        (1, date(2024, 2, 1)),
        (12, date(2025, 1, 1)),
        (-1, date(2023, 12, 1)),
        (-13, date(2022, 12, 1)),
    ],
)
def test_months_are_added_across_years(count: int, month: date) -> None:
    assert add_months(date(2024, 1, 31), count) == month
    assert months_between(date(2024, 1, 31), month) == count


def test_a_period_counts_both_of_its_ends() -> None:
    assert (YEAR.months, YEAR.days) == (12, 366)
    assert Period(date(2024, 5, 7), date(2024, 5, 7)).days == 1
    assert (YEAR.first_month, YEAR.last_month) == (date(2024, 1, 1), date(2024, 12, 1))


def test_before_a_period_lie_as_many_months_and_they_touch() -> None:
    quarter = Period(date(2024, 1, 1), date(2024, 3, 31))
    assert quarter.before() == Period(date(2023, 10, 1), date(2023, 12, 31))
    assert quarter.before().before().end == date(2023, 9, 30)


def test_a_year_before_a_leap_february_ends_on_the_28th() -> None:
    february = Period(date(2024, 2, 1), date(2024, 2, 29))
    assert february.year_before() == Period(date(2023, 2, 1), date(2023, 2, 28))
    assert february.year_before().year_before() == Period(date(2022, 2, 1), date(2022, 2, 28))


def test_a_month_is_finished_on_its_last_day_and_not_one_day_earlier() -> None:
    assert last_finished_month(date(2011, 12, 31)) == date(2011, 12, 1)
    assert last_finished_month(date(2011, 12, 30)) == date(2011, 11, 1)
    assert last_finished_month(date(2011, 1, 30)) == date(2010, 12, 1)


def test_the_last_months_end_with_the_last_finished_one() -> None:
    assert last_months(date(2011, 12, 9), 12) == Period(date(2010, 12, 1), date(2011, 11, 30))
    assert last_months(date(2011, 11, 30), 1) == Period(date(2011, 11, 1), date(2011, 11, 30))


def test_the_year_to_date_in_january_is_the_year_before() -> None:
    assert year_to_date(date(2011, 12, 9)) == Period(date(2011, 1, 1), date(2011, 11, 30))
    assert year_to_date(date(2012, 1, 15)) == Period(date(2011, 1, 1), date(2011, 12, 31))


def test_a_choice_is_compared_with_the_months_before_or_the_year_before() -> None:
    quarter = Period(date(2024, 4, 1), date(2024, 6, 30))
    previous = Filters(quarter, sectors=("Retail",)).compared()
    assert previous == Filters(Period(date(2024, 1, 1), date(2024, 3, 31)), "none", sectors=("Retail",))
    last_year = Filters(quarter, "last_year").compared()
    assert last_year is not None
    assert last_year.period == Period(date(2023, 4, 1), date(2023, 6, 30))


def test_nothing_is_compared_with_an_unfinished_month_or_where_the_reader_wants_none() -> None:
    assert Filters(YEAR, "none").compared() is None
    assert Filters(Period(date(2024, 1, 1), date(2024, 12, 30))).compared() is None
    assert Filters(Period(date(2024, 1, 1), date(2024, 12, 31))).compared() is not None


def test_a_choice_travels_as_bound_values_and_as_a_key() -> None:
    choice = Filters(YEAR, sectors=("Retail", "Food"), tiers=("mvc",))
    assert choice.parameters() == {
        "start": date(2024, 1, 1),
        "end": date(2024, 12, 31),
        "sectors": ["Retail", "Food"],
        "regions": [],
        "capacities": [],
        "tiers": ["mvc"],
        "attributes": [],
    }
    assert {choice: 1}[Filters(YEAR, sectors=("Retail", "Food"), tiers=("mvc",))] == 1
    assert choice.has_segment
    assert not Filters(YEAR).has_segment
    assert choice.within(date(2023, 1, 1), date(2023, 1, 31)).sectors == ("Retail", "Food")


def test_no_period_names_months_before_the_data() -> None:
    assert named_period("12m", date(2026, 3, 10), date(2026, 6, 30)) == Period(date(2026, 3, 1), date(2026, 6, 30))
    assert named_period("ytd", date(2026, 3, 10), date(2026, 6, 30)) == Period(date(2026, 3, 1), date(2026, 6, 30))
    assert named_period("12m", date(2026, 6, 5), date(2026, 6, 20)) == Period(date(2026, 6, 1), date(2026, 6, 20))
