"""The metric of month effects: what a calendar month adds, only where 24 unbroken months can tell it from chance."""

from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import months_between
from crm_core.satisfaction.changes import HIDDEN_BELOW
from crm_core.satisfaction.feasts import feast_months
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.measures import answers_by_scale, chosen_scale, estimate_of, scores_by
from crm_core.satisfaction.signals import MEASURES, with_history
from crm_core.satisfaction.trends import LEAST_FOR_SEASONS, YEAR, month_effects
from crm_core.store import Workspace
from crm_core.words import mark


@metric(rows_behind="satisfaction/score_rows")
def satisfaction_month_effects(workspace: Workspace, filters: Filters, measure: str = "csat") -> Answer:
    """What each month of the calendar adds to satisfaction or takes from it, year after year.

    Formula: seasonal part of STL (period 12, robust), its mean by calendar month less the mean of all; p-value of Kruskal
        and Wallis on what the trend leaves; only from 24 months in a row with ten answers each.
    Unit: as the measure (option measure: csat, nps or ces), as a difference; n counts customers who answered.
    Grain: one row per calendar month, January first.
    Source: Robert B. Cleveland and others, STL: A Seasonal-Trend Decomposition Procedure Based on Loess, 1990.
    """
    if measure not in MEASURES:
        raise QuestionFault(
            mark("There is no measure {measure}. Choose one of: {choices}."),
            measure=measure,
            choices=", ".join(MEASURES),
        )
    chosen, history = MEASURES[measure], with_history(filters)
    by_month, query = workspace.ask("satisfaction/scores_by_month", history.parameters() | {"kind": measure})
    scores = scores_by(by_month, "month", chosen_scale(chosen, answers_by_scale(by_month)))
    known = {
        pd.Timestamp(month).date(): estimate_of(chosen, own) for month, own in scores.items() if own.n >= HIDDEN_BELOW
    }
    months = _unbroken(sorted(known))
    values = np.array([known[month].value for month in months], dtype=float)
    found = month_effects(values, months[0].month) if months else None
    n = sum(known[month].n for month in months)
    totals: dict[str, Any] = {"months": len(months), "p_value": None, "strength": None, "feasts": ()}
    if found is None:
        few = Note(
            mark("Month effects need {least} months in a row with ten answers each; here are {months}."),
            {"least": LEAST_FOR_SEASONS, "months": len(months)},
        )
        empty = pd.DataFrame({"calendar_month": pd.Series(dtype="int64"), "value": pd.Series(dtype=float)})
        return Answer("satisfaction_month_effects", empty, (query,), as_of(workspace, filters), n, (few,), totals)
    rows = pd.DataFrame({"calendar_month": range(1, YEAR + 1), "value": found.effects})
    totals |= {
        "p_value": found.p_value,
        "strength": found.strength,
        "feasts": feast_months(months[0], months[-1]),
    }
    return Answer("satisfaction_month_effects", rows, (query,), as_of(workspace, filters), n, (), totals)


def _unbroken(months: list[Any]) -> list[Any]:
    """The latest months that follow each other without a gap."""
    start = len(months) - 1
    while start > 0 and months_between(months[start - 1], months[start]) == 1:
        start -= 1
    return months[start:] if months else []
