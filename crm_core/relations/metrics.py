"""The three questions of the room: the seven rows per class, the index of each customer, raw outcomes a year later."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.relations.comparison import class_counts, direction, indicator_rows, leading_rows
from crm_core.relations.index import ROW_COLUMNS, firm_classes, weight_band
from crm_core.relations.indicators import CLASSES, INDICATORS, MISSING, UNCLASSIFIED, missing_input
from crm_core.relations.outcomes import OUTCOME_DAYS, no_outcome_rows, outcome_rows
from crm_core.relations.practice import (
    FEWEST_DAYS,
    Practice,
    Window,
    customer_practice,
    practice_window,
    window_of,
)
from crm_core.relations.windows import year_before
from crm_core.relations.year_after import year_after
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


@metric(rows_behind="relations/practice_rows", compares=False)
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
    told = [direction(row) for row in leading_rows(rows).to_dict("records") if row["class"] == "relational"]
    totals = {
        **_class_totals(practice.customers, practice.window),
        "rows_measured": len({row["row"] for row in rows.to_dict("records") if row["is_measured"]}),
        "rows_compared": len(told) - told.count("unknown"),
        "rows_higher": told.count("higher"),
        "rows_lower": told.count("lower"),
    }
    return Answer(
        metric="relational_rows",
        rows=rows,
        queries=practice.queries,
        as_of=_as_of(workspace, filters),
        n=sum(totals[name] for name in CLASSES),
        notes=(*_window_notes(practice), *_missing_notes(practice), *_class_notes(practice, totals)),
        totals=totals,
    )


@metric(rows_behind="relations/practice_rows", compares=False)
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
    bands = weight_band(practice.customers.reindex(columns=list(ROW_COLUMNS)))
    rows = pd.concat([practice.customers, bands], axis=1).rename(columns={"interactions": "n_interactions"})
    totals = {
        **_class_totals(practice.customers, practice.window),
        "with_index_class": sum(name != UNCLASSIFIED for name in rows["inferred_class"]),
        "firm": firm_classes(rows),
    }
    return Answer(
        metric="relational_index",
        rows=rows.reindex(columns=list(INDEX_COLUMNS)),
        queries=practice.queries,
        as_of=_as_of(workspace, filters),
        n=totals["customers"] - totals[UNCLASSIFIED],
        notes=(*_window_notes(practice), _anchor_note(practice), *_unclassified_notes(practice, totals)),
        totals=totals,
    )


@metric(rows_behind="relations/outcome_rows", compares=False)
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
    split = year_before(end)
    first_day = workspace.state().first_day
    as_of = _as_of(workspace, filters)
    if first_day is None or first_day > split - timedelta(days=FEWEST_DAYS):
        return Answer("relational_outcomes_raw", no_outcome_rows(), (), as_of, 0, (_too_short(split),), {})
    outcome = Window(split, split + timedelta(days=OUTCOME_DAYS))
    found = year_after(workspace, filters, practice_window(split, first_day), outcome)
    followed = found.followed
    rows = outcome_rows(followed, found.inputs["orders"], found.is_costed, bool(found.answered.any()))
    counted = _class_totals(found.classed, found.window)
    without = int(found.customers.sum()) - len(found.classed)
    counted |= {name: counted[name] + without for name in ("customers", UNCLASSIFIED)}
    return Answer(
        metric="relational_outcomes_raw",
        rows=rows,
        queries=found.queries,
        as_of=as_of,
        n=sum(class_counts(followed)[name] for name in CLASSES),
        notes=_outcome_window_notes(found.window, outcome, filters),
        totals={**counted, "outcome_start": outcome.start, "outcome_end": outcome.last_day},
    )


def _class_totals(customers: pd.DataFrame, window: Window) -> dict[str, Any]:
    """Customers of each class, where the class comes from, and why some have none."""
    sources = Counter(customers["source"].tolist())
    declared = Counter(customers.loc[(customers["source"] == "declared").to_numpy(), "class"].tolist())
    return {
        **class_counts(customers),
        "customers": len(customers),
        "declared": sources["declared"],
        "inferred": sources["inferred"],
        **{f"{name}_declared": declared[name] for name in CLASSES},
        "disagreeing": int(customers["is_disagreeing"].to_numpy(dtype=bool).sum()),
        "window_start": window.start,
        "window_end": window.last_day,
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


def _anchor_note(practice: Practice) -> Note:
    """Which anchors the scores stand on, and since when they are frozen."""
    anchors = practice.anchors
    if anchors.frozen_on is None:
        return Note(mark("Anchors of the index: the product's own, frozen."), {})
    return Note(mark("Anchors of the index: the workspace's own, frozen on {day}."), {"day": anchors.frozen_on})


def _missing_notes(practice: Practice) -> tuple[Note, ...]:
    """Each input that some indicator lacks, said once with what would make it measurable."""
    lacking = dict.fromkeys(missing_input(indicator, practice.inputs) for indicator in INDICATORS)
    return tuple(Note(MISSING[code], {}, "warning") for code in lacking if code)


def _class_notes(practice: Practice, totals: dict[str, Any]) -> tuple[Note, ...]:
    """Circularity, disagreement, empty classes and missing programmes, said beside the seven rows."""
    notes: list[Note] = []
    if totals["inferred"]:
        text = mark(
            "Customers whose class is inferred from these very rows: {inferred}; for them the rows describe the class and "
            "prove nothing. Customers whose class a programme declares: {declared}."
        )
        notes.append(Note(text, {"inferred": totals["inferred"], "declared": totals["declared"]}))
    if totals["disagreeing"]:
        text = mark(
            "Customers for whom the programme says one thing and the practice another: {n}. The programme's word holds."
        )
        notes.append(Note(text, {"n": totals["disagreeing"]}))
    if not totals["relational"] or not totals["transactional"]:
        text = mark(
            "One of the two classes is empty (relational: {relational}, transactional: {transactional} customers), so "
            "nothing can be compared."
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
    if not totals[UNCLASSIFIED]:
        return ()
    is_without = (practice.customers["class"] == UNCLASSIFIED).to_numpy()
    reasons = Counter(practice.customers.loc[is_without, "reason"].tolist())
    names = ("not_acquired", "too_new", "few_interactions", "few_rows")
    text = mark(
        "Not classifiable: {n} (not yet acquired {not_acquired}, known for less than 180 days {too_new}, "
        "fewer than 3 interactions {few_interactions}, fewer than 4 measured rows {few_rows})."
    )
    is_everyone = totals[UNCLASSIFIED] == totals["customers"]
    places = {"n": totals[UNCLASSIFIED], **{name: reasons[name] for name in names}}
    return (Note(text, places, "warning" if is_everyone else "information"),)


def _outcome_window_notes(window: Window, outcome: Window, filters: Filters) -> tuple[Note, ...]:
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
