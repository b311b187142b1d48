"""Edges: a change is whole or it is nothing, readers see the state before it, and the store's rules hold."""

import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from crm_core.errors import LoadFault, WorkspaceFault
from crm_core.store import Build, StoredLoad, Workspace, data_dictionary, read_once, undo_load
from crm_core.store.schema import table_statements

BringIn = Callable[[Workspace, str, pd.DataFrame], StoredLoad]


def orders(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    """Order lines from (customer, order, day, amount)."""
    lines = pd.DataFrame(rows, columns=["customer_id", "order_id", "ordered_at", "amount"])
    return lines.assign(ordered_at=pd.to_datetime(lines["ordered_at"]))


def rows_of(workspace: Workspace, table: str) -> int:
    """Number of rows of a table."""
    with workspace.session() as session:
        return session.execute(f"select count(*) from {table}")[0][0]


FIRST = orders(("C1", "A", "2024-01-05", 100), ("C2", "B", "2024-02-10", 50))


def test_every_change_raises_the_build_id_by_one(empty_workspace: Workspace, bring_in: BringIn) -> None:
    before = empty_workspace.state().build_id
    bring_in(empty_workspace, "transactions", FIRST)
    assert empty_workspace.state().build_id == before + 1
    empty_workspace.rebuild()
    assert empty_workspace.state().build_id == before + 2


def test_the_as_of_date_is_the_last_day_of_any_fact(empty_workspace: Workspace, bring_in: BringIn) -> None:
    assert empty_workspace.state().as_of is None
    bring_in(empty_workspace, "transactions", FIRST)
    assert empty_workspace.state().as_of == date(2024, 2, 10)
    contact = pd.DataFrame(
        {"customer_id": ["C1"], "occurred_at": [pd.Timestamp("2024-03-01 23:59")], "kind": ["contact"]}
    )
    bring_in(empty_workspace, "interactions", contact)
    assert (empty_workspace.state().first_day, empty_workspace.state().as_of) == (date(2024, 1, 5), date(2024, 3, 1))


def test_a_change_that_fails_at_its_end_leaves_nothing(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "transactions", FIRST)
    state = empty_workspace.state()
    with pytest.raises(RuntimeError, match="thought better"), empty_workspace.change() as build:
        build.execute("delete from transactions")
        build.execute("create table half_done as select 1 as one")
        raise RuntimeError("thought better of it")
    assert rows_of(empty_workspace, "transactions") == 2
    assert empty_workspace.state() == state
    with pytest.raises(duckdb.CatalogException, match="half_done"):
        rows_of(empty_workspace, "half_done")


def test_a_derivation_that_fails_takes_the_load_with_it(tmp_path: Path, bring_in: BringIn) -> None:
    def broken(build: Build) -> None:
        if build.execute("select count(*) from transactions") != [(0,)]:
            raise ArithmeticError("no convergence")

    workspace = Workspace.create(tmp_path / "w.duckdb", "W", derivations=[broken])
    with pytest.raises(ArithmeticError):
        bring_in(workspace, "transactions", FIRST)
    assert rows_of(workspace, "transactions") == rows_of(workspace, "customer_keys") == rows_of(workspace, "loads") == 0
    workspace.close()


def test_the_last_derivation_is_worked_out_beside_the_months_of_lives(tmp_path: Path) -> None:
    lives_begun, written = threading.Event(), list[str]()

    def first(build: Build) -> None:
        written.append("first" if not lives_begun.is_set() else "too late")

    def last(build: Build) -> None:
        assert lives_begun.wait(60)
        build.execute("delete from customer_tier")
        written.append("last")

    def progress(share: float, step: str) -> None:
        if step == "customer_life":
            lives_begun.set()

    Workspace.create(tmp_path / "w.duckdb", "W").close()
    workspace = Workspace.open(tmp_path / "w.duckdb", [first, last])
    with workspace.change(progress) as build:
        build.execute("delete from transactions")
    assert written == ["first", "last"]
    workspace.close()


def test_two_threads_that_ask_one_session_get_their_own_rows(empty_workspace: Workspace) -> None:
    with empty_workspace.session() as session, ThreadPoolExecutor(2) as threads:
        texts = [f"select {number}, count(*) from range(20000)" for number in range(200)]
        assert list(threads.map(session.execute, texts)) == [[(number, 20_000)] for number in range(200)]


def test_readers_see_the_state_before_until_the_commit(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "transactions", FIRST)
    with empty_workspace.change() as build:
        build.execute("delete from transactions where order_id = 'A'")
        assert build.execute("select count(*) from transactions") == [(1,)]
        assert rows_of(empty_workspace, "transactions") == 2
        assert rows_of(empty_workspace, "customer_month") == 2
    assert rows_of(empty_workspace, "transactions") == 1
    assert rows_of(empty_workspace, "customer_month") == 1


def test_what_is_kept_for_every_reader_ends_with_the_next_change(empty_workspace: Workspace, bring_in: BringIn) -> None:
    assert empty_workspace.setting("theta", 0.8) == 0.8
    assert empty_workspace.told("value/covered_months") == {"first_month": None, "last_month": None}
    empty_workspace.set_setting("theta", 0.7)
    assert empty_workspace.setting("theta", 0.8) == 0.7
    bring_in(empty_workspace, "transactions", FIRST)
    assert empty_workspace.told("value/covered_months") == {
        "first_month": date(2024, 1, 1),
        "last_month": date(2024, 2, 1),
    }


def test_what_was_read_before_a_change_does_not_stand_after_it(empty_workspace: Workspace) -> None:
    def slow() -> str:
        empty_workspace.set_setting("theta", 0.7)
        return "before"

    assert empty_workspace.kept("said", slow) == "before"
    assert empty_workspace.kept("said", lambda: "after") == "after"


def test_a_reader_that_began_before_the_commit_keeps_its_picture(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "transactions", FIRST)
    with empty_workspace.session() as reader:
        reader.execute("begin transaction")
        assert reader.execute("select count(*) from customer_month") == [(2,)]
        bring_in(empty_workspace, "transactions", orders(("C3", "C", "2024-03-01", 10)))
        assert reader.execute("select count(*) from customer_month") == [(2,)]
        reader.execute("commit")
        assert reader.execute("select count(*) from customer_month") == [(3,)]


def test_many_threads_read_and_write_at_once(empty_workspace: Workspace, bring_in: BringIn) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            if number % 4 == 0:
                bring_in(empty_workspace, "transactions", orders((f"C{number}", f"O{number}", "2024-01-05", 1)))
            for _ in range(10):
                rows_of(empty_workspace, "customer_month")
        except BaseException as fault:  # a thread's fault would be lost; it is held against the list below
            faults.append(fault)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert rows_of(empty_workspace, "transactions") == rows_of(empty_workspace, "customer") == 2


@pytest.mark.parametrize(
    ("sheet", "row", "named"),
    [
        ("transactions", {"order_id": ""}, "order_id"),
        ("transactions", {"amount": None}, "amount"),
        ("transactions", {"ordered_at": None}, "ordered_"),
        ("interactions", {"kind": "gossip"}, "kind"),
        ("interactions", {"channel": "smoke"}, "channel"),
        ("interactions", {"stage": "never"}, "stage"),
        ("interactions", {"cost": -1}, "cost"),
        ("interactions", {"opened_at": "2024-02-02", "resolved_at": "2024-02-01"}, "resolved_at"),
        ("surveys", {"kind": "mood"}, "kind"),
        ("surveys", {"score": 11}, "score"),
        ("surveys", {"score": -1}, "score"),
        ("surveys", {"scale_min": None}, "scale_min"),
        ("surveys", {"scale_min": 10, "scale_max": 0}, "scale_m"),
        ("surveys", {"score": None}, "score"),
        ("surveys", {"kind": "attribute"}, "attribute"),
        ("programmes", {"ended_at": "2023-12-31"}, "ended_at"),
        ("programmes", {"assignment": "guess"}, "assignment"),
        ("customers", {"customer_type": "alien"}, "customer_type"),
        ("customers", {"acquisition_cost": -5}, "acquisition_cost"),
        ("customers", {"birth_year": 1849}, "birth_year"),
        ("campaigns", {"spend": -1}, "spend"),
        ("campaigns", {"objective": "win"}, "objective"),
        ("prices", {"index": 0}, "price_index"),
    ],
)
def test_a_row_against_the_rules_is_refused_and_the_workspace_stays_as_it_was(
    empty_workspace: Workspace, bring_in: BringIn, sheet: str, row: dict[str, Any], named: str
) -> None:
    good: dict[str, dict[str, Any]] = {
        "transactions": {"customer_id": "C1", "order_id": "A", "ordered_at": "2024-01-05", "amount": 1},
        "interactions": {"customer_id": "C1", "occurred_at": "2024-02-01", "kind": "complaint"},
        "surveys": {
            "customer_id": "C1",
            "answered_at": "2024-02-01",
            "kind": "nps",
            "score": 10,
            "scale_min": 0,
            "scale_max": 10,
        },
        "programmes": {"customer_id": "C1", "programme": "Club", "started_at": "2024-01-01"},
        "customers": {"customer_id": "C1", "name": "Ada"},
        "campaigns": {"campaign": "Spring", "period": "2024-01-01", "spend": 5},
        "prices": {"month": "2024-01-01", "index": 100},
    }
    moments = ("_at", "period", "month")
    row = {
        name: pd.to_datetime(value or "NaT") if name.endswith(moments) else value
        for name, value in (good[sheet] | row).items()
    }
    state = empty_workspace.state()
    with pytest.raises(LoadFault, match=named):
        bring_in(empty_workspace, sheet, pd.DataFrame([row]))
    assert empty_workspace.state() == state
    assert (
        rows_of(empty_workspace, sheet)
        == rows_of(empty_workspace, "customer_keys")
        == rows_of(empty_workspace, "loads")
        == 0
    )


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("insert into customer_keys values (9, 'C1')", "double_customer_numbers"),
        ("insert into customer_keys values (1, 'C9')", "double_customer_numbers"),
        ("insert into customers (customer_key, load_id, row_number) values (1, 1, 1), (1, 1, 2)", "double_customers"),
        ("delete from customer_keys where customer_id = 'C2'", "rows_without_customer"),
    ],
)
def test_what_a_key_would_hold_is_checked_before_the_commit(
    empty_workspace: Workspace, bring_in: BringIn, statement: str, rule: str
) -> None:
    bring_in(empty_workspace, "transactions", FIRST)
    with pytest.raises(WorkspaceFault, match=rule), empty_workspace.change() as build:
        build.execute(statement)
    assert rows_of(empty_workspace, "customer_keys") == 2
    assert rows_of(empty_workspace, "customers") == 0


def test_an_undone_load_leaves_its_record_and_no_rows(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "transactions", FIRST)
    second = bring_in(empty_workspace, "transactions", orders(("C3", "C", "2024-03-01", 10)))
    with empty_workspace.change() as build:
        undo_load(build, second.load_id)
    assert rows_of(empty_workspace, "transactions") == rows_of(empty_workspace, "customer") == 2
    assert empty_workspace.state().as_of == date(2024, 2, 10)
    assert rows_of(empty_workspace, "loads where state = 'undone'") == 1
    with pytest.raises(LoadFault, match="undone before"), empty_workspace.change() as build:
        undo_load(build, second.load_id)


def test_an_undone_load_of_customers_brings_the_former_words_back(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    first = pd.DataFrame({"customer_id": ["C1", "C2"], "name": ["Ayşe", "Ali"], "sector": ["Retail", None]})
    bring_in(empty_workspace, "customers", first)
    change = pd.DataFrame({"customer_id": ["C2", "C3"], "name": [None, "Can"], "sector": ["Food", "Food"]})
    second = bring_in(empty_workspace, "customers", change)
    text = (
        "select customer_id, name, sector from customers join customer_keys using (customer_key) order by customer_id"
    )
    changed = empty_workspace.ask_text(text, 10)
    assert changed["name"].tolist() == ["Ayşe", "Ali", "Can"]
    assert changed["sector"].tolist() == ["Retail", "Food", "Food"]
    assert second.rows_replaced == 1
    with empty_workspace.change() as build:
        undo_load(build, second.load_id)
    back = empty_workspace.ask_text(text, 10)
    assert back["name"].tolist() == ["Ayşe", "Ali"]
    assert back["sector"].fillna("").tolist() == ["Retail", ""]


def test_a_load_under_a_later_one_is_not_taken_away(empty_workspace: Workspace, bring_in: BringIn) -> None:
    first = bring_in(empty_workspace, "customers", pd.DataFrame({"customer_id": ["C1"], "name": ["Ayşe"]}))
    bring_in(empty_workspace, "customers", pd.DataFrame({"customer_id": ["C1"], "name": ["Ayşe Su"]}))
    with pytest.raises(LoadFault, match=r"Undo these first.*2 \(customers\.csv"), empty_workspace.change() as build:
        undo_load(build, first.load_id)


def test_a_workspace_is_found_again_as_it_was_closed(tmp_path: Path, bring_in: BringIn) -> None:
    path = tmp_path / "w.duckdb"
    workspace = Workspace.create(path, "Çiçek A.Ş.", "EUR", is_demo=True)
    bring_in(workspace, "transactions", FIRST)
    state = workspace.state()
    workspace.close()
    again = Workspace.open(path)
    assert again.state() == state
    assert (state.title, state.currency, state.is_demo) == ("Çiçek A.Ş.", "EUR", True)
    again.close()


def test_a_second_workspace_of_the_same_name_is_refused(empty_workspace: Workspace) -> None:
    with pytest.raises(WorkspaceFault, match="already a workspace named empty"):
        Workspace.create(empty_workspace.path, "Again")


def test_what_is_no_workspace_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceFault, match="no workspace at"):
        Workspace.open(tmp_path / "missing.duckdb")
    text = tmp_path / "text.duckdb"
    text.write_text("not a database " * 1000)
    with pytest.raises(WorkspaceFault, match="cannot be opened as a workspace"):
        Workspace.open(text)
    foreign = tmp_path / "foreign.duckdb"
    duckdb.connect(str(foreign)).close()
    with pytest.raises(WorkspaceFault, match="not a workspace"):
        Workspace.open(foreign)


def test_a_workspace_has_the_macros_of_the_code_that_opens_it(empty_workspace: Workspace) -> None:
    with empty_workspace.session() as session:
        session.execute("create or replace macro cost_of_one_order() as 17")
    empty_workspace.close()
    opened = Workspace.open(empty_workspace.path)
    with opened.session() as session:
        assert session.execute("select cost_of_one_order()") == [(0,)]
    opened.close()


def test_a_workspace_of_another_version_is_refused(empty_workspace: Workspace) -> None:
    empty_workspace.set_setting("schema_version", 99)
    empty_workspace.close()
    with pytest.raises(WorkspaceFault, match="99"):
        Workspace.open(empty_workspace.path)


def test_every_column_of_a_sheet_says_its_kind_unit_privacy_and_meaning() -> None:
    kinds = {"behavioural", "demographic", "attitudinal", "bookkeeping"}
    fields = data_dictionary()
    assert {field.kind for field in fields} <= kinds
    assert all(field.unit and field.meaning for field in fields)
    described = {(field.table, field.name) for field in fields}
    connection = duckdb.connect(":memory:")
    connection.execute(table_statements())
    columns = connection.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'main'"
    ).fetchall()
    connection.close()
    sheets = {field.table for field in fields}
    assert {"customers", "transactions", "interactions", "surveys", "programmes", "campaigns", "prices"} <= sheets
    assert {column for column in columns if column[0] in sheets} == described


def test_a_workspace_made_anew_under_a_name_never_carries_a_build_of_the_one_before(tmp_path: Path) -> None:
    path, seen = tmp_path / "mine.duckdb", list[int]()
    for _ in range(3):
        workspace = Workspace.create(path, "Mine")
        seen.append(workspace.state().build_id)
        workspace.rebuild()
        seen.append(workspace.state().build_id)
        workspace.close()
        path.unlink()
    assert seen == sorted(set(seen))


def test_rows_read_once_are_let_go_of_while_the_change_goes_on(empty_workspace: Workspace) -> None:
    numbers = np.arange(1_000)
    memory = weakref.ref(numbers)
    with empty_workspace.change(rebuild=False) as build:
        build.bring("numbers", read_once(pa.table({"number": numbers})))
        build.execute("create temp table kept as select * from numbers")
        build.drop("numbers")
        del numbers
        assert memory() is None
        assert build.execute("select sum(number) from kept") == [(499_500,)]
