"""Metrics of customers under contract: how long memberships last, and how a cohort will go on. Refuses thin data."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.store import Workspace, segment_of
from crm_core.value.clv_words import NO_CONTRACTS, NOBODY, TOO_FEW_ENDED
from crm_core.value.kept_rows import kept_rows
from crm_core.value.lifetime import s_bg
from crm_core.value.lifetime.kaplan_meier import share_running_at, survival_curve
from crm_core.value.lifetime.s_bg import Renewals

DAYS_A_MONTH = 365.25 / 12
MONTHS_AHEAD = 24
FEWEST_ENDED = 30


@metric(rows_behind="value/contract_rows", compares=False)
def contract_survival(workspace: Workspace, filters: Filters) -> Answer:
    """How many of the memberships of each programme are still running, by their age in months.

    Formula: Kaplan–Meier: product over ages of (1 − ended / at risk); memberships still running count up to their age.
        95 % interval on the log–log scale.
    Unit: Share from 0 to 1; months.
    Grain: One row per programme and age in whole months at which one ended, and age 0; n is the memberships.
    Source: E. L. Kaplan and Paul Meier, Nonparametric Estimation from Incomplete Observations, 1958.
    """
    spans, ran = _spans(workspace, filters)
    parts = []
    for programme, members in spans.groupby("programme", sort=True):
        curve = survival_curve(*whole_months(members))
        start = pd.DataFrame({"age": [0.0], "value": [1.0], "low": [1.0], "high": [1.0], "n": [float(len(members))]})
        parts.append(pd.concat([start, curve.astype(float)]).assign(programme=programme))
    columns = ["programme", "age", "value", "low", "high", "n"]
    rows = pd.concat(parts, ignore_index=True).reindex(columns=columns) if parts else pd.DataFrame(columns=columns)
    totals = {"memberships": len(spans), "ended": int(spans["is_ended"].to_numpy(bool).sum())}
    return _answer(workspace, filters, "contract_survival", rows, ran, len(spans), (), totals)


@metric(rows_behind="value/contract_rows", compares=False)
def sbg_projection(workspace: Workspace, filters: Filters) -> Answer:
    """How memberships will go on: the share still running month by month, projected beyond what was seen.

    Formula: Shifted beta-geometric by maximum likelihood on whole months: P(end in t) = B(α+1, β+t−1)/B(α, β); survival
        B(α, β+t)/B(α, β); retention (β+t−1)/(α+β+t−1).
    Unit: Share from 0 to 1; months.
    Grain: One row per month of age up to 24 beyond the oldest membership; n is the memberships. observed is Kaplan–Meier.
    Source: Peter S. Fader and Bruce G. S. Hardie, How to Project Customer Retention, 2007.
    """
    spans, ran = _spans(workspace, filters)
    columns = ["month", "value", "retention", "observed", "is_projected"]
    if spans.empty:
        return _answer(workspace, filters, "sbg_projection", pd.DataFrame(columns=columns), ran, 0, (), {})
    months, is_ended = whole_months(spans)
    seen = int(max(months.max(), 1))
    curve = survival_curve(months, is_ended)
    ahead = np.arange(0, seen + MONTHS_AHEAD + 1)
    observed = share_running_at(curve, ahead) if len(curve) else np.ones(len(ahead))
    rows = pd.DataFrame({"month": ahead, "value": np.nan, "retention": np.nan})
    notes: tuple[Note, ...] = ()
    totals = {"memberships": len(spans), "ended": int(spans["is_ended"].to_numpy(bool).sum())}
    if is_ended.sum() >= FEWEST_ENDED:
        codes, kinds = pd.factorize(pd.MultiIndex.from_arrays([months, is_ended]))
        at, lost = (np.array(part) for part in zip(*kinds, strict=True))
        fit = s_bg.fit(Renewals(at.astype(float), lost.astype(bool), np.bincount(codes).astype(float)))
        rows = rows.assign(
            value=s_bg.survival(fit.parameters, ahead),
            retention=np.where(ahead > 0, s_bg.retention(fit.parameters, np.maximum(ahead, 1)), np.nan),
        )
        totals |= {
            "alpha": float(fit.parameters[0]),
            "beta": float(fit.parameters[1]),
            "alpha_error": float(fit.robust_errors[0]),
            "beta_error": float(fit.robust_errors[1]),
            "log_likelihood": fit.log_likelihood,
        }
    else:
        notes = (Note(TOO_FEW_ENDED.text, {"fewest": FEWEST_ENDED}, "warning"),)
    rows = rows.assign(observed=np.where(ahead <= seen, observed, np.nan), is_projected=ahead > seen)
    return _answer(workspace, filters, "sbg_projection", rows.reindex(columns=columns), ran, len(spans), notes, totals)


def whole_months(spans: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Months at risk of each membership, and whether it ended in the last of them.

    Only months that are over count: one that ended in a month still running would be seen there, its fellows not.
    """
    over = np.floor(spans["age"].to_numpy() / DAYS_A_MONTH)
    ended_in = np.maximum(1, np.ceil(spans["days"].to_numpy() / DAYS_A_MONTH))
    is_ended = spans["is_ended"].to_numpy(bool) & (ended_in <= over)
    return np.where(is_ended, ended_in, over), is_ended


def _spans(workspace: Workspace, filters: Filters) -> tuple[pd.DataFrame, tuple[Query, ...]]:
    """Memberships of the chosen customers up to the end of the period or of the data: those of all are read once."""
    until = min(filters.period.end, workspace.state().as_of or filters.period.end)
    spans, ran = kept_rows(workspace, "value/contract_spans", {"until": until})
    segment = segment_of(workspace, filters)
    is_chosen = segment.among(spans["customer_key"].to_numpy())
    return spans if is_chosen is None else spans.loc[is_chosen].reset_index(drop=True), (ran, *segment.queries)


def _answer(
    workspace: Workspace,
    filters: Filters,
    name: str,
    rows: pd.DataFrame,
    ran: tuple[Query, ...],
    n: int,
    notes: tuple[Note, ...],
    totals: Mapping[str, object],
) -> Answer:
    missing = () if n else ((NO_CONTRACTS,) if not filters.has_segment else (NOBODY, NO_CONTRACTS))
    return Answer(
        metric=name,
        rows=rows,
        queries=ran,
        as_of=workspace.state().as_of or filters.period.end,
        n=n,
        notes=(*notes, *missing),
        totals=totals,
    )
