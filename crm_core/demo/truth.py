"""What is true in a simulated world: stocks, flows, value and the programme's effect, in real TRY of the last month.

The exact effect of the programme comes from living the same world twice, all in and none in (specification
part 6); the raw comparison of members with the others stands beside it. Refuses to estimate anything.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from crm_core.demo.behaviour import World, live
from crm_core.demo.calendar import price_index
from crm_core.demo.draws import Draws, Flags, Floats
from crm_core.demo.parameters import (
    ACTIVITY_MONTHS,
    COMPLAINT_COST,
    CONTACT_COST,
    MONTH_STARTS,
    MONTHS,
    ORDER_COST,
    OUTCOME_MONTHS,
    PROGRAMME_MONTH,
    Parameters,
)

YEAR = 12
TOP_SHARE = 0.2


def net_margin(levels: Parameters, draws: Draws, world: World) -> Floats:
    """Margin less cost to serve (contacts, complaints, orders) and programme, by month and customer."""
    tenure = np.maximum(np.arange(MONTHS)[:, None] - draws.acquired, 0)
    served = CONTACT_COST * world.contacts + COMPLAINT_COST * world.complaints + ORDER_COST * world.orders
    programme = levels.programme.monthly_cost if levels.programme else 0.0
    return world.margin - served * (1.0 + levels.cost_growth * tenure) - programme * world.member_months


def truth_of(levels: Parameters, draws: Draws, world: World, randomise: bool, seed: int) -> Mapping[str, Any]:
    """Everything that is known of the world, ready for JSON."""
    net = net_margin(levels, draws, world)
    return {
        "scenario": levels.name,
        "seed": seed,
        "is_randomised": randomise,
        "money": "real TRY of the last month",
        "months": [start.isoformat() for start in MONTH_STARTS],
        "price_index": price_index().tolist(),
        "parameters": _plain(asdict(levels)),
        "by_month": _by_month(world, net),
        "retention": _retention(levels, world),
        "value": value_truth(net, world.is_alive[-1]),
        "value_of_full_year": value_truth(net, world.is_alive[-1] & (draws.acquired < MONTHS - YEAR)),
        "lifetime": _lifetime(world, net),
        "programme": programme_truth(levels, draws, world, randomise),
    }


def value_truth(net: Floats, population: Flags) -> dict[str, float]:
    """Share below zero, concentration and whale curve of the last twelve months' net margin (methods §4)."""
    values = np.sort(net[-YEAR:].sum(axis=0)[population])[::-1]
    cumulated = np.cumsum(values) / values.sum()
    top = int(TOP_SHARE * len(values))
    positive = np.maximum(values, 0.0)
    return {
        "customers": len(values),
        "below_zero_share": _round((values < 0.0).mean()),
        "top_fifth_share_of_positive": _round(positive[:top].sum() / positive.sum()),
        "top_fifth_share_of_net": _round(cumulated[top - 1]),
        "whale_peak": _round(cumulated.max()),
        "whale_peak_at": _round((cumulated.argmax() + 1) / len(values)),
    }


def programme_truth(levels: Parameters, draws: Draws, world: World, randomise: bool) -> dict[str, Any] | None:
    """Exact effects of the programme over twelve months, and what the raw comparison would say."""
    if levels.programme is None:
        return None
    eligible = world.enrolment.is_eligible
    members = world.enrolment.is_member[eligible]
    overlap = (world.enrolment.propensity * (1.0 - world.enrolment.propensity))[eligible]
    with_all, with_none = (live(levels, draws, force, randomise) for force in (True, False))
    truth: dict[str, Any] = {
        "starts": MONTH_STARTS[PROGRAMME_MONTH].isoformat(),
        "eligible": int(eligible.sum()),
        "members": int(members.sum()),
    }
    for name, outcome in (("net_margin", _net_outcome), ("active", _active_outcome)):
        gain = (outcome(levels, draws, with_all) - outcome(levels, draws, with_none))[eligible]
        seen = outcome(levels, draws, world)[eligible]
        truth[name] = {
            "ate": _round(gain.mean()),
            "att": _round(gain[members].mean()),
            "ato": _round(np.average(gain, weights=overlap)),
            "naive": _round(seen[members].mean() - seen[~members].mean()),
        }
    return truth


def _net_outcome(levels: Parameters, draws: Draws, world: World) -> Floats:
    """Net margin of the twelve months from the programme's start."""
    return net_margin(levels, draws, world)[OUTCOME_MONTHS.start : OUTCOME_MONTHS.stop].sum(axis=0)


def _active_outcome(levels: Parameters, draws: Draws, world: World) -> Floats:
    """1 where a customer orders in months 7 to 12 of the programme."""
    return (world.orders[ACTIVITY_MONTHS.start : ACTIVITY_MONTHS.stop].sum(axis=0) > 0).astype(np.float64)


def _by_month(world: World, net: Floats) -> dict[str, list[float]]:
    alive = world.is_alive.sum(axis=1)
    return {
        "alive": alive.tolist(),
        "left": world.leaves.sum(axis=1).tolist(),
        "members": world.member_months.sum(axis=1).tolist(),
        "orders": world.orders.sum(axis=1).tolist(),
        "contacts": world.contacts.sum(axis=1).tolist(),
        "complaints": world.complaints.sum(axis=1).tolist(),
        "fast_complaints": world.fast.sum(axis=1).tolist(),
        "satisfaction": np.round((world.satisfaction * world.is_alive).sum(axis=1) / alive, 3).tolist(),
        "net_margin": np.round(net.sum(axis=1), 2).tolist(),
    }


def _retention(levels: Parameters, world: World) -> dict[str, Any]:
    alive = world.is_alive
    starts = (YEAR, 2 * YEAR, 3 * YEAR, MONTHS - 1 - YEAR)
    lost = world.leaves.sum(axis=1) / alive.sum(axis=1)
    return {
        "annual_retention_from_month": {
            str(start): _round(alive[start + YEAR][alive[start]].mean()) for start in starts
        },
        "monthly_churn_by_year": [_round(year.mean()) for year in lost.reshape(-1, YEAR)],
        "annualised_retention_by_year": [_round((1.0 - year.mean()) ** YEAR) for year in lost.reshape(-1, YEAR)],
        "replacement_rate": _round(levels.acquired_a_month * YEAR / alive[-YEAR:].sum(axis=1).mean()),
    }


def _lifetime(world: World, net: Floats) -> dict[str, float]:
    """Correlations of lifetime and profit, in the two senses that readers use."""
    months = world.is_alive.sum(axis=0)
    at_end = world.is_alive[-1]
    total = net.sum(axis=0)
    return {
        "r_lifetime_total_profit": _round(np.corrcoef(months, total)[0, 1]),
        "r_tenure_monthly_profit": _round(np.corrcoef(months[at_end], (total / months)[at_end])[0, 1]),
    }


def _round(value: float) -> float:
    return round(float(value), 4)


def _plain(value: Any) -> Any:
    """The value with ranges and tuples as lists, for JSON."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return list(value) if isinstance(value, range | tuple) else value
