"""What users enter by hand: unit costs of serving customers, and targets of metrics."""

from collections.abc import Mapping
from datetime import date

from crm_core.errors import QuestionFault
from crm_core.store.workspace import Workspace
from crm_core.words import mark

COST_KINDS = ("contact", "complaint", "service", "promise", "order")
COST_CHANNELS = ("written", "spoken", "visual", "face-to-face", "unknown")


def unit_costs(workspace: Workspace) -> dict[tuple[str, str], float]:
    """Cost of one interaction by (kind, channel); ``("order", "unknown")`` is the handling of one order."""
    rows, _ = workspace.ask("store/unit_costs", {})
    return {(kind, channel): cost for kind, channel, cost in rows.itertuples(index=False)}


def save_unit_costs(workspace: Workspace, costs: Mapping[tuple[str, str], float]) -> None:
    """Put ``costs`` in place of the whole table and rebuild, since tiers depend on it; below zero is refused."""
    if any(cost < 0 for cost in costs.values()):
        raise QuestionFault(mark("A cost cannot be below zero."))
    with workspace.change() as build:
        build.run("store/clear_unit_costs")
        for (kind, channel), cost in costs.items():
            build.run("store/add_unit_cost", kind=kind, channel=channel, cost=cost)


def targets(workspace: Workspace) -> dict[str, tuple[date, float]]:
    """The newest target of each metric: the month from which it holds, and its value."""
    rows, _ = workspace.ask("store/newest_targets", {})
    return {metric: (valid_from.date(), value) for metric, valid_from, value in rows.itertuples(index=False, name=None)}


def save_target(workspace: Workspace, metric: str, valid_from: date, value: float | None) -> None:
    """Set the metric's target from a month on; None takes the target of that month away."""
    with workspace.change(rebuild=False) as build:
        build.run("store/clear_target", metric=metric, valid_from=valid_from)
        if value is not None:
            build.run("store/add_target", metric=metric, valid_from=valid_from, value=value)
