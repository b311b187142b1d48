"""The leaky bucket: a customer base that fills by winning and empties by losing; pure arithmetic, no database in sight.

Source: Fader, P. S. & Hardie, B. G. S., How to project customer retention (2007), for the constant-churn case and why it misleads.
"""

from dataclasses import dataclass
from random import Random

import numpy as np
import pandas as pd

NEWCOMER_MONTHS = 12
HORIZON_MONTHS = 36
NEWCOMER_FACTORS = (1, 2, 3)


@dataclass(frozen=True)
class BucketStart:
    """The bucket as it stands: customers now, customers in per month, share out per month, and money per customer."""

    customers: int
    acquired_per_month: int
    monthly_churn: float
    margin_per_customer_month: float
    acquisition_cost: float


DEMO_START = BucketStart(
    customers=1200, acquired_per_month=60, monthly_churn=0.05, margin_per_customer_month=250.0, acquisition_cost=1800.0
)


@dataclass(frozen=True)
class BucketChoice:
    """What the reader sets: customers in per month, per cent lost in a year, and how much oftener newcomers leave."""

    acquired_per_month: int
    annual_churn_percent: int
    newcomer_factor: int


@dataclass(frozen=True)
class BucketOutcome:
    """What comes of a choice at the end of the horizon, and how it differs from leaving the base as it is."""

    rows: pd.DataFrame
    monthly_churn: float
    customers: float
    more_customers: float
    more_acquired: float
    margin: float
    more_margin: float
    level: float | None


def leaky_bucket(
    customers: float,
    acquired_per_month: float,
    monthly_churn: float,
    months: int,
    margin_per_customer_month: float = 0.0,
    acquisition_cost: float = 0.0,
    newcomer_factor: float = 1.0,
    unchanged: tuple[float, float] | None = None,
) -> pd.DataFrame:
    """One row per month from 0: at_start + acquired - lost = customers, with margin and its running sum.

    Losses are a share of the customers at the month's start; those won in a month can leave from the next one on.
    The margin of a month is ``margin_per_customer_month`` for each customer at its start, less the cost of winning.
    ``newcomer_factor`` breaks the assumption that leaving does not depend on tenure: customers won during the run
    leave that many times as often in their first 12 months. ``unchanged`` is (acquired per month, monthly churn) of
    the same base left as it is, all leaving equally often; it fills ``customers_unchanged`` and
    ``cumulative_margin_unchanged``.
    """
    money = (margin_per_customer_month, acquisition_cost)
    rows = _run(customers, acquired_per_month, monthly_churn, months, money, newcomer_factor)
    same_inflow, same_churn = unchanged or (acquired_per_month, monthly_churn)
    left = _run(customers, same_inflow, same_churn, months, money, 1.0)
    return rows.assign(customers_unchanged=left["customers"], cumulative_margin_unchanged=left["cumulative_margin"])


def compared_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """A run as the two lines of the bucket's chart: the base left as it is, and the same base with the choice made."""
    return pd.DataFrame(
        {
            "month": rows["month"],
            "customers": rows["customers_unchanged"],
            "customers_without_leak": rows["customers"],
        }
    )


def equilibrium(acquired_per_month: float, monthly_churn: float, newcomer_factor: float = 1.0) -> float | None:
    """Customers at which as many leave as come: a / c; with restless newcomers less. None where nobody ever leaves."""
    if monthly_churn <= 0:
        return None
    newcomer_churn = min(1.0, newcomer_factor * monthly_churn)
    survivors = (1 - newcomer_churn) ** NEWCOMER_MONTHS
    return acquired_per_month * ((1 - survivors) / newcomer_churn + survivors / monthly_churn)


def monthly_from_annual(annual_churn: float) -> float:
    """Share lost in a month where ``annual_churn`` is lost in twelve: 1 - (1 - C)^(1/12)."""
    return 1 - (1 - annual_churn) ** (1 / 12)


def annual_from_monthly(monthly_churn: float) -> float:
    """Share lost in twelve months where ``monthly_churn`` is lost in each: 1 - (1 - c)^12."""
    return 1 - (1 - monthly_churn) ** 12


def choice_of(start: BucketStart) -> BucketChoice:
    """The choice that leaves the base as it stands, rounded to the steps of the controls."""
    return BucketChoice(start.acquired_per_month, round(100 * annual_from_monthly(start.monthly_churn)), 1)


def surprise(counter: int, start: BucketStart) -> BucketChoice:
    """A choice worth discussing, the same for the same counter: fewer or more won, fewer or more lost."""
    dice = Random(counter)
    acquired = round(start.acquired_per_month * dice.choice((0.0, 0.5, 1.0, 1.5, 2.0)))
    churn = round(100 * annual_from_monthly(start.monthly_churn) * dice.choice((0.25, 0.5, 0.8, 1.0, 1.25)))
    return BucketChoice(acquired, min(100, churn), dice.choice(NEWCOMER_FACTORS))


def doubled_inflow(start: BucketStart) -> BucketOutcome:
    """What twice the customers won make of the base over the horizon, the leak staying as it is."""
    usual = choice_of(start)
    doubled = BucketChoice(2 * usual.acquired_per_month, usual.annual_churn_percent, usual.newcomer_factor)
    return play(start, doubled, start.margin_per_customer_month)


def most_acquired(start: BucketStart) -> int:
    """Upper end of the control: three times what is won today in round tens, at least 30."""
    return max(30, -(-3 * start.acquired_per_month // 10) * 10)


def play(start: BucketStart, choice: BucketChoice, margin_per_customer_month: float) -> BucketOutcome:
    """The base under the reader's choice over the horizon, beside the same base left as it is."""
    monthly_churn = monthly_from_annual(choice.annual_churn_percent / 100)
    if choice.annual_churn_percent == choice_of(start).annual_churn_percent:
        monthly_churn = start.monthly_churn
    rows = leaky_bucket(
        start.customers,
        choice.acquired_per_month,
        monthly_churn,
        HORIZON_MONTHS,
        margin_per_customer_month,
        start.acquisition_cost,
        choice.newcomer_factor,
        unchanged=(start.acquired_per_month, start.monthly_churn),
    )
    last = rows.to_dict("records")[-1]
    return BucketOutcome(
        rows=rows,
        monthly_churn=monthly_churn,
        customers=last["customers"],
        more_customers=last["customers"] - last["customers_unchanged"],
        more_acquired=HORIZON_MONTHS * (choice.acquired_per_month - start.acquired_per_month),
        margin=last["cumulative_margin"],
        more_margin=last["cumulative_margin"] - last["cumulative_margin_unchanged"],
        level=equilibrium(choice.acquired_per_month, monthly_churn, choice.newcomer_factor),
    )


def _run(
    customers: float, acquired: float, churn: float, months: int, money: tuple[float, float], newcomer_factor: float
) -> pd.DataFrame:
    """One run of the bucket; newcomers are kept by month of tenure until they count as settled."""
    margin, cost = money
    newcomer_churn = min(1.0, newcomer_factor * churn)
    settled, newcomers = float(customers), np.zeros(NEWCOMER_MONTHS)
    months_seen = [(0, settled, 0.0, 0.0, settled, 0.0)]
    for month in range(1, months + 1):
        at_start = settled + newcomers.sum()
        lost = settled * churn + newcomers.sum() * newcomer_churn
        stayed = newcomers * (1 - newcomer_churn)
        settled = settled * (1 - churn) + stayed[-1]
        newcomers = np.concatenate(([acquired], stayed[:-1]))
        earned = margin * at_start - cost * acquired
        months_seen.append((month, at_start, float(acquired), lost, settled + newcomers.sum(), earned))
    columns = ["month", "at_start", "acquired", "lost", "customers", "margin"]
    rows = pd.DataFrame(months_seen, columns=columns)
    return rows.assign(cumulative_margin=rows["margin"].cumsum())
