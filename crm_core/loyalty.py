"""Loyal and profitable: lifetimes by the lifetime model of the value room, profit and the four groups by the relations room.

Puts the two rooms together; where no model earns its place, or the reader asks for it, the rule of silence stands in.
"""

import numpy as np

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.relations import GAPS_OF_SILENCE, SILENCE_DAYS, lives_so_far, loyalty_answer, with_lifetime
from crm_core.store import Workspace
from crm_core.value.clv_study import DAYS, study_until
from crm_core.value.clv_totals import chosen_places
from crm_core.value.lifetime.ending import ages_at_the_end
from crm_core.words import mark

LONGEST_SILENCE = 3650.0
NO_MODEL: tuple[np.ndarray | None, tuple[Query, ...], str] = (None, (), "")
BY_SILENCE = mark(
    "A lifetime ends with the last order where the silence since is longer than {days} days and than {gaps} times the "
    "customer's own mean gap (this product's own rule)."
)
BY_MODEL = mark("A lifetime ends when the chance of being still a customer falls below one half ({model}).")
OF_THE_OTHERS = mark(
    "Of {n} customers the model says nothing; for them silence decides ({days} days and {gaps} times their own mean gap)."
)
WITHOUT_MODEL = mark("No lifetime model earns its place on this history, so silence decides when a lifetime ends.")


@metric(rows_behind="relations/lifetime_rows")
def loyalty_groups(
    workspace: Workspace,
    filters: Filters,
    months: float = 0.0,
    monthly_margin: float | None = None,
    by_model: bool = True,
    silence_days: float = SILENCE_DAYS,
) -> Answer:
    """Whether customers who stay longer leave more profit, and who belongs to which of the four groups.

    Formula: lifetime = months from the first order until P(active) of the lifetime model in use falls below 0.5; without a model
        or if so chosen, to the last order, or to the period's end where the silence since is shorter than 180 days (or as many as
        are given) or three times the customer's own mean gap; profit = net margin after cost to serve / lifetime in months.
        Groups: both split at their medians, or at the thresholds given. Correlation of lifetime and net margin over the whole
        life: Pearson with Fisher's interval.
    Unit: months; money of the workspace per month; correlation from −1 to 1.
    Grain: one row per customer whose first order lies at least a year before the period's end.
    Source: Reinartz & Kumar, On the Profitability of Long-Life Customers in a Noncontractual Setting, 2000, and The Mismanagement of
        Customer Loyalty, 2002; the rule of silence is this product's own design.
    """
    if not 0 < silence_days <= LONGEST_SILENCE:
        raise QuestionFault(
            mark("The days of silence must lie between 1 and {most}; they were {days}."),
            most=LONGEST_SILENCE,
            days=str(silence_days),
        )
    found, asked = lives_so_far(workspace, filters)
    values = {"days": round(silence_days), "gaps": GAPS_OF_SILENCE}
    days, queries, name = _days_by_model(workspace, filters, found["customer_key"].to_numpy()) if by_model else NO_MODEL
    if days is None:
        notes = (Note(BY_SILENCE, values),)
        notes = (Note(WITHOUT_MODEL), *notes) if by_model else notes
    else:
        others = int(np.isnan(days).sum())
        notes = (Note(BY_MODEL, {"model": name}),)
        notes = (*notes, Note(OF_THE_OTHERS, {**values, "n": others})) if others else notes
    lived = with_lifetime(found, days, silence_days)
    return loyalty_answer(workspace, filters, lived, (asked, *queries), notes, (months, monthly_margin))


def _days_by_model(
    workspace: Workspace, filters: Filters, keys: np.ndarray
) -> tuple[np.ndarray | None, tuple[Query, ...], str]:
    """Days of each customer's life by the model in use, the queries behind it and its name; None without a model."""
    study = study_until(workspace, filters.period.end) if len(keys) else None
    if study is None or study.model is None or study.fit is None:
        return NO_MODEL
    places, _, queries = chosen_places(workspace, filters, study, "tier")
    ages = ages_at_the_end(study.model, study.fit.parameters, study.base.rows.taken(places))
    known, days = study.base.keys[places], np.full(len(keys), np.nan)
    if len(known):
        found = np.clip(np.searchsorted(known, keys), 0, len(known) - 1)
        is_known = known[found] == keys
        days[is_known] = ages[found[is_known]] * DAYS
    return days, queries, study.model.name
