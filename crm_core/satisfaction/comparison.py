"""Two periods or two groups side by side: every difference with its interval, corrected for how many were looked at.

Refuses to call "no change" what these numbers could not have shown: the smallest detectable difference stands beside it.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.satisfaction.answers_asked import SCORE_GROUPINGS, UNKNOWN, asked_groups, in_order
from crm_core.satisfaction.changes import Change, benjamini_hochberg, holm, reading, shown, what_changed
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import NOTHING, Estimate
from crm_core.satisfaction.measures import (
    Measure,
    Scores,
    answers_by_scale,
    chosen_scale,
    estimate_of,
    scores_by,
    together,
)
from crm_core.satisfaction.signals import MEASURES
from crm_core.store import Workspace
from crm_core.words import mark

ALL = "all"
CORRECTIONS = ("holm", "bh", "none")
SURE_BELOW = 0.05
COLUMNS = (
    "group", "value", "n", "low", "high", "reading", "previous", "previous_n", "difference", "difference_low",
    "difference_high", "p_value", "p_corrected", "verdict", "smallest_detectable",
)  # fmt: skip


@metric(rows_behind="satisfaction/score_rows")
def satisfaction_changes(
    workspace: Workspace, filters: Filters, measure: str = "csat", by: str = "tier", correction: str = "holm"
) -> Answer:
    """Satisfaction of the period against the comparison period, for all customers and group by group.

    Formula: of a customer the latest answer of each period; customers of both periods count as if they were others, which
        makes the interval too wide rather than too narrow where people stay as they are; difference with Newcombe's
        interval (shares), Welch's t around the adjusted scores (NPS) or the square-and-add rule (means); p-values corrected for the number of groups looked
        at (option correction: holm, bh for Benjamini and Hochberg, or none); no verdict below 30 answers on either side;
        smallest detectable: the difference these answers would show four times out of five.
    Unit: as the measure (option measure: csat, nps or ces); n counts customers who answered.
    Grain: one row for all customers, then one per group (option by).
    Source: Robert G. Newcombe, Interval Estimation for the Difference between Independent Proportions, 1998; Sture Holm, A
        Simple Sequentially Rejective Multiple Test Procedure, 1979; Yoav Benjamini and Yosef Hochberg, Controlling the
        False Discovery Rate, 1995.
    """
    chosen = _asked(measure, by, correction)
    now, query = asked_groups(workspace, chosen, filters, by)
    scale = chosen_scale(chosen, answers_by_scale(now))
    after = in_order(scores_by(now, "group", scale), chosen)
    before: dict[Any, Scores] = {}
    queries: tuple[Query, ...] = (query,)
    compared = filters.compared()
    if compared is not None:
        earlier, earlier_query = asked_groups(workspace, chosen, compared, by)
        before, queries = scores_by(earlier, "group", scale), (earlier_query, query)
    groups = {ALL: together(list(after.values()), scale)} | after if after else {}
    whole_before = {ALL: together(list(before.values()), scale)} | before if before else {}
    estimates = {group: estimate_of(chosen, own) for group, own in groups.items()}
    rows = change_rows(
        estimates,
        {group: estimate_of(chosen, whole_before[group]) if group in whole_before else NOTHING for group in groups},
        correction,
    )
    n = groups[ALL].n if groups else 0
    totals = {"is_compared": compared is not None, "changed": rows["verdict"].tolist().count("change")}
    notes = _notes(n, compared is not None)
    return Answer("satisfaction_changes", rows, queries, as_of(workspace, filters), n, notes, totals)


@metric(rows_behind="satisfaction/score_rows")
def satisfaction_contrast(
    workspace: Workspace, filters: Filters, measure: str = "csat", by: str = "tier", first: str = "", second: str = ""
) -> Answer:
    """Satisfaction of two groups of the same period held against each other.

    Formula: of a customer the latest answer of the period; difference = first − second with the interval that the change
        between two periods has; smallest detectable: the difference these answers would show four times out of five.
    Unit: as the measure (option measure: csat, nps or ces); n counts customers of both groups who answered.
    Grain: one row: the first group (option first) against the second (option second); empty options take the two largest.
    Source: Robert G. Newcombe, Interval Estimation for the Difference between Independent Proportions, 1998.
    """
    chosen = _asked(measure, by, "none")
    counted, query = asked_groups(workspace, chosen, filters, by)
    scores = in_order(scores_by(counted, "group", chosen_scale(chosen, answers_by_scale(counted))), chosen)
    largest = sorted((group for group in scores if group != UNKNOWN), key=lambda group: -scores[group].n)
    one = first if first in scores else next((group for group in largest if group != second), "")
    other = second if second in scores and second != one else next((group for group in largest if group != one), "")
    estimates = [estimate_of(chosen, scores[group]) if group in scores else NOTHING for group in (one, other)]
    rows = (
        change_rows({one: estimates[0]}, {one: estimates[1]}, "none") if one and other else change_rows({}, {}, "none")
    )
    n = sum(estimate.n for estimate in estimates)
    totals = {"first": one, "second": other, "groups": tuple(scores)}
    notes = _notes(n, True)
    return Answer("satisfaction_contrast", rows, (query,), as_of(workspace, filters), n, notes, totals)


def change_rows(now: Mapping[Any, Estimate], before: Mapping[Any, Estimate], correction: str) -> pd.DataFrame:
    """One row per group: both values, their difference, its interval and p-values, and what may be said of it.

    All customers together are one question of their own and not corrected; groups are.
    """
    changes = {group: what_changed(own, before[group]) for group, own in now.items()}
    judged = [group for group, change in changes.items() if group != ALL and change.p_value is not None]
    corrected = dict(
        zip(judged, corrected_p([changes[group].p_value or 0.0 for group in judged], correction), strict=True)
    )
    records = []
    for group, change in changes.items():
        visible, earlier = shown(now[group]), before[group]
        p_corrected = corrected.get(group, change.p_value)
        records.append(
            {
                "group": group,
                "value": visible.value,
                "n": visible.n,
                "low": visible.low,
                "high": visible.high,
                "reading": reading(visible.n),
                "previous": change.previous,
                "previous_n": earlier.n,
                "difference": change.difference,
                "difference_low": change.low,
                "difference_high": change.high,
                "p_value": change.p_value,
                "p_corrected": p_corrected,
                "verdict": verdict_of(change, p_corrected, min(visible.n, earlier.n)),
                "smallest_detectable": change.smallest_detectable,
            }
        )
    rows = pd.DataFrame(records, columns=pd.Index(COLUMNS))
    texts = {"group", "reading", "verdict"}
    kinds: dict[str, Any] = {name: float for name in COLUMNS if name not in texts}
    return rows.astype(kinds | {"n": "int64", "previous_n": "int64"})


def corrected_p(p_values: list[float], correction: str) -> np.ndarray:
    """P-values as corrected; as they are with correction none."""
    if correction == "holm":
        return holm(p_values)
    return benjamini_hochberg(p_values) if correction == "bh" else np.asarray(p_values, dtype=float)


def verdict_of(change: Change, p_corrected: float | None, fewest: int) -> str:
    """``change``, ``noise`` or ``few`` (fewer than 30 on a side is not judged in groups, fewer than ten not shown)."""
    if change.is_change is None or p_corrected is None or reading(fewest) != "full":
        return "few"
    return "change" if change.is_change and p_corrected < SURE_BELOW else "noise"


def _asked(measure: str, by: str, correction: str) -> Measure:
    for said, choices in ((measure, tuple(MEASURES)), (by, SCORE_GROUPINGS), (correction, CORRECTIONS)):
        if said not in choices:
            raise QuestionFault(
                mark("There is no choice {said} here. Choose one of: {choices}."), said=said, choices=", ".join(choices)
            )
    return MEASURES[measure]


def _notes(n: int, is_compared: bool) -> tuple[Note, ...]:
    notes: list[Note] = []
    if not n:
        notes.append(Note(mark("No answers in this choice."), {}, "warning"))
    if not is_compared:
        notes.append(Note(mark("Nothing is compared with: choose a comparison among the filters."), {}, "warning"))
    return tuple(notes)
