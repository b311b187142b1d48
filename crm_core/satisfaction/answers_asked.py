"""Survey answers asked of the store and turned into a measure by month or by group, with what must be said beside it.

Reads our own brand and external customers only; of a customer who answered more than once the latest answer counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.satisfaction.changes import HIDDEN_BELOW, holm, reading, shown, what_changed
from crm_core.satisfaction.headline import as_of, headline
from crm_core.satisfaction.intervals import Estimate
from crm_core.satisfaction.measures import (
    Measure,
    Scale,
    Scores,
    answers_by_scale,
    chosen_scale,
    estimate_of,
    scores_by,
    scores_of,
    together,
)
from crm_core.store import Workspace
from crm_core.terms import TIER_WORDS
from crm_core.words import mark, sort_key

UNKNOWN = "unknown"
"""Code of the group of customers of whom the grouping field is not known."""
GROUPINGS = ("tier", "sector", "region", "capacity", "channel")
TOUCH_GROUPINGS = ("department", "contact_channel")
"""Groupings of answers by the last interaction before them; customers as such have none."""
SCORE_GROUPINGS = (*GROUPINGS, *TOUCH_GROUPINGS)
REACH_DAYS = 90
"""Days that may lie between an answer and the interaction that it is told to."""


NEVER_ASKED = {
    "csat": mark(
        "Not measured: no satisfaction answers. A surveys sheet with kind csat and scores of 1–5 brings them."
    ),
    "nps": mark(
        "Not measured: no recommendation answers. A surveys sheet with kind nps and scores of 0–10 brings them."
    ),
    "ces": mark("Not measured: no effort answers. A surveys sheet with kind ces and scores of 1–7 brings them."),
}


@dataclass(frozen=True)
class Whole:
    """A measure over the whole period: totals, the scale read, the queries (this period's last) and the notes."""

    totals: dict[str, Any]
    scale: Scale
    queries: tuple[Query, ...]
    notes: tuple[Note, ...]


def month_answer(name: str, measure: Measure, workspace: Workspace, filters: Filters) -> Answer:
    """The measure month by month, with the whole period against the comparison as totals."""
    whole = _whole_period(measure, workspace, filters)
    by_month, query = workspace.ask("satisfaction/scores_by_month", _places(measure, filters))
    scores = scores_by(by_month, "month", whole.scale)
    rows = estimate_rows(scores, "month", measure).astype({"month": "datetime64[us]"})
    queries = (query, *whole.queries)
    return Answer(name, rows, queries, as_of(workspace, filters), whole.totals["n"], whole.notes, whole.totals)


def group_answer(name: str, measure: Measure, workspace: Workspace, filters: Filters, by: str) -> Answer:
    """The measure for each group of customers over the whole period, each held against all others."""
    if by not in SCORE_GROUPINGS:
        raise QuestionFault(
            mark("There is no grouping by {by}. Choose one of: {choices}."), by=by, choices=", ".join(SCORE_GROUPINGS)
        )
    whole = _whole_period(measure, workspace, filters)
    by_group, query = asked_groups(workspace, measure, filters, by)
    scores = in_order(scores_by(by_group, "group", whole.scale), measure)
    rows = with_contrast(estimate_rows(scores, "group", measure), scores, measure, whole.scale)
    hidden = [own.n for own in scores.values() if reading(own.n) == "hidden"]
    notes = whole.notes
    if hidden:
        few = mark("Groups with fewer than ten answers are not shown: {groups}, with {answers} answers in all.")
        notes = (*notes, Note(few, {"groups": len(hidden), "answers": sum(hidden)}))
    queries = (query, *whole.queries)
    return Answer(name, rows, queries, as_of(workspace, filters), whole.totals["n"], notes, whole.totals)


def asked_groups(workspace: Workspace, measure: Measure, filters: Filters, by: str) -> tuple[pd.DataFrame, Query]:
    """Counted answers by group, scale and points: groups of customers, or of what they last had to do with."""
    places = _places(measure, filters) | {"by": by}
    if by in TOUCH_GROUPINGS:
        return workspace.ask("satisfaction/scores_by_touch", places | {"reach_days": REACH_DAYS})
    return workspace.ask("satisfaction/scores_by_group", places)


def in_order(scores: Mapping[Any, Scores], measure: Measure) -> dict[Any, Scores]:
    """Groups in the order to be read: tiers by their rank, others from the best, hidden and unknown ones last."""
    ranks = {code: rank for rank, code in enumerate(TIER_WORDS)}

    def place(group: str) -> tuple[bool, float, float, tuple[str, ...]]:
        value = shown(estimate_of(measure, scores[group])).value
        return group == UNKNOWN, ranks.get(group, -1), np.inf if value is None else -value, sort_key(group)

    return {group: scores[group] for group in sorted(scores, key=place)}


def estimate_rows(scores: Mapping[Any, Scores], key: str, measure: Measure) -> pd.DataFrame:
    """One row per month or group: value, interval, n and how it may be read; below ten answers only n."""
    rows = [_row(key, label, shown(estimate_of(measure, own))) for label, own in scores.items()]
    columns = [key, "value", "n", "low", "high", "reading"]
    numbers = {"value": float, "low": float, "high": float, "n": "int64"}
    return pd.DataFrame(rows, columns=pd.Index(columns)).astype(numbers)


def with_contrast(rows: pd.DataFrame, scores: Mapping[Any, Scores], measure: Measure, scale: Scale) -> pd.DataFrame:
    """Rows with ``p_value`` (against all other groups, Holm-corrected) and ``is_different``; judged from 30 answers."""
    p_values: dict[Any, float] = {}
    for group, own in scores.items():
        others = together([other for name, other in scores.items() if name != group], scale)
        contrast = what_changed(estimate_of(measure, own), estimate_of(measure, others))
        if reading(own.n) == "full" and contrast.p_value is not None:
            p_values[group] = contrast.p_value
    corrected = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    judged = np.array([corrected.get(group, np.nan) for group in scores], dtype=float)
    return rows.assign(p_value=judged, is_different=judged < 0.05)


def _row(key: str, label: Any, visible: Estimate) -> dict[str, Any]:
    ends = {"value": visible.value, "low": visible.low, "high": visible.high}
    return {key: label, "n": visible.n, "reading": reading(visible.n)} | {
        name: np.nan if end is None else end for name, end in ends.items()
    }


def _places(measure: Measure, filters: Filters) -> dict[str, Any]:
    return filters.parameters() | {"kind": measure.kind}


def _whole_period(measure: Measure, workspace: Workspace, filters: Filters) -> Whole:
    """The measure over the whole period, against the comparison if there is one."""
    counted, query = workspace.ask("satisfaction/scores_by_group", _places(measure, filters) | {"by": "all"})
    used = answers_by_scale(counted)
    scale = chosen_scale(measure, used)
    scores = scores_of(counted, scale)
    before, queries = None, (query,)
    compared = filters.compared()
    if compared is not None:
        places = _places(measure, compared) | {"by": "all"}
        earlier, earlier_query = workspace.ask("satisfaction/scores_by_group", places)
        before, queries = estimate_of(measure, scores_of(earlier, scale)), (earlier_query, query)
    target = workspace.target(f"{measure.kind}_by_month", filters.period.end)
    totals = headline(estimate_of(measure, scores), before, target, higher_is_better=True)
    why_nothing = None if used else _why_nothing(measure, workspace)
    totals |= {"scale_min": scale.low, "scale_max": scale.high}
    totals["is_measured"] = why_nothing is None or why_nothing.text != NEVER_ASKED[measure.kind]
    if reading(scores.n) != "hidden":
        totals |= measure.parts(scores)
    notes = (() if why_nothing is None else (why_nothing,)) + _scale_notes(measure, used, scale, scores.n)
    notes += _likelihood_notes(measure, counted, used, scale)
    return Whole(totals, scale, queries, notes)


def _scale_notes(measure: Measure, used: Mapping[Scale, int], scale: Scale, n: int) -> tuple[Note, ...]:
    """What must be said of the answers: another scale than usual, answers left out, too few."""
    notes: list[Note] = []
    if n and scale != measure.usual:
        notes.append(Note(measure.other_scale, _scale_words(scale), "warning"))
    notes += [
        Note(measure.left_out, {"answers": answers} | _scale_words(other), "warning")
        for other, answers in used.items()
        if other != scale
    ]
    if 0 < n < HIDDEN_BELOW:
        notes.append(Note(mark("Fewer than ten answers: too few to show a value."), {}, "warning"))
    return tuple(notes)


LIKELIHOOD = mark(
    "What answers on {low}–{high} can say is the mean likelihood to recommend: {mean} of 100, from {answers} answers. It compares with "
    "itself over time, not with any NPS."
)


def _likelihood_notes(
    measure: Measure, counted: pd.DataFrame, used: Mapping[Scale, int], scale: Scale
) -> tuple[Note, ...]:
    """What is offered instead where recommendation was asked on a scale that is refused as NPS."""
    if measure.kind != "nps":
        return ()
    notes = []
    for other, answers in used.items():
        if other == scale or answers < HIDDEN_BELOW:
            continue
        refused = scores_of(counted, other)
        points = float(refused.points @ refused.answers / refused.n)
        mean = 100 * (points - other.low) / (other.high - other.low)
        notes.append(Note(LIKELIHOOD, {"mean": mean, "answers": answers} | _scale_words(other)))
    return tuple(notes)


def _why_nothing(measure: Measure, workspace: Workspace) -> Note:
    """Why there is nothing to show: never asked, or not in this period and segment."""
    days = workspace.told("satisfaction/answer_days", kind=measure.kind) or {}
    if days["first_day"] is None:
        return Note(NEVER_ASKED[measure.kind], {}, "warning")
    return Note(
        mark("No answers in this period and segment; the workspace has answers from {first} to {last}."),
        {"first": days["first_day"], "last": days["last_day"]},
    )


def _scale_words(scale: Scale) -> dict[str, float]:
    """Ends of a scale, whole where they are whole."""
    return {name: int(end) if end == int(end) else end for name, end in (("low", scale.low), ("high", scale.high))}
