"""One workspace, one DuckDB file: opens, asks, changes in transactions, rebuilds rollups; refuses a second process.

Sessions of the web server are threads, and DuckDB refuses one connection to two threads, so every call takes its own
cursor. Heavy work happens once per load: the rollups are rebuilt in the transaction of the load.
"""

import json
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd

from crm_core.answers import Query
from crm_core.errors import WorkspaceFault
from crm_core.store.building import Progress, build_all, build_empty, silent, stamp
from crm_core.store.named_sql import bound, named_sql
from crm_core.store.opening import connect, sweep
from crm_core.store.schema import SCHEMA_VERSION, macro_statements, table_statements
from crm_core.store.session import Build, Derivation, Session
from crm_core.store.state import WorkspaceState, read_state
from crm_core.store.typed_questions import answer_typed
from crm_core.words import mark

Held = TypeVar("Held")
SECONDS_TO_BREAK_OFF, SECONDS_BETWEEN_BREAKS = 5.0, 0.05


class Workspace:
    """One open workspace. Make it with :meth:`create` or :meth:`open`; share it between threads freely."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection, derivations: Sequence[Derivation]) -> None:
        self.path = path
        self._connection = connection
        self._derivations = tuple(derivations)
        self._change_lock = threading.Lock()
        self._state: WorkspaceState | None = None
        self._told: dict[Hashable, Any] = {}
        self._reading: set[duckdb.DuckDBPyConnection] = set()
        self._reading_changed = threading.Condition()
        self._is_closed = False
        self._wanted_at = time.monotonic()

    @classmethod
    def create(
        cls,
        path: Path,
        title: str,
        currency: str = "TRY",
        is_demo: bool = False,
        derivations: Sequence[Derivation] = (),
    ) -> "Workspace":
        """Make a new workspace file; a file that is there already is a :class:`WorkspaceFault`."""
        if path.exists():
            raise WorkspaceFault(
                mark("There is already a workspace named {name}. Choose another name."), name=path.stem
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        workspace = cls(path, connect(path), derivations)
        try:
            workspace._prepare(title, currency, is_demo)
        except BaseException:  # also an interrupt: a file without its schema must not stay, and the cause goes on up
            workspace.close()
            path.unlink(missing_ok=True)
            raise
        return workspace

    @classmethod
    def open(cls, path: Path, derivations: Sequence[Derivation] = ()) -> "Workspace":
        """Open an existing workspace; a missing, foreign or busy file is a :class:`WorkspaceFault`."""
        if not path.exists():
            raise WorkspaceFault(
                mark("There is no workspace at {path}. Make one with the demo or import command."), path=str(path)
            )
        workspace = cls(path, connect(path), derivations)
        try:
            version = workspace.setting("schema_version")
        except duckdb.CatalogException as cause:
            workspace.close()
            raise WorkspaceFault(
                mark("The file {path} is a database, but not a workspace. Choose another file."), path=str(path)
            ) from cause
        if version != SCHEMA_VERSION:
            workspace.close()
            raise WorkspaceFault(
                mark("The workspace {path} was made by another version ({version}). Load its files anew."),
                path=str(path),
                version=str(version),
            )
        sweep(path)
        workspace._renew_macros()
        return workspace

    @property
    def name(self) -> str:
        """Name of the workspace: its file's stem."""
        return self.path.stem

    def want(self) -> None:
        """Somebody is about to ask: the workspace counts as wanted from now."""
        self._wanted_at = time.monotonic()

    def idle_seconds(self) -> float:
        """Seconds since anybody wanted the workspace or a question or change ended; 0 while one runs."""
        with self._reading_changed:
            if self._reading or self._change_lock.locked():
                return 0.0
        return time.monotonic() - self._wanted_at

    def close(self) -> None:
        """Let go of the file; questions still running are broken off and end in a :class:`WorkspaceFault`."""
        with self._reading_changed:
            self._is_closed = True
            until = time.monotonic() + SECONDS_TO_BREAK_OFF
            while self._reading and time.monotonic() < until:
                for cursor in self._reading:
                    cursor.interrupt()
                self._reading_changed.wait(SECONDS_BETWEEN_BREAKS)
        self._connection.close()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A cursor of its own for reading."""
        cursor = self._reading_cursor()
        try:
            yield Session(cursor)
        except duckdb.InterruptException as cause:
            if self._is_closed:
                raise self._closed() from cause
            raise
        finally:
            cursor.close()
            self.want()
            with self._reading_changed:
                self._reading.discard(cursor)
                self._reading_changed.notify_all()

    def _reading_cursor(self) -> duckdb.DuckDBPyConnection:
        with self._reading_changed:
            if self._is_closed:
                raise self._closed()
            cursor = self._connection.cursor()
            self._reading.add(cursor)
            return cursor

    def _closed(self) -> WorkspaceFault:
        return WorkspaceFault(mark("The workspace {name} was closed meanwhile. Open it again."), name=self.name)

    @contextmanager
    def change(
        self,
        progress: Progress = silent,
        rebuild: bool = True,
        is_kept: bool = True,
        at_end: Callable[[Build], None] | None = None,
    ) -> Iterator[Build]:
        """One transaction: what is done inside is committed with the rebuilt rollups, or nothing is.

        Changes wait for each other; readers see the state before until the commit. ``at_end`` may look at the rebuilt
        rollups; where the change is not to be kept (a dry run), all is taken back after that.
        """
        with self._change_lock:
            cursor = self._connection.cursor()
            build = Build(cursor)
            try:
                cursor.execute("begin transaction")
                yield build
                if rebuild:
                    build_all(build, self._derivations, progress)
                if at_end is not None:
                    at_end(build)
                if is_kept:
                    stamp(build)
                cursor.execute("commit" if is_kept else "rollback")
            except BaseException:  # also an interrupt: nothing half-done stays, and the cause goes on up
                _roll_back(cursor)
                raise
            finally:
                cursor.close()
                self.want()
            self._state, self._told = None, {}

    def rebuild(self, progress: Progress = silent) -> None:
        """Build every rollup anew from the facts."""
        with self.change(progress):
            pass

    def ask(self, name: str, parameters: Mapping[str, Any]) -> tuple[pd.DataFrame, Query]:
        """Rows of the named query and the query as it ran."""
        text = named_sql(name)
        values = bound(text, parameters)
        with self.session() as session:
            rows = session.frame(name, **values)
        return rows, Query(name, text, values)

    def ask_text(self, text: str, row_limit: int) -> pd.DataFrame:
        """Rows of one reading statement that a user typed, at most ``row_limit``; anything else is refused."""
        return answer_typed(self._connection, text, row_limit)

    def setting(self, key: str, default: Any = None) -> Any:
        """Value of a workspace setting; ``default`` where it was never set."""
        row = self.told("store/setting", key=key)
        return json.loads(row["value"]) if row else default

    def set_setting(self, key: str, value: Any, rebuild: bool = False) -> None:
        """Store a workspace setting; rebuild where rollups depend on it."""
        with self.change(rebuild=rebuild) as build:
            build.run("store/set_setting", key=key, value=json.dumps(value, ensure_ascii=False))

    def target(self, metric: str, end: date) -> float | None:
        """Target of the metric that holds on ``end``; None where none was set."""
        row = self.told("store/targets", metric=metric, end=end)
        return row["value"] if row else None

    def told(self, name: str, **parameters: Any) -> dict[str, Any] | None:
        """First row of a query that asks nothing of the reader's choice; kept until the next change."""

        def first() -> dict[str, Any] | None:
            with self.session() as session:
                return session.first(name, **parameters)

        return self.kept((name, *sorted(parameters.items())), first)

    def kept(self, key: Hashable, make: Callable[[], Held]) -> Held:
        """Something small that is the same for every reader, made once and kept until the next change."""
        told = self._told  # the one of now: what was read before a change must not stand after it
        if key not in told:
            told[key] = make()
        return told[key]

    def state(self) -> WorkspaceState:
        """Title, currency, build and as-of date; kept until the next change."""
        state = self._state
        if state is None:
            with self.session() as session:
                state = read_state(session)
            self._state = state
        return state

    def _renew_macros(self) -> None:
        """Macros are part of the code, not of the data: a workspace has those of the version that opens it."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(f"begin transaction; {macro_statements()} commit")
        finally:
            cursor.close()

    def _prepare(self, title: str, currency: str, is_demo: bool) -> None:
        """Schema, settings and empty rollups of a new workspace, in one transaction."""
        with self.change() as build:
            build.execute(table_statements())
            settings = {"schema_version": SCHEMA_VERSION, "title": title, "currency": currency, "is_demo": is_demo}
            for key, value in settings.items():
                build.run("store/set_setting", key=key, value=json.dumps(value, ensure_ascii=False))
            build_empty(build)
            build.execute(macro_statements())


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """Roll back where a transaction is still open; a failed commit has closed it already."""
    try:
        cursor.execute("rollback")
    except duckdb.TransactionException:
        return
