"""One workspace, one DuckDB file: opens, asks, changes in transactions, rebuilds rollups; refuses a second process.

Sessions of the web server are threads, and DuckDB refuses one connection to two threads, so every call takes its own
cursor. Heavy work happens once per load: the rollups are rebuilt in the transaction of the load.
"""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from crm_core.answers import Query
from crm_core.errors import QuestionFault, WorkspaceFault, WorkspaceInUse
from crm_core.settings import memory_limit
from crm_core.store.named_sql import bound, named_sql, places
from crm_core.store.spans import month_spans
from crm_core.words import mark

SCHEMA_VERSION = 5
ROLLUPS_BEFORE_DERIVATIONS = ("customer_month", "contact_month", "customer", "customer_attribute", "purchase_gap")
ROLLUPS_AFTER_DERIVATIONS = (
    "month_cube", "contact_cube", "customer_life", "customer_journey", "cohort_cube", "gap_cube", "answer_given"
)  # fmt: skip
ROLLUPS = Path(__file__).parent / "rollups"

SECONDS_TO_BREAK_OFF, SECONDS_BETWEEN_BREAKS = 5.0, 0.05

Progress = Callable[[float, str], None]


def _silent(share: float, step: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class WorkspaceState:
    """What every screen says of the workspace. ``as_of`` and ``first_day`` are None while there are no facts."""

    title: str
    currency: str
    build_id: int
    as_of: date | None
    first_day: date | None
    is_demo: bool
    loads: int
    last_loaded_at: datetime | None


class Session:
    """One cursor in use by one caller; ends with its ``with`` block."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def frame(self, name: str, **parameters: Any) -> pd.DataFrame:
        """Rows of the named query as a frame (decimals as float64, dates as datetime64)."""
        text = named_sql(name)
        return self._cursor.execute(text, bound(text, parameters)).df()

    def first(self, name: str, **parameters: Any) -> dict[str, Any] | None:
        """First row of the named query by column name, with DuckDB's own Python values; None without rows."""
        text = named_sql(name)
        self._cursor.execute(text, bound(text, parameters))
        columns = [column[0] for column in self._cursor.description or []]
        rows = self._cursor.fetchall()
        return dict(zip(columns, rows[0], strict=True)) if rows else None

    def run(self, name: str, **parameters: Any) -> None:
        """Run the named statement."""
        text = named_sql(name)
        self._cursor.execute(text, bound(text, parameters))

    def execute(self, text: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run SQL that a room composed of its own identifiers; values only as ``parameters``."""
        return self._cursor.execute(text, parameters).fetchall()

    def arrow(self, text: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> pa.Table:
        """Rows of composed SQL as an Arrow table."""
        return self._cursor.execute(text, parameters).to_arrow_table()

    def bring(self, view: str, rows: pa.Table | pa.RecordBatchReader | pd.DataFrame) -> None:
        """Let SQL of this session read ``rows`` under the name ``view``."""
        self._cursor.register(view, rows)

    def drop(self, view: str) -> None:
        """Forget a view brought with ``bring``."""
        self._cursor.unregister(view)


class Build(Session):
    """The session inside a running rebuild, handed to derivations (tables that are computed in Python)."""

    def replace_rows(self, table: str, rows: pd.DataFrame) -> None:
        """Put ``rows`` in place of all rows of ``table``; columns are matched by name."""
        self._cursor.register("derived_rows", rows)
        self._cursor.execute(f"delete from {_quoted(table)}")
        self._cursor.execute(f"insert into {_quoted(table)} by name select * from derived_rows")
        self._cursor.unregister("derived_rows")


Derivation = Callable[[Build], None]


class Workspace:
    """One open workspace. Make it with :meth:`create` or :meth:`open`; share it between threads freely."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection, derivations: Sequence[Derivation]) -> None:
        self.path = path
        self._connection = connection
        self._derivations = tuple(derivations)
        self._change_lock = threading.Lock()
        self._state: WorkspaceState | None = None
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
        workspace = cls(path, _connect(path), derivations)
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
        workspace = cls(path, _connect(path), derivations)
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
        _sweep(path.with_suffix(".files"))
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
        progress: Progress = _silent,
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
                    self._rebuild(build, progress)
                if at_end is not None:
                    at_end(build)
                if is_kept:
                    self._stamp(build)
                cursor.execute("commit" if is_kept else "rollback")
            except BaseException:  # also an interrupt: nothing half-done stays, and the cause goes on up
                _roll_back(cursor)
                raise
            finally:
                cursor.close()
                self.want()
            self._state = None

    def rebuild(self, progress: Progress = _silent) -> None:
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
        try:
            statements = duckdb.extract_statements(text)
        except duckdb.Error as cause:
            raise QuestionFault(
                mark("This is not SQL that can be read: {reason}"), reason=_first_line(cause)
            ) from cause
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise QuestionFault(mark("Only one reading statement (select …) can be asked here."))
        cursor = self._connection.cursor()
        try:
            cursor.execute("begin transaction read only")
            return cursor.execute(text).fetch_df_chunk(max(1, row_limit // 2048 + 1)).head(row_limit)
        except duckdb.Error as cause:
            raise QuestionFault(mark("The database refused this: {reason}"), reason=_first_line(cause)) from cause
        finally:
            cursor.close()

    def setting(self, key: str, default: Any = None) -> Any:
        """Value of a workspace setting; ``default`` where it was never set."""
        with self.session() as session:
            row = session.first("store/setting", key=key)
        return json.loads(row["value"]) if row else default

    def set_setting(self, key: str, value: Any, rebuild: bool = False) -> None:
        """Store a workspace setting; rebuild where rollups depend on it."""
        with self.change(rebuild=rebuild) as build:
            build.run("store/set_setting", key=key, value=json.dumps(value, ensure_ascii=False))

    def target(self, metric: str, end: date) -> float | None:
        """Target of the metric that holds on ``end``; None where none was set."""
        with self.session() as session:
            row = session.first("store/targets", metric=metric, end=end)
        return row["value"] if row else None

    def state(self) -> WorkspaceState:
        """Title, currency, build and as-of date; kept until the next change."""
        state = self._state
        if state is None:
            state = self._read_state()
            self._state = state
        return state

    def _read_state(self) -> WorkspaceState:
        with self.session() as session:
            days = session.first("store/as_of") or {}
            build = session.first("store/build") or {}
            sources = session.first("store/sources") or {}
            stored = session.frame("store/settings")
        settings: dict[str, Any] = {
            key: json.loads(value) for key, value in zip(stored["key"], stored["value"], strict=True)
        }
        return WorkspaceState(
            title=settings["title"],
            currency=settings["currency"],
            build_id=build.get("build_id", 0),
            as_of=days.get("as_of"),
            first_day=days.get("first_day"),
            is_demo=settings["is_demo"],
            loads=sources.get("loads", 0),
            last_loaded_at=sources.get("last_loaded_at"),
        )

    def _prepare(self, title: str, currency: str, is_demo: bool) -> None:
        """Schema, settings and empty rollups of a new workspace, in one transaction."""
        with self.change() as build:
            tables, macro = named_sql("store/schema").split("-- Macro:")
            build.execute(tables)
            settings = {"schema_version": SCHEMA_VERSION, "title": title, "currency": currency, "is_demo": is_demo}
            for key, value in settings.items():
                build.run("store/set_setting", key=key, value=json.dumps(value, ensure_ascii=False))
            self._build_rollups(build, (*ROLLUPS_BEFORE_DERIVATIONS, *ROLLUPS_AFTER_DERIVATIONS), _silent, 0.0)
            build.execute(f"-- Macro:{macro}")

    def _rebuild(self, build: Build, progress: Progress) -> None:
        """Rollups, derived tables and the build id, inside the caller's transaction."""
        self._check_keys(build)
        self._build_rollups(build, ROLLUPS_BEFORE_DERIVATIONS, progress, 0.0)
        for derivation in self._derivations:
            progress(0.6, "derivations")
            derivation(build)
        self._build_rollups(build, ROLLUPS_AFTER_DERIVATIONS, progress, 0.7)
        progress(1.0, "done")

    def _stamp(self, build: Build) -> None:
        """A new build id: whatever was kept of earlier answers is out of date.

        The first one is the clock's, in milliseconds, so that a workspace made anew under the name of one that was
        removed never meets what a running server kept of that one.
        """
        days = build.first("store/as_of") or {}
        built_at = datetime.now(UTC)
        previous = build.first("store/build") or {"build_id": int(built_at.timestamp() * 1000)}
        build.execute("delete from builds")
        build.execute(
            "insert into builds values (?, ?, ?)",
            [previous["build_id"] + 1, built_at.replace(tzinfo=None), days.get("as_of")],
        )

    def _build_rollups(self, build: Build, names: Sequence[str], progress: Progress, done: float) -> None:
        for place, name in enumerate(names):
            progress(done + 0.3 * place / len(names), name)
            text = (ROLLUPS / f"{name}.sql").read_text(encoding="utf-8")
            for number, (first_day, last_day) in enumerate(_spans(build) if places(text) else [(None, None)]):
                into = f"insert into {_quoted(name)}" if number else f"create or replace table {_quoted(name)} as"
                build.execute(f"{into} {text}", bound(text, {"first_day": first_day, "last_day": last_day}))

    def _check_keys(self, build: Build) -> None:
        """What a primary key would hold, asked once per build instead of at every row."""
        for name in ("store/double_customer_numbers", "store/double_customers", "store/rows_without_customer"):
            if build.first(name) is not None:
                raise WorkspaceFault(
                    mark("The load would break the rule {rule}; nothing was stored."), rule=name.partition("/")[2]
                )


def _spans(build: Build) -> tuple[tuple[date, date], ...]:
    """Spans of months that hold about as many order lines each."""
    rows = build.frame("store/lines_by_month")
    return month_spans([month.date() for month in rows["month"]], rows["lines"].tolist())


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """The one way to open a workspace's file: limits set, nothing loaded from outside."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit(),
        "temp_directory": str(path.with_suffix(".tmp")),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
    try:
        connection = duckdb.connect(str(path), config=config)
        if connection.execute("select current_setting('enable_external_access')").fetchone() == (True,):
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
        return connection
    except duckdb.IOException as cause:
        if "lock" in str(cause).lower():
            raise WorkspaceInUse(
                mark("The workspace {name} is open in another process. Close it there, then try again."),
                name=path.stem,
            ) from cause
        raise WorkspaceFault(
            mark("The file {path} cannot be opened as a workspace. Choose another file."), path=str(path)
        ) from cause


def _sweep(files: Path) -> None:
    """Remove what a killed process left half-written beside the workspace; who opens it is alone with it."""
    for leftover in (*files.glob("arriving-*"), *files.glob("*/*.half")):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """Roll back where a transaction is still open; a failed commit has closed it already."""
    try:
        cursor.execute("rollback")
    except duckdb.TransactionException:
        return


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _first_line(cause: BaseException) -> str:
    return str(cause).splitlines()[0]
