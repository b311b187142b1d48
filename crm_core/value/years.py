"""Years up to any day, and the days that questions name. At a month's end a year is its twelve months, else it runs from day to day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from crm_core.errors import QuestionFault
from crm_core.periods import Period, add_months, month_end, month_start, months_between
from crm_core.words import mark

MONTHS = 12
ONE_DAY = timedelta(days=1)


def year_up_to(day: date) -> Period:
    """The year that ends with the day.

    >>> year_up_to(date(2024, 11, 15)).start
    datetime.date(2023, 11, 16)
    """
    if day == month_end(day):
        return Period(add_months(day, 1 - MONTHS), day)
    return Period(day.replace(year=day.year - 1) + ONE_DAY, day)


def before(period: Period) -> Period:
    """As much time just before: the same number of months, or the year before a year that begins inside a month."""
    return period.before() if period.start == month_start(period.start) else year_up_to(period.start - ONE_DAY)


def months_in(period: Period) -> int:
    """Months of the period; two parts of months at the ends of a year are one."""
    if period.start == month_start(period.start):
        return period.months
    return months_between(period.start, period.end + ONE_DAY)


def named_day(text: str, as_of: date) -> date | None:
    """The day named like 2025-06-15, or the last of a month named like 2025-06; None where none is named.

    A month that the data do not cover to its end is taken up to their last day; a day after it is a :class:`QuestionFault`.
    """
    if not text:
        return None
    is_month = len(text.split("-")) == 2
    try:
        day = month_end(date.fromisoformat(f"{text}-01")) if is_month else date.fromisoformat(text)
    except ValueError as cause:
        raise QuestionFault(
            mark("“{text}” is neither a month nor a day; write it like 2025-06 or 2025-06-15."), text=text
        ) from cause
    if month_start(day) > as_of or (day > as_of and not is_month):
        raise QuestionFault(
            mark("The data end on {last}, so nothing can be said as of {day}."),
            last=f"{as_of:%d.%m.%Y}",
            day=f"{day:%d.%m.%Y}",
        )
    return min(day, as_of)


def plain_days(period: Period) -> Mapping[str, Any]:
    """Places of queries for one period that is mixed with no other."""
    return _places(period.start, period.end, nothing(period.end), nothing(period.end), period.start.month, 0)


def mixed_days(earlier: Period, later: Period, side: int) -> Mapping[str, Any]:
    """Places of queries for one side of a mixing of two years: the days of both, of the earlier alone, of the later alone."""
    only_earlier = Period(earlier.start, min(earlier.end, later.start - ONE_DAY))
    only_later = Period(max(later.start, earlier.end + ONE_DAY), later.end)
    return _places(later.start, earlier.end, only_earlier, only_later, earlier.start.month, side)


def nothing(day: date) -> Period:
    """Days of which there are none."""
    return Period(day + ONE_DAY, day)


def _places(
    start: date, end: date, only_earlier: Period, only_later: Period, first_month: int, side: int
) -> Mapping[str, Any]:
    return {
        "start": start,
        "end": end,
        "earlier_start": only_earlier.start,
        "earlier_end": only_earlier.end,
        "later_start": only_later.start,
        "later_end": only_later.end,
        "first_month": first_month,
        "side": side,
    }
