"""Rows of cubes by kind of customer, kept between questions: a segment never asked before is a choice among few rows.

A query read here parts its rows by sector, region, capacity and tier; the rows of all kinds are asked for once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.filters import Filters
from crm_core.store.keeping import Kept
from crm_core.store.named_sql import bound, named_sql
from crm_core.store.segment import kinds_of, segment_of
from crm_core.store.workspace import Workspace

MOST_ROWS_KEPT = 3_000_000
TRAITS = ["sector", "region", "capacity", "tier"]
MONEY_DIGITS = 4


@dataclass(frozen=True)
class KindRows:
    """Rows of a query with the number of each one's ``kind`` in place of its traits."""

    frame: pd.DataFrame

    def __len__(self) -> int:
        return 1 + len(self.frame)


_kept: Kept[KindRows] = Kept(MOST_ROWS_KEPT)


def kind_rows(workspace: Workspace, filters: Filters, name: str, **options: Any) -> tuple[pd.DataFrame, Query]:
    """Rows of the query for the reader's days and segment, with a column ``kind``, and the query that says them.

    ``options`` are what the query binds beside these. The frame is shared: do not change it. Own columns of customers, which kinds do not know, are asked of the database.
    """
    text = named_sql(name)
    query = Query(name, text, bound(text, {**filters.parameters(), **options}))
    of_all = filters if filters.attributes else filters.of_everybody()
    values = bound(text, {**of_all.parameters(), **options})
    said = tuple((place, tuple(value) if isinstance(value, list) else value) for place, value in sorted(values.items()))
    key = (str(workspace.path), workspace.state().build_id, name, said)
    frame = _kept.of(key, lambda: KindRows(_by_kind(workspace, workspace.ask(name, values)[0]))).frame
    segment = segment_of(workspace, filters)
    if segment.kinds is None or segment.is_chosen is None:
        return frame, query
    return frame.loc[segment.is_chosen[frame["kind"].to_numpy()]], query


def added_up(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The rows of all kinds added up by the columns named, in their order; money to the last digit that is stored."""
    sums = pd.DataFrame(rows.drop(columns="kind").groupby(list(by), sort=True).sum())
    return sums.round(MONEY_DIGITS).reset_index()


def trait_of_kinds(workspace: Workspace, trait: str) -> np.ndarray:
    """The trait of each kind, by its number; an empty text where it has none, and for ``all``."""
    combinations = kinds_of(workspace).combinations
    values = combinations[trait].to_pylist() if trait in TRAITS else [""] * combinations.num_rows
    return np.array([value or "" for value in values] + [""], dtype=object)


def _by_kind(workspace: Workspace, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the number of their kind; −1 where nobody is of it."""
    kinds = kinds_of(workspace).combinations.to_pandas()
    numbers = rows[TRAITS].astype(object).merge(kinds.astype(dict.fromkeys(TRAITS, object)), how="left", on=TRAITS)
    kind = numbers["kind"].fillna(-1).to_numpy(np.int32)
    return rows.drop(columns=TRAITS).assign(kind=kind)
