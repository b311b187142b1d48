"""Time in customers' buying: how long until the second purchase, until the first long silence, and between purchases."""

from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.store import Workspace
from crm_core.store.kind_rows import kind_rows, trait_of_kinds
from crm_core.value.cohort_cells import FULL, GREY
from crm_core.value.kept_rows import kept_rows
from crm_core.value.missing_costs import NO_ROWS
from crm_core.value.waiting import (
    EVENTS,
    Curve,
    Waited,
    log_rank,
    seen_until,
    together,
    waited_by_day,
    waiting_curve,
)
from crm_core.words import mark

WAITING_BY = ("all", "channel", "product", "category", "tier", "sector", "region", "capacity")
BEGAN_WITH = ("channel", "product", "category")
GAPS_BY = ("all", "tier", "sector", "region", "capacity")
WHICH = ("all", "first")
WITHIN = (30, 60, 90)
MOST_GROUPS = 6
MOST_POINTS = 400
LATE = ("", "*")
CURVE_COLUMNS = ["group", "days", "value", "low", "high", "n"]
TOO_YOUNG = Note(
    mark(
        "The data are too short: nobody was won {days} days before their last day, so no silence of that length can be seen."
    ),
    level="warning",
)
TIER_AFTER = Note(
    mark(
        "Tiers are those of today, made of what customers bought: that they buy at other rates is partly how they are made."
    )
)
SAME_CUSTOMERS = Note(
    mark(
        "A customer who buys often brings many gaps. The intervals take gaps as independent and are therefore somewhat too "
        "narrow; “first to second purchase” counts each customer once."
    )
)


@metric(rows_behind="value/purchase_lines", compares=False)
def customer_waiting(workspace: Workspace, filters: Filters, by: str = "all", event: str = "quiet_180") -> Answer:
    """How long after the first purchase customers come a second time, or go on before their first long silence.

    Formula: Kaplan–Meier over all customers won up to the end of the period. second: days from the first to the second day
        of purchase. quiet_180: days from the first purchase to the last one before the first silence of more than 180 days;
        only purchases that so many days have followed are looked at, so every silence had its chance to be seen. Customers
        to whom it has not happened count as long as they were seen. Interval: 95 % on the log–log scale. p_value: log-rank.
    Unit: Share of customers from 0 to 1 to whom it has not happened yet; days.
    Grain: One row per group and day on which it happened to somebody (thinned to 400 a group), and day 0; the six largest
        groups of at least 10 customers. n of a row is those still at risk, n of the answer all customers followed.
    Source: E. L. Kaplan and Paul Meier, Nonparametric Estimation from Incomplete Observations, 1958; Nathan Mantel,
        Evaluation of Survival Data and Two New Rank Order Statistics, 1966.
    """
    _check(by, WAITING_BY)
    _check(event, tuple(EVENTS))
    until = seen_until(min(filters.period.end, workspace.state().as_of or filters.period.end), event)
    if by in BEGAN_WITH:
        asked = {**filters.parameters(), "began": by, "event": event, "seen_until": until}
        counted, ran = kept_rows(workspace, "value/waiting_times", asked)
        members = counted["member"]
    else:
        counted, ran = kind_rows(workspace, filters, "value/waiting_times", began="", event=event, seen_until=until)
        members = trait_of_kinds(workspace, by)[counted["kind"].to_numpy()]
    groups = _followed(members, counted, "customers")
    shown = _largest(groups)
    n = sum(group.n for group in groups.values())
    notes = _event_notes(event, n, filters, workspace) + ((TIER_AFTER,) if by == "tier" and n else ())
    totals: dict[str, Any] = {"by": by, "event": event, "silence": EVENTS[event], "groups": _summaries(groups)}
    totals |= _separation({name: groups[name] for name in shown})
    rows = _curve_rows({name: waiting_curve(groups[name]) for name in shown}, {name: groups[name].n for name in shown})
    as_of = workspace.state().as_of or filters.period.end
    return Answer("customer_waiting", rows, (ran,), as_of, n, notes, totals)


@metric(rows_behind="value/purchase_lines", compares=False)
def purchase_gap_by_group(workspace: Workspace, filters: Filters, by: str = "all", which: str = "all") -> Answer:
    """How many days pass between a customer's purchases: median, quartiles, and the share that comes again in time.

    Formula: Gap = days from a day of purchase in the months of the period to the customer's next one; a gap that no purchase
        has closed yet counts as open up to the last day of the data (Kaplan–Meier), so that slow customers are not left
        out. An order counts also where it was given back. value: median; lower and upper: quartiles; within_30, within_60,
        within_90: share that came again by then.
    Unit: Days; share from 0 to 1.
    Grain: One row per group; n is its gaps, open ones included. 95 % intervals on the log–log scale.
    Source: E. L. Kaplan and Paul Meier, Nonparametric Estimation from Incomplete Observations, 1958.
    """
    groups, answer = _gaps(workspace, filters, by, which, "purchase_gap_by_group")
    columns = ["group", "value", "low", "high", "n", "closed", "lower", "upper"]
    columns += [f"within_{days}{end}" for days in WITHIN for end in ("", "_low", "_high")] + ["reading"]
    rows = pd.DataFrame([_gap_row(name, groups[name]) for name in _in_order(groups)]).reindex(columns=columns)
    return Answer(answer.metric, rows, answer.queries, answer.as_of, answer.n, answer.notes, answer.totals)


@metric(rows_behind="value/purchase_lines", compares=False)
def purchase_gap_curve(workspace: Workspace, filters: Filters, by: str = "all", which: str = "all") -> Answer:
    """How many of those who bought have come again, day by day after a purchase.

    Formula: 1 − Kaplan–Meier of the gaps of purchase_gap_by_group; gaps still open count up to the last day of the data.
    Unit: Share from 0 to 1; days.
    Grain: One row per group and day (thinned to 400 a group); the six largest groups of at least 10 gaps. n of a row is the
        gaps still open then, n of the answer all of them.
    Source: E. L. Kaplan and Paul Meier, Nonparametric Estimation from Incomplete Observations, 1958.
    """
    groups, answer = _gaps(workspace, filters, by, which, "purchase_gap_curve")
    shown = _largest(groups)
    rows = _curve_rows({name: waiting_curve(groups[name]) for name in shown}, {name: groups[name].n for name in shown})
    low, high = 1 - rows["high"], 1 - rows["low"]
    rows = rows.assign(value=1 - rows["value"], low=low, high=high)
    return Answer(answer.metric, rows, answer.queries, answer.as_of, answer.n, answer.notes, answer.totals)


def _gaps(workspace: Workspace, filters: Filters, by: str, which: str, name: str) -> tuple[dict[str, Waited], Answer]:
    """Gaps by group, and the answer without its rows."""
    _check(by, GAPS_BY)
    _check(which, WHICH)
    counted, ran = kind_rows(workspace, filters, "value/purchase_gaps", which=which)
    groups = _followed(trait_of_kinds(workspace, by)[counted["kind"].to_numpy()], counted, "gaps")
    n = sum(group.n for group in groups.values())
    notes: tuple[Note, ...] = () if n else (NO_ROWS,)
    if n and which == "all":
        notes = (SAME_CUSTOMERS,)
    if n and by == "tier":
        notes = (*notes, TIER_AFTER)
    whole = together(list(groups.values())) if n else None
    totals: dict[str, Any] = {"by": by, "which": which, "closed": sum(int(g.happened.sum()) for g in groups.values())}
    totals |= {} if whole is None else {key: value for key, value in _gap_row("", whole).items() if key != "group"}
    if which == "first":
        totals |= _separation({member: group for member, group in groups.items() if group.n >= GREY})
    as_of = workspace.state().as_of or filters.period.end
    return groups, Answer(name, pd.DataFrame(), (ran,), as_of, n, notes, totals)


def _followed(members: Any, counted: pd.DataFrame, name: str) -> dict[str, Waited]:
    """Counts by day of each group, from rows of days, whether it happened, and how many."""
    codes, names = pd.factorize(np.asarray(members, dtype=object))
    days = counted["days"].to_numpy()
    lowest = int(days.min(initial=0))
    most = int(days.max(initial=0)) - lowest + 1
    cells = (2 * (codes * most + (days - lowest))) + counted["has_happened"].to_numpy(bool)
    sums = np.bincount(cells, counted[name].to_numpy(float), 2 * most * len(names)).reshape(len(names), most, 2)
    return {str(group): waited_by_day(lowest, part[:, 1], part[:, 0]) for group, part in zip(names, sums, strict=True)}


def _gap_row(name: str, group: Waited) -> dict[str, Any]:
    """Median, quartiles and shares within 30, 60 and 90 days of one group; nothing but its n where it is too small."""
    reading = "full" if group.n >= FULL else "grey" if group.n >= GREY else "hidden"
    row: dict[str, Any] = {"group": name, "n": group.n, "closed": int(group.happened.sum()), "reading": reading}
    if reading == "hidden":
        return row | dict.fromkeys(("value", "low", "high", "lower", "upper"), np.nan)
    curve = waiting_curve(group)
    row["value"], row["low"], row["high"] = curve.day_of(0.5)
    row["lower"], row["upper"] = curve.day_of(0.25)[0], curve.day_of(0.75)[0]
    for days in WITHIN:
        share, low, high = curve.happened_within(days)
        row |= {f"within_{days}": share, f"within_{days}_low": low, f"within_{days}_high": high}
    return row


def _summaries(groups: dict[str, Waited]) -> tuple[dict[str, Any], ...]:
    """Median and n of every group, the small ones without a median."""
    rows = []
    for name in _in_order(groups):
        group = groups[name]
        median, low, high = waiting_curve(group).day_of(0.5) if group.n >= GREY else (np.nan, np.nan, np.nan)
        happened = int(group.happened.sum())
        rows.append({"group": name, "n": group.n, "happened": happened, "median": median, "low": low, "high": high})
    return tuple(rows)


def _separation(groups: dict[str, Waited]) -> dict[str, Any]:
    """The log-rank test of the groups shown."""
    test = log_rank(list(groups.values()))
    return {"statistic": test.statistic if test else None, "p_value": test.p_value if test else None}


def _in_order(groups: dict[str, Waited]) -> list[str]:
    """The largest groups first; "all others" and "not given" last."""
    return sorted(groups, key=lambda name: (name in LATE, -groups[name].n, name))


def _largest(groups: dict[str, Waited]) -> list[str]:
    return [name for name in _in_order(groups) if groups[name].n >= GREY][:MOST_GROUPS]


def _curve_rows(curves: dict[str, Curve], counts: dict[str, int]) -> pd.DataFrame:
    """Every curve from day 0, thinned evenly where it has more steps than a screen can show."""
    parts = []
    for name, curve in curves.items():
        kept = np.unique(np.linspace(0, len(curve.days) - 1, min(len(curve.days), MOST_POINTS)).astype(int))
        body = pd.DataFrame(
            {
                "days": curve.days[kept],
                "value": curve.waiting[kept],
                "low": curve.low[kept],
                "high": curve.high[kept],
                "n": curve.at_risk[kept],
            }
        )
        start = {"days": [0.0], "value": [1.0], "low": [1.0], "high": [1.0], "n": [float(counts[name])]}
        end = body.tail(1).assign(days=curve.last_day)
        parts.append(pd.concat([pd.DataFrame(start), body, end]).assign(group=name))
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=CURVE_COLUMNS, dtype=float)
    return frame.reindex(columns=CURVE_COLUMNS)


def _event_notes(event: str, n: int, filters: Filters, workspace: Workspace) -> tuple[Note, ...]:
    if n:
        return ()
    if EVENTS[event] and workspace.state().as_of is not None and not filters.has_segment:
        return (Note(TOO_YOUNG.text, {"days": EVENTS[event]}, "warning"),)
    return (NO_ROWS,)


def _check(code: str, known: tuple[str, ...]) -> None:
    if code not in known:
        raise QuestionFault(
            mark("There is no grouping by {by}. Choose one of: {choices}."), by=code, choices=", ".join(known)
        )
