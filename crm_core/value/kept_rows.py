"""Rows of named queries kept between questions of one build, for queries that read a long history to say a little."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crm_core.answers import Query
from crm_core.store import Kept, Workspace, named_sql

MOST_ROWS_KEPT = 6_000_000
WEIGHT_OF_A_FRAME = 100
"""Rows that a frame weighs as much as before it has any."""


@dataclass(frozen=True)
class Rows:
    """What a query brought, and the query as it ran."""

    frame: pd.DataFrame
    query: Query

    def __len__(self) -> int:
        return WEIGHT_OF_A_FRAME + len(self.frame)


_kept: Kept[Rows] = Kept(MOST_ROWS_KEPT)


def kept_rows(workspace: Workspace, name: str, parameters: Mapping[str, Any]) -> tuple[pd.DataFrame, Query]:
    """As :meth:`Workspace.ask`, but asked once for each build and values. The frame is shared: do not change it."""
    text = named_sql(name)
    used = sorted((place, value) for place, value in parameters.items() if f"${place}" in text)
    values = tuple((place, tuple(value) if isinstance(value, list) else value) for place, value in used)
    key = (str(workspace.path), workspace.state().build_id, name, values)
    rows = _kept.of(key, lambda: Rows(*workspace.ask(name, parameters)))
    return rows.frame, rows.query
