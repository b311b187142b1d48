"""What is worth preparing of a large workspace: the questions of its pages as they open, and those one click on.

No answer of a row for every customer is among them: kept, it would push all others out. An option that stands on its default may
be left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm_core import learning, relations, satisfaction, value
from crm_core.answers import Metric
from crm_core.filters import Filters
from crm_core.periods import add_months, named_period
from crm_core.screen.day_choice import months_of
from crm_core.screen.signal_words import WATCHED
from crm_core.store import Workspace, WorkspaceState, kinds_of
from crm_core.terms import TIERS
from crm_core.value.clv_study import MODELS, PLAIN
from crm_core.value.cohort_metrics import GROUPINGS as COHORTS_BY
from crm_core.value.equity import STATES
from crm_core.value.rfm_scores import BY_VALUE, SEGMENTS
from crm_core.value.rfm_scores import TIES as TIE_RULES
from crm_core.value.timing_metrics import GAPS_BY, WAITING_BY, WHICH
from crm_core.value.waiting import EVENTS

MOST_MONTHS, MOST_SECTORS, YEAR = 12, 12, 12
Question = tuple[Metric, Mapping[str, Any]]

LISTED: Mapping[str, Any] = {"first": 200}
AUTO: Mapping[str, Any] = {"model": "auto"}
ASSUMED: Mapping[str, Any] = {"model": "auto", "years": 1.0, "discount": 0.1, "margin": None}
TIES: Mapping[str, Any] = {"ties": BY_VALUE}
GAPS = (value.purchase_gap_by_group, value.purchase_gap_curve)
BESIDE_VALUE: tuple[Question, ...] = (
    (satisfaction.csat_by_month, {}),
    (satisfaction.nps_by_month, {}),
    (satisfaction.complaints_per_100_orders_by_month, {}),
    *((watched.metric, {"baseline": 18, **watched.options}) for watched in WATCHED.values()),
    (relations.relational_outcomes_raw, {}),
)
"""What the overview asks in every period beside the questions of value."""
FIRST_QUESTIONS: tuple[Question, ...] = (
    *((metric, {}) for metric in (value.revenue_by_month, value.net_margin_by_month, value.active_customers_by_month)),
    (value.repeat_share_by_month, {}),
    *BESIDE_VALUE,
    (value.tier_summary, {}),
    (value.customer_tiers, {"at_most": 1500}),
    (value.whale_curve, {}),
    (value.customer_tiers, {"tier": "mvc", **LISTED}),
    (value.cost_sensitivity, {}),
    (value.cohort_retention, {}),
    (value.clv_by_group, AUTO),
    (value.clv_by_group, {"by": "tier", **ASSUMED}),
    *((metric, AUTO) for metric in (value.clv_backtest, value.clv_model, value.clv_tracking, value.clv_parameters)),
    (value.customer_clv, {"at_most": 1000, **ASSUMED}),  # most of whom head the list of some segment
    (value.customer_clv, {"at_most": 200, **ASSUMED}),
    (value.yearly_buying, {}),
    (value.sbg_projection, {}),
    (value.rfm_grid, TIES),
    (value.rfm_segments, TIES),
    (value.rfm, {"segment": "all", **LISTED, **TIES}),
    (value.customer_equity_bridge, {}),
    (value.equity_customers, {"fading": False, "state": "", **LISTED}),
    (value.cohort_cells, {"by": "month", "measure": "retention", "months": 0}),
    (value.cohort_customers, {"by": "all", "member": "", "which": "everybody", **LISTED}),
    (value.cohort_payback, {"by": "quarter"}),
    (value.purchase_gap_by_group, {"by": "all", "which": "all"}),
    (value.purchase_gap_curve, {"by": "all", "which": "all"}),
    (value.customer_waiting, {"by": "all", "event": "quiet_180"}),
    (value.cohort_customers, {"which": "quiet", "is_ever": True, **LISTED}),
    (value.customer_history, {"customer": ""}),
    (value.customer_category_gaps, {"customer": ""}),
    (learning.bucket_start, {}),
    (relations.relational_rows, {}),
    (relations.ladder_steps, {}),
    (relations.ladder_by_quarter, {}),
    (relations.ladder_moves, {}),
)
OF_A_PERIOD: tuple[Question, ...] = (
    *BESIDE_VALUE,
    *(question for question in FIRST_QUESTIONS if question[0] in value.METRICS),
)
QUESTIONS: Mapping[str, Sequence[Question]] = {
    "12m": FIRST_QUESTIONS,
    "3m": OF_A_PERIOD,
    "ytd": OF_A_PERIOD,
    "all": OF_A_PERIOD,
}
CLICKS: tuple[Question, ...] = (
    *((value.customer_tiers, {"tier": tier, **LISTED}) for tier in TIERS),
    *((value.clv_by_group, {"by": by, **ASSUMED}) for by in ("sector", "region", "capacity", "channel")),
    *((value.equity_customers, {"fading": state in ("shrunk", "lost"), "state": state, **LISTED}) for state in STATES),
    (value.equity_customers, {"fading": True, "state": "", **LISTED}),
    *((value.rfm, {"segment": segment, **LISTED, **TIES}) for segment in SEGMENTS),
    *((value.cohort_cells, {"by": by, "measure": "retention", "months": 0}) for by in COHORTS_BY),
    *((value.cohort_payback, {"by": by}) for by in COHORTS_BY if by != "month"),
    *((metric, {"by": by, "which": which}) for metric in GAPS for by in GAPS_BY for which in WHICH),
    *((value.customer_waiting, {"by": by, "event": event}) for by in WAITING_BY for event in EVENTS),
    (value.cohort_customers, {"which": "once", "is_ever": True, **LISTED}),
    *((value.cohort_customers, {"which": which, **LISTED}) for which in ("again", "once", "quiet")),
    *(
        (value.cohort_customers, {"which": which, "event": "quiet_180", "is_ever": True, **LISTED})
        for which in ("everybody", "happened", "waiting")
    ),
    *((metric, {"ties": ties}) for metric in (value.rfm_grid, value.rfm_segments) for ties in TIE_RULES),
    *((value.rfm, {"segment": "all", **LISTED, "ties": ties}) for ties in TIE_RULES),
)
"""Choices of the usual period's pages that cost more than a moment the first time."""


@dataclass(frozen=True)
class Asked:
    """One question with its filters."""

    metric: Metric
    filters: Filters
    options: Mapping[str, Any]


def default_filters(state: WorkspaceState, period: str = "12m") -> Filters:
    """What a reader looks at who has chosen nothing, or nothing but the period."""
    assert state.as_of is not None
    first = state.first_day or state.as_of
    return Filters(named_period(period, first, state.as_of), data_from=state.first_day)


def asked_of_periods(state: WorkspaceState, questions: Mapping[str, Sequence[Question]]) -> Sequence[Asked]:
    """Questions by period."""
    return [
        Asked(metric, default_filters(state, period), options)
        for period, of in questions.items()
        for metric, options in of
    ]


def everything_asked(workspace: Workspace, state: WorkspaceState) -> tuple[Sequence[Asked], Sequence[Asked]]:
    """All that is prepared: the pages of every period, then one click on from the usual one; and what is asked last again."""
    usual = default_filters(state)
    first = asked_of_periods(state, {"12m": FIRST_QUESTIONS})
    clicks = [Asked(metric, usual, options) for metric, options in (*CLICKS, *_models(), *_days(state, usual))]
    sectors = [
        Asked(value.customer_category_gaps, replace(usual, sectors=(sector,)), {"customer": ""})
        for sector in _sectors(workspace)
    ]
    # Whichever segment is looked at first, all customers are added up by their kinds, so that the next ones are sums of few numbers.
    best = [
        Asked(metric, replace(usual, tiers=TIERS[:1]), options)
        for metric, options in ((value.customer_equity_bridge, {}), (value.clv_by_group, {"by": "tier", **ASSUMED}))
    ]
    of_value = [question for question in first if question.metric in value.METRICS]
    others = asked_of_periods(state, {period: of for period, of in QUESTIONS.items() if period != "12m"})
    return [*first, *best, *others, *sectors, *clicks], of_value


def _models() -> Sequence[Question]:
    """Lifetime value by each model that a reader can ask for."""
    told = (value.clv_backtest, value.clv_model, value.clv_tracking, value.clv_parameters)
    found: list[Question] = []
    for model in (*MODELS, PLAIN):
        found += [(metric, {"model": model}) for metric in (value.clv_by_group, *told)]
        found += [(value.clv_by_group, {"by": "tier", **ASSUMED, "model": model})]
        found += [(value.customer_clv, {"at_most": 200, **ASSUMED, "model": model})]
    return found


def _days(state: WorkspaceState, usual: Filters) -> Sequence[Question]:
    """The newest month-ends that a day can be picked from: moves from and to each of them, scores as of each of them."""
    assert state.as_of is not None
    months = list(months_of(state.first_day or state.as_of, state.as_of))
    wanted = f"{usual.period.end:%Y-%m}"
    later = wanted if wanted in months else months[0]
    year_before = f"{add_months(date.fromisoformat(f'{later}-01'), -YEAR):%Y-%m}"
    earlier = year_before if year_before in months else months[-1]
    newest = months[:MOST_MONTHS]
    pairs = dict.fromkeys(
        [(earlier, later), *((month, later) for month in newest), *((earlier, month) for month in newest)]
    )
    moves = [(value.tier_migration, {"earlier": one, "later": other}) for one, other in pairs]
    scored = [
        (metric, {**TIES, **options, "day": month})
        for month in newest
        for metric, options in (
            (value.rfm_grid, {}),
            (value.rfm_segments, {}),
            (value.rfm, {"segment": "all", **LISTED}),
        )
    ]
    return [*moves, *scored]


def _sectors(workspace: Workspace) -> Sequence[str]:
    """The sectors of the customers, at most so many."""
    return sorted({sector for sector in kinds_of(workspace).combinations["sector"].to_pylist() if sector})[
        :MOST_SECTORS
    ]
