"""Months of the two religious feasts in Türkiye, which move eleven days a year and so belong to no calendar month."""

from datetime import date

RAMADAN_FEAST = (
    date(2015, 7, 17), date(2016, 7, 5), date(2017, 6, 25), date(2018, 6, 15), date(2019, 6, 4), date(2020, 5, 24),
    date(2021, 5, 13), date(2022, 5, 2), date(2023, 4, 21), date(2024, 4, 10), date(2025, 3, 30), date(2026, 3, 20),
    date(2027, 3, 9), date(2028, 2, 26), date(2029, 2, 14), date(2030, 2, 4),
)  # fmt: skip
SACRIFICE_FEAST = (
    date(2015, 9, 24), date(2016, 9, 12), date(2017, 9, 1), date(2018, 8, 21), date(2019, 8, 11), date(2020, 7, 31),
    date(2021, 7, 20), date(2022, 7, 9), date(2023, 6, 28), date(2024, 6, 16), date(2025, 6, 6), date(2026, 5, 27),
    date(2027, 5, 16), date(2028, 5, 5), date(2029, 4, 24), date(2030, 4, 13),
)  # fmt: skip


def feast_months(first: date, last: date) -> tuple[date, ...]:
    """First days of the months from ``first`` to ``last`` in which a feast begins, in order."""
    months = {day.replace(day=1) for day in (*RAMADAN_FEAST, *SACRIFICE_FEAST)}
    return tuple(sorted(month for month in months if first <= month <= last))
