"""Everybody's class and what the year after brought, kept for each pair of windows: a segment is only a choice among it.

Refuses to look at what nobody asks: how those were managed who can have no class.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.filters import SEGMENT_FIELDS, Filters
from crm_core.relations.index import FEWEST_INTERACTIONS
from crm_core.relations.practice import Practice, Window, classes_in, is_known_long_enough, places_of
from crm_core.store import Kept, Workspace, kinds_of, named_sql, segment_of

MOST_CUSTOMERS_KEPT = 8_000_000
CLASSED = ("customer_key", "class", "source", "is_disagreeing")
AFTER = ("is_active", "revenue", "margin", "is_answered", "is_satisfied")


@dataclass(frozen=True)
class YearAfter:
    """What is known of customers before and after the day between two windows, by kind of customer.

    ``customers`` counts those of each kind; ``active``, ``uncosted`` and ``answered`` those who ordered, have a line without a
    cost, or answered in the year after, if they were known long enough before. ``classed`` holds those who may have a class,
    one row each, with its ``kind``.
    """

    customers: np.ndarray
    active: np.ndarray
    uncosted: np.ndarray
    answered: np.ndarray
    classed: pd.DataFrame
    inputs: Mapping[str, bool]
    window: Window
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return len(self.customers) + len(self.classed)

    @property
    def followed(self) -> pd.DataFrame:
        """Those of a possible class who were known long enough to be judged."""
        return self.classed.loc[self.classed["is_eligible"].to_numpy(dtype=bool)]

    @property
    def is_costed(self) -> bool:
        """Whether somebody ordered and the cost of every line of everybody is known."""
        return bool(self.active.any()) and not self.uncosted.any()

    def of_kinds(self, kinds: np.ndarray, filters: Filters) -> "YearAfter":
        """Those of some kinds of customers, which the segment means.

        The queries are told with its values, since asked so they bring the same customers.
        """
        return replace(
            self,
            customers=self.customers[kinds],
            active=self.active[kinds],
            uncosted=self.uncosted[kinds],
            answered=self.answered[kinds],
            classed=self.classed.loc[np.isin(self.classed["kind"].to_numpy(), kinds)],
            queries=tuple(_of_segment(query, filters) for query in self.queries),
        )


def _of_segment(query: Query, filters: Filters) -> Query:
    own = {name: values for name, values in filters.parameters().items() if name in SEGMENT_FIELDS}
    return replace(query, parameters={name: own.get(name, value) for name, value in query.parameters.items()})


_kept: Kept[YearAfter] = Kept(MOST_CUSTOMERS_KEPT)


def year_after(workspace: Workspace, filters: Filters, window: Window, outcome: Window) -> YearAfter:
    """Classes by the first window and outcomes of the second, of the reader's segment.

    Worked out once for everybody in each build and pair of windows, but for own columns, by which customers have no kind.
    """
    segment = segment_of(workspace, filters)
    key = (str(workspace.path), workspace.state().build_id, window, outcome)
    if filters.attributes and segment.is_chosen is not None:
        one_kind = np.where(segment.is_chosen, 0, -1)
        return _kept.of((*key, filters.segment), lambda: _worked_out(workspace, filters, window, outcome, one_kind))
    everybody = _kept.of(
        key,
        lambda: _worked_out(workspace, filters.of_everybody(), window, outcome, kinds_of(workspace).number_of),
    )
    if segment.kinds is None:
        return everybody
    found = everybody.of_kinds(segment.kinds, filters)
    return replace(found, queries=(*segment.queries, *found.queries))


def _worked_out(
    workspace: Workspace, filters: Filters, window: Window, outcome: Window, kind_of: np.ndarray
) -> YearAfter:
    """``kind_of`` has the kind of each key of a customer chosen."""
    practice = classes_in(workspace, filters, window)
    places = places_of(filters, window, FEWEST_INTERACTIONS)
    places |= {"outcome_start": outcome.start, "outcome_end": outcome.end}
    outcomes, asked = workspace.ask("relations/outcomes", places)
    known, known_asked = workspace.ask("relations/known_since", places)
    keys = known["customer_key"].to_numpy()
    kinds = kind_of[keys]
    count = int(kind_of.max(initial=0)) + 1
    flags, flags_asked = _flags(workspace, places, keys, is_known_long_enough(known, window))
    return YearAfter(
        customers=np.bincount(kinds, minlength=count),
        **{name: np.bincount(kinds[is_flagged], minlength=count) for name, is_flagged in flags.items()},
        classed=_classed(practice, outcomes, kind_of),
        inputs=practice.inputs,
        window=window,
        queries=(*practice.queries, known_asked, flags_asked, asked),
    )


def _classed(practice: Practice, outcomes: pd.DataFrame, kind_of: np.ndarray) -> pd.DataFrame:
    """The customers who may have a class, with what they did in the year after."""
    judged = practice.customers[list(CLASSED)].assign(
        is_eligible=is_known_long_enough(practice.customers, practice.window),
        kind=kind_of[practice.customers["customer_key"].to_numpy(int)],
    )
    after = outcomes[["customer_key", *AFTER]]
    joined = judged.merge(after, on="customer_key", how="left", validate="one_to_one")
    return joined.astype({"class": "category", "source": "category"})


def _flags(
    workspace: Workspace, places: Mapping[str, Any], keys: np.ndarray, is_eligible: np.ndarray
) -> tuple[dict[str, np.ndarray], Query]:
    """What the lines and answers of the year after say of each customer known long enough before."""
    text = named_sql("relations/after_flags")
    days = {name: places[name] for name in ("outcome_start", "outcome_end")}
    with workspace.session() as session:
        rows = session.arrow(text, days)
    owners = rows["customer_key"].to_numpy()
    size = 1 + max(int(owners.max(initial=0)), int(keys.max(initial=0)))
    flags = {}
    for flag, column in (("active", "is_sold"), ("uncosted", "is_uncosted"), ("answered", "is_answer")):
        is_flagged = np.zeros(size, dtype=bool)
        is_flagged[owners[rows[column].to_numpy()]] = True
        flags[flag] = is_flagged[keys] & is_eligible
    return flags, Query("relations/after_flags", text, days)
