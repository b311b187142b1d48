"""Two groups side by side: raw and adjusted difference of every outcome, the checks, and the grade that each earns.

Pure: frames in, findings out. The groups and the day that parts before from after are given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from crm_core.relations.covariates import covariates_of
from crm_core.relations.effects.evidence import FEWEST_COMPARED, Checks, Verdict, verdict
from crm_core.relations.effects.panel import flat_trend_p
from crm_core.relations.effects.trial import cuped, difference
from crm_core.relations.effects.weighting import (
    Effect,
    Weighted,
    aipw,
    effective_size,
    mean_differences,
    overlap_effects,
)
from crm_core.relations.followed import EARLIER, QUARTERS
from crm_core.relations.scorecard_outcomes import Outcome

TWO_YEARS = 730
UNKNOWN = Effect(float("nan"), float("nan"))


@dataclass(frozen=True)
class Finding:
    """What one outcome showed: raw and adjusted difference, by which method, and the verdict on it."""

    raw: Effect
    adjusted: Effect
    method: str
    verdict: Verdict
    doubly_robust: Effect = UNKNOWN
    means: tuple[float, float] = (float("nan"), float("nan"))
    spread: float = float("nan")
    n: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Contrast:
    """One group against another: the checks, the balance of each trait before and after weighting, the findings."""

    checks: Checks
    balance: tuple[tuple[str, float, float], ...] = ()
    findings: Mapping[str, Finding] = field(default_factory=dict)


def contrasted(
    compared: pd.DataFrame, is_treated: np.ndarray, outcomes: Sequence[Outcome], checks: Checks, has_history: bool
) -> Contrast:
    """The contrast of the marked customers with the others; without enough customers in a group there are no findings."""
    if min(is_treated.sum(), (~is_treated).sum()) < FEWEST_COMPARED:
        return Contrast(checks)
    traits = covariates_of(compared)
    covariates = traits.to_numpy(dtype=float)
    even = np.ones(len(compared))
    raw_balance = mean_differences(covariates, is_treated, even)
    if checks.is_random:
        findings = {outcome.code: _drawn(compared, is_treated, outcome, checks) for outcome in outcomes}
        return Contrast(checks, _balance(traits, raw_balance, raw_balance), findings)
    whole = overlap_effects(is_treated, covariates, compared[["net_margin"]].to_numpy(dtype=float))
    balance = mean_differences(covariates, is_treated, whole.weights)
    checked = _checked(compared, is_treated, covariates, whole, balance, checks, has_history)
    findings: dict[str, Finding] = {}
    for group in _by_population(compared, outcomes):
        findings.update(_weighted(compared, is_treated, group, checked))
    ordered = {outcome.code: findings[outcome.code] for outcome in outcomes}
    return Contrast(checked, _balance(traits, raw_balance, balance), ordered)


def _checked(
    compared: pd.DataFrame,
    is_treated: np.ndarray,
    covariates: np.ndarray,
    whole: Weighted,
    balance: np.ndarray,
    checks: Checks,
    has_history: bool,
) -> Checks:
    """The checks with balance, effective sizes, and trend and placebo where the data reach back far enough."""
    weights = whole.weights
    found = replace(
        checks,
        worst_imbalance=float(np.abs(balance).max(initial=0.0)),
        effective=(effective_size(weights[is_treated]), effective_size(weights[~is_treated])),
    )
    is_old = compared["tenure_days"].to_numpy() >= TWO_YEARS
    if not has_history or min((is_old & is_treated).sum(), (is_old & ~is_treated).sum()) < FEWEST_COMPARED:
        return found
    earlier = compared.loc[is_old, [EARLIER]].to_numpy(dtype=float)
    placebo = overlap_effects(is_treated[is_old], covariates[is_old], earlier).effects[0]
    quarters = compared[list(QUARTERS)].to_numpy(dtype=float)
    return replace(found, trend_p=flat_trend_p(quarters, is_treated, weights), placebo=placebo)


def _by_population(compared: pd.DataFrame, outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    """Outcomes known for the same customers stand together, so that their weights are found once."""
    groups: dict[bytes, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(compared[outcome.code].isna().to_numpy().tobytes(), []).append(outcome)
    return list(groups.values())


def _weighted(
    compared: pd.DataFrame, is_treated: np.ndarray, outcomes: Sequence[Outcome], checks: Checks
) -> dict[str, Finding]:
    """Findings of outcomes that are known for the same customers."""
    is_known = compared[outcomes[0].code].notna().to_numpy()
    people, treated = compared.loc[is_known], is_treated[is_known]
    counts = int(treated.sum()), int((~treated).sum())
    if min(counts) < FEWEST_COMPARED:
        nothing = Finding(UNKNOWN, UNKNOWN, "", Verdict("D", "few_customers"), n=counts)
        return {outcome.code: nothing for outcome in outcomes}
    covariates = covariates_of(people).to_numpy(dtype=float)
    values = people[[outcome.code for outcome in outcomes]].to_numpy(dtype=float)
    with_before = [outcome for outcome in outcomes if outcome.before]
    changes = [people[outcome.code].to_numpy(dtype=float) - people[outcome.before] for outcome in with_before]
    columns = np.column_stack([values, *changes]) if changes else values
    found = overlap_effects(treated, covariates, columns)
    robust = aipw(treated, covariates, values)
    own = checks
    if not is_known.all():
        sizes = effective_size(found.weights[treated]), effective_size(found.weights[~treated])
        worst = float(np.abs(mean_differences(covariates, treated, found.weights)).max(initial=0.0))
        own = replace(checks, effective=sizes, worst_imbalance=worst)
    findings = {}
    for place, outcome in enumerate(outcomes):
        judged = verdict(own, _fewest_events(values[:, place], treated, outcome), bool(outcome.before))
        is_panel = judged.grade == "B"
        column = len(outcomes) + with_before.index(outcome) if is_panel else place
        findings[outcome.code] = Finding(
            difference(values[treated, place], values[~treated, place]),
            found.effects[column],
            "did_overlap" if is_panel else "overlap",
            judged,
            robust[place],
            (found.treated_means[place], found.control_means[place]),
            float(values[~treated, place].std()),
            counts,
        )
    return findings


def _drawn(compared: pd.DataFrame, is_treated: np.ndarray, outcome: Outcome, checks: Checks) -> Finding:
    """The finding of a trial drawn by lot, analysed as assigned; CUPED where the same measure is known before."""
    known = compared[outcome.code].notna().to_numpy()
    after, treated = compared.loc[known, outcome.code].to_numpy(dtype=float), is_treated[known]
    counts = int(treated.sum()), int((~treated).sum())
    if min(counts) < FEWEST_COMPARED:
        return Finding(UNKNOWN, UNKNOWN, "", Verdict("D", "few_customers"), n=counts)
    raw = difference(after[treated], after[~treated])
    before = compared.loc[known, outcome.before].to_numpy(dtype=float) if outcome.before else np.zeros(len(after))
    is_foretold = bool(before.std() > 0)
    return Finding(
        raw,
        cuped(treated, before, after) if is_foretold else raw,
        "cuped" if is_foretold else "lot",
        verdict(checks, float("inf"), bool(outcome.before)),
        means=(float(after[treated].mean()), float(after[~treated].mean())),
        spread=float(after[~treated].std()),
        n=counts,
    )


def _fewest_events(values: np.ndarray, treated: np.ndarray, outcome: Outcome) -> float:
    """Customers with an event in the smaller group; for shares both the hits and the misses count."""
    hits = [float((values[group] != 0).sum()) for group in (treated, ~treated)]
    if outcome.unit != "share":
        return min(hits)
    return min(*hits, *(float((values[group] != 1).sum()) for group in (treated, ~treated)))


def _balance(traits: pd.DataFrame, raw: np.ndarray, weighted: np.ndarray) -> tuple[tuple[str, float, float], ...]:
    return tuple(zip(traits.columns, raw.tolist(), weighted.tolist(), strict=True))
