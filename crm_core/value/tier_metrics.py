"""The tier metrics of the catalogue: how many, who, and how unevenly value is spread over them."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.store import Workspace
from crm_core.terms import TIERS
from crm_core.value.customer_values import CustomerValues, customer_rows
from crm_core.value.kept_values import Chosen, chosen_among, shared_values
from crm_core.value.people import people_of
from crm_core.value.ranking import chosen_first
from crm_core.value.skew import MOST_POINTS, value_skew, whale_points
from crm_core.value.tier_settings import TierSettings, saved_tier_settings
from crm_core.value.tier_sums import BZ, TierSums, tier_sums
from crm_core.words import mark

NO_SHARES = Note(mark("The customers together bring no value above zero, so shares of it would say nothing."))


@metric(rows_behind="value/value_lines", compares=False)
def tier_summary(
    workspace: Workspace,
    filters: Filters,
    theta: float | None = None,
    pi: float | None = None,
    tau: float | None = None,
    cost_factor: float | None = None,
) -> Answer:
    """Customers, value and unrealised potential in each value tier.

    Formula: Actual value = revenue − cost of goods − cost factor × (cost to serve + order handling). Potential = Σ over
        categories of margin rate × max(0, quantile τ of the peers' spending − own spending). Below zero: value < 0 and
        value + π × potential < 0, in two periods where the data have two. Most valuable: the smallest set of largest
        values that holds θ of all positive value. Most growable: of the rest, potential in the upper quarter and at
        least as large as the value itself. Migrators: everyone else. A share of wallet told in a survey takes the place of
        the peers. A tier is changed at once only past the threshold by 10 per cent (hysteresis), else in the second period.
        Probability: part of a normal distribution, value ± spread of its months, between the bounds of the tier; mean.
    Unit: Customers; money of the workspace; shares of the chosen customers and of their net value.
    Grain: One row per tier; n is the customers with an order line or an interaction in the period.
    Source: Don Peppers and Martha Rogers, Managing Customer Relationships, 2004; cut-offs are settings of the workspace.
    """
    found = tier_sums(workspace, filters, _settings(workspace, theta, pi, tau, cost_factor))
    customers, actual, total = found.sums["customers"], found.sums["actual"], found.whole("actual")
    count = found.count("customers")
    rows = pd.DataFrame(
        {
            "tier": list(TIERS),
            "customers": customers.astype(np.int64),
            "actual_value": actual,
            "potential_value": found.sums["potential"],
            "probability": found.sums["probability"] / np.where(customers > 0, customers, np.nan),
            "share_of_customers": customers / max(count, 1),
            "share_of_value": actual / total if total > 0 else np.nan,
        }
    )
    return Answer(
        metric="tier_summary",
        rows=rows if count else rows.head(0),
        queries=found.queries,
        as_of=workspace.state().as_of or filters.period.end,
        n=count,
        notes=found.notes,
        totals=_tier_totals(found),
    )


@metric(rows_behind="value/value_lines", compares=False)
def customer_tiers(
    workspace: Workspace,
    filters: Filters,
    tier: str = "all",
    at_most: int | None = None,
    first: int | None = None,
    theta: float | None = None,
    pi: float | None = None,
    tau: float | None = None,
    cost_factor: float | None = None,
) -> Answer:
    """The customers behind each value tier, with what they bring, what they could bring, and why they stand there.

    Formula: Tiers as in tier_summary. is_super_growth: most valuable with a potential in the upper quarter.
        is_recoverable: value < 0, but value + π × potential is not. is_first_loss: below zero in this period but not in
        the one before. is_early: won in the last months of the period. tier_probability: as in tier_summary.
        is_potential_stated: the potential rests on the share of wallet that the customer told.
    Unit: Money of the workspace; orders; customers in the peer group.
    Grain: One row per customer, most valuable first; n is the customers. With at_most, every k-th of them by value; with
        first, the first of them.
    Source: Don Peppers and Martha Rogers, Managing Customer Relationships, 2004; cut-offs are settings of the workspace.
    """
    values = _values(workspace, filters, theta, pi, tau, cost_factor)
    chosen = chosen_among(workspace, filters, values)
    listed = np.ones(len(values), dtype=bool) if chosen.mask is None else chosen.mask
    if tier != "all":
        listed = listed & (values.tier_places == TIERS.index(tier))
    count = int(listed.sum())
    ranked = chosen_first(values.best_first, listed, first)
    if at_most is not None and len(ranked) > at_most:
        ranked = ranked[np.linspace(0, len(ranked) - 1, at_most).round().astype(int)]
    rows = customer_rows(values, filters.period.end, ranked)
    numbers, numbers_ran = customer_numbers(workspace, values.customers["customer_key"].to_numpy()[ranked])
    rows.insert(0, "customer_id", numbers)
    totals = {"customers": count, "shown": len(rows), "settings": values.settings}
    totals |= {} if first is None else {"rows_in_all": count}
    answer = _answer(workspace, filters, values, chosen, "customer_tiers", rows, totals)
    return replace(answer, n=count, queries=(*answer.queries, numbers_ran))


@metric(rows_behind="value/value_lines", compares=False)
def whale_curve(
    workspace: Workspace,
    filters: Filters,
    cost_factor: float | None = None,
) -> Answer:
    """How value adds up from the most to the least valuable customer, and how much the last ones take away again.

    Formula: Customers ordered by actual value; cumulated value by total value. Skew index = share of positive value held
        by the best fifth / 0.20 (1 even, 5 all). Effective customers = 1 / Σ(share of positive value)². Area index =
        A / (A + 0.5), A the area between curve and diagonal. Gini only where nobody is below zero.
    Unit: Shares of customers and of net value; money of the workspace.
    Grain: One point per customer, thinned to at most 400; n is the customers.
    Source: Robert S. Kaplan and V. G. Narayanan, Measuring and Managing Customer Profitability, 2001; area index after
        Kaj Storbacka, Segmentation Based on Customer Profitability, 1997, definition ours.
    """
    values = _values(workspace, filters, None, None, None, cost_factor)
    chosen = chosen_among(workspace, filters, values)
    ranked = values.best_first if chosen.mask is None else values.best_first[chosen.mask[values.best_first]]
    actual = values.actual[ranked]
    points = whale_points(actual, MOST_POINTS)
    rows = points if len(actual) else points.head(0)
    answer = _answer(workspace, filters, values, chosen, "whale_curve", rows, value_skew(actual))
    if len(actual) and actual.sum() <= 0:
        return replace(answer, notes=(*answer.notes, NO_SHARES))
    return answer


def customer_numbers(workspace: Workspace, keys: np.ndarray) -> tuple[np.ndarray, Query]:
    """The numbers of the customers with these keys, in their order, and the query that told them."""
    people = people_of(workspace)
    return people.numbers_of(keys), people.query


def _tier_totals(found: TierSums) -> dict[str, object]:
    """Counts of the chosen customers who cost more than they bring, and what the tiers rest on."""
    count = found.count("customers")
    return {
        "customers": count,
        "actual_value": found.whole("actual"),
        "potential_value": found.whole("potential"),
        "below_zero_customers": found.count("below_zero"),
        "bz_customers": round(float(found.sums["customers"][BZ])),
        "recoverable_customers": found.count("recoverable"),
        "first_loss_customers": found.count("first_loss"),
        "below_zero_value": found.whole("below_zero_value"),
        "high_potential_cut": found.growth_cut,
        "at_zero_customers": found.count("at_zero"),
        "is_confirmed_by_period_before": found.is_confirmed,
        "settings": found.settings,
        "held_customers": found.count("held"),
        "stated_wallets": found.count("stated"),
        "probability": found.whole("probability") / max(count, 1),
    }


def _values(
    workspace: Workspace,
    filters: Filters,
    theta: float | None,
    pi: float | None,
    tau: float | None,
    cost_factor: float | None,
) -> CustomerValues:
    """Values of the period under the workspace's settings, with the reader's trial numbers in their place."""
    return shared_values(workspace, filters.period, _settings(workspace, theta, pi, tau, cost_factor))


def _settings(
    workspace: Workspace, theta: float | None, pi: float | None, tau: float | None, cost_factor: float | None
) -> TierSettings:
    trial = {"theta": theta, "pi": pi, "tau": tau, "cost_factor": cost_factor}
    given = {name: float(number) for name, number in trial.items() if number is not None}
    return replace(saved_tier_settings(workspace), **given)


def _answer(
    workspace: Workspace,
    filters: Filters,
    values: CustomerValues,
    chosen: Chosen,
    name: str,
    rows: pd.DataFrame,
    totals: Mapping[str, object],
) -> Answer:
    return Answer(
        metric=name,
        rows=rows,
        queries=(*values.queries, *chosen.queries),
        as_of=workspace.state().as_of or filters.period.end,
        n=chosen.count,
        notes=chosen.notes,
        totals=totals,
    )
