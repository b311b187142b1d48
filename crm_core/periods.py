"""Whole calendar months: the grain of every period that a reader can choose."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


def month_start(day: date) -> date:
    """First day of the day's month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(month: date, count: int) -> date:
    """First day of the month ``count`` months after ``month`` (before it, when negative)."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """Number of month steps from ``first``'s month to ``last``'s month (0 when they are the same)."""
    return (last.year - first.year) * 12 + last.month - first.month


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included.

    >>> Period(date(2024, 1, 1), date(2024, 12, 31)).months
    12
    """

    start: date
    end: date

    @property
    def months(self) -> int:
        """Number of calendar months that the period touches."""
        return months_between(self.start, self.end) + 1

    @property
    def days(self) -> int:
        """Number of days in the period, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def first_month(self) -> date:
        """First day of the period's first month."""
        return month_start(self.start)

    @property
    def last_month(self) -> date:
        """First day of the period's last month."""
        return month_start(self.end)

    @property
    def ends_inside_a_month(self) -> bool:
        """True where the last month is unfinished; its figures are left out of comparisons."""
        return self.end != month_end(self.end)

    def before(self) -> "Period":
        """The same number of months just before this period."""
        start = add_months(self.first_month, -self.months)
        return Period(start, self.first_month - timedelta(days=1))

    def year_before(self) -> "Period":
        """The same months one year earlier."""
        return Period(add_months(self.first_month, -12), month_end(add_months(self.last_month, -12)))


def last_finished_month(as_of: date) -> date:
    """First day of the last month that the data cover to its end."""
    return month_start(as_of) if as_of == month_end(as_of) else add_months(month_start(as_of), -1)


def last_months(as_of: date, count: int) -> Period:
    """The last ``count`` finished months up to the as-of date."""
    last = last_finished_month(as_of)
    return Period(add_months(last, 1 - count), month_end(last))


def year_to_date(as_of: date) -> Period:
    """January to the last finished month of that month's year."""
    last = last_finished_month(as_of)
    return Period(date(last.year, 1, 1), month_end(last))


PERIOD_CODES = ("12m", "3m", "ytd", "all", "own")


def named_period(code: str, first_day: date, as_of: date, own: tuple[date, date] | None = None) -> Period:
    """The period that a code of the link or the command line means; ``own`` are the months of code ``own``."""
    if code == "all":
        return Period(month_start(first_day), as_of)
    if last_finished_month(as_of) < month_start(first_day):
        return Period(month_start(first_day), as_of)
    if code == "ytd":
        return _from_first(year_to_date(as_of), first_day)
    if code == "own" and own is not None:
        start, end = min(own), max(own)
        return Period(max(month_start(start), month_start(first_day)), min(month_end(end), as_of))
    return _from_first(last_months(as_of, 3 if code == "3m" else 12), first_day)


def _from_first(period: Period, first_day: date) -> Period:
    """The period without months before the data."""
    return Period(max(period.start, month_start(first_day)), period.end)
