"""The scorecard of departments and employees: satisfaction of those they served, judged against chance and targets.

Refuses to rank, and to show an employee of fewer than 30 answers by 15 customers or a unit of fewer than five customers.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.satisfaction.answers_asked import NEVER_ASKED, REACH_DAYS
from crm_core.satisfaction.changes import HIDDEN_BELOW, reading
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.measures import CSAT, Scale, answers_by_scale, chosen_scale
from crm_core.satisfaction.targets import (
    ALARM_Z,
    WARNING_Z,
    answers_for_step,
    attainment,
    cascaded,
    clustered_answers,
    feasibility,
    funnel_limits,
    funnel_spread,
    position,
    share_of_answers,
    shrunken,
    smallest_step,
    verdict,
)
from crm_core.store import Workspace
from crm_core.words import mark, sort_key

UNIT_KINDS = ("department", "employee")
LEAST_CUSTOMERS = 5
EMPLOYEE_ANSWERS, EMPLOYEE_CUSTOMERS = 30, 15
COLUMNS = (
    "unit", "value", "n", "customers", "low", "high", "reading", "shrunken", "position", "base", "base_n", "target",
    "smallest_step", "answers_needed", "feasibility", "attainment", "verdict",
)  # fmt: skip


@dataclass(frozen=True)
class Units:
    """Units that may be shown, in the order of their names, and how many answers and units stand beside them."""

    rows: pd.DataFrame
    hidden: int
    hidden_answers: int
    unattributed: int

    @property
    def satisfied(self) -> np.ndarray:
        """Satisfied answers of each unit."""
        return self.rows["satisfied"].to_numpy(dtype=float)

    @property
    def answers(self) -> np.ndarray:
        """Answers of each unit."""
        return self.rows["answers"].to_numpy(dtype=float)


@metric(rows_behind="satisfaction/unit_rows")
def satisfaction_scorecard(workspace: Workspace, filters: Filters, by: str = "department") -> Answer:
    """Satisfaction of the customers whom each department or employee served, against chance and against its target.

    Formula: an answer belongs to the customer's last interaction before it, at most 90 days earlier; share in the two best
        boxes; Wilson's interval on the answers' worth (customers who answered more than once count less); funnel p̄ ±
        1.96 and 3.09·√(φ·p̄(1 − p̄)/n), φ from ten units on; pulled-in share (x + M·p̄)/(n + M), M by moments; target
        base + g·(1 − base) with one g for all that adds up to the company's target; base: pulled-in share before.
    Unit: share of answers, 0–1; n counts answers that an interaction could be found for.
    Grain: one row per department or employee (option by), in the order of names; employees of 30 answers by 15 customers.
    Source: David J. Spiegelhalter, Funnel Plots for Comparing Institutional Performance, 2005.
    """
    if by not in UNIT_KINDS:
        raise QuestionFault(
            mark("There is no grouping by {by}. Choose one of: {choices}."), by=by, choices=", ".join(UNIT_KINDS)
        )
    counted, query = _counted(workspace, filters, by)
    scale = chosen_scale(CSAT, answers_by_scale(counted))
    now = units_of(counted, scale, by)
    before, queries = None, (query,)
    compared = filters.compared()
    if compared is not None:
        earlier, earlier_query = _counted(workspace, compared, by)
        before, queries = units_of(earlier, scale, by), (earlier_query, query)
    target = workspace.target("csat_by_month", filters.period.end)
    last = as_of(workspace, filters)
    if now.rows.empty:
        totals: dict[str, Any] = {"centre": None, "spread": 1.0, "target": target, "is_compared": before is not None}
        empty = pd.DataFrame(columns=pd.Index(COLUMNS)).astype({"value": float, "n": "int64"})
        return Answer(
            "satisfaction_scorecard", empty, queries, last, 0, (_why_nothing(workspace), *_notes(now, by)), totals
        )
    rows, totals = scorecard_rows(now, before, target)
    notes = _notes(now, by) + _target_notes(target, before)
    return Answer("satisfaction_scorecard", rows, queries, last, int(now.answers.sum()), notes, totals)


def _counted(workspace: Workspace, filters: Filters, by: str) -> tuple[pd.DataFrame, Query]:
    places = filters.parameters() | {"kind": CSAT.kind, "by": by, "reach_days": REACH_DAYS}
    return workspace.ask("satisfaction/unit_answers", places)


def units_of(counted: pd.DataFrame, scale: Scale, by: str) -> Units:
    """The units on one scale that may be shown."""
    rows = counted.loc[(counted["scale_min"] == scale.low) & (counted["scale_max"] == scale.high)]
    is_known = rows["unit"].notna()
    known = rows.loc[is_known]
    answers, customers = (EMPLOYEE_ANSWERS, EMPLOYEE_CUSTOMERS) if by == "employee" else (HIDDEN_BELOW, LEAST_CUSTOMERS)
    is_shown = (known["answers"] >= answers) & (known["customers"] >= customers)
    shown = known.loc[is_shown]
    order = sorted(range(len(shown)), key=lambda place: sort_key(str(shown["unit"].iloc[place])))
    return Units(
        shown.iloc[order].reset_index(drop=True),
        hidden=int((~is_shown).sum()),
        hidden_answers=int(known.loc[~is_shown, "answers"].sum()),
        unattributed=int(rows.loc[~is_known, "answers"].sum()),
    )


def scorecard_rows(
    now: Units, before: Units | None, company_target: float | None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """One row per unit with its place in the funnel, its target and whether that is reached; the whole as totals."""
    satisfied, answers = now.satisfied, now.answers
    pulled, spread = shrunken(satisfied, answers), funnel_spread(satisfied, answers)
    bases = _bases(now, before, pulled.values)
    targets = _targets(bases, company_target)
    records = []
    for place, row in enumerate(now.rows.to_dict("records")):
        n, share = int(row["answers"]), float(satisfied[place] / answers[place])
        squares = (row["satisfied_squares"], row["products"], row["answer_squares"])
        low, high = share_of_answers(int(row["satisfied"]), n, clustered_answers(row["satisfied"], n, squares))
        base, base_n = bases[place]
        record = {
            "unit": row["unit"],
            "value": share,
            "n": n,
            "customers": int(row["customers"]),
            "low": low,
            "high": high,
            "reading": reading(n),
            "shrunken": pulled.values[place],
            "position": position(share, pulled.mean, n, spread),
            "base": base,
            "base_n": base_n,
        }
        is_judged = before is not None and reading(n) == "full"
        records.append(record | _toward(targets[place], record, pulled.values, is_judged))
    rows = pd.DataFrame(records, columns=pd.Index(COLUMNS))
    numeric = ("base", "base_n", "target", "smallest_step", "answers_needed", "attainment")
    totals = {
        "centre": pulled.mean,
        "spread": spread,
        "strength": None if np.isinf(pulled.strength) else pulled.strength,
        "target": company_target,
        "is_compared": before is not None,
        "outside": sum(record["position"] in ("high", "low") for record in records),
    }
    return rows.astype(dict.fromkeys(numeric, float)), totals


def _bases(now: Units, before: Units | None, present: np.ndarray) -> list[tuple[float | None, int | None]]:
    """What each unit starts from: its pulled-in share before; its present one where there is no comparison."""
    if before is None:
        return [(float(share), int(n)) for share, n in zip(present, now.answers, strict=True)]
    if before.rows.empty:
        return [(None, None)] * len(now.rows)
    pulled = shrunken(before.satisfied, before.answers).values
    earlier = {
        unit: (float(share), int(n)) for unit, share, n in zip(before.rows["unit"], pulled, before.answers, strict=True)
    }
    return [earlier.get(unit, (None, None)) for unit in now.rows["unit"]]


def _targets(bases: list[tuple[float | None, int | None]], company_target: float | None) -> list[float | None]:
    """The company's target handed down to the units that have a base, weighted by their answers."""
    known = [place for place, (base, _) in enumerate(bases) if base is not None]
    targets: list[float | None] = [None] * len(bases)
    if company_target is None or not known:
        return targets
    shares = np.array([bases[place][0] for place in known], dtype=float)
    weights = np.array([bases[place][1] for place in known], dtype=float)
    for place, target in zip(known, cascaded(shares, weights / weights.sum(), company_target), strict=True):
        targets[place] = float(target)
    return targets


def _toward(target: float | None, record: dict[str, Any], peers: np.ndarray, is_judged: bool) -> dict[str, Any]:
    """What the unit is asked, whether that can be reached and seen, and how far it is."""
    base, n = record["base"], record["n"]
    if target is None or base is None:
        return {"target": None, "smallest_step": None, "answers_needed": None, "feasibility": "", "verdict": ""}
    return {
        "target": target,
        "smallest_step": smallest_step(base, n),
        "answers_needed": answers_for_step(base, target - base),
        "feasibility": feasibility(base, target, n, peers),
        "attainment": attainment(record["value"], base, target) if is_judged else None,
        "verdict": verdict(record["low"], record["high"], target) if is_judged else "",
    }


def _notes(units: Units, by: str) -> tuple[Note, ...]:
    """What is left out of the card and why."""
    notes = [
        Note(
            mark(
                "An answer is credited to the customer's last interaction before it; this is a convention, not a cause."
            )
        )
    ]
    if units.hidden and by == "employee":
        few = mark("Not shown: {units} employees of fewer than 30 answers or 15 customers, {answers} answers in all.")
        notes.append(Note(few, {"units": units.hidden, "answers": units.hidden_answers}))
    elif units.hidden:
        few = mark(
            "Not shown: {units} departments of fewer than ten answers or five customers, {answers} answers in all."
        )
        notes.append(Note(few, {"units": units.hidden, "answers": units.hidden_answers}))
    if units.unattributed:
        alone = mark("{answers} answers had no interaction in the 90 days before them and belong to nobody.")
        notes.append(Note(alone, {"answers": units.unattributed}))
    return tuple(notes)


def _target_notes(target: float | None, before: Units | None) -> tuple[Note, ...]:
    """What is missing to judge attainment."""
    if target is None:
        return (
            Note(
                mark("The company has no target for satisfied customers yet, so there is none to hand down."),
                {},
                "warning",
            ),
        )
    if before is None:
        return (
            Note(mark("Nothing is compared with, so targets start from the present shares and nobody is judged yet.")),
        )
    return ()


def _why_nothing(workspace: Workspace) -> Note:
    """Never asked, or nobody who may be shown."""
    days = workspace.told("satisfaction/answer_days", kind=CSAT.kind) or {}
    if days["first_day"] is None:
        return Note(NEVER_ASKED["csat"], {}, "warning")
    return Note(NO_UNIT, {}, "warning")


NO_UNIT = mark(
    "No department or employee has answers enough in this choice. Interactions must name them and come before answers."
)


def funnel_of(answer: Answer, parts: np.ndarray) -> pd.DataFrame:
    """The funnel of an answer at these parts of the most answers that a unit has, and at ten where that is less."""
    most = float(np.max(answer.rows["n"].to_numpy(dtype=float), initial=1.0))
    n = np.unique(np.maximum(parts * most, 1.0))
    centre, spread = answer.totals["centre"], answer.totals["spread"]
    warning_low, warning_high = funnel_limits(centre, n, spread, WARNING_Z)
    limit_low, limit_high = funnel_limits(centre, n, spread, ALARM_Z)
    ends = {"warning_low": warning_low, "warning_high": warning_high, "limit_low": limit_low, "limit_high": limit_high}
    return pd.DataFrame({"n": n, "centre": centre, **ends})
