"""Cohorts of customers by when, how and with what they began: return, revenue, margin, payback, and who they are."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import add_months, last_finished_month, month_start
from crm_core.store import Kept, Workspace
from crm_core.store.entries import unit_costs
from crm_core.store.kind_rows import added_up, kind_rows
from crm_core.value.cohort_cells import BY_DATE, MEASURES, Lived, cell_rows, lived, with_equal_time
from crm_core.value.missing_costs import NO_ROWS
from crm_core.value.payback import COLUMNS as PAYBACK_COLUMNS
from crm_core.value.payback import payback_rows, payback_totals
from crm_core.value.tier_settings import MARGIN_SETTING
from crm_core.value.waiting import EVENTS, seen_until
from crm_core.words import mark

GROUPINGS = ("month", "quarter", "channel", "product", "category")
LISTED_BY = (*GROUPINGS, "tier", "sector", "region", "capacity", "all")
CAME = ("everybody", "again", "once", "quiet", "ordered", "absent", "happened", "waiting")
SUMS = (
    "active", "came_again", "revenue", "uncosted_revenue", "interactions", "margin", "revenue_square", "margin_square",
    "margin_of_costed", "costed", "cost", "profitable_12", "paid",
)  # fmt: skip
EVER, NEVER = date(1900, 1, 1), date(9999, 12, 1)
NOBODY_LISTED = Note(mark("No customer of this choice fits."))
NO_GROUPS = {
    "channel": Note(
        mark(
            "No customer has an acquisition channel. A column with the way each customer was won, in the customers sheet, "
            "would make it measurable."
        ),
        level="warning",
    ),
    "product": Note(
        mark("No order names a product. A product column in the transactions sheet would make it measurable."),
        level="warning",
    ),
    "category": Note(
        mark("No order names a category. A category column in the transactions sheet would make it measurable."),
        level="warning",
    ),
}
NO_COST = Note(
    mark(
        "The cost of winning a customer is not known, so payback cannot be said. An acquisition cost for each customer, in the "
        "customers sheet, would make it measurable."
    ),
    level="warning",
)
PART_COST = Note(
    mark(
        "{known} of {all} customers have a known cost of winning them; payback is said of these alone, and they may not be like "
        "the rest."
    ),
    level="warning",
)
GROSS = Note(
    mark(
        "No interaction and no cost of handling an order is known, so the margin is gross: nothing is taken off for serving. An "
        "interactions sheet or unit costs would make it net."
    ),
    level="warning",
)
NO_GOODS = Note(
    mark(
        "The cost of goods is missing for {percent} per cent of revenue, and revenue stands for margin there. A cost column in "
        "the transactions sheet, or an assumed margin in the settings, would make it measurable."
    ),
    level="warning",
)
ASSUMED_GOODS = Note(
    mark(
        "The cost of goods is missing for {percent} per cent of revenue; the assumed margin of the settings stands in."
    ),
    level="warning",
)
LEFT_OUT = Note(
    mark(
        "Equal time: {left} of {all} months of first orders are left out, because their customers have not lived {months} months "
        "after the first."
    )
)


@dataclass(frozen=True)
class Counted:
    """Sums of all cohorts of one grouping and segment, and the query that brought them."""

    rows: pd.DataFrame
    query: Query

    def __len__(self) -> int:
        return len(self.rows)


_kept: "Kept[Counted]" = Kept(2_000_000)


@metric(rows_behind="value/cohort_lines", compares=False)
def cohort_cells(
    workspace: Workspace, filters: Filters, by: str = "month", measure: str = "retention", months: int = 0
) -> Answer:
    """Cohorts followed month by month: who ordered, who came a second time, revenue and margin for each customer won.

    Formula: Customers whose first order lies in the period, by its month or quarter, by the way they were won, or by the
        product or category with the largest amount on the day of the first order (the 30 commonest products by name).
        Retention = customers with an order in the month / customers; repeat = customers with a second day of purchase up to
        the month / customers; revenue = net revenue of the month / customers; margin = margin so far / customers: revenue
        less goods and cost to serve, with returns. An order counts also where it was given back. Month 0 is the calendar
        month of the first order. A cell counts the customers for whom that month is over. With months, only those won early
        enough to have lived so many after the first.
    Unit: Share from 0 to 1; money of the workspace for each customer.
    Grain: One row per cohort and months since; n of a row is its customers, n of the answer those of all cohorts.
        95 % interval: Wilson for shares, normal for means. n below 10 is hidden, below 30 grey.
    Source: Peter S. Fader and Bruce G. S. Hardie, How to Project Customer Retention, 2007; Edwin B. Wilson, Probable
        Inference, the Law of Succession, and Statistical Inference, 1927.
    """
    _check(by, GROUPINGS)
    _check(measure, MEASURES)
    known, queries = _lived_until(workspace, filters, by, filters.period.first_month)
    left = 0
    if months > 0:
        known, left = with_equal_time(known, months)
    rows = cell_rows(known, measure, by)
    notes = _notes(workspace, known, by, measure)
    if left:
        notes = (*notes, Note(LEFT_OUT.text, {"left": left, "all": left + len(known.cohorts), "months": months}))
    n = int(known.size.sum()) if known.cohorts else 0
    totals: dict[str, Any] = {"groups": len(known.groups), "by": by, "measure": measure, "left_out": left}
    return _answer(workspace, filters, "cohort_cells", rows, queries, n, notes, totals)


@metric(rows_behind="value/cohort_lines", compares=False)
def cohort_payback(workspace: Workspace, filters: Filters, by: str = "quarter") -> Answer:
    """After how many months customers have brought back what winning them cost, and how many have by month 12.

    Formula: Customers with a known cost of winning them and a first order up to the end of the period. payback_months: first
        month since the first order in which the mean margin so far reaches the mean cost. value: customers whose margin of
        month 0 to 12 reaches their own cost / customers won at least 12 whole months ago. half_paid_months: median time to
        each customer's own payback by Kaplan–Meier, those not yet there counted as long as they were seen.
    Unit: Share from 0 to 1; months; money of the workspace for each customer.
    Grain: One row per cohort; n is its customers of 12 months and more, n of the answer those of all. Wilson interval.
    Source: E. L. Kaplan and Paul Meier, Nonparametric Estimation from Incomplete Observations, 1958; Edwin B. Wilson,
        Probable Inference, the Law of Succession, and Statistical Inference, 1927.
    """
    _check(by, GROUPINGS)
    known, queries = _lived_until(workspace, filters, by, EVER)
    won = int(known.size.sum()) if known.cohorts else 0
    have = int(known.sums["costed"].sum()) if known.cohorts else 0
    if not have:
        empty = pd.DataFrame(columns=list(PAYBACK_COLUMNS))
        missing = (NO_COST,) if won else (NO_ROWS,)
        return _answer(workspace, filters, "cohort_payback", empty, queries, 0, missing, {"won": won, "by": by})
    notes = _notes(workspace, known, by, "margin")
    if have < won:
        notes = (*notes, Note(PART_COST.text, {"known": have, "all": won}, "warning"))
    totals = payback_totals(known) | {"won": won, "by": by}
    return _answer(workspace, filters, "cohort_payback", payback_rows(known), queries, have, notes, totals)


@metric(rows_behind="value/cohort_lines", compares=False)
def cohort_customers(
    workspace: Workspace,
    filters: Filters,
    by: str = "all",
    member: str = "",
    which: str = "everybody",
    is_ever: bool = False,
    first: int | None = None,
    age: int = -1,
    months: int = 0,
    event: str = "",
) -> Answer:
    """The customers of one cohort: when they began and with what, when they came again, what they have brought.

    Formula: Members as in cohort_cells, or by tier, sector, region and size. again: a second day of purchase up to the end of
        the period; once: none; quiet: no purchase in the 180 days before it. With is_ever, all who began up to that end. With age, those of one
        cell of cohort_cells, months as there: ordered or absent in that month, again or once by then. With event, those whom
        customer_waiting follows: happened to them or waiting for it.
    Unit: Days; months; money of the workspace, orders and revenue of all history.
    Grain: One row per customer, the earliest first; n is the customers. With first, the first of them.
    Source: Robert C. Blattberg, Byung-Do Kim and Scott A. Neslin, Database Marketing, 2008.
    """
    _check(by, LISTED_BY)
    _check(which, CAME)
    _check(event, ("", *EVENTS))
    values = {"by": by, "member": member, "which": which, "row_limit": first}
    values["since"] = EVER if is_ever or event else filters.period.start
    last_day = min(workspace.state().as_of or filters.period.end, filters.period.end)
    values |= {"age": age, "event": event, **_days_of_cell(last_day, age, months)}
    values["seen_until"] = seen_until(last_day, event) if event else NEVER
    rows, ran = workspace.ask("value/cohort_customers", {**filters.parameters(), **values})
    n = int(rows["customers_in_all"].to_numpy()[0]) if len(rows) else 0
    rows = rows.drop(columns=["customers_in_all"])
    totals = {} if first is None else {"rows_in_all": n}
    return _answer(workspace, filters, "cohort_customers", rows, (ran,), n, () if n else (NOBODY_LISTED,), totals)


def _days_of_cell(last_day: date, age: int, months: int) -> dict[str, date]:
    """Latest months of first order whose month ``age`` is over (with ``months``, that one too), and whose has begun."""
    if age < 0 and not months:
        return {"finished_by": NEVER, "begun_by": NEVER}
    finished = add_months(last_finished_month(last_day), -max(age, months))
    return {"finished_by": finished, "begun_by": finished if months else add_months(month_start(last_day), -age)}


def _lived_until(workspace: Workspace, filters: Filters, by: str, since: date) -> tuple[Lived, tuple[Query, ...]]:
    """Sums of the cohorts that began from ``since`` up to the end of the period, followed to that end."""
    rows, query = _counted_by_kind(workspace, filters) if by in BY_DATE else _counted_by(workspace, filters, by)
    last_day = min(workspace.state().as_of or filters.period.end, filters.period.end)
    shown = rows.loc[(rows["cohort"] >= pd.Timestamp(since)) & (rows["cohort"] <= pd.Timestamp(last_day))]
    if by in BY_DATE:
        shown = added_up(shown, ["member", "cohort", "months_since"])
    values = {**query.parameters, "start": since, "end": filters.period.end}
    return lived(shown, by, SUMS, last_day), (Query(query.name, query.text, values),)


def _counted_by_kind(workspace: Workspace, filters: Filters) -> tuple[pd.DataFrame, Query]:
    """Sums of the months, which are few, by kind of customer."""
    return kind_rows(workspace, filters, "value/cohort_cells", grouping="month")


def _counted_by(workspace: Workspace, filters: Filters, by: str) -> tuple[pd.DataFrame, Query]:
    """Sums of another grouping of the reader's segment, asked for once."""

    def counted() -> Counted:
        return Counted(*workspace.ask("value/cohort_cells", {**filters.parameters(), "grouping": by}))

    known = _kept.of((str(workspace.path), workspace.state().build_id, by, filters.segment), counted)
    return known.rows, known.query


def _notes(workspace: Workspace, known: Lived, by: str, measure: str) -> tuple[Note, ...]:
    """What is missing: the grouping itself, or for margins what they are not net of."""
    if not known.groups:
        return (NO_ROWS,)
    found: list[Note] = [NO_GROUPS[by]] if known.groups == ("",) and by in NO_GROUPS else []
    if measure != "margin":
        return tuple(found)
    revenue, uncosted, interactions = (
        float(np.abs(known.sums[name]).sum()) for name in ("revenue", "uncosted_revenue", "interactions")
    )
    if uncosted > 0 and revenue > 0:
        text = NO_GOODS.text if workspace.setting(MARGIN_SETTING) is None else ASSUMED_GOODS.text
        found.append(Note(text, {"percent": round(100 * min(1.0, uncosted / revenue), 1)}, "warning"))
    handling = unit_costs(workspace).get(("order", "unknown"), 0.0)
    if not interactions and not handling:
        found.append(GROSS)
    return tuple(found)


def _answer(
    workspace: Workspace,
    filters: Filters,
    name: str,
    rows: pd.DataFrame,
    queries: tuple[Query, ...],
    n: int,
    notes: tuple[Note, ...],
    totals: dict[str, Any],
) -> Answer:
    as_of = workspace.state().as_of or filters.period.end
    return Answer(name, rows, queries, as_of, n, notes, totals)


def _check(code: str, known: tuple[str, ...]) -> None:
    if code not in known:
        raise QuestionFault(
            mark("There is no grouping by {by}. Choose one of: {choices}."), by=code, choices=", ".join(known)
        )
