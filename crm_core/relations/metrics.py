"""The three questions of the room: the seven rows per class, the index of each customer, raw outcomes a year later."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.relations.comparison import class_counts, indicator_rows
from crm_core.relations.index import ROW_COLUMNS, weight_band
from crm_core.relations.indicators import CLASSES, INDICATORS, LEADING, UNCLASSIFIED
from crm_core.relations.outcomes import OUTCOME_DAYS, outcome_notes, outcome_rows
from crm_core.relations.practice import (
    FEWEST_DAYS,
    Practice,
    Window,
    customer_practice,
    practice_window,
    window_of,
)
from crm_core.store import Workspace
from crm_core.words import mark

INDEX_COLUMNS = (
    "customer_key",
    "customer_id",
    "r",
    "band_low",
    "band_high",
    "class",
    "source",
    "declared_class",
    "inferred_class",
    "reason",
    *ROW_COLUMNS,
    *(indicator.code for indicator in INDICATORS),
    "n_rows",
    "n_interactions",
    "exposure_days",
    "tier",
)


@metric(rows_behind="relations/practice_rows")
def relational_rows(workspace: Workspace, filters: Filters) -> Answer:
    """How relationally and transactionally managed customers are treated, on the seven rows of the comparison.

    Formula: mean over the customers of a class of each practice indicator in the 365 days up to the period's end
        (t-interval; share of promises kept: kept / due over all promises of the class, Wilson interval); raw difference =
        relational minus transactional (Welch interval; shares of promises: Newcombe). Class: the programme's declared
        orientation, else the relationship index R (60 and above relational, 40 and below transactional).
    Unit: shares from 0 to 1; promises per customer and year; n counts customers, for promises kept it counts promises.
    Grain: one row per indicator and class.
    Source: the seven-row contrast after Christopher, Payne & Ballantyne, Relationship Marketing, 1991; promises after
        Grönroos, From Marketing Mix to Relationship Marketing, 1994; indicators and anchors are this product's own design.
    """
    practice = customer_practice(workspace, filters, window_of(workspace, filters))
    rows = indicator_rows(practice.eligible, practice.inputs)
    leading = rows[(rows["class"] == "relational") & rows["indicator"].isin(LEADING)]
    totals = {
        **_class_totals(practice),
        "rows_measured": int((rows[rows["is_measured"]]["row"]).nunique()),
        "rows_compared": int(leading["difference"].notna().sum()),
        "rows_higher": int((leading["difference_low"] > 0).sum()),
        "rows_lower": int((leading["difference_high"] < 0).sum()),
    }
    return Answer(
        metric="relational_rows",
        rows=rows,
        queries=practice.queries,
        as_of=_as_of(workspace, filters),
        n=sum(totals[name] for name in CLASSES),
        notes=(*_window_notes(practice), *_class_notes(practice, totals)),
        totals=totals,
    )


@metric(rows_behind="relations/practice_rows")
def relational_index(workspace: Workspace, filters: Filters) -> Answer:
    """The relationship index R of every customer: how relationally the customer was managed in the last 365 days.

    Formula: row score = mean of the row's indicators, each (x - low) / (high - low) kept between 0 and 1 under frozen
        anchors; R = 100 x mean of the measured rows. Classed only with at least 4 rows, 3 interactions and 180 days;
        60 and above relational, 40 and below transactional, between them mixed; a declared programme wins. Band: 5th to
        95th percentile of R when the rows' weights are drawn from a flat Dirichlet distribution.
    Unit: points from 0 (transactional) to 100 (relational).
    Grain: one row per customer.
    Source: continuum after Coviello, Brodie & Munro, Understanding Contemporary Marketing, 1997; construction after
        OECD/JRC, Handbook on Constructing Composite Indicators, 2008; anchors are this product's own design.
    """
    practice = customer_practice(workspace, filters, window_of(workspace, filters))
    bands = weight_band(practice.customers[list(ROW_COLUMNS)])
    rows = pd.concat([practice.customers, bands], axis=1).rename(columns={"interactions": "n_interactions"})
    totals = _class_totals(practice)
    return Answer(
        metric="relational_index",
        rows=rows[list(INDEX_COLUMNS)],
        queries=practice.queries,
        as_of=_as_of(workspace, filters),
        n=totals["customers"] - totals[UNCLASSIFIED],
        notes=(*_window_notes(practice), *_unclassified_notes(practice, totals)),
        totals=totals,
    )


@metric(rows_behind="relations/outcome_rows")
def relational_outcomes_raw(workspace: Workspace, filters: Filters) -> Answer:
    """What customers of each class did in the year after their class was formed, compared without any adjustment.

    Formula: class from the 365 days up to one year before the period's end; outcomes in the 365 days after that: share
        with at least one order (Wilson interval), net revenue per customer, or margin where the cost of every line is
        known (t-interval), share of the two best CSAT answers among each customer's latest (Wilson interval); raw
        difference = relational minus transactional (Newcombe, Welch). Evidence grade D: description only.
    Unit: shares from 0 to 1, money of the workspace per customer; n counts customers.
    Grain: one row per outcome and class.
    Source: why the two windows must not overlap: Suissa, Immortal Time Bias in Pharmacoepidemiology, 2008; loyalty is not
        profit: Reinartz & Kumar, The Mismanagement of Customer Loyalty, 2002.
    """
    end = filters.period.end + timedelta(days=1)
    split = (pd.Timestamp(end) - pd.DateOffset(years=1)).date()
    first_day = workspace.state().first_day
    as_of = _as_of(workspace, filters)
    if first_day is None or first_day > split - timedelta(days=FEWEST_DAYS):
        return Answer("relational_outcomes_raw", outcome_rows(None, {}), (), as_of, 0, (_too_short(split),), {})
    practice = customer_practice(workspace, filters, practice_window(split, first_day))
    outcome = Window(split, split + timedelta(days=OUTCOME_DAYS))
    places = {**filters.parameters(), "outcome_start": outcome.start, "outcome_end": outcome.end}
    outcomes, asked = workspace.ask("relations/outcomes", places)
    followed = practice.eligible.merge(outcomes, on="customer_key", how="left", validate="one_to_one")
    rows = outcome_rows(followed, practice.inputs)
    return Answer(
        metric="relational_outcomes_raw",
        rows=rows,
        queries=(*practice.queries, asked),
        as_of=as_of,
        n=int(followed["class"].isin(CLASSES).sum()),
        notes=(*outcome_notes(rows), *_outcome_window_notes(practice, outcome, filters)),
        totals={**_class_totals(practice), "outcome_start": outcome.start, "outcome_end": outcome.last_day},
    )


def _class_totals(practice: Practice) -> dict[str, Any]:
    """Customers of each class, where the class comes from, and why some have none."""
    customers = practice.customers
    sources = customers["source"].value_counts()
    declared = customers[customers["source"] == "declared"]["class"].value_counts()
    return {
        **class_counts(customers),
        "customers": len(customers),
        "declared": int(sources.get("declared", 0)),
        "inferred": int(sources.get("inferred", 0)),
        **{f"{name}_declared": int(declared.get(name, 0)) for name in CLASSES},
        "disagreeing": int(customers["is_disagreeing"].sum()),
        "window_start": practice.window.start,
        "window_end": practice.window.last_day,
    }


def _window_notes(practice: Practice) -> tuple[Note, ...]:
    window = practice.window
    places = {"start": window.start, "end": window.last_day}
    said = Note(mark("Practice window: {start} to {end}."), places)
    if window.days < FEWEST_DAYS:
        short = Note(
            mark("The data reach back only {days} days; a customer is classed by its index from 180 days on."),
            {"days": window.days},
            "warning",
        )
        return said, short
    return (said,)


def _class_notes(practice: Practice, totals: dict[str, Any]) -> tuple[Note, ...]:
    """Circularity, disagreement, empty classes and missing programmes, said beside the seven rows."""
    notes: list[Note] = []
    if totals["inferred"]:
        text = mark(
            "The class of {inferred} customers is inferred from these very rows: for them the rows describe the class "
            "and prove nothing. {declared} customers have their class from a programme."
        )
        notes.append(Note(text, {"inferred": totals["inferred"], "declared": totals["declared"]}))
    if totals["disagreeing"]:
        text = mark("For {n} customers the programme says one thing and the practice another; the programme's word holds.")
        notes.append(Note(text, {"n": totals["disagreeing"]}))
    if not totals["relational"] or not totals["transactional"]:
        text = mark(
            "One of the two classes is empty: relational {relational}, transactional {transactional} customers. "
            "Nothing can be compared."
        )
        places = {name: totals[name] for name in ("relational", "transactional")}
        notes.append(Note(text, places, "warning"))
    if not practice.inputs["declared"]:
        text = mark(
            "No programme says how its members are managed. Needed for classes that are not inferred: the programmes "
            "sheet with the column orientation (relational, transactional)."
        )
        notes.append(Note(text, {}, "warning"))
    return (*notes, *_unclassified_notes(practice, totals))


def _unclassified_notes(practice: Practice, totals: dict[str, Any]) -> tuple[Note, ...]:
    """How many customers have no class, and the reasons counted."""
    without = practice.customers[practice.customers["class"] == UNCLASSIFIED]
    if without.empty:
        return ()
    reasons = without["reason"].value_counts()
    names = ("not_acquired", "too_new", "few_interactions", "few_rows")
    text = mark(
        "Not classifiable: {n} customers (not yet acquired {not_acquired}, known for less than 180 days {too_new}, "
        "fewer than 3 interactions {few_interactions}, fewer than 4 measured rows {few_rows})."
    )
    is_everyone = len(without) == totals["customers"]
    places = {"n": len(without), **{name: int(reasons.get(name, 0)) for name in names}}
    return (Note(text, places, "warning" if is_everyone else "information"),)


def _outcome_window_notes(practice: Practice, outcome: Window, filters: Filters) -> tuple[Note, ...]:
    window = practice.window
    text = mark("Classes formed from {start} to {end}; outcomes counted from {outcome_start} to {outcome_end}.")
    places = {
        "start": window.start,
        "end": window.last_day,
        "outcome_start": outcome.start,
        "outcome_end": outcome.last_day,
    }
    said = Note(text, places)
    if not filters.tiers:
        return (said,)
    leak = mark("The tier filter uses today's tiers, which already know these outcomes; read the figures without it.")
    return said, Note(leak, {}, "warning")


def _too_short(split: date) -> Note:
    text = mark(
        "The data do not span two windows: outcomes need at least 180 days of records before {split} and the year after "
        "it. Load earlier transactions and interactions, or choose a later period."
    )
    return Note(text, {"split": split}, "warning")


def _as_of(workspace: Workspace, filters: Filters) -> date:
    return workspace.state().as_of or filters.period.end
