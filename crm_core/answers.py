"""What a metric is and what it answers: rows, the SQL that ran, the as-of date, n, and what must be said beside it."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

SECTIONS = ("Formula", "Unit", "Grain", "Source")


@dataclass(frozen=True)
class Query:
    """One named SQL text as it ran, with its bound values."""

    name: str
    text: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Note:
    """A sentence that must stand beside a figure; ``text`` is a marked source text, ``values`` fill its places.

    ``level`` is ``information`` or ``warning`` (something is missing or too thin to be read plainly).
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    level: str = "information"


@dataclass(frozen=True)
class Answer:
    """The answer of one metric for one choice of filters.

    ``rows`` has the metric's grain; ``n`` counts the units that the figure rests on (customers, answers, orders; the
    metric's docstring says which). ``totals`` holds single numbers that go with the rows.
    """

    metric: str
    rows: pd.DataFrame
    queries: tuple[Query, ...]
    as_of: date
    n: int
    notes: tuple[Note, ...] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)

    def parameters(self) -> dict[str, Any]:
        """Values that the figure's queries were bound to; where they differ, those of the latest days win.

        A comparison asks the same query of an earlier period, whose rows do not stand behind the figure.
        """
        values: dict[str, Any] = {}
        for query in sorted(self.queries, key=_latest_day):
            values.update(query.parameters)
        return values

    @property
    def is_empty(self) -> bool:
        """True where no rows fit the choice, which is an answer and not a fault."""
        return self.rows.empty


@dataclass(frozen=True)
class Metric:
    """One metric of the catalogue: the function that answers it and the parts of its docstring.

    ``compares`` is False where the answer is the same whatever the reader compares with, so that it is kept once.
    """

    name: str
    ask: Callable[..., Answer]
    rows_behind: str
    sentence: str
    formula: str
    unit: str
    grain: str
    source: str
    compares: bool = True

    @property
    def options(self) -> tuple[str, ...]:
        """Names of the options that the function takes beside workspace and filters."""
        return tuple(list(inspect.signature(self.ask).parameters)[2:])


def metric(rows_behind: str, compares: bool = True) -> Callable[[Callable[..., Answer]], Metric]:
    """Make a catalogue entry of a function ``(workspace, filters, **options) -> Answer``.

    ``rows_behind`` names the SQL query that lists the stored rows behind the figure. The docstring's first sentence,
    ``Formula:``, ``Unit:``, ``Grain:`` and ``Source:`` are what the screen shows; a missing part is a ``ValueError``.
    """

    def entry(function: Callable[..., Answer]) -> Metric:
        text = inspect.getdoc(function) or ""
        parts = {name: _section(text, name) for name in SECTIONS}
        missing = [name for name in SECTIONS if not parts[name]]
        if missing:
            raise ValueError(f"{function.__name__}: docstring lacks {', '.join(missing)}")
        sentence = " ".join(text.split("\n\n")[0].split())
        return Metric(
            name=function.__name__,
            ask=function,
            rows_behind=rows_behind,
            sentence=sentence,
            formula=parts["Formula"],
            unit=parts["Unit"],
            grain=parts["Grain"],
            source=parts["Source"],
            compares=compares,
        )

    return entry


def _latest_day(query: Query) -> date:
    """Latest day among a query's values; the first of days where it names none."""
    days = [value for value in query.parameters.values() if isinstance(value, date)]
    return max(days, default=date.min)


def _section(text: str, name: str) -> str:
    """Text of one docstring section, up to the next section or blank line, on one line."""
    found = re.search(
        rf"^{name}: *(.+?)(?=\n\s*\n|\n(?:{'|'.join(SECTIONS)}):|\Z)", text, flags=re.DOTALL | re.MULTILINE
    )
    return " ".join(found.group(1).split()) if found else ""
