"""By hand: how arriving rows meet those that are there, mode by mode, and how each way is taken back."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from crm_core.errors import LoadFault, QuestionFault
from crm_core.store import (
    SHEET_MODES,
    SHEETS,
    ChangedCell,
    ChangedField,
    Manner,
    NewLoad,
    StoredLoad,
    Workspace,
    manner_of,
    sheet_fields,
    store_rows,
    undo_from,
    undo_load,
)

Row = dict[str, Any]
Tables = dict[str, list[tuple[Any, ...]]]
KEPT = (
    *SHEETS,
    "customer_keys",
    "replaced_rows",
    "passed_over_rows",
    "quarantine",
    "customer",
    "customer_month",
    "month_cube",
)


def load(workspace: Workspace, sheet: str, rows: list[Row], **choices: str) -> StoredLoad:
    manner = manner_of(sheet, choices, sheet_fields(sheet))
    numbered = [{"row_number": place, **row} for place, row in enumerate(rows, start=2)]
    with workspace.change() as build:
        build.bring("arrived", pa.Table.from_pylist(numbered))
        stored = store_rows(build, NewLoad(sheet, f"{sheet}.csv", "hash", len(rows), manner=manner), "arrived")
        build.drop("arrived")
    return stored


def changed(workspace: Workspace, work: Callable[..., Any], load_id: int) -> Any:
    with workspace.change() as build:
        return work(build, load_id)


def rows_of(workspace: Workspace, text: str) -> list[tuple[Any, ...]]:
    with workspace.session() as session:
        return session.execute(text)


def tables(workspace: Workspace) -> Tables:
    return {name: rows_of(workspace, f"select * from {name} order by all") for name in KEPT}


def line(order: str, product: str | None, amount: int, customer: str = "A", day: int = 3) -> Row:
    return {
        "order_id": order,
        "customer_id": customer,
        "ordered_at": datetime(2024, 1, day, 9),
        "amount": Decimal(amount),
        "product": product,
    }


AMOUNTS = "select order_id, product, amount from transactions order by all"
FIRST = [line("1", "tea", 10), line("1", "cup", 4), line("2", "tea", 20)]
SECOND = [line("1", "tea", 12), line("2", "tea", 20), line("3", "pot", 30)]


@pytest.mark.parametrize(
    ("mode", "amounts", "counts"),
    [
        ("append", [4, 10, 12, 20, 20, 30], StoredLoad(2, 3, rows_new=3)),
        ("new", [4, 10, 20, 30], StoredLoad(2, 1, rows_new=1, rows_skipped=2)),
        ("update", [4, 12, 20], StoredLoad(2, 2, rows_replaced=2, rows_changed=1, rows_skipped=1)),
        ("upsert", [4, 12, 20, 30], StoredLoad(2, 3, rows_replaced=2, rows_new=1, rows_changed=1)),
        ("period", [12, 20, 30], StoredLoad(2, 3, rows_new=3, rows_removed=3)),
        ("all", [12, 20, 30], StoredLoad(2, 3, rows_new=3, rows_removed=3)),
    ],
)
def test_each_mode_meets_orders_by_order_and_product(
    empty_workspace: Workspace, mode: str, amounts: list[int], counts: StoredLoad
) -> None:
    load(empty_workspace, "transactions", FIRST)
    before = tables(empty_workspace)
    stored = load(empty_workspace, "transactions", SECOND, mode=mode)
    assert sorted(int(amount) for _, _, amount in rows_of(empty_workspace, AMOUNTS)) == amounts
    assert StoredLoad(**{**stored.__dict__, "fields": (), "cells": ()}) == counts
    changed(empty_workspace, undo_load, 2)
    assert tables(empty_workspace) == before


def test_what_changes_is_told_field_by_field(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", FIRST)
    stored = load(empty_workspace, "transactions", SECOND, mode="upsert")
    assert stored.fields == (ChangedField("amount", 1),)
    assert stored.cells == (ChangedCell(2, "1 · tea", "amount", "10.0000", "12.0000"),)


def test_lines_with_one_key_meet_in_their_order_and_surplus_lines_go(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", [line("1", "tea", 10), line("1", "tea", 11), line("1", "tea", 12)])
    stored = load(empty_workspace, "transactions", [line("1", "tea", 10), line("1", "tea", 99)], mode="upsert")
    assert rows_of(empty_workspace, AMOUNTS) == [("1", "tea", Decimal(10)), ("1", "tea", Decimal(99))]
    assert (stored.rows_replaced, stored.rows_changed, stored.rows_removed) == (2, 1, 1)


def test_a_chosen_key_replaces_whole_orders(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", FIRST)
    load(empty_workspace, "transactions", [line("1", "jug", 7)], mode="upsert", key="order_id")
    assert rows_of(empty_workspace, AMOUNTS) == [("1", "jug", Decimal(7)), ("2", "tea", Decimal(20))]


def test_a_file_without_products_meets_orders_by_number_alone(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", FIRST)
    order = {name: value for name, value in line("2", None, 21).items() if name != "product"}
    load(empty_workspace, "transactions", [order], mode="upsert")
    assert rows_of(empty_workspace, AMOUNTS)[-1] == ("2", "tea", Decimal(21))


def test_an_empty_cell_keeps_or_clears_and_a_missing_column_never_clears(empty_workspace: Workspace) -> None:
    ada = {"customer_id": "A", "name": "Ada", "sector": "food", "customer_type": "internal"}
    load(empty_workspace, "customers", [ada])
    seen = "select name, sector, customer_type from customers"
    load(empty_workspace, "customers", [{"customer_id": "A", "name": "Ayla", "sector": None}], blank="keep")
    assert rows_of(empty_workspace, seen) == [("Ayla", "food", "internal")]
    load(empty_workspace, "customers", [{"customer_id": "A", "sector": None}], blank="clear")
    assert rows_of(empty_workspace, seen) == [("Ayla", None, "internal")]


def test_replace_all_leaves_only_the_customers_of_the_file(empty_workspace: Workspace) -> None:
    load(empty_workspace, "customers", [{"customer_id": "A", "name": "Ada"}, {"customer_id": "B", "name": "Bora"}])
    before = tables(empty_workspace)
    stored = load(empty_workspace, "customers", [{"customer_id": "B", "sector": "food"}], mode="all")
    assert rows_of(empty_workspace, "select name, sector from customers") == [(None, "food")]
    assert (stored.rows_new, stored.rows_removed) == (1, 2)
    changed(empty_workspace, undo_load, 2)
    assert tables(empty_workspace) == before


def test_a_chosen_period_is_emptied_and_rows_beyond_it_are_refused(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", [line("1", "tea", 1, day=1), line("2", "tea", 2, day=31)])
    with pytest.raises(LoadFault, match="outside the period"):
        load(empty_workspace, "transactions", [line("3", "tea", 3, day=9)], mode="period", period="2024-02..2024-02")
    load(empty_workspace, "transactions", [line("3", "tea", 3, day=9)], mode="period", period="2024-01-02..2024-01-31")
    assert [row[0] for row in rows_of(empty_workspace, AMOUNTS)] == ["1", "3"]


def test_prices_are_one_row_a_month_whatever_is_loaded(empty_workspace: Workspace) -> None:
    months = [{"month": date(2024, month, 1), "index": Decimal(100 + month)} for month in (1, 2)]
    load(empty_workspace, "prices", months)
    load(
        empty_workspace,
        "prices",
        [months[1] | {"index": Decimal(110)}, {"month": date(2024, 3, 1), "index": Decimal(3)}],
    )
    assert rows_of(empty_workspace, "select price_index from prices order by month") == [
        (Decimal(101),),
        (Decimal(110),),
        (Decimal(3),),
    ]


def test_an_invitation_that_is_answered_later_stays_one_row(empty_workspace: Workspace) -> None:
    invited = {"customer_id": "A", "kind": "nps", "invited_at": datetime(2024, 1, 1), "answered_at": None}
    scored = {"score": Decimal(9), "scale_min": Decimal(0), "scale_max": Decimal(10)}
    load(empty_workspace, "surveys", [invited | dict.fromkeys(scored), invited | dict.fromkeys(scored, None)])
    answer = invited | scored | {"answered_at": datetime(2024, 1, 5)}
    load(empty_workspace, "surveys", [answer], mode="upsert")
    assert rows_of(empty_workspace, "select score, answered_on, invited_at from surveys") == [
        (Decimal(9), date(2024, 1, 5), datetime(2024, 1, 1))
    ]


def test_undo_names_the_later_loads_that_touched_the_same_rows(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", FIRST)
    load(empty_workspace, "transactions", [line("1", "tea", 12)], mode="upsert")
    load(empty_workspace, "transactions", [line("9", "tea", 12)])
    with pytest.raises(LoadFault, match=r"cells\): 2 \(transactions.csv, 1: 1 · tea 10 → 12\)\."):
        changed(empty_workspace, undo_load, 1)
    changed(empty_workspace, undo_load, 2)
    changed(empty_workspace, undo_load, 1)
    assert rows_of(empty_workspace, AMOUNTS) == [("9", "tea", Decimal(12))]


@pytest.mark.parametrize("later", [{"mode": "upsert"}, {"mode": "period"}, {"mode": "all"}, {"mode": "new"}])
def test_undo_refuses_to_bring_rows_back_beside_their_successors(
    empty_workspace: Workspace, later: dict[str, str]
) -> None:
    load(empty_workspace, "transactions", FIRST)
    load(empty_workspace, "transactions", [line("7", "pan", 1)], mode="all")
    load(empty_workspace, "transactions", [line("1", "tea", 12)], **later)
    with pytest.raises(LoadFault, match=r"3 \(transactions.csv"):
        changed(empty_workspace, undo_load, 2)


def test_rows_that_are_only_added_stand_in_nobodys_way(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", FIRST)
    load(empty_workspace, "transactions", [line("7", "pan", 1)], mode="all")
    load(empty_workspace, "transactions", [line("1", "tea", 12)])
    changed(empty_workspace, undo_load, 2)
    assert len(rows_of(empty_workspace, AMOUNTS)) == 4


def test_restore_takes_back_a_load_and_all_later_ones_at_once(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", FIRST)
    before = tables(empty_workspace)
    load(empty_workspace, "transactions", [line("1", "tea", 12)], mode="upsert")
    load(empty_workspace, "customers", [{"customer_id": "A", "name": "Ada"}])
    load(empty_workspace, "transactions", [line("8", "tea", 1, customer="Z")], mode="all")
    changed(empty_workspace, undo_load, 3)
    assert changed(empty_workspace, undo_from, 2) == (4, 2)
    assert tables(empty_workspace) == before
    with pytest.raises(LoadFault, match="all later ones were undone"):
        changed(empty_workspace, undo_from, 2)
    with pytest.raises(LoadFault, match="no load number 9"):
        changed(empty_workspace, undo_from, 9)


def test_rows_wait_for_their_customer_and_go_back_when_the_description_is_taken_back(
    empty_workspace: Workspace,
) -> None:
    held = load(
        empty_workspace, "transactions", [line("1", "tea", 5, "A"), line("2", "tea", 7, "B")], orphans="quarantine"
    )
    assert (held.rows_accepted, held.rows_held) == (2, 2)
    assert rows_of(empty_workspace, "select * from customer") == []
    waiting = tables(empty_workspace)
    joined = load(empty_workspace, "customers", [{"customer_id": "B", "name": "Bora"}])
    assert joined.rows_joined == 1
    assert rows_of(empty_workspace, "select customer_id, revenue from customer") == [("B", Decimal(7))]
    assert rows_of(empty_workspace, "select load_id, row_number from quarantine") == [(1, 2)]
    changed(empty_workspace, undo_load, 2)
    assert tables(empty_workspace) == waiting
    changed(empty_workspace, undo_load, 1)
    assert set(map(len, tables(empty_workspace).values())) == {0}


def test_rows_that_were_never_held_wait_too_once_their_customer_is_taken_back(empty_workspace: Workspace) -> None:
    load(empty_workspace, "customers", [{"customer_id": "A", "name": "Ada"}])
    load(empty_workspace, "transactions", FIRST, orphans="quarantine")
    changed(empty_workspace, undo_load, 1)
    assert rows_of(empty_workspace, "select count(*) from quarantine") == [(3,)]
    assert rows_of(empty_workspace, "select * from customer") == []


def test_held_rows_are_met_by_later_loads_like_any_others(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", FIRST, orphans="quarantine")
    before = tables(empty_workspace)
    stored = load(empty_workspace, "transactions", SECOND, mode="upsert", orphans="quarantine")
    assert (stored.rows_replaced, stored.rows_new, stored.rows_held) == (2, 1, 3)
    changed(empty_workspace, undo_load, 2)
    assert tables(empty_workspace) == before
    load(empty_workspace, "transactions", [line("9", "tea", 1)], mode="all")
    assert rows_of(empty_workspace, AMOUNTS) == [("9", "tea", Decimal(1))]
    assert rows_of(empty_workspace, "select count(*) from quarantine") == [(0,)]


def test_rows_of_unknown_customers_can_be_left_out_and_are_named(empty_workspace: Workspace) -> None:
    load(empty_workspace, "customers", [{"customer_id": "A", "name": "Ada"}])
    stored = load(
        empty_workspace, "transactions", [line("1", "tea", 5, "A"), line("2", "tea", 7, "B")], orphans="leave-out"
    )
    assert (stored.rows_accepted, stored.rows_left_out) == (1, 1)
    assert rows_of(empty_workspace, "select row_number, value, rule from findings") == [(3, "B", "unknown_customer")]
    assert rows_of(empty_workspace, "select customer_id from customer_keys") == [("A",)]


@pytest.mark.parametrize(
    ("sheet", "choices"),
    [
        ("customers", {"mode": "append"}),
        ("customers", {"mode": "period"}),
        ("transactions", {"mode": "sideways"}),
        ("transactions", {"blank": "maybe"}),
        ("transactions", {"orphans": "adopt"}),
        ("transactions", {"key": "nothing"}),
        ("transactions", {"mode": "period", "period": "2024-02..2024-01"}),
        ("transactions", {"mode": "period", "period": "2024-13..2024-14"}),
        ("transactions", {"mode": "period", "period": "January"}),
    ],
)
def test_a_manner_that_cannot_be_is_refused(sheet: str, choices: dict[str, str]) -> None:
    with pytest.raises(QuestionFault):
        manner_of(sheet, choices, sheet_fields(sheet))


def test_nothing_chosen_is_the_usual_manner() -> None:
    assert {sheet: manner_of(sheet, {}, ()) for sheet in SHEETS} == {
        sheet: Manner("upsert" if sheet in ("customers", "prices") else "append") for sheet in SHEETS
    }
    assert all("upsert" in modes for modes in SHEET_MODES.values())


def test_a_key_that_the_file_lacks_is_refused(empty_workspace: Workspace) -> None:
    with pytest.raises(QuestionFault, match="no column for the key branch"):
        load(empty_workspace, "transactions", FIRST, mode="upsert", key="branch")


def test_undo_waits_for_a_later_load_that_passed_rows_over_because_of_it(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", FIRST)
    load(empty_workspace, "transactions", SECOND, mode="new")
    before = tables(empty_workspace)
    with pytest.raises(LoadFault, match="Later loads") as refused:
        changed(empty_workspace, undo_load, 1)
    assert "2 (transactions.csv, 2: 1 · tea; 2 · tea)" in str(refused.value)
    assert tables(empty_workspace) == before
    changed(empty_workspace, undo_load, 2)
    changed(empty_workspace, undo_load, 1)
    assert rows_of(empty_workspace, "select count(*) from transactions") == [(0,)]
    assert rows_of(empty_workspace, "select count(*) from passed_over_rows") == [(0,)]


def test_undo_names_the_cells_that_a_later_load_changed(empty_workspace: Workspace) -> None:
    load(empty_workspace, "transactions", FIRST)
    load(empty_workspace, "transactions", SECOND, mode="upsert")
    with pytest.raises(LoadFault) as refused:
        changed(empty_workspace, undo_load, 1)
    assert "2 (transactions.csv, 2: 1 · tea 10 → 12)" in str(refused.value)
