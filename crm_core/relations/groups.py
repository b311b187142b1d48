"""The index by branch, sector, manager, campaign and consent: mean with interval, class mix, and what logging does to it.

Refuses to show groups of fewer than ten customers, and to call a difference between groups an achievement of theirs.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.relations.indicators import CLASSES, UNCLASSIFIED
from crm_core.relations.intervals import reading, weighted_mean_estimate
from crm_core.relations.practice import customer_practice, window_of
from crm_core.store import Workspace
from crm_core.words import mark

GROUPINGS: Mapping[str, str] = MappingProxyType(
    {
        "branch": mark("Branch"),
        "sector": mark("Sector"),
        "manager": mark("Employee with most contacts"),
        "campaign": mark("Campaign"),
        "consent": mark("Consent to contact"),
    }
)
CONSENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "contactable": mark("May be contacted"),
        "not_contactable": mark("May not be contacted"),
        "consent_unknown": mark("Consent not recorded"),
    }
)
LACKING_GROUP: Mapping[str, Note] = MappingProxyType(
    {
        "branch": Note(
            mark("No order names a branch. Needed: the column branch in the transactions sheet."), {}, "warning"
        ),
        "sector": Note(
            mark("No customer has a sector. Needed: the column sector in the customers sheet."), {}, "warning"
        ),
        "manager": Note(
            mark("No contact names an employee. Needed: the column employee in the interactions sheet."), {}, "warning"
        ),
        "campaign": Note(
            mark("No order of these days names a campaign. Needed: the column campaign in the transactions sheet."),
            {},
            "warning",
        ),
        "consent": Note(mark("There are no customers in this choice."), {}, "warning"),
    }
)
GROUP_NOTES: Mapping[str, Note] = MappingProxyType(
    {
        "branch": Note(
            mark(
                "A branch that logs its contacts looks relational: compare only branches with like numbers of contacts a year."
            )
        ),
        "sector": Note(mark("Sectors differ in how often one buys; a difference between them is no merit of theirs.")),
        "manager": Note(mark("Managers have different customers; a difference between them is no merit of theirs.")),
        "campaign": Note(mark("A customer who answered several campaigns stands in each of them.")),
        "consent": Note(
            mark("Who has not agreed may not lawfully be contacted electronically: a low index there is no neglect.")
        ),
    }
)
COLUMNS = ("group", "value", "low", "high", "n", "reading", "customers", *CLASSES, UNCLASSIFIED, "contacts_a_year")


@metric(rows_behind="relations/practice_rows")
def relational_groups(workspace: Workspace, filters: Filters, by: str = "branch") -> Answer:
    """How relationally the customers of each branch, sector, manager or campaign, and those who may be contacted, are managed.

    Formula: mean of the index R over the group's customers whom the index can class, weighted by the days for which each
        was known in the window; interval: ratio of sums with the customer as the unit (linearised, Student). Class mix:
        customers of each class / customers with a class. Branch: last bought from; manager: employee with most contacts.
    Unit: points from 0 to 100; shares from 0 to 1; n counts customers whom the index can class.
    Grain: one row per group, the largest first; fewer than 10 customers are hidden, fewer than 30 grey.
    Source: Cochran, Sampling Techniques, 1977, for the ratio; grouping is this product's own design.
    """
    if by not in GROUPINGS:
        raise QuestionFault(mark("The index cannot be grouped by {by}."), by=by)
    practice = customer_practice(workspace, filters, window_of(workspace, filters))
    window = practice.window
    places = {**filters.parameters(), "window_start": window.start, "window_end": window.end, "by": by}
    members, asked = workspace.ask("relations/group_members", places)
    judged = members.merge(practice.customers, on="customer_key", how="inner", validate="many_to_one")
    rows = [group_row(str(group), own) for group, own in judged.groupby("member_of", sort=True)]
    frame = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    ordered = frame.sort_values(["n", "group"], ascending=[False, True]).reset_index(drop=True)
    notes = (GROUP_NOTES[by],) if len(rows) else (LACKING_GROUP[by],)
    whole = group_row("all", practice.customers)
    return Answer(
        metric="relational_groups",
        rows=ordered,
        queries=(*practice.queries, asked),
        as_of=workspace.state().as_of or filters.period.end,
        n=whole["n"],
        notes=notes,
        totals={"by": by, "value": whole["value"], "low": whole["low"], "high": whole["high"], "groups": len(rows)},
    )


def group_row(group: str, customers: pd.DataFrame) -> dict[str, Any]:
    """One group: mean index with interval, class mix, contacts a year; nothing but counts below ten customers."""
    is_classed = (customers["inferred_class"] != UNCLASSIFIED).to_numpy()
    r, days, contacts = (customers[name].to_numpy(dtype=float) for name in ("r", "exposure_days", "contacts"))
    estimate = weighted_mean_estimate(r[is_classed], days[is_classed], highest=100.0)
    is_shown = reading(estimate.n) != "hidden"
    classes = customers["class"].to_numpy(dtype=object)
    with_class = int((classes != UNCLASSIFIED).sum())
    years = float(np.nansum(days)) / 365
    return {
        "group": group,
        **estimate.columns(is_shown),
        "customers": len(customers),
        **{
            name: float((classes == name).sum()) / with_class if is_shown and with_class else np.nan for name in CLASSES
        },
        UNCLASSIFIED: len(customers) - with_class,
        "contacts_a_year": float(contacts.sum()) / years if is_shown and years > 0 else np.nan,
    }
