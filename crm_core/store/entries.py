"""What users enter by hand: unit costs of serving customers, targets of metrics, and dated notes on charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm_core.errors import QuestionFault
from crm_core.store.workspace import Workspace
from crm_core.words import mark

PER_CENT_TARGETS = ("csat_by_month", "repeat_share_by_month")
"""Metrics whose targets people write in per cent; they are stored as shares."""
TARGET_METRICS = (*PER_CENT_TARGETS, "nps_by_month", "ces_by_month", "complaints_per_100_orders_by_month")
NOTE_MEASURES = ("csat", "nps", "ces", "complaints")
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


@dataclass(frozen=True)
class Target:
    """A target of a metric, from a month on, in the metric's own unit."""

    metric: str
    valid_from: date
    value: float


@dataclass(frozen=True)
class DatedNote:
    """What happened on a day. ``measure`` is None where it speaks of all; ``is_rebase`` asks for new control limits."""

    day: date
    text: str
    measure: str | None = None
    is_rebase: bool = False
    note_id: int = 0


def all_targets(workspace: Workspace) -> tuple[Target, ...]:
    """Every target that was set, by metric and month."""
    rows, _ = workspace.ask("store/all_targets", {})
    return tuple(
        Target(metric, month.date(), value) for metric, month, value in rows.itertuples(index=False, name=None)
    )


def dated_notes(workspace: Workspace) -> tuple[DatedNote, ...]:
    """Every note, the earliest first."""

    def notes() -> tuple[DatedNote, ...]:
        rows, _ = workspace.ask("store/dated_notes", {})
        return tuple(
            DatedNote(
                row["day"].date(), row["text"], row["measure"] or None, bool(row["is_rebase"]), int(row["note_id"])
            )
            for row in rows.astype({"measure": object}).where(rows.notna(), None).to_dict("records")
        )

    return workspace.kept("dated_notes", notes)


def enter(workspace: Workspace, notes: Sequence[DatedNote] = (), targets: Sequence[Target] = ()) -> None:
    """Add notes and set targets, all or none; a target of the same metric and month is replaced."""
    with workspace.change(rebuild=False) as build:
        for note in notes:
            places = {"day": note.day, "text": note.text, "measure": note.measure, "is_rebase": note.is_rebase}
            build.run("store/add_dated_note", **places)
        for target in targets:
            build.run("store/clear_target", metric=target.metric, valid_from=target.valid_from)
            build.run("store/add_target", metric=target.metric, valid_from=target.valid_from, value=target.value)


def remove_note(workspace: Workspace, note_id: int) -> None:
    """Take a note away; limits that it re-based are those of before."""
    with workspace.change(rebuild=False) as build:
        build.run("store/remove_dated_note", note_id=note_id)
