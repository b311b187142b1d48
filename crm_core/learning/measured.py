"""The bucket as the workspace's own data show it: who was active, came, came back and was lost, month by month."""

from datetime import date
from typing import Any

import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.learning.bucket import DEMO_START, BucketStart
from crm_core.learning.order_months import ledger_of, silences_of
from crm_core.periods import add_months, month_start, months_between
from crm_core.store import Workspace
from crm_core.words import mark

QUIET_MONTHS_TRIED = (12, 6, 3)
FEWEST_MONTHS = 6
LEDGER = ("month", "value", "n", "at_start", "acquired", "returned", "lost", "at_end")
MONEY = ("revenue", "uncosted_revenue", "known_cost", "acquisition_cost", "costed_customers")


@metric(rows_behind="learning/bucket_orders")
def bucket_start(workspace: Workspace, filters: Filters, quiet_months: int | None = None) -> Answer:
    """Customers that come in and go out each month, counted from orders: the level, inflow and leak of the bucket.

    Formula: active at the end = active at the start + won + come back − lost; monthly churn = Σ lost ÷ Σ active at the start, where a customer is active in the month of an order and in the quiet months that follow it, and lost in the month after those
    Unit: customers, and share of customers per month; n counts the customers active at the end
    Grain: one row per finished month of the period that has the quiet months of history before it
    Source: Gupta, S. & Lehmann, D. R., Managing Customers as Investments, 2005; the silence that counts as lost is our own choice
    """
    if quiet_months is not None and quiet_months < 1:
        raise QuestionFault(mark("A customer must be active for at least one month. Choose 1 or more quiet months."))
    history, history_query = workspace.ask("learning/order_history", {})
    first_order = _first_month(history)
    quiet = quiet_months or _longest_quiet(first_order, filters)
    span = _measurable(first_order, filters, quiet)
    as_of = workspace.state().as_of or filters.period.end
    if span is None:
        return _nothing_measurable(as_of, history_query, quiet)
    places = {**filters.parameters(), "first_month": span[0], "last_month": span[1]}
    silences, asked = silences_of(workspace, filters)
    rows = ledger_of(silences, quiet, *span)
    money, money_query = workspace.ask("learning/bucket_money", places)
    ledger = rows.assign(value=(rows["lost"] / rows["at_start"]).where(rows["at_start"] > 0), n=rows["at_start"])
    totals = bucket_totals(ledger, money) | {"quiet_months": quiet}
    return Answer(
        metric="bucket_start",
        rows=ledger.reindex(columns=list(LEDGER)),
        queries=(*asked, money_query, history_query),
        as_of=as_of,
        n=totals["customers"],
        notes=_notes(totals),
        totals=totals,
    )


def bucket_totals(ledger: pd.DataFrame, money: pd.DataFrame) -> dict[str, Any]:
    """Sums of the ledger's months and money per customer; None where something cannot be measured.

    Margin is known for the revenue whose cost is known; its rate stands for the rest of the revenue.
    """
    amounts: dict[Any, Any] = money.to_dict("records")[0] if len(money) else dict.fromkeys(MONEY, 0.0)
    counted: dict[Any, Any] = ledger[["at_start", "acquired", "returned", "lost"]].sum().to_dict()
    months, exposure = len(ledger), int(counted["at_start"])
    costed = amounts["revenue"] - amounts["uncosted_revenue"]
    margin_rate = (costed - amounts["known_cost"]) / costed if costed > 0 else None
    sums = {name: int(counted[name]) for name in ("acquired", "returned", "lost")}
    return {
        "customers_at_start": int(ledger["at_start"].tolist()[0]) if months else 0,
        "customers": int(ledger["at_end"].tolist()[-1]) if months else 0,
        "months": months,
        "customer_months": exposure,
        **sums,
        "inflow_per_month": (sums["acquired"] + sums["returned"]) / months if months else None,
        "monthly_churn": sums["lost"] / exposure if exposure else None,
        "margin_per_customer_month": (
            margin_rate * amounts["revenue"] / exposure if margin_rate is not None and exposure else None
        ),
        "costed_share": costed / amounts["revenue"] if amounts["revenue"] > 0 else 0.0,
        "acquisition_cost": float(amounts["acquisition_cost"]) if amounts["costed_customers"] > 0 else None,
        "costed_customers": int(amounts["costed_customers"]),
    }


def start_of(answer: Answer) -> BucketStart:
    """Where the simulator starts: the measured figures, and demo figures for what the data do not tell."""
    measured = answer.totals
    if not is_measured(answer):
        return DEMO_START
    margin, cost = measured["margin_per_customer_month"], measured["acquisition_cost"]
    return BucketStart(
        customers=measured["customers"],
        acquired_per_month=round(measured["inflow_per_month"]),
        monthly_churn=measured["monthly_churn"],
        margin_per_customer_month=DEMO_START.margin_per_customer_month if margin is None else round(margin, 2),
        acquisition_cost=DEMO_START.acquisition_cost if cost is None else round(cost, 2),
    )


def ledger_lines(ledger: pd.DataFrame) -> pd.DataFrame:
    """The measured months as two lines: customers at each month's end, and what they would be had nobody left."""
    return pd.DataFrame(
        {
            "month": ledger["month"],
            "customers": ledger["at_end"],
            "customers_without_leak": ledger["at_end"] + ledger["lost"].cumsum(),
        }
    )


def is_measured(answer: Answer) -> bool:
    """True where level, inflow and churn come from the workspace, not from the demo figures."""
    return answer.totals.get("monthly_churn") is not None


def _first_month(history: pd.DataFrame) -> date | None:
    return next((month.date() for month in history["first_month"].dropna()), None)


def _measurable(first_order: date | None, filters: Filters, quiet: int) -> tuple[date, date] | None:
    """First and last finished month of the period with enough history before it; None where there is none."""
    if first_order is None:
        return None
    period = filters.period
    last = add_months(period.last_month, -1) if period.ends_inside_a_month else period.last_month
    first = max(period.first_month, add_months(month_start(first_order), quiet))
    return (first, last) if first <= last else None


def _longest_quiet(first_order: date | None, filters: Filters) -> int:
    """The longest of 12, 6 and 3 quiet months that leaves enough months to measure; 12 where none leaves any."""
    enough = min(FEWEST_MONTHS, filters.period.months)
    spans = {quiet: _measurable(first_order, filters, quiet) for quiet in QUIET_MONTHS_TRIED}
    lengths = {quiet: months_between(*span) + 1 if span else 0 for quiet, span in spans.items()}
    long_enough = [quiet for quiet, length in lengths.items() if length >= enough]
    if long_enough:
        return long_enough[0]
    return max(QUIET_MONTHS_TRIED, key=lambda quiet: (lengths[quiet], quiet))


def _nothing_measurable(as_of: date, query: Query, quiet: int) -> Answer:
    """The answer of a workspace whose orders do not reach back far enough, or that has none."""
    empty = pd.DataFrame({name: pd.Series(dtype="float64") for name in LEDGER})
    empty["month"] = pd.to_datetime(empty["month"])
    note = Note(
        mark(
            "Losses cannot be counted here: it takes orders from at least {months} months before the period. "
            "Load older orders or choose a later period."
        ),
        {"months": quiet},
        "warning",
    )
    totals = bucket_totals(empty, pd.DataFrame(columns=list(MONEY))) | {"quiet_months": quiet}
    return Answer("bucket_start", empty, (query,), as_of, 0, (note,), totals)


def _notes(totals: dict[str, Any]) -> tuple[Note, ...]:
    """What must be said beside the figures."""
    notes = [
        Note(
            mark(
                "A customer counts as lost after {months} months without an order, "
                "so the losses shown are of customers who stopped that long ago."
            ),
            {"months": totals["quiet_months"]},
        )
    ]
    if totals["monthly_churn"] is None:
        notes.append(
            Note(mark("No customer was active at the start of any month, so nobody could leave."), {}, "warning")
        )
    if totals["margin_per_customer_month"] is None:
        notes.append(
            Note(
                mark(
                    "Costs of the orders are missing, so the margin is a demo figure. Load the cost column to measure it."
                ),
                {},
                "warning",
            )
        )
    if totals["acquisition_cost"] is None:
        notes.append(
            Note(
                mark(
                    "The cost of winning a customer is missing, so a demo figure stands in. "
                    "Load “Acquisition cost” with the customers to measure it."
                ),
                {},
                "warning",
            )
        )
    return tuple(notes)
