"""Campaigns and channels by orientation: what each costs, brings now, and keeps over twelve months.

Refuses to call what its customers did afterwards an effect: they chose to answer, nobody drew them.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.relations.intervals import mean_of_sums, reading, share_estimate
from crm_core.relations.windows import year_before
from crm_core.store import Workspace
from crm_core.words import mark

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "orientation": mark("Orientation"),
        "campaign": mark("Campaign"),
        "channel": mark("Sales channel"),
        "acquisition": mark("Way the customer was won"),
    }
)
ORIENTATIONS = ("relational", "transactional", "unmarked")
NO_SOURCE = ""
FEWEST_ORDERS = 30
FULL_FOLLOW_UP = 0.8
RELATIONAL_FROM, TRANSACTIONAL_TO = 60.0, 40.0
COLUMNS = (
    "source", "group", "orientation", "orientation_from", "k", "spend", "orders", "buyers", "existing_share", "revenue",
    "margin", "discount_share", "return_ratio", "customers", "new_share", "value", "low", "high", "n", "reading", "new_value",
    "new_low", "new_high", "new_n", "kept_margin", "kept_margin_low", "kept_margin_high",
)  # fmt: skip
NO_ORDERS = Note(
    mark(
        "No orders in this period. Needed: the transactions sheet (“Order number”, “Customer number”, “Order date”, “Amount”)."
    ),
    {},
    "warning",
)
NO_SPEND = Note(
    mark(
        "What it costs is not measured: no spending in these months. Needed: the campaigns sheet (campaign, period, spend)."
    ),
    {},
    "warning",
)
NO_ACQUISITION_COST = Note(
    mark(
        "What winning a customer costs is not measured. Needed: the columns “Acquisition channel” and “Acquisition cost” in the "
        "customers sheet."
    ),
    {},
    "warning",
)
NO_CHANNEL_SPEND = Note(
    mark("Spending is recorded by campaign, not by sales channel; what a channel costs is therefore not measured.")
)
SEGMENT_SPEND = Note(
    mark(
        "Spending is not recorded by customer: with a segment chosen it would not belong to these orders and is left out."
    ),
    {},
    "warning",
)
SEGMENT_MIX = Note(
    mark(
        "Spending is not recorded by customer, so it has no mix of its own in a segment; take the segment away to see it."
    ),
    {},
    "warning",
)
ASSOCIATION = Note(
    mark(
        "Customers chose to answer, nobody drew them by lot: what they did afterwards is associated with the source, it is no "
        "effect of it."
    )
)


@metric(rows_behind="relations/source_lines")
def marketing_sources(workspace: Workspace, filters: Filters, by: str = "orientation") -> Answer:
    """What each campaign, channel or orientation costs, brings now, and keeps over twelve months.

    Formula: costs = spending in the months of the period; brings now = margin of its orders in the period, less handling
        (ways of winning: of the customers won in the period);
        return = margin / spending. Keeps = of the customers whose first order by it lies in the year before last, those who
        ordered again within 365 days (Wilson), and their net margin of these days after serving (t-interval). Orientation:
        as the campaigns sheet declares it; else (campaigns, sales channels) K = 100 x mean of existing buyers' share of orders, followed-up share / 0.8
        (at most 1) and 1 − buyers / active customers, from 30 orders on; 60 and above relational, 40 and below transactional.
    Unit: money in prices of the price table's last month; shares from 0 to 1; n counts customers of the cohort.
    Grain: one row per source; orders that name none stand last.
    Source: definition of K and of the cohort are this product's own design; on costing loyalty programmes in full: Dowling &
        Uncles, Do Customer Loyalty Programs Really Work?, 1997.
    """
    if by not in SOURCES:
        raise QuestionFault(mark("Orders cannot be grouped by {by}."), by=by)
    places = {**filters.parameters(), "by": by}
    cohort_end = year_before(filters.period.end + timedelta(days=1))
    cohort = {"cohort_start": year_before(cohort_end), "cohort_end": cohort_end}
    orders, asked = workspace.ask("relations/source_orders", places)
    kept, kept_asked = workspace.ask("relations/source_cohorts", _of_cohort(places) | cohort)
    spent, declared, spend_asked = _spending(workspace, filters, by)
    merged = orders.merge(kept, on="source", how="outer").sort_values("source").to_dict("records")
    rows = [_row(row, by, spent, declared) for row in merged]
    rows += [
        _row({"source": name}, by, spent, declared) for name in spent if name not in {row["source"] for row in rows}
    ]
    is_named = sorted(rows, key=lambda row: (row["source"] == NO_SOURCE, -_or_zero(row["spend"]), -row["orders"]))
    notes = _source_notes(filters, by, rows, spent, orders)
    return Answer(
        metric="marketing_sources",
        rows=pd.DataFrame(is_named).reindex(columns=list(COLUMNS)),
        queries=(asked, kept_asked, spend_asked),
        as_of=workspace.state().as_of or filters.period.end,
        n=int(kept["customers"].to_numpy().sum()),
        notes=notes,
        totals={
            "by": by,
            "cohort_start": cohort["cohort_start"],
            "cohort_last_day": cohort_end - timedelta(days=1),
            "spend": sum(spent.values()) if spent else np.nan,
            "orders": int(orders["orders"].to_numpy().sum()),
        },
    )


@metric(rows_behind="relations/spend_lines")
def spend_mix(workspace: Workspace, filters: Filters) -> Answer:
    """How the money spent on campaigns is divided between relational and transactional marketing in each month.

    Formula: spending of the month by declared orientation of the campaign; share = relational / (relational +
        transactional). Spending without an orientation stands by itself and is in no share. All spending is counted, so there
        is no interval.
    Unit: money in prices of the price table's last month; share from 0 to 1.
    Grain: one row per month and orientation with spending.
    Source: relational and transactional marketing as a mix: Coviello, Brodie & Munro, Understanding Contemporary Marketing, 1997.
    """
    spent, asked = workspace.ask("relations/campaign_spend", _days(filters))
    if filters.has_segment:
        spent = spent.iloc[:0]
    by_month = _summed(zip(spent["month"], _told(spent), strict=True), spent)
    rows = pd.DataFrame(
        [
            {"month": pd.Timestamp(month), "orientation": name, "spend": spend}
            for (month, name), spend in by_month.items()
        ],
        columns=["month", "orientation", "spend"],
    )
    sums = dict.fromkeys(ORIENTATIONS, 0.0) | _summed(_told(spent), spent)
    compared = None if filters.has_segment else filters.compared()
    earlier = workspace.ask("relations/campaign_spend", _days(compared))[0] if compared else spent.iloc[:0]
    before = _summed(_told(earlier), earlier)
    return Answer(
        metric="spend_mix",
        rows=rows,
        queries=(asked,),
        as_of=workspace.state().as_of or filters.period.end,
        n=len(spent),
        notes=() if len(rows) else (SEGMENT_MIX if filters.has_segment else NO_SPEND,),
        totals={
            **sums,
            "share": relational_share(sums),
            "previous_share": relational_share(before),
        },
    )


def _told(spent: pd.DataFrame) -> list[str]:
    """Declared orientation of each line of spending."""
    return spent["orientation"].fillna("unmarked").astype(str).tolist()


def _summed(keys: Iterable[Any], spent: pd.DataFrame) -> dict[Any, float]:
    """Money spent by key, in the order of first sight."""
    sums: dict[Any, float] = {}
    for key, value in zip(keys, spent["spend"].to_numpy(dtype=float), strict=True):
        sums[key] = sums.get(key, 0.0) + float(value)
    return sums


def relational_share(spend: Mapping[Any, Any]) -> float:
    """Relational money over relational and transactional; unknown where neither was spent."""
    relational, transactional = float(spend.get("relational", 0.0)), float(spend.get("transactional", 0.0))
    whole = relational + transactional
    return relational / whole if whole > 0 else np.nan


def campaign_k(existing: int, orders: int, followed: int, due: int, buyers: int, active: int) -> float:
    """K of a campaign, 0 to 100; unknown for fewer than 30 orders or where no order is old enough to be followed up."""
    if orders < FEWEST_ORDERS or due == 0 or active == 0:
        return np.nan
    follow_up = min(1.0, followed / due / FULL_FOLLOW_UP)
    return 100 * (existing / orders + follow_up + 1 - buyers / active) / 3


def class_of_k(k: float) -> str:
    """Relational from 60, transactional to 40, else mixed; empty where unknown."""
    if np.isnan(k):
        return ""
    if k >= RELATIONAL_FROM:
        return "relational"
    return "transactional" if k <= TRANSACTIONAL_TO else "mixed"


def _days(filters: Filters) -> dict[str, Any]:
    return {"start": filters.period.start, "end": filters.period.end}


def _of_cohort(places: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in places.items() if name not in ("start", "end")}


def _spending(workspace: Workspace, filters: Filters, by: str) -> tuple[dict[str, float], dict[str, str], Query]:
    """Money spent on each source, the orientation declared for each, and the query that says so."""
    if by == "acquisition":
        won, asked = workspace.ask("relations/acquisition_spend", filters.parameters())
        costed = won.loc[won["spend"].notna().to_numpy()]
        return dict(zip(costed["source"], costed["spend"].astype(float), strict=True)), {}, asked
    spent, asked = workspace.ask("relations/campaign_spend", _days(filters))
    names = spent["campaign"].astype(str).tolist()
    declared = dict(zip(names, _told(spent), strict=True))
    if by == "channel" or filters.has_segment:
        return {}, declared, asked
    return _summed(names if by == "campaign" else _told(spent), spent), declared, asked


def _row(row: dict[str, Any], by: str, spent: Mapping[str, float], declared: Mapping[str, str]) -> dict[str, Any]:
    """One source with its costs, what it brings now, and what its cohort kept."""
    source, count = row["source"], _counts(row)
    spend = spent.get(source, np.nan)
    k = campaign_k(
        count["existing_orders"], count["orders"], count["followed_orders"], count["due_orders"], count["buyers"],
        count["active_customers"],
    )  # fmt: skip
    by_orders = row.get("declared") if isinstance(row.get("declared"), str) else ""
    told = {"orientation": source, "campaign": by_orders or declared.get(source, "")}.get(by, "")
    is_declared = told in ("relational", "transactional")
    measured = class_of_k(k) if source != NO_SOURCE and by in ("campaign", "channel") else ""
    margin, revenue, discount = (_or_zero(row.get(name)) for name in ("margin", "revenue", "discount"))
    return {
        "source": source,
        "group": source,
        "orientation": told if is_declared else measured,
        "orientation_from": "declared" if is_declared else "measured" if measured else "",
        "k": k,
        "spend": spend,
        "orders": count["orders"],
        "buyers": count["buyers"],
        "existing_share": count["existing_orders"] / count["orders"] if count["orders"] else np.nan,
        "revenue": revenue,
        "margin": margin,
        "discount_share": discount / (revenue + discount) if revenue + discount > 0 else np.nan,
        "return_ratio": margin / spend if spend > 0 else np.nan,
        **_kept(row, count),
    }


def _kept(row: Mapping[str, Any], count: Mapping[str, int]) -> dict[str, Any]:
    """What the cohort of the source did in the 365 days after; hidden below ten customers."""
    n, new = count["customers"], count["new_customers"]
    again, new_again = share_estimate(count["kept"], n), share_estimate(count["new_kept"], new)
    money = mean_of_sums(n, _or_zero(row.get("net_margin")), _or_zero(row.get("net_margin_squares")))
    values = {
        "new_share": new / n if n else np.nan,
        "value": again.value, "low": again.low, "high": again.high,
        "kept_margin": money.value, "kept_margin_low": money.low, "kept_margin_high": money.high,
    }  # fmt: skip
    of_new = {"new_value": new_again.value, "new_low": new_again.low, "new_high": new_again.high}
    shown = {name: value if reading(n) != "hidden" else np.nan for name, value in values.items()}
    shown |= {name: value if reading(new) != "hidden" else np.nan for name, value in of_new.items()}
    return {"customers": n, "n": n, "reading": reading(n), "new_n": new, **shown}


def _counts(row: Mapping[str, Any]) -> dict[str, int]:
    names = (
        "orders", "buyers", "existing_orders", "due_orders", "followed_orders", "active_customers", "customers", "kept",
        "new_customers", "new_kept",
    )  # fmt: skip
    return {name: int(_or_zero(row.get(name))) for name in names}


def _or_zero(value: Any) -> float:
    return 0.0 if value is None or pd.isna(value) else float(value)


def _source_notes(
    filters: Filters, by: str, rows: list[dict[str, Any]], spent: Mapping[str, float], orders: pd.DataFrame
) -> tuple[Note, ...]:
    """What is missing, and that nothing here is an effect."""
    notes: list[Note] = []
    if not rows:
        notes.append(NO_ORDERS)
    if by == "channel":
        notes.append(NO_CHANNEL_SPEND)
    elif by == "acquisition":
        notes += [] if spent else [NO_ACQUISITION_COST]
    elif filters.has_segment:
        notes.append(SEGMENT_SPEND)
    elif not spent:
        notes.append(NO_SPEND)
    if orders["uncosted_lines"].to_numpy().any():
        lacking = mark("Some order lines have no cost; their whole amount counts as margin.")
        notes.append(Note(lacking, {}, "warning"))
    return (*notes, ASSOCIATION)
