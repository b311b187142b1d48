"""Which grade of evidence a comparison earns, by rule, and which way it points; refuses to let a number speak louder.

A: drawn by lot, sizes as planned. B: known start, at least four earlier periods, flat trend, placebo near zero. C: alike
after weighting, with enough customers and events. D: everything else. (shared rules of the scorecard, own design.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from types import MappingProxyType

from crm_core.relations.effects.panel import FLAT_FROM
from crm_core.relations.effects.trial import SMALLEST_RATIO_P
from crm_core.relations.effects.weighting import Effect
from crm_core.words import mark

MOST_IMBALANCE = 0.1
FEWEST_EFFECTIVE = 50
FEWEST_EVENTS = 20
FEWEST_COMPARED = 30
CLAIM_FROM = 0.05

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "": "",
        "sample_ratio": mark(
            "The sizes of the arms do not fit the planned shares, so the lot was not drawn as planned."
        ),
        "no_list": mark(
            "The programme does not list who could have joined (rows with arm control), so customers who had already gone "
            "stand among the others."
        ),
        "members_stay": mark(
            "Membership is known only for customers who stayed; choose the programme itself for a fairer comparison."
        ),
        "imbalance": mark("The groups stay unlike after weighting (a standardised difference of 0.1 or more)."),
        "few_effective": mark("After weighting, fewer than 50 customers' worth of evidence is left in a group."),
        "few_events": mark("Fewer than 20 events in a group."),
        "placebo": mark("The groups differed already in the year before last, when nothing could have worked yet."),
        "trend": mark("The groups did not run alike in the four quarters before the start."),
        "no_before": mark("There is no value before the start to compare with."),
        "no_history": mark("The data do not reach back two years before the start."),
        "few_customers": mark("A group has fewer than 30 customers."),
    }
)


@dataclass(frozen=True)
class Checks:
    """What was found out about one contrast of two groups, before any outcome is looked at."""

    is_random: bool = False
    sample_ratio_p: float = float("nan")
    has_list: bool = True
    is_of_stayers: bool = False
    has_start: bool = True
    worst_imbalance: float = 0.0
    effective: tuple[float, float] = (float("inf"), float("inf"))
    trend_p: float = float("nan")
    placebo: Effect | None = None


@dataclass(frozen=True)
class Verdict:
    """Grade and, below B, the first reason why it is no better."""

    grade: str
    reason: str = ""


def verdict(checks: Checks, fewest_events: float, has_before: bool) -> Verdict:
    """The grade that one outcome of the contrast earns."""
    if checks.is_random:
        is_as_planned = checks.sample_ratio_p > SMALLEST_RATIO_P
        return Verdict("A") if is_as_planned else Verdict("D", "sample_ratio")
    hindered = _why_not_associated(checks, fewest_events)
    if hindered:
        return Verdict("D", hindered)
    missing = _why_not_estimated(checks, has_before)
    return Verdict("C", missing) if missing else Verdict("B")


def pointing(effect: Effect, p_value: float) -> str:
    """Which way the claim points: higher, lower, unclear (inside the noise) or unknown (nothing to judge by)."""
    if isnan(effect.value):
        return "unknown"
    if p_value >= CLAIM_FROM:
        return "unclear"
    return "higher" if effect.value > 0 else "lower"


def _why_not_associated(checks: Checks, fewest_events: float) -> str:
    if not checks.has_list:
        return "no_list"
    if checks.is_of_stayers:
        return "members_stay"
    if checks.worst_imbalance >= MOST_IMBALANCE:
        return "imbalance"
    if min(checks.effective) < FEWEST_EFFECTIVE:
        return "few_effective"
    return "few_events" if fewest_events < FEWEST_EVENTS else ""


def _why_not_estimated(checks: Checks, has_before: bool) -> str:
    if not checks.has_start or not has_before:
        return "no_before"
    if checks.placebo is None or isnan(checks.trend_p):
        return "no_history"
    if not checks.placebo.low <= 0 <= checks.placebo.high:
        return "placebo"
    return "" if checks.trend_p >= FLAT_FROM else "trend"
