"""Days cut into spans of whole months, so that a rollup by month holds the groups of one span at a time in memory."""

from collections.abc import Sequence
from datetime import date, timedelta

LINES_AT_ONCE = 1 << 19
"""A span that holds more lines ends with its month: groups of half a million lines stay near the processor."""


def month_spans(months: Sequence[date], lines: Sequence[int]) -> tuple[tuple[date, date], ...]:
    """First and last day of each span, the earliest first; together they hold every day there is."""
    starts, held = [date.min], 0
    for month, count in zip(months, lines, strict=True):
        if held >= LINES_AT_ONCE:
            starts.append(month)
            held = 0
        held += count
    ends = [start - timedelta(days=1) for start in starts[1:]]
    return tuple(zip(starts, [*ends, date.max], strict=True))
