"""Rows of a frame as plain values that a figure can draw: a value, its interval, its n, and how far it may be read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite, nan

import pandas as pd

from crm_core.charts.look import Kind, Look, month_name, worded
from crm_core.numbers import number_text

_MARKS = re.compile(r"<(?=[\w/!])|&(?=#|\w+;)|%(?=\{)")


@dataclass(frozen=True)
class Reading:
    """One value with its interval and n; ``grade`` is ``full``, ``grey`` (read with care) or ``hidden``."""

    value: float
    low: float = nan
    high: float = nan
    n: float = nan
    grade: str = "full"

    @property
    def is_shown(self) -> bool:
        """True where there is a value that may be shown."""
        return self.grade != "hidden" and isfinite(self.value)

    @property
    def has_interval(self) -> bool:
        """True where both ends of the interval are known."""
        return isfinite(self.low) and isfinite(self.high)

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends of the interval, or the value twice where there is none."""
        return (self.low, self.high) if self.has_interval else (self.value, self.value)

    def hover(self, name: str, kind: Kind, look: Look, n_word: str = "n") -> list[str]:
        """The hover text's parts: name, worded value, interval with n."""
        beside = f" ({worded(self.low, kind, look)} … {worded(self.high, kind, look)})" if self.has_interval else ""
        if isfinite(self.n):
            beside += f"<br>{n_word} = {number_text(self.n, look.language)}"
        return [name, worded(self.value, kind, look), beside]


HOVER = "<b>%{customdata[0]}</b><br>WORD: %{customdata[1]}%{customdata[2]}<extra></extra>"


def hover_template(word: str) -> str:
    """The hover box over ``Reading.hover`` parts, with the measure's name."""
    return HOVER.replace("WORD", word)


def readings(rows: pd.DataFrame) -> list[Reading]:
    """Every row as a reading, by its columns ``value``, ``low``, ``high``, ``n`` and ``reading``, where they exist."""
    grades = texts(rows, "reading") if "reading" in rows.columns else ["full"] * len(rows)
    parts = (numbers(rows, name) for name in ("value", "low", "high", "n"))
    return [Reading(*values) for values in zip(*parts, grades, strict=True)]


def readings_by_month(rows: pd.DataFrame) -> dict[date, Reading]:
    """Readings by month, in order of time."""
    if rows.empty:
        return {}
    return dict(sorted(zip(days(rows, "month"), readings(rows), strict=True)))


def numbers(rows: pd.DataFrame, column: str) -> list[float]:
    """A column as plain floats, NaN where it is missing or the frame has no such column."""
    if column not in rows.columns:
        return [nan] * len(rows)
    return rows[column].to_numpy(dtype="float64", na_value=nan).tolist()


def texts(rows: pd.DataFrame, column: str) -> list[str]:
    """A column as texts."""
    return [str(value) for value in rows[column].tolist()]


def shown(text: str) -> str:
    """A text of data in a figure, which reads marks of its own (bold, links): parted by a letter that nobody sees, they are shown."""
    return _MARKS.sub("\\g<0>\u2060", text)


def shown_texts(rows: pd.DataFrame, column: str) -> list[str]:
    """A column of texts of data as they stand in a figure."""
    return [shown(text) for text in texts(rows, column)]


def named(words: Mapping[str, str], code: str) -> str:
    """The word of a code, else the code itself; either may be a text of data."""
    return shown(words.get(code, code))


def days(rows: pd.DataFrame, column: str) -> list[date]:
    """A column of months as dates."""
    return list(pd.DatetimeIndex(rows[column]).date)


def full_month(month: date, look: Look) -> str:
    """A month with its year: ``Ara 2011``."""
    return " ".join(month_name(month, look))
