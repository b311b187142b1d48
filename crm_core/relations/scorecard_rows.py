"""The rows of the scorecard: the value of each group, the differences as far as they may be shown, and the claim."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from crm_core.relations.contrast import UNKNOWN, Contrast, Finding
from crm_core.relations.effects.evidence import Verdict, pointing
from crm_core.relations.effects.trial import (
    e_value,
    e_value_of_limit,
    holm,
    ratio_of_means,
    ratio_of_shares,
    smallest_detectable,
)
from crm_core.relations.intervals import Estimate, mean_estimate, reading, share_estimate
from crm_core.relations.scorecard_outcomes import OUTCOMES, Outcome

COLUMNS = (
    "outcome", "block", "unit", "group", "value", "low", "high", "n", "reading", "lacking", "raw", "raw_low", "raw_high",
    "adjusted", "adjusted_low", "adjusted_high", "robust", "method", "grade", "reason", "direction", "p_value", "detectable",
    "e_value", "e_limit",
)  # fmt: skip
NO_FINDING = Finding(UNKNOWN, UNKNOWN, "", Verdict("D", "few_customers"))
POSSIBLE = {"share": (0.0, 1.0), "points": (-100.0, 100.0)}
BELOW_ZERO = (-np.inf, np.inf)


def scorecard_rows(
    customers: pd.DataFrame, inputs: Mapping[str, bool], base: str, contrasts: Mapping[str, Contrast]
) -> pd.DataFrame:
    """One row per outcome and group, the group that others are held against first."""
    groups = [base, *contrasts, *sorted(set(customers["group"]) - {base, *contrasts})] if len(customers) else []
    held = {group: _held(contrast) for group, contrast in contrasts.items()}
    rows: list[dict[str, Any]] = []
    for outcome in OUTCOMES:
        for group in groups:
            members = customers.loc[(customers["group"] == group).to_numpy(), outcome.code]
            known = members.to_numpy(dtype=float)[members.notna().to_numpy()]
            row = _valued(outcome, group, known, inputs[outcome.needs])
            if group in contrasts and inputs[outcome.needs]:
                finding = contrasts[group].findings.get(outcome.code, NO_FINDING)
                row |= _told(outcome, finding, held[group].get(outcome.code, 1.0))
            rows.append(row)
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS))


def _held(contrast: Contrast) -> dict[str, float]:
    """p of each outcome after Holm over all outcomes of the contrast that can be claimed."""
    judged = {code: finding.adjusted.p_value for code, finding in contrast.findings.items() if finding.method}
    return dict(zip(judged, holm(list(judged.values())), strict=True))


def _valued(outcome: Outcome, group: str, known: np.ndarray, is_measured: bool) -> dict[str, Any]:
    estimate = _estimate(outcome, known)
    is_shown = is_measured and reading(estimate.n) != "hidden"
    return {
        "outcome": outcome.code,
        "block": outcome.block,
        "unit": outcome.unit,
        "group": group,
        **estimate.columns(is_shown),
        "lacking": "" if is_measured else outcome.needs,
        "method": "",
        "grade": "",
        "reason": "",
        "direction": "",
    }


def _estimate(outcome: Outcome, known: np.ndarray) -> Estimate:
    if outcome.unit == "share" and np.isin(known, (0.0, 1.0)).all():
        return share_estimate(int(known.sum()), len(known))
    return mean_estimate(known, *POSSIBLE.get(outcome.unit, BELOW_ZERO))


def _told(outcome: Outcome, finding: Finding, p_value: float) -> dict[str, Any]:
    """The difference as the grade lets it be told: adjusted from C on, raw below it."""
    raw, adjusted = finding.raw, finding.adjusted
    is_claimed = finding.verdict.grade in ("A", "B", "C")
    told, told_p = (adjusted, p_value) if is_claimed else (raw, raw.p_value)
    ratio = (
        ratio_of_shares(*finding.means, adjusted)
        if outcome.unit == "share"
        else ratio_of_means(adjusted, finding.spread)
    )
    return {
        "raw": raw.value,
        "raw_low": raw.low,
        "raw_high": raw.high,
        "adjusted": adjusted.value,
        "adjusted_low": adjusted.low,
        "adjusted_high": adjusted.high,
        "robust": finding.doubly_robust.value,
        "method": finding.method,
        "grade": finding.verdict.grade,
        "reason": finding.verdict.reason,
        "direction": pointing(told, told_p),
        "p_value": told_p,
        "detectable": smallest_detectable(adjusted.error),
        "e_value": e_value(ratio[0]),
        "e_limit": e_value_of_limit(ratio[1], ratio[2]),
    }
