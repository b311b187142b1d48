"""Customers followed from a landmark day: what was known of each before it, and what each did after it.

Nothing after the landmark enters the traits. Refuses customers known for less than 180 days, who have no before.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.filters import Filters
from crm_core.store import Workspace

STRETCHES = (-5, -4, -3, -2, -1, 1, 2)
YEAR_BEFORE, HALF_BEFORE, AFTER = (-4, -3, -2, -1), (-2, -1), (1, 2)
QUARTERS = tuple(f"net_margin_q{number}" for number in range(1, 5))
EARLIER = "net_margin_earlier"
LONGEST_RECENCY = 730


@dataclass(frozen=True)
class Followed:
    """One row per customer, the inputs there were, the days of both windows, and the queries that ran."""

    customers: pd.DataFrame
    inputs: dict[str, bool]
    landmark: date
    until: date
    queries: tuple[Query, ...]


def followed_customers(workspace: Workspace, filters: Filters, landmark: date, until: date) -> Followed:
    """Traits and outcomes of every chosen customer known for 180 days at the landmark."""
    halfway = landmark + timedelta(days=(until - landmark).days // 2)
    places = {**filters.parameters(), "landmark": landmark, "until": until, "halfway": halfway}
    customers, asked = workspace.ask("relations/scorecard_customers", places)
    trade, trade_asked = workspace.ask("relations/scorecard_trade", places)
    contacts, contacts_asked = workspace.ask("relations/scorecard_contacts", places)
    answers, answers_asked = workspace.ask("relations/scorecard_answers", places)
    paid, paid_asked = workspace.ask("relations/scorecard_payback", places)
    joined = customers.merge(answers, on="customer_key", how="left", validate="one_to_one")
    joined = joined.merge(paid, on="customer_key", how="left", validate="one_to_one")
    keys = joined["customer_key"].to_numpy()
    values = {
        **_traded(keys, trade, landmark),
        **_contacted(keys, contacts),
    }
    values.update(_margins(values))
    followed = pd.concat([joined, pd.DataFrame(_per_customer(values), index=joined.index)], axis=1)
    return Followed(
        followed.assign(referred=(joined["referred"] > 0).astype(float), payback=paid_back(joined)),
        _inputs(followed, trade, contacts),
        landmark,
        until,
        (asked, trade_asked, contacts_asked, answers_asked, paid_asked),
    )


def paid_back(customers: pd.DataFrame) -> np.ndarray:
    """1 where the days after bring the acquisition cost in, of those whose cost was not yet earned before them; else unknown."""
    cost, before, after = (
        customers[name].to_numpy(dtype=float) for name in ("acquisition_cost", "earned_before", "earned_after")
    )
    is_open = before < cost
    return np.where(is_open, (before + after >= cost).astype(float), np.nan)


def _grid(keys: np.ndarray, rows: pd.DataFrame, column: str) -> np.ndarray:
    """Values by customer (rows) and stretch (columns), zero where there is none."""
    grid = np.zeros((len(keys), len(STRETCHES)))
    stretches = np.searchsorted(STRETCHES, rows["stretch"].to_numpy(dtype=int))
    grid[np.searchsorted(keys, rows["customer_key"].to_numpy()), stretches] = (
        rows[column].fillna(0).to_numpy(dtype=float)
    )
    return grid


def _traded(keys: np.ndarray, trade: pd.DataFrame, landmark: date) -> dict[str, np.ndarray]:
    names = ("orders", "revenue", "margin", "sold", "discount", "handling")
    grids = {name: _grid(keys, trade, name) for name in names}
    days = (pd.Timestamp(landmark) - pd.to_datetime(trade["last_order_on"])).dt.days
    days = days.where(trade["stretch"] < 0)
    ago = _grid(keys, trade.assign(ago=LONGEST_RECENCY - days.clip(upper=LONGEST_RECENCY)), "ago")
    return {**grids, "recency": LONGEST_RECENCY - ago.max(axis=1, initial=0.0)}


def _contacted(keys: np.ndarray, contacts: pd.DataFrame) -> dict[str, np.ndarray]:
    return {name: _grid(keys, contacts, name) for name in ("complaints", "reached", "contacts", "serving")}


def _margins(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Cost to serve with the handling of orders, and the margin that it leaves."""
    serving = values["serving"] + values["handling"]
    return {"serving": serving, "net": values["margin"] - serving}


def _over(grid: np.ndarray, stretches: tuple[int, ...]) -> np.ndarray:
    return grid[:, [STRETCHES.index(stretch) for stretch in stretches]].sum(axis=1)


def _per_customer(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The columns that the scorecard and its adjustment read."""
    before = {name: _over(values[name], YEAR_BEFORE) for name in values if name != "recency"}
    after = {name: _over(values[name], AFTER) for name in values if name != "recency"}
    listed = after["sold"] + after["discount"]
    is_bought = listed > 0
    quarters = {name: _over(values["net"], (stretch,)) for name, stretch in zip(QUARTERS, YEAR_BEFORE, strict=True)}
    return {
        "recency_days": values["recency"],
        "orders_before": before["orders"],
        "margin_before": before["margin"],
        "margin_half": _over(values["margin"], HALF_BEFORE),
        "is_active_before": (before["orders"] + before["contacts"]) > 0,
        "ordered_before": (before["orders"] > 0).astype(float),
        "reached_before": (before["reached"] > 0).astype(float),
        "complaints_before": before["complaints"],
        "revenue_before": before["revenue"],
        "serving_before": before["serving"],
        "net_margin_before": before["net"],
        **quarters,
        EARLIER: _over(values["net"], (-5,)),
        "ordered": (after["orders"] > 0).astype(float),
        "retained": (_over(values["orders"], (2,)) > 0).astype(float),
        "reached": (after["reached"] > 0).astype(float),
        "complaints": after["complaints"],
        "complaint_rate": np.where(
            after["orders"] > 0, 100 * after["complaints"] / np.where(after["orders"] > 0, after["orders"], 1.0), np.nan
        ),
        "revenue": after["revenue"],
        "serving": after["serving"],
        "discount": np.where(is_bought, after["discount"] / np.where(is_bought, listed, 1.0), np.nan),
        "net_margin": after["net"],
    }


def _inputs(followed: pd.DataFrame, trade: pd.DataFrame, contacts: pd.DataFrame) -> dict[str, bool]:
    """Which inputs the outcomes can stand on."""
    has_orders = bool((trade["stretch"].to_numpy() > 0).any())
    is_costed = has_orders and not trade["uncosted_lines"].to_numpy().any()
    return {
        "orders": has_orders,
        "costs": is_costed,
        "payback": is_costed and bool((followed["earned_before"] < followed["acquisition_cost"]).any()),
        "complaints": bool((contacts["complaints"] > 0).any()),
        "cases_and_orders": has_orders and bool((contacts["complaints"] > 0).any()),
        "serving_costs": bool((contacts["serving"] > 0).any() or (trade["handling"] > 0).any()),
        "discounts": has_orders and bool(trade["discount"].notna().any()),
        "interactions": len(contacts) > 0,
        "directions": bool(contacts["directed"].any()),
        "referrals": bool((followed["referred"] > 0).any()),
        **{name: bool(followed[name].notna().any()) for name in ("csat", "nps", "ces", "wallet")},
    }
