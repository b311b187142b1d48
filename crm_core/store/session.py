"""One cursor in use by one caller: named queries, and SQL that a room composed of its own identifiers.

The caller may work on two threads: each question has the cursor to itself until its rows are there.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from crm_core.store.named_sql import bound, named_sql

ROWS_AT_ONCE = 1 << 20
GROUP = 122_880
WHOLE_GROUPS = 8 * GROUP
"""Rows of Arrow at once: groups of rows as the file keeps them, else they are put together anew when they are committed."""


class Session:
    """One cursor in use by one caller; ends with its ``with`` block."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._alone = threading.RLock()

    def frame(self, name: str, **parameters: Any) -> pd.DataFrame:
        """Rows of the named query as a frame (decimals as float64, dates as datetime64)."""
        text = named_sql(name)
        with self._alone:
            return self._cursor.execute(text, bound(text, parameters)).df()

    def batches(self, name: str, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Rows of the named query a million at a time, with their own types; all are to be taken before anything else is asked."""
        text = named_sql(name)
        with self._alone:
            yield from self._cursor.sql(text, params=bound(text, parameters)).to_arrow_reader(ROWS_AT_ONCE)

    def first(self, name: str, **parameters: Any) -> dict[str, Any] | None:
        """First row of the named query by column name, with DuckDB's own Python values; None without rows."""
        text = named_sql(name)
        with self._alone:
            self._cursor.execute(text, bound(text, parameters))
            columns = [column[0] for column in self._cursor.description or []]
            rows = self._cursor.fetchall()
        return dict(zip(columns, rows[0], strict=True)) if rows else None

    def run(self, name: str, **parameters: Any) -> None:
        """Run the named statement."""
        text = named_sql(name)
        with self._alone:
            self._cursor.execute(text, bound(text, parameters))

    def execute(self, text: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run SQL that a room composed of its own identifiers; values only as ``parameters``."""
        with self._alone:
            return self._cursor.execute(text, parameters).fetchall()

    def arrow(self, text: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> pa.Table:
        """Rows of composed SQL as an Arrow table."""
        with self._alone:
            return self._cursor.sql(text, params=parameters).to_arrow_table(WHOLE_GROUPS)

    def bring(self, view: str, rows: pa.Table | pa.RecordBatchReader | pd.DataFrame) -> None:
        """Let SQL of this session read ``rows`` under the name ``view``.

        The database holds them until its transaction ends, even where they are dropped: see :func:`read_once`.
        """
        with self._alone:
            self._cursor.register(view, rows)

    def drop(self, view: str) -> None:
        """Forget a view brought with ``bring``."""
        with self._alone:
            self._cursor.unregister(view)


class Build(Session):
    """The session inside a running rebuild, handed to derivations (tables that are computed in Python)."""

    def replace_rows(self, table: str, rows: pd.DataFrame) -> None:
        """Put ``rows`` in place of all rows of ``table``; columns are matched by name."""
        self.bring("derived_rows", rows)
        self.execute(f"delete from {quoted(table)}")
        self.execute(f"insert into {quoted(table)} by name select * from derived_rows")
        self.drop("derived_rows")


Derivation = Callable[[Build], None]
"""Derivations run in their order; the last is worked out beside rollups, so it is the one that takes longest and that
they do not read."""


def read_once(rows: pa.Table) -> pa.RecordBatchReader:
    """The rows to be brought for one statement alone, which leaves nothing of them behind."""
    return pa.RecordBatchReader.from_batches(rows.schema, iter(rows.to_batches(GROUP)))


def quoted(identifier: str) -> str:
    """The identifier as SQL reads it whatever its letters."""
    return '"' + identifier.replace('"', '""') + '"'


def as_text(value: str) -> str:
    """The value as a text in SQL, where no parameter can stand."""
    return "'" + value.replace("'", "''") + "'"
