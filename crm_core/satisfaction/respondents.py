"""Who answers and who stays silent, and how far the answers speak for all customers; refuses to call weighting a cure."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

from crm_core.answers import Answer, Note, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.satisfaction.answers_asked import GROUPINGS, UNKNOWN, estimate_rows
from crm_core.satisfaction.changes import (
    HIDDEN_BELOW,
    answers_for_nps,
    answers_for_share,
    reading,
    shown,
    what_changed,
)
from crm_core.satisfaction.contacts import nobody_invited
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import NOTHING, Estimate, share
from crm_core.satisfaction.measures import (
    CES,
    CSAT,
    DETRACTOR_TO,
    NPS,
    PROMOTER_FROM,
    Measure,
    Scale,
    Scores,
    answers_by_scale,
    chosen_scale,
    estimate_of,
    scores_by,
    scores_of,
    together,
)
from crm_core.satisfaction.weighting import (
    Weights,
    weighted_mean,
    weighted_nps,
    weighted_share,
    weights_of,
    worst_case,
)
from crm_core.store import Workspace
from crm_core.terms import TIER_WORDS
from crm_core.words import mark, sort_key

TRAITS = ("tier", "region", "channel")
MEASURES = {"csat": CSAT, "nps": NPS, "ces": CES}
ROWS = ("group", "value", "n", "low", "high", "reading")
SILENT_DAYS = 180
MARGINS_IN_POINTS = (3, 5, 10)
BEHAVIOURS = {"bought": ("bought_after", "customers"), "stayed": ("stayed", "bought_before"), "complained": ("complained", "customers")}  # fmt: skip
NO_CURE = mark(
    "Weighting repairs only what is known of customers: where the unhappy answer less within every group, it repairs nothing."
)
NOBODY_ANSWERED = mark("Nobody answered this question in this period and segment.")
FEW_WATCHED = mark(
    "Nobody who was asked in this period has been watched for {days} days since; an earlier period shows what they did."
)


@metric(rows_behind="satisfaction/invitation_rows")
def response_by_group(workspace: Workspace, filters: Filters, by: str = "tier") -> Answer:
    """Who answers: share of survey invitations that were answered, by group of customers.

    Formula: invitations with at least one answer / invitations sent; interval after Wilson; χ² = Σ(observed − expected)² /
        expected over answered and unanswered of all groups, whether the groups answer alike.
    Unit: share of invitations, 0–1; n counts invitations.
    Grain: one row per group of customers (option by: tier, sector, region, capacity or channel).
    Source: American Association for Public Opinion Research, Standard Definitions, 2016; Karl Pearson, On the Criterion, 1900.
    """
    counted, query = workspace.ask("satisfaction/response_by_group", filters.parameters() | {"by": checked(by)})
    n = int(counted["invitations"].to_numpy().sum())
    rates = {
        str(group): share(int(answered), int(sent))
        for group, answered, sent in zip(counted["group"], counted["answered"], counted["invitations"], strict=True)
    }
    ordered = sorted(rates, key=lambda group: _place(group, rates[group]))
    rows = pd.DataFrame([_row(group, rates[group]) for group in ordered], columns=pd.Index(ROWS))
    whole = share(int(counted["answered"].to_numpy().sum()), n)
    table = np.column_stack([counted["answered"], counted["invitations"] - counted["answered"]]).astype(float)
    totals = {"value": whole.value, "low": whole.low, "high": whole.high, "n": n, "is_change": None} | alike(table)
    notes = () if n else (nobody_invited(workspace),)
    return Answer("response_by_group", rows, (query,), as_of(workspace, filters), n, notes, totals)


@metric(rows_behind="satisfaction/score_rows")
def weighted_satisfaction(workspace: Workspace, filters: Filters, kind: str = "csat") -> Answer:
    """Satisfaction as answered, and weighted so that respondents look like the customer base.

    Formula: latest answer of each customer; weights raked to the shares of tiers, regions and channels of acquisition in the
        customer base, none above five times the mean; design effect = n·Σw² / (Σw)², effective n = n / design effect, used
        in the interval; worst case: the silent all give the worst, or all the best answer. Answers enough for a margin m:
        csat z²/(4m²), fewer of few customers; nps z²·variance/m² with the promoters and detractors found.
    Unit: share (csat), points (nps) or points of the scale (ces; option kind); n counts customers who answered.
    Grain: one row as answered (raw) and one weighted.
    Source: W. Edwards Deming and Frederick F. Stephan, On a Least Squares Adjustment of a Sampled Frequency Table, 1940; Leslie
        Kish, Survey Sampling, 1965; Charles F. Manski, Nonparametric Bounds on Treatment Effects, 1990; Robert V. Krejcie and
        Daryle W. Morgan, Determining Sample Size for Research Activities, 1970.
    """
    measure = MEASURES.get(kind, CSAT)
    places = filters.parameters() | {"kind": measure.kind}
    base, base_query = workspace.ask("satisfaction/base_cells", places)
    answers, query = workspace.ask("satisfaction/answer_cells", places)
    scale = chosen_scale(measure, answers_by_scale(answers))
    is_read = (answers["scale_min"] == scale.low) & (answers["scale_max"] == scale.high)
    read = pd.DataFrame(answers[np.asarray(is_read, dtype=bool)]).reset_index(drop=True)
    scores = scores_of(read, scale)
    name, queries, last = "weighted_satisfaction", (base_query, query), as_of(workspace, filters)
    if scores.n < HIDDEN_BELOW:
        empty = pd.DataFrame(columns=pd.Index(ROWS))
        return Answer(name, empty, queries, last, scores.n, (Note(NOBODY_ANSWERED, {}, "warning"),), {"kind": kind})
    raw = estimate_of(measure, scores)
    weights, of_rows, margins = _weighted(base, read)
    weighted = weighted_estimate(measure, scale, read, of_rows, weights)
    rows = pd.DataFrame([_row("raw", raw), _row("weighted", weighted)], columns=pd.Index(ROWS))
    totals = _bounds(measure, scale, raw, base) | {
        "kind": measure.kind,
        "scale_min": scale.low,
        "scale_max": scale.high,
        "effect": weights.effect,
        "effective": weights.effective,
        "trimmed": weights.trimmed,
        "raw": raw.value,
        "weighted": weighted.value,
        "base": int(base["customers"].to_numpy().sum()),
        "margins": margins,
    }
    totals["enough"] = answers_enough(measure, scores, totals["base"])
    return Answer(name, rows, queries, last, scores.n, (Note(NO_CURE),), totals)


def answers_enough(measure: Measure, scores: Scores, customers: int) -> dict[int, int]:
    """Answers that hold the measure to so many points of 100 either way; none for a measure that is a mean."""
    if measure.kind == "csat":
        return {points: answers_for_share(points / 100, customers) for points in MARGINS_IN_POINTS}
    if measure.kind == "nps":
        shares = scores.at_least(PROMOTER_FROM) / scores.n, scores.at_most(DETRACTOR_TO) / scores.n
        return {points: answers_for_nps(points, *shares) for points in MARGINS_IN_POINTS}
    return {}


@metric(rows_behind="satisfaction/score_rows")
def early_and_late_answers(workspace: Workspace, filters: Filters, kind: str = "csat") -> Answer:
    """Customers who answered at once against those who took long: late ones may be like the silent.

    Formula: latest answer of each customer that has an invitation; late = longer after it than the middle of all; the
        measure of both halves, their difference with its interval.
    Unit: as the measure (option kind: csat, nps or ces); n counts customers who answered.
    Grain: one row per half (early, late).
    Source: J. Scott Armstrong and Terry S. Overton, Estimating Nonresponse Bias in Mail Surveys, 1977.
    """
    measure = MEASURES.get(kind, CSAT)
    counted, query = workspace.ask("satisfaction/answers_by_wait", filters.parameters() | {"kind": measure.kind})
    scale = chosen_scale(measure, answers_by_scale(counted))
    scores = scores_by(counted, "group", scale)
    rows = estimate_rows(scores, "group", measure)
    nothing = together([], scale)
    late, early = (estimate_of(measure, scores.get(group, nothing)) for group in ("late", "early"))
    change = what_changed(late, early)
    n = late.n + early.n
    totals = {
        "kind": measure.kind,
        "scale_min": scale.low,
        "scale_max": scale.high,
        "difference": change.difference,
        "difference_low": change.low,
        "difference_high": change.high,
        "is_change": change.is_change,
        "smallest_detectable": change.smallest_detectable,
        "middle_days": float(counted["middle_days"].iloc[0]) if n else None,
    }
    notes = () if n else (nobody_invited(workspace),)
    return Answer("early_and_late_answers", rows, (query,), as_of(workspace, filters), n, notes, totals)


@metric(rows_behind="satisfaction/invitation_rows")
def silent_customers(workspace: Workspace, filters: Filters) -> Answer:
    """What customers who left an invitation unanswered did afterwards, beside those who answered it.

    Formula: customers by whether they answered their first invitation of the period, watched for 180 days from it: bought = an order in those days;
        stayed = an order after, of those with an order in the 180 days before; complained = a complaint; the silent less
        those who answered, interval after Newcombe.
    Unit: share of customers, 0–1; n counts customers asked.
    Grain: one row per group (answered, silent) and behaviour.
    Source: Robert M. Groves, Nonresponse Rates and Nonresponse Bias in Household Surveys, 2006.
    """
    last = as_of(workspace, filters)
    places = filters.parameters() | {"cut_off": last + timedelta(days=1), "window_days": SILENT_DAYS}
    counted, query = workspace.ask("satisfaction/silent_behaviour", places)
    by_group = {str(row["group"]): row for row in counted.to_dict("records")}
    rows, contrasts = [], []
    for behaviour, (events, units) in BEHAVIOURS.items():
        found = {group: share(int(row[events]), int(row[units])) for group, row in by_group.items()}
        rows += [_row(group, found[group]) | {"behaviour": behaviour} for group in found]
        silent, answered = found.get("silent", NOTHING), found.get("answered", NOTHING)
        change = what_changed(silent, answered)
        ends = {"value": change.difference, "low": change.low, "high": change.high}
        contrasts.append({"row": behaviour, "n": silent.n + answered.n, "is_change": change.is_change} | ends)
    n = int(counted["customers"].to_numpy().sum())
    frame = pd.DataFrame(rows, columns=pd.Index(["behaviour", *ROWS]))
    totals = {"contrasts": pd.DataFrame(contrasts).astype({"value": float, "low": float, "high": float})}
    notes = () if n else (_why_no_silent(workspace, filters),)
    return Answer("silent_customers", frame, (query,), last, n, notes, totals)


def checked(by: str) -> str:
    """A grouping that there is; another one is a :class:`QuestionFault`."""
    if by not in GROUPINGS:
        raise QuestionFault(
            mark("There is no grouping by {by}. Choose one of: {choices}."), by=by, choices=", ".join(GROUPINGS)
        )
    return by


def alike(table: np.ndarray) -> dict[str, float | int | None]:
    """Pearson's χ² of groups (rows) by answered and not, where at least two groups and both outcomes are there."""
    filled = table[table.sum(axis=1) > 0]
    if len(filled) < 2 or filled.sum(axis=0).min() == 0:
        return {"chi2": None, "freedom": None, "p_value": None}
    statistic, p_value, freedom, _ = chi2_contingency(filled, correction=False)
    return {
        "chi2": float(np.asarray(statistic)),
        "freedom": int(np.asarray(freedom)),
        "p_value": float(np.asarray(p_value)),
    }


def weighted_estimate(
    measure: Measure, scale: Scale, read: pd.DataFrame, of_rows: np.ndarray, weights: Weights
) -> Estimate:
    """The measure of weighted answers; ``of_rows`` is the weight of one answer in each row."""
    points, answers = read["points"].to_numpy(dtype=float), read["answers"].to_numpy(dtype=float)
    mass, n = answers * of_rows, int(answers.sum())
    whole = mass.sum()
    if measure.kind == "nps":
        up, down = (mass[at].sum() / whole for at in (points >= PROMOTER_FROM, points <= DETRACTOR_TO))
        return weighted_nps(float(up), float(down), n, weights.effective)
    if measure.kind == "ces":
        return weighted_mean(points, mass, n, weights.effective)
    return weighted_share(float(mass[points >= scale.high - 1].sum() / whole), n, weights.effective)


def _weighted(base: pd.DataFrame, read: pd.DataFrame) -> tuple[Weights, np.ndarray, pd.DataFrame]:
    """Weights of the cells, the weight of one answer in each row, and the margins before and after."""
    codes, sizes, levels = [], [], []
    for trait in TRAITS:
        known = sorted({*base[trait].tolist(), *read[trait].tolist()}, key=str)
        place = {name: number for number, name in enumerate(known)}
        codes.append(
            tuple(np.array([place[name] for name in rows[trait].tolist()], dtype=int) for rows in (base, read))
        )
        sizes.append(len(known))
        levels.append([str(name) for name in known])
    counts, customers = np.zeros(sizes), np.zeros(sizes)
    answers = read["answers"].to_numpy(dtype=float)
    np.add.at(customers, tuple(code for code, _ in codes), base["customers"].to_numpy(dtype=float))
    np.add.at(counts, tuple(code for _, code in codes), answers)
    axes = range(len(sizes))
    targets = [customers.sum(axis=tuple(a for a in axes if a != axis)) / customers.sum() for axis in axes]
    weights = weights_of(counts, targets)
    margins = []
    for axis, trait in enumerate(TRAITS):
        others = tuple(a for a in axes if a != axis)
        raw, after = counts.sum(axis=others), (counts * weights.of_cells).sum(axis=others)
        margins += [
            {"trait": trait, "group": name, "base": target, "answers": one / counts.sum(), "weighted": other / after.sum()}
            for name, target, one, other in zip(levels[axis], targets[axis], raw, after, strict=True)
        ]  # fmt: skip
    return weights, weights.of_cells[tuple(code for _, code in codes)], pd.DataFrame(margins)


def _bounds(measure: Measure, scale: Scale, raw: Estimate, base: pd.DataFrame) -> dict[str, Any]:
    """The share of those asked who answered, and the bounds that the silent leave open."""
    asked, answering = (int(base[name].to_numpy().sum()) for name in ("asked", "answering"))
    if raw.value is None or not asked:
        return {"response_rate": None, "bound_low": None, "bound_high": None}
    rate = answering / asked
    ends = {"nps": (-100.0, 100.0), "ces": (scale.low, scale.high)}.get(measure.kind, (0.0, 1.0))
    low, high = worst_case(raw.value, rate, ends)
    return {"response_rate": rate, "asked": asked, "bound_low": low, "bound_high": high}


def _why_no_silent(workspace: Workspace, filters: Filters) -> Note:
    """Nobody was asked, or nobody long enough ago."""
    asked = response_by_group.ask(workspace, filters)
    return Note(FEW_WATCHED, {"days": SILENT_DAYS}, "warning") if asked.n else asked.notes[0]


def _place(group: str, rate: Estimate) -> tuple[bool, int, float, Any]:
    """Tiers by their rank, others from those who answer most, unknown ones last."""
    ranks = {code: rank for rank, code in enumerate(TIER_WORDS)}
    return group == UNKNOWN, ranks.get(group, -1), -(shown(rate).value or 0.0), sort_key(group)


def _row(group: str, estimate: Estimate) -> dict[str, Any]:
    """One group's row; of fewer than ten only their number."""
    visible = shown(estimate)
    ends = {"value": visible.value, "low": visible.low, "high": visible.high}
    known = {name: np.nan if end is None else end for name, end in ends.items()}
    return {"group": group, "n": estimate.n, "reading": reading(estimate.n)} | known
