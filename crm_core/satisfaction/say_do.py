"""Say and do: how each expectation is rated beside what was done about it; refuses a twin that the data do not hold.

Each of the twelve expectations has a behavioural twin that interactions and orders tell. A rating far below its twin is
a matter of perception; one far above it is luck, or praise for what was.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.satisfaction.changes import HIDDEN_BELOW, reading, shown
from crm_core.satisfaction.complaints import STANDARD_HOURS, case_places, curve_of
from crm_core.satisfaction.expectations import EVERY_EXPECTATION, expectation_of, part_of
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import LEVEL, NOTHING, Estimate, Z, mean, rate_per_100, share
from crm_core.satisfaction.service_quality import rated_attributes
from crm_core.store import Workspace
from crm_core.words import fold, mark

SURPRISES = ("fiyat", "fatura", "teslim", "gecik", "price", "invoice", "billing", "deliver", "late")
"""Word beginnings of complaint categories that are surprises: in price, invoice or delivery."""
SAY_DO_COLUMNS = (
    "expectation", "said", "said_low", "said_high", "said_n", "said_reading", "done", "done_low", "done_high", "done_n",
    "done_reading", "verdict",
)  # fmt: skip
OWN_DESIGN = mark(
    "Ratings and deeds are told on scales of their own (0–100 each), so what counts is where each stands among the twelve: above "
    "or below the middle of its column with its whole interval. The verdicts are our design, not a published method."
)
NOT_DONE = mark("Deeds that are not measured: {count} of 12; the table says what is missing.")
NOT_SAID = mark(
    "Nobody rated the expectations in this choice; a surveys sheet with kind attribute and their names brings them."
)


@metric(rows_behind="satisfaction/attribute_rows")
def say_do_gap(workspace: Workspace, filters: Filters) -> Answer:
    """Each of the twelve expectations as customers rate it, beside its behavioural twin: what was really done.

    Formula: said: mean of the latest ratings (0–100); done, in per cent: cases and approaches answered; orders followed up within
        30 days; solved complaints that did not come back; orders without a complaint about price, invoice or delivery; cases
        solved within 3 days (Kaplan–Meier); 1 − share of the variance of satisfaction between channels; promises kept; months
        with a contact; campaign orders in categories bought before; promises kept × complaints not come back; contacts with
        the usual employee. Shares over customers: interval of a ratio estimator.
    Unit: points of 100 on either side; n counts customers who rated, and the cases, orders, promises or customers behind a deed.
    Grain: one row per expectation.
    Source: this product's own design, 2026, after the seminar's twelve expectations; William G. Cochran, Sampling Techniques, 1977.
    """
    ratings, query = rated_attributes(workspace, filters)
    said = _said(ratings)
    done, queries = _done(workspace, filters)
    rows = [
        _row(known.code, said.get(known.code, NOTHING), done.get(known.code, NOTHING)) for known in EVERY_EXPECTATION
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(SAY_DO_COLUMNS))
    middles = {part: _middle(frame[part].to_numpy(dtype=float)) for part in ("said", "done")}
    frame["verdict"] = [_verdict(row, middles) for row in frame.to_dict("records")]
    n = max((estimate.n for estimate in said.values()), default=0)
    missing = int(np.isnan(frame["done"].to_numpy(dtype=float)).sum())
    notes = [Note(OWN_DESIGN)] if n else [Note(NOT_SAID, {}, "warning")]
    notes += [Note(NOT_DONE, {"count": missing})] if missing else []
    totals = {"middle_said": middles["said"], "middle_done": middles["done"], "missing": missing}
    return Answer("say_do_gap", frame, (*queries, query), as_of(workspace, filters), n, tuple(notes), totals)


def _middle(values: np.ndarray) -> float | None:
    """Mean of what is measured; None where nothing is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None


def ratio(sums: Mapping[str, float]) -> Estimate:
    """Σa / Σb over customers with the interval of a ratio estimator (linearised, clustered by customer), within 0 to 1."""
    n, a, b = int(sums["customers"]), float(sums["a"]), float(sums["b"])
    if n < 1 or b <= 0:
        return NOTHING
    value = a / b
    if n == 1:
        return Estimate(value, 1, None, None)
    squares = float(sums["aa"]) - 2 * value * float(sums["ab"]) + value**2 * float(sums["bb"])
    half = Z * (max(0.0, squares) * n / (n - 1)) ** 0.5 / b
    return Estimate(value, n, max(0.0, value - half), min(1.0, value + half))


def between_share(groups: pd.DataFrame) -> Estimate:
    """1 − the share of variance that lies between channels (one-way random effects, ICC), with its F interval."""
    sizes, means = groups["answers"].to_numpy(dtype=float), groups["mean"].to_numpy(dtype=float)
    is_there = sizes > 1
    sizes, means, squares = (
        sizes[is_there],
        means[is_there],
        float(groups["squares"].to_numpy(dtype=float)[is_there].sum()),
    )
    count, n = len(sizes), float(sizes.sum())
    if count < 2 or n <= count or squares <= 0:
        return NOTHING
    centre = float(sizes @ means / n)
    between, within = float(sizes @ (means - centre) ** 2) / (count - 1), squares / (n - count)
    size = (n - float((sizes**2).sum()) / n) / (count - 1)
    observed, tail = between / within, (1 - LEVEL) / 2
    ends = [
        observed,
        observed / stats.f.ppf(1 - tail, count - 1, n - count),
        observed / stats.f.ppf(tail, count - 1, n - count),
    ]
    value, low, high = (min(1.0, max(0.0, (end - 1) / (end + size - 1))) for end in ends)
    return Estimate(1 - value, int(n), 1 - high, 1 - low)


def both_kept(one: Estimate, other: Estimate) -> Estimate:
    """Product of two independent shares, its interval from the relative errors of both."""
    if not one.value or not other.value or None in (one.low, one.high, other.low, other.high):
        return NOTHING
    value = one.value * other.value
    below = np.hypot(1 - (one.low or 0) / one.value, 1 - (other.low or 0) / other.value)
    above = np.hypot((one.high or 1) / one.value - 1, (other.high or 1) / other.value - 1)
    return Estimate(value, min(one.n, other.n), max(0.0, value * (1 - below)), min(1.0, value * (1 + above)))


def _said(ratings: pd.DataFrame) -> dict[str, Estimate]:
    """Mean rating of each expectation that was rated."""
    found = {}
    for name, part in ratings.groupby("attribute"):
        own, said = part_of(str(name))
        known = expectation_of(own) if said == "rated" else None
        if known is not None:
            points = part["points"].to_numpy(dtype=float)
            found[known.code] = mean(points, np.ones(len(points)))
    return found


def _done(workspace: Workspace, filters: Filters) -> tuple[dict[str, Estimate], tuple[Query, ...]]:
    """Every twin that the data hold, and the queries that told it."""
    places = case_places(workspace, filters)
    cases, cases_query = workspace.ask("satisfaction/complaint_cases", places)
    promises, promises_query = workspace.ask("satisfaction/promises_kept", places)
    touches, touches_query = workspace.ask("satisfaction/satisfaction_by_touch", filters.parameters())
    whole = places | {"standard_hours": STANDARD_HOURS}
    contacts, contacts_query = workspace.ask("satisfaction/twins_of_contacts", whole)
    orders, orders_query = workspace.ask("satisfaction/twins_of_orders", places)
    causes, causes_query = workspace.ask("satisfaction/complaint_causes", filters.parameters() | {"department": ""})
    months, months_query = workspace.ask("satisfaction/complaints_per_100_orders_by_month", filters.parameters())
    done = {str(row["behaviour"]): ratio(row) for part in (contacts, orders) for row in part.to_dict("records")}
    is_watched, is_back = (cases[name].to_numpy(dtype=bool) for name in ("is_watched", "is_back"))
    lasting = share(int((is_watched & ~is_back).sum()), int(is_watched.sum()))
    kept = share(int(promises["kept"].iloc[0]), int(promises["due"].iloc[0]))
    done |= {
        "knowledgeable_staff": lasting,
        "no_surprises": _without_surprise(causes, int(months["orders"].to_numpy().sum())),
        "promptness": curve_of(cases).solved_within(STANDARD_HOURS) if len(cases) else NOTHING,
        "consistency": between_share(touches),
        "promises_kept": kept,
        "trust": both_kept(kept, lasting),
    }
    queries = (cases_query, promises_query, touches_query, contacts_query, orders_query, causes_query, months_query)
    return done, queries


def _without_surprise(causes: pd.DataFrame, orders: int) -> Estimate:
    """Orders without a complaint about price, invoice or delivery."""
    is_surprise = [any(part in fold(str(cause)) for part in SURPRISES) for cause in causes["cause"]]
    count = int(causes["complaints"].to_numpy()[np.array(is_surprise, dtype=bool)].sum()) if len(causes) else 0
    if not orders or not len(causes):
        return NOTHING
    rate = rate_per_100(count, orders)
    ends = [None if end is None else max(0.0, 1 - end / 100) for end in (rate.value, rate.high, rate.low)]
    return Estimate(ends[0], orders, ends[1], ends[2])


def _row(code: str, said: Estimate, done: Estimate) -> dict[str, Any]:
    """One expectation: points of 100 on either side."""
    row: dict[str, Any] = {"expectation": code, "verdict": ""}
    for part, estimate, scale in (("said", said, 1.0), ("done", done, 100.0)):
        visible = shown(estimate)
        ends = {part: visible.value, f"{part}_low": visible.low, f"{part}_high": visible.high}
        row |= {name: np.nan if end is None else scale * end for name, end in ends.items()}
        row |= {f"{part}_n": estimate.n, f"{part}_reading": reading(estimate.n)}
    return row


def _verdict(row: Mapping[str, Any], middles: Mapping[str, float | None]) -> str:
    """``earned``, ``perception`` (done, not seen), ``luck`` (seen, not done), ``both_low``, ``open``, or empty."""
    sides = {}
    for part in ("said", "done"):
        low, high, middle = row[f"{part}_low"], row[f"{part}_high"], middles[part]
        if middle is None or not np.isfinite(row[part]) or row[f"{part}_n"] < HIDDEN_BELOW:
            return ""
        sides[part] = 1 if low > middle else -1 if high < middle else 0
    words = {(1, 1): "earned", (-1, 1): "perception", (1, -1): "luck", (-1, -1): "both_low"}
    return words.get((sides["said"], sides["done"]), "open")
