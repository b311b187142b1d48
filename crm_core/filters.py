"""What a reader has chosen to look at: period, comparison and segment, as one value that travels."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from crm_core.periods import Period, month_start

Comparison = Literal["previous", "last_year", "none"]
COMPARISONS: tuple[Comparison, ...] = ("previous", "last_year", "none")
SEGMENT_FIELDS = ("sectors", "regions", "capacities", "tiers", "attributes")
UNIT_SEPARATOR = "\x1f"


def comparison_of(code: str) -> Comparison:
    """The comparison that a code of the link or the command line means; an unknown one is the period before."""
    known: dict[str, Comparison] = {comparison: comparison for comparison in COMPARISONS}
    return known.get(code, "previous")


@dataclass(frozen=True)
class Filters:
    """The reader's choice. Empty tuples mean "all". Hashable, so answers can be kept by it.

    ``attributes`` are pairs of the name of a column of the company's own and a value; several values of one name are
    alternatives, several names must all hold.

    ``data_from`` is the first day of the data where it is known: a period before it cannot be compared with.
    """

    period: Period
    comparison: Comparison = "previous"
    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    capacities: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    data_from: date | None = None

    @property
    def has_segment(self) -> bool:
        """True where only part of the customers is looked at."""
        return any(getattr(self, name) for name in SEGMENT_FIELDS)

    @property
    def segment(self) -> tuple[tuple[object, ...], ...]:
        """The segment alone, to keep answers by where the period is another question."""
        return tuple(getattr(self, name) for name in SEGMENT_FIELDS)

    def of_everybody(self) -> "Filters":
        """The same days without a segment."""
        return replace(self, sectors=(), regions=(), capacities=(), tiers=(), attributes=())

    def compared(self) -> "Filters | None":
        """The same choice in the comparison period; None where nothing is to be compared (see ``why_not_compared``)."""
        if self.comparison == "none" or self.why_not_compared():
            return None
        return replace(self, period=self._compared_period(), comparison="none")

    def why_not_compared(self) -> Literal["", "unfinished", "no data"]:
        """Why a wished comparison would not be like for like; empty where it would be."""
        if self.comparison == "none":
            return ""
        if self.period.ends_inside_a_month:
            return "unfinished"
        if self.data_from is not None and self._compared_period().start < month_start(self.data_from):
            return "no data"
        return ""

    def _compared_period(self) -> Period:
        return self.period.year_before() if self.comparison == "last_year" else self.period.before()

    def within(self, start: date, end: date) -> "Filters":
        """The same segment over other days."""
        return replace(self, period=Period(start, end))

    def parameters(self) -> dict[str, Any]:
        """Bound SQL parameters: ``start``, ``end`` and one list for each segment field."""
        lists: dict[str, list[Any]] = {name: list(getattr(self, name)) for name in SEGMENT_FIELDS}
        lists["attributes"] = [UNIT_SEPARATOR.join(pair) for pair in self.attributes]
        return {"start": self.period.start, "end": self.period.end, **lists}
