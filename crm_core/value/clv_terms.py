"""How lifetime value is counted: the reader's horizon, discount and margin or ours, and the plain formula's retention."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_core.answers import Note, Query
from crm_core.errors import QuestionFault
from crm_core.periods import add_months, month_start, months_between
from crm_core.store import Workspace
from crm_core.value.clv_margins import Margins, own_margins
from crm_core.value.clv_study import Study
from crm_core.value.kept_rows import kept_rows
from crm_core.value.lifetime.plain import kept_share, plain_multiple
from crm_core.value.lifetime.worth import (
    WEEKS_A_YEAR,
    Horizon,
)
from crm_core.value.missing_costs import cost_notes
from crm_core.value.tier_settings import MARGIN_SETTING
from crm_core.words import mark

YEARS, DISCOUNT = 1.0, 0.10
BOUNDS = {"years": (0.1, 20.0), "discount": (-0.5, 5.0), "margin": (-1.0, 1.0)}
MONTHS_COMPARED = 12


@dataclass(frozen=True)
class Assumptions:
    """How value is counted: years ahead, yearly discount, margin after returns, goods, contacts and handling."""

    horizon: Horizon
    years: float
    is_margin_given: bool
    margins: Margins | None
    notes: tuple[Note, ...]
    queries: tuple[Query, ...]


@dataclass(frozen=True)
class PlainRule:
    """The plain formula's parts: share of customers kept from year to year with its interval, and the multiples."""

    kept: tuple[float, float, float]
    multiples: tuple[float, float, float]
    customers: int


def assumptions(
    workspace: Workspace, study: Study, years: float | None, discount: float | None, margin: float | None
) -> Assumptions:
    """The reader's numbers, or ours in their place; a number beyond sense is a :class:`QuestionFault`."""
    given = {"years": years, "discount": discount, "margin": margin}
    for name, (low, high) in BOUNDS.items():
        number = given[name]
        if number is not None and not low <= number <= high:
            raise QuestionFault(
                mark("The option “{name}” must lie between {low} and {high}; it was {value}."),
                name=name,
                low=low,
                high=high,
                value=str(number),
            )
    span = YEARS if years is None else float(years)
    rate = DISCOUNT if discount is None else float(discount)
    sums, ran = kept_rows(workspace, "value/clv_margin", {"until": study.base.until})
    assumed = workspace.setting(MARGIN_SETTING)
    if margin is not None:
        return Assumptions(Horizon(span * WEEKS_A_YEAR, rate, float(margin)), span, True, None, (), (ran,))
    margins = own_margins(workspace, study, assumed)
    horizon = Horizon(span * WEEKS_A_YEAR, rate, margin_share(sums, assumed), margins.own)
    return Assumptions(horizon, span, False, margins, cost_notes(sums, assumed), (ran, *margins.queries))


def margin_share(sums: pd.DataFrame, assumed_margin_rate: float | None) -> float:
    """What is left of one unit of sales after returns, goods, contacts and order handling; 1 where nothing is known.

    Sales are those of :func:`purchase_histories`: what was given back on the day of the purchase is off them already.
    """
    row = sums.iloc[0]
    sales = float(row["revenue"] - row["returned"] - row["returned_at_once"])
    if sales <= 0:
        return 1.0
    assumed_cost = 0.0 if assumed_margin_rate is None else 1.0 - assumed_margin_rate
    goods = row["known_cost"] + assumed_cost * row["uncosted_revenue"]
    return float((row["revenue"] - goods - row["contact_cost"] - row["handling_cost"]) / sales)


def plain_rule(workspace: Workspace, study: Study, horizon: Horizon, years: float) -> tuple[PlainRule, Query]:
    """Retention of the last two equal spans of at most a year, turned into a yearly rate; bought means kept a purchase."""
    until = month_start(study.base.until)
    first = month_start(workspace.state().first_day or study.base.until)
    months = max(1, min(MONTHS_COMPARED, (months_between(first, until) + 1) // 2))
    middle = add_months(until, 1 - months)
    begin = add_months(middle, -months)
    counted, ran = kept_rows(workspace, "value/clv_kept", {"begin": begin, "middle": middle, "until": study.base.until})
    customers, came_back = int(counted["customers"].iloc[0]), int(counted["came_back"].iloc[0])
    low_end, high_end = 0.0, 0.9999
    share, low, high = (
        float(np.clip(kept, low_end, high_end)) ** (MONTHS_COMPARED / months)
        for kept in kept_share(came_back, customers)
    )
    multiples = [float(plain_multiple(kept, horizon.discount, years)) for kept in (share, low, high)]
    return PlainRule((share, low, high), (multiples[0], multiples[1], multiples[2]), customers), ran
