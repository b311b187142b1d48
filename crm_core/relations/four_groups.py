"""Lifetime against profit: four groups of customers, and first of all how far the two go together at all."""

from collections import Counter
from collections.abc import Mapping
from math import nan
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy.stats import pearsonr

from crm_core.answers import Answer, Note, Query
from crm_core.filters import Filters
from crm_core.relations.intervals import mean_estimate, reading, weighted_mean_estimate
from crm_core.store import Workspace
from crm_core.words import mark

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "friend": mark("True friends"),
        "butterfly": mark("Butterflies"),
        "barnacle": mark("Barnacles"),
        "stranger": mark("Strangers"),
    }
)
COLUMNS = ("customer_id", "group", "months", "monthly_margin", "net_margin", "orders", "revenue", "serving", "discount_share", "tier")  # fmt: skip
DAYS_A_MONTH = 365.25 / 12
TENURE_BANDS = ((0.0, 12.0), (12.0, 24.0), (24.0, 36.0), (36.0, 60.0), (60.0, float("inf")))
SILENCE_DAYS = 180.0
GAPS_OF_SILENCE = 3
FEWEST_CORRELATED = 10
LOW_MEMORY = Note(
    mark("No chosen customer placed its first order a year ago or earlier, so lifetimes cannot be compared."),
    {},
    "warning",
)


def lives_so_far(workspace: Workspace, filters: Filters) -> tuple[pd.DataFrame, Query]:
    """What each chosen customer of a year or longer bought and cost, and the days of its orders."""
    return workspace.ask("relations/lifetime_profit", filters.parameters())


def loyalty_answer(
    workspace: Workspace,
    filters: Filters,
    lived: pd.DataFrame,
    queries: tuple[Query, ...],
    notes: tuple[Note, ...],
    cuts: tuple[float, float | None],
) -> Answer:
    """The four groups of customers whose lifetimes are known, and how far lifetime and profit go together.

    ``cuts``: months and margin from which a life is long and a customer profitable; 0 and None stand for the medians.
    """
    life, total, monthly = (lived[name].to_numpy(dtype=float) for name in ("months", "net_margin", "monthly_margin"))
    months, margin = cuts[0] or _median(life), _median(monthly) if cuts[1] is None else cuts[1]
    rows = lived.assign(group=group_of(lived, months, margin)).sort_values("net_margin", ascending=False)
    counted = Counter(rows["group"])
    said = notes if len(rows) else (LOW_MEMORY,)
    if lived["uncosted_revenue"].to_numpy().any():
        lacking = mark("Some order lines have no cost; their whole amount counts as margin.")
        said = (*said, Note(lacking, {}, "warning"))
    return Answer(
        metric="loyalty_groups",
        rows=rows.reindex(columns=list(COLUMNS)).reset_index(drop=True),
        queries=queries,
        as_of=workspace.state().as_of or filters.period.end,
        n=len(rows),
        notes=said,
        totals={
            "months_cut": months,
            "margin_cut": margin,
            **{f"total_{name}": value for name, value in correlation(life, total).items()},
            **{f"monthly_{name}": value for name, value in correlation(life, monthly).items()},
            **{group: counted[group] for group in GROUPS},
        },
    )


def with_lifetime(
    customers: pd.DataFrame, lived_days: np.ndarray | None = None, silence_days: float = SILENCE_DAYS
) -> pd.DataFrame:
    """Lifetime in months, net margin per month and discount share of each customer.

    ``lived_days`` says how long each life is; where it is unknown (NaN) or not given, the rule of silence decides.
    """
    silent = days_by_silence(customers, silence_days)
    days = silent if lived_days is None else np.where(np.isnan(lived_days), silent, lived_days)
    lived = np.maximum(days / DAYS_A_MONTH, 1.0)
    listed = customers["revenue"].to_numpy(dtype=float) + customers["discount"].to_numpy(dtype=float)
    share = np.where(listed > 0, customers["discount"].to_numpy(dtype=float) / np.where(listed > 0, listed, 1.0), nan)
    return customers.assign(
        months=lived, monthly_margin=customers["net_margin"].to_numpy(dtype=float) / lived, discount_share=share
    )


def days_by_silence(customers: pd.DataFrame, silence_days: float) -> np.ndarray:
    """Days up to the last order; up to now where the silence since is short, by days or by the customer's own gaps."""
    orders, between, since = (
        customers[name].to_numpy(dtype=float) for name in ("orders", "days_between", "days_since_first")
    )
    gap = between / np.maximum(orders - 1, 1)
    is_here = since - between <= np.maximum(silence_days, GAPS_OF_SILENCE * gap)
    return np.where(is_here, since, between)


def group_of(customers: pd.DataFrame, months: float, monthly_margin: float) -> np.ndarray:
    """Long and profitable, short and profitable, long and not, neither; a value on the threshold is above it."""
    is_long = customers["months"].to_numpy(dtype=float) >= months
    is_rich = customers["monthly_margin"].to_numpy(dtype=float) >= monthly_margin
    return np.select([is_long & is_rich, is_rich, is_long], ["friend", "butterfly", "barnacle"], "stranger")


def correlation(first: np.ndarray, second: np.ndarray) -> dict[str, float]:
    """Pearson's r with its 95 % interval; unknown for fewer than ten customers or where nothing varies."""
    if len(first) < FEWEST_CORRELATED or not (first.std() > 0 and second.std() > 0):
        return {"r": nan, "low": nan, "high": nan}
    interval = pearsonr(first, second).confidence_interval(0.95)
    return {"r": float(np.corrcoef(first, second)[0, 1]), "low": float(interval.low), "high": float(interval.high)}


def loyalty_group_sums(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per group: customers, net margin, cost to serve and discount share, in the order of the four."""
    sums = []
    for group in GROUPS:
        own = rows.loc[(rows["group"] == group).to_numpy()]
        values = own[["months", "monthly_margin", "net_margin", "serving", "revenue"]].to_numpy(dtype=float)
        means = values.mean(axis=0) if len(own) else np.full(5, nan)
        totals = values.sum(axis=0)
        sums.append(
            {
                "group": group,
                "customers": len(own),
                "months": means[0],
                "monthly_margin": means[1],
                "net_margin": totals[2],
                "serving_share": totals[3] / totals[4] if totals[4] > 0 else nan,
                "discount_share": float(np.nanmean(own["discount_share"]))
                if own["discount_share"].notna().any()
                else nan,
            }
        )
    return pd.DataFrame(sums)


def tenure_bands(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per band of lifetime: net margin a month, cost to serve and discount as shares, each with its interval.

    Shares are ratios of sums with the customer as the unit; bands of fewer than ten customers keep only their count.
    """
    months = rows["months"].to_numpy(dtype=float)
    bands = []
    for low, high in TENURE_BANDS:
        own = rows.loc[(months >= low) & (months < high)]
        if len(own):
            bands.append({"from_months": low, "to_months": high, **_band(own)})
    return pd.DataFrame(bands)


def _band(own: pd.DataFrame) -> dict[str, float | int | str]:
    monthly, serving, revenue, share = (
        own[name].to_numpy(dtype=float) for name in ("monthly_margin", "serving", "revenue", "discount_share")
    )
    is_selling, is_listed = revenue > 0, ~np.isnan(share)
    estimates = {
        "margin": mean_estimate(monthly, lowest=-np.inf),
        "serving": weighted_mean_estimate(serving[is_selling] / revenue[is_selling], revenue[is_selling]),
        "discount": mean_estimate(share[is_listed], highest=1.0),
    }
    row: dict[str, float | int | str] = {"customers": len(own), "n": len(own), "reading": reading(len(own))}
    for name, found in estimates.items():
        is_shown = reading(found.n) != "hidden"
        row |= {name: found.value if is_shown else nan}
        row |= {f"{name}_low": found.low if is_shown else nan, f"{name}_high": found.high if is_shown else nan}
    return row


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if len(values) else nan


def members_of(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """The customers of one group, the largest net margin first."""
    return rows.loc[(rows["group"] == group).to_numpy()]
