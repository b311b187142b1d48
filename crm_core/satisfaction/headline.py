"""Single numbers that stand beside monthly rows: the whole period, against what, and whether that is a change."""

from typing import Any

from crm_core.filters import Filters
from crm_core.satisfaction.changes import shown, what_changed
from crm_core.satisfaction.intervals import NOTHING, Estimate
from crm_core.store import Workspace


def headline(now: Estimate, before: Estimate | None, target: float | None, higher_is_better: bool) -> dict[str, Any]:
    """The totals of a headline metric; the names are the same for every metric of the product."""
    change = what_changed(now, before or NOTHING)
    visible = shown(now)
    return {
        "value": visible.value,
        "n": now.n,
        "low": visible.low,
        "high": visible.high,
        "previous": change.previous,
        "previous_n": before.n if before else None,
        "difference": change.difference,
        "difference_low": change.low,
        "difference_high": change.high,
        "is_change": change.is_change,
        "smallest_detectable": change.smallest_detectable,
        "target": target,
        "higher_is_better": higher_is_better,
    }


def as_of(workspace: Workspace, filters: Filters) -> Any:
    """Last day that the workspace's facts mention; the period's end where there are none."""
    return workspace.state().as_of or filters.period.end
