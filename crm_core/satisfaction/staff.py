"""Internal customers: what staff say of their company, apart from customers proper and never mixed with them."""

import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.satisfaction.answers_asked import estimate_rows
from crm_core.satisfaction.changes import reading
from crm_core.satisfaction.headline import as_of, headline
from crm_core.satisfaction.intervals import Estimate
from crm_core.satisfaction.measures import (
    CSAT,
    NPS,
    Measure,
    Scale,
    Scores,
    answers_by_scale,
    chosen_scale,
    estimate_of,
    scores_by,
    scores_of,
)
from crm_core.store import Workspace
from crm_core.words import mark

STAFF_MEASURES: dict[str, Measure] = {"csat": CSAT, "nps": NPS}


@metric(rows_behind="satisfaction/staff_rows")
def staff_satisfaction(workspace: Workspace, filters: Filters, measure: str = "csat") -> Answer:
    """What staff, the internal customers, say of their company, month by month: satisfied share or eNPS.

    Formula: as CSAT and NPS of customers, over answers of customers of type internal; of a member of staff the latest answer
        of the month (in the totals: of the period); a month of fewer than ten answers has no value.
    Unit: share of answers, 0–1 (csat), or points from −100 to 100 (nps); n counts members of staff who answered.
    Grain: one row per month with answers of staff; none where a segment of customers is chosen.
    Source: Frederick F. Reichheld and Rob Markey, The Ultimate Question 2.0, 2011.
    """
    if measure not in STAFF_MEASURES:
        raise QuestionFault(
            mark("There is no choice {said} here. Choose one of: {choices}."),
            said=measure,
            choices=", ".join(STAFF_MEASURES),
        )
    chosen = STAFF_MEASURES[measure]
    by_month, query = _counted(workspace, filters, measure, "month")
    scale = chosen_scale(chosen, answers_by_scale(by_month))
    given, whole = _of_period(workspace, filters, chosen, scale)
    now = estimate_of(chosen, given)
    before, queries = None, (query, whole)
    compared = filters.compared()
    if compared is not None:
        earlier_given, earlier = _of_period(workspace, compared, chosen, scale)
        before = estimate_of(chosen, earlier_given)
        queries = (earlier, query, whole)
    rows = estimate_rows(scores_by(by_month, "month", scale), "month", chosen).astype({"month": "datetime64[us]"})
    parts = dict(chosen.parts(given)) if now.n else {}
    totals = headline(now, before, None, higher_is_better=True) | {"is_measured": now.n > 0} | parts
    return Answer("staff_satisfaction", rows, queries, as_of(workspace, filters), now.n, _notes(now, filters), totals)


def _counted(workspace: Workspace, filters: Filters, kind: str, grain: str) -> tuple[pd.DataFrame, Query]:
    """Answers of staff; none where a segment is chosen, since staff belong to no segment of customers."""
    counted, query = workspace.ask("satisfaction/staff_scores", filters.parameters() | {"kind": kind, "grain": grain})
    return (counted.head(0) if filters.has_segment else counted), query


def _of_period(workspace: Workspace, filters: Filters, measure: Measure, scale: Scale) -> tuple[Scores, Query]:
    counted, query = _counted(workspace, filters, measure.kind, "period")
    return scores_of(counted, scale), query


def _notes(now: Estimate, filters: Filters) -> tuple[Note, ...]:
    """What must be said: nobody was asked, too few answered, or a segment that staff have none of."""
    if filters.has_segment:
        return (Note(mark("Staff belong to no segment of customers; take the segment away to see them.")),)
    if not now.n:
        missing = mark("Not measured: no answers of staff. Customers of type internal with survey answers bring them.")
        return (Note(missing, {}, "warning"),)
    if reading(now.n) == "hidden":
        return (Note(mark("Fewer than ten answers: too few to show a value."), {}, "warning"),)
    return ()
