"""The scorecard: three claimed advantages of relational marketing, each with the grade of evidence that it earns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.relations.contrast import Contrast, contrasted
from crm_core.relations.effects.evidence import Checks
from crm_core.relations.effects.trial import sample_ratio_p
from crm_core.relations.followed import Followed, followed_customers
from crm_core.relations.outcomes import OUTCOME_DAYS
from crm_core.relations.practice import FEWEST_DAYS, customer_practice, practice_window
from crm_core.relations.programme_worth import affordable_cost
from crm_core.relations.programmes import (
    CONTROL,
    DAYS_A_MONTH,
    FEWEST_DAYS_AFTER,
    Cohort,
    Terms,
    cohort_of,
    days_after,
    grouped,
    programme_list,
    recorded_cost,
    saved_terms,
)
from crm_core.relations.scorecard_outcomes import OUTCOMES
from crm_core.relations.scorecard_rows import scorecard_rows
from crm_core.relations.windows import year_before
from crm_core.store import Workspace
from crm_core.words import mark

HISTORY_DAYS = 730


@dataclass(frozen=True)
class Compared:
    """The customers of all groups, who is held against whom, and what must be said of the comparison."""

    customers: pd.DataFrame
    followed: Followed
    base: str
    contrasts: tuple[str, ...]
    checks: Checks
    queries: tuple[Query, ...]
    notes: tuple[Note, ...]
    monthly_cost: float = 0.0


@metric(rows_behind="relations/scorecard_rows")
def relational_scorecard(workspace: Workspace, filters: Filters, programme: str = "") -> Answer:
    """Whether customers managed as a relationship stay closer, are more satisfied and leave more net margin.

    Formula: groups formed before a day, outcomes counted in the 365 days after it. A programme: its members against those
        held back, from its first day; else relational against transactional class of the year before. Adjusted: by lot,
        difference of means less what the value before foretells (CUPED); else overlap weights w = 1 − e for members and e
        for others on a logistic propensity e of what was known before, and the change of the weighted difference where
        earlier periods run alike. Intervals: bootstrap by customer. A claim needs p < .05 after Holm over all outcomes.
    Unit: shares from 0 to 1, points, or money of the workspace per customer, in the prices of the price table's last month.
    Grain: one row per outcome and group; n counts customers.
    Source: Li, Morgan & Zaslavsky, Balancing Covariates via Propensity Score Weighting, 2018; Deng, Xu, Kohavi & Walker,
        Improving the Sensitivity of Online Controlled Experiments, 2013; VanderWeele & Ding, Sensitivity Analysis in
        Observational Research, 2017; grades of evidence are this product's own rules.
    """
    compared = _of_programme(workspace, filters, programme) if programme else _of_classes(workspace, filters)
    followed = compared.followed
    first_day = workspace.state().first_day
    has_history = first_day is not None and first_day <= followed.landmark - timedelta(days=HISTORY_DAYS)
    measured = [outcome for outcome in OUTCOMES if followed.inputs[outcome.needs]]
    contrasts: dict[str, Contrast] = {}
    for group in compared.contrasts:
        pair = compared.customers.loc[compared.customers["group"].isin([group, compared.base])]
        is_treated = (pair["group"] == group).to_numpy()
        contrasts[group] = contrasted(pair, is_treated, measured, compared.checks, has_history)
    rows = scorecard_rows(compared.customers, followed.inputs, compared.base, contrasts)
    return Answer(
        metric="relational_scorecard",
        rows=rows,
        queries=compared.queries,
        as_of=workspace.state().as_of or filters.period.end,
        n=len(compared.customers),
        notes=compared.notes if len(compared.customers) else (*compared.notes, _NOBODY),
        totals={
            "base": compared.base,
            "landmark": followed.landmark,
            "last_day": followed.until - timedelta(days=1),
            "yearly_cost": 12 * compared.monthly_cost,
            "affordable": {
                group: affordable_cost(rows, group, compared.base, (followed.until - followed.landmark).days)
                for group in contrasts
            },
            **_checks_told(contrasts),
        },
    )


_NOBODY = Note(mark("Nobody stands in these groups, so nothing can be compared."), {}, "warning")


def _checks_told(contrasts: dict[str, Contrast]) -> dict[str, Any]:
    """Balance and checks of each contrast, by group."""
    return {
        "balance": {group: contrast.balance for group, contrast in contrasts.items()},
        "checks": {group: contrast.checks for group, contrast in contrasts.items()},
    }


def _of_classes(workspace: Workspace, filters: Filters) -> Compared:
    """Relational against transactional customers by their practice in the year before the landmark."""
    until = filters.period.end + timedelta(days=1)
    landmark = year_before(until)
    first_day = workspace.state().first_day
    practice = customer_practice(workspace, filters, practice_window(landmark, first_day))
    followed = followed_customers(workspace, filters, landmark, landmark + timedelta(days=OUTCOME_DAYS))
    classes = practice.customers[["customer_key", "class", "source"]]
    customers = followed.customers.merge(classes, on="customer_key", how="left", validate="one_to_one")
    customers = customers.rename(columns={"class": "group"})
    is_told = customers["group"].isin(["relational", "mixed", "transactional"])
    notes: tuple[Note, ...] = (
        Note(
            mark("Classes formed from {start} to {end}; outcomes counted from {outcome_start} to {outcome_end}."),
            {
                "start": practice.window.start,
                "end": practice.window.last_day,
                "outcome_start": followed.landmark,
                "outcome_end": followed.until - timedelta(days=1),
            },
        ),
        *_costs_told(followed),
    )
    if first_day is None or first_day > landmark - timedelta(days=FEWEST_DAYS):
        short = mark(
            "The data do not reach back 180 days before {landmark}; choose a later period or load earlier rows."
        )
        notes = (*notes, Note(short, {"landmark": landmark}, "warning"))
        is_told &= False
    is_of_stayers = bool((customers.loc[is_told, "source"] == "declared").any())
    checks = Checks(is_of_stayers=is_of_stayers, has_start=False)
    queries = (*practice.queries, *followed.queries)
    return Compared(customers.loc[is_told], followed, "transactional", ("relational",), checks, queries, notes)


def _of_programme(workspace: Workspace, filters: Filters, programme: str) -> Compared:
    """The programme's members against those held back, from its first day."""
    programmes, listed = programme_list(workspace)
    own = programmes.loc[(programmes["programme"] == programme).to_numpy()]
    as_of = workspace.state().as_of or filters.period.end
    starts_on = own["started_on"].iloc[0].date() if len(own) else as_of
    until = days_after(starts_on, as_of, OUTCOME_DAYS)
    cohort = cohort_of(workspace, filters, programme, starts_on, until)
    terms, is_recorded = saved_terms(workspace, programme), False
    recorded, spend_asked = recorded_cost(workspace, programme, starts_on, until)
    if not terms.monthly_cost and recorded > 0:
        terms, is_recorded = replace(terms, monthly_cost=recorded), True
    followed = followed_customers(workspace, filters, starts_on, until)
    customers = _less_programme(grouped(followed.customers, cohort), terms)
    is_long_enough = (until - starts_on).days >= FEWEST_DAYS_AFTER
    arms = sorted(set(customers["group"]) - {CONTROL}) if is_long_enough else []
    checks = Checks(
        is_random=cohort.is_random and cohort.has_list,
        sample_ratio_p=_ratio_p(cohort, [*arms, CONTROL], terms),
        has_list=cohort.has_list,
    )
    queries = (listed, cohort.query, spend_asked, *followed.queries)
    notes = _programme_notes(cohort, followed, terms, is_long_enough, is_recorded)
    return Compared(customers, followed, CONTROL, tuple(arms), checks, queries, notes, terms.monthly_cost)


def _less_programme(customers: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Net margin less what membership cost in the days counted; those held back cost nothing."""
    months = np.where(customers["group"] == CONTROL, 0.0, customers["member_days"].to_numpy(dtype=float)) / DAYS_A_MONTH
    return customers.assign(net_margin=customers["net_margin"] - terms.monthly_cost * months)


def _ratio_p(cohort: Cohort, groups: Sequence[str], terms: Terms) -> float:
    """p of the sizes as drawn, against the planned share of members (shared evenly by the arms) or equal arms."""
    first = cohort.groups.loc[cohort.groups["is_first"], "group"]
    counts = [int((first == group).sum()) for group in groups]
    arms = len(groups) - 1
    planned = (
        [terms.planned_share / arms] * arms + [1 - terms.planned_share]
        if terms.planned_share and arms
        else [1.0] * len(groups)
    )
    return sample_ratio_p(counts, planned)


def _programme_notes(
    cohort: Cohort, followed: Followed, terms: Terms, is_long_enough: bool, is_recorded: bool
) -> tuple[Note, ...]:
    said = mark(
        "Groups as they were on {landmark}; outcomes counted from then to {last_day}. The chosen period plays no part."
    )
    last_day = followed.until - timedelta(days=1)
    notes = [Note(said, {"landmark": followed.landmark, "last_day": last_day})]
    if not is_long_enough:
        notes.append(Note(mark("Fewer than 7 days have passed since the programme began."), {}, "warning"))
    if is_recorded:
        text = mark(
            "The programme's own cost comes from the campaigns sheet, where a campaign has its name: {cost} a member and month."
        )
        notes.append(Note(text, {"cost": terms.monthly_cost}))
    elif not terms.monthly_cost:
        text = mark("The programme's own cost is not in the data and counts as nothing; enter it above.")
        notes.append(Note(text, {}, "warning"))
    if cohort.is_random and not terms.planned_share:
        notes.append(Note(mark("No planned share of members is entered; arms of equal size are taken as planned.")))
    if cohort.left_out:
        text = mark("Customers who joined at another time and are left out: {n}.")
        notes.append(Note(text, {"n": cohort.left_out}))
    return (*notes, *_costs_told(followed))


def _costs_told(followed: Followed) -> tuple[Note, ...]:
    if followed.inputs["costs"] and followed.inputs["interactions"]:
        return ()
    text = mark("Net margin is not whole: it needs the cost of every order line and the interactions with their costs.")
    return (Note(text, {}, "warning"),)
