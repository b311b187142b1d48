"""What a reader has chosen to look at: period, comparison and segment, as one value that travels."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from crm_core.periods import Period

Comparison = Literal["previous", "last_year", "none"]
COMPARISONS: tuple[Comparison, ...] = ("previous", "last_year", "none")

SEGMENT_FIELDS = ("sectors", "regions", "capacities", "tiers")


@dataclass(frozen=True)
class Filters:
    """The reader's choice. Empty tuples mean "all". Hashable, so answers can be kept by it."""

    period: Period
    comparison: Comparison = "previous"
    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    capacities: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()

    @property
    def has_segment(self) -> bool:
        """True where only part of the customers is looked at."""
        return any(getattr(self, name) for name in SEGMENT_FIELDS)

    def compared(self) -> "Filters | None":
        """The same choice in the comparison period; None where nothing is to be compared."""
        if self.comparison == "none" or self.period.ends_inside_a_month:
            return None
        period = self.period.before() if self.comparison == "previous" else self.period.year_before()
        return replace(self, period=period, comparison="none")

    def within(self, start: date, end: date) -> "Filters":
        """The same segment over other days."""
        return replace(self, period=Period(start, end))

    def parameters(self) -> dict[str, Any]:
        """Bound SQL parameters: ``start``, ``end`` and one list for each segment field."""
        lists = {name: list(getattr(self, name)) for name in SEGMENT_FIELDS}
        return {"start": self.period.start, "end": self.period.end, **lists}
