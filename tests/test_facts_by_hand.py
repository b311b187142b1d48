"""By hand: rows into the facts and out again, each sum worked out."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from crm_core.errors import LoadFault
from crm_core.store import NewLoad, StoredLoad, Workspace, store_rows, undo_load


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "shop.duckdb", title="Shop")
    yield made
    made.close()


def load(workspace: Workspace, sheet: str, rows: list[dict[str, Any]]) -> StoredLoad:
    with workspace.change() as build:
        build.bring("arrived", pa.Table.from_pylist(rows))
        stored = store_rows(build, NewLoad(sheet, f"{sheet}.csv", "hash", len(rows)), "arrived")
        build.drop("arrived")
    return stored


def undo(workspace: Workspace, load_id: int) -> None:
    with workspace.change() as build:
        undo_load(build, load_id)


def rows_of(workspace: Workspace, text: str) -> list[tuple[Any, ...]]:
    with workspace.session() as session:
        return session.execute(text)


def order(customer: str, number: str, day: int, amount: str, row: int) -> dict[str, Any]:
    return {
        "order_id": number,
        "customer_id": customer,
        "ordered_at": datetime(2024, 1, day, 9, 30),
        "amount": Decimal(amount),
        "row_number": row,
    }


def test_orders_give_their_customers_keys_and_their_days(workspace: Workspace) -> None:
    stored = load(
        workspace,
        "transactions",
        [order("B", "1", 3, "10.50", 2), order("A", "2", 4, "5.00", 3), order("B", "3", 5, "-2.25", 4)],
    )
    assert stored == StoredLoad(1, rows_accepted=3, rows_new=3)
    assert rows_of(workspace, "select customer_id, customer_key from customer_keys order by all") == [
        ("A", 1),
        ("B", 2),
    ]
    assert rows_of(workspace, "select ordered_on, amount, quantity from transactions order by row_number") == [
        (date(2024, 1, 3), Decimal("10.5000"), None),
        (date(2024, 1, 4), Decimal("5.0000"), None),
        (date(2024, 1, 5), Decimal("-2.2500"), None),
    ]
    assert rows_of(workspace, "select customer_id, revenue from customer order by 1") == [
        ("A", Decimal("5.0000")),
        ("B", Decimal("8.2500")),
    ]


def test_a_customer_number_keeps_its_key_in_later_loads(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("B", "1", 3, "1", 2)])
    load(workspace, "transactions", [order("A", "2", 3, "1", 2), order("B", "3", 3, "1", 3)])
    assert rows_of(workspace, "select customer_id, customer_key from customer_keys order by 2") == [("B", 1), ("A", 2)]


def test_an_empty_cell_keeps_what_a_customer_had(workspace: Workspace) -> None:
    load(workspace, "customers", [{"customer_id": "A", "name": "Ada", "sector": "retail", "row_number": 2}])
    stored = load(
        workspace,
        "customers",
        [
            {"customer_id": "A", "name": None, "sector": "food", "row_number": 2},
            {"customer_id": "B", "name": "Bora", "sector": None, "row_number": 3},
        ],
    )
    assert stored.rows_replaced == 1
    assert rows_of(workspace, "select name, sector, customer_type, load_id from customers order by customer_key") == [
        ("Ada", "food", "external", 2),
        ("Bora", None, "external", 2),
    ]


def test_undo_brings_replaced_customers_back_as_they_were(workspace: Workspace) -> None:
    first = {
        "customer_id": "A",
        "name": 'Ada "Öz"',
        "acquired_at": date(2020, 2, 29),
        "acquisition_cost": Decimal("12345678901234.5678"),
        "birth_year": 1990,
        "consent_email": False,
        "row_number": 2,
    }
    load(workspace, "customers", [first])
    before = rows_of(workspace, "select * from customers")
    load(workspace, "customers", [{"customer_id": "A", "name": "Other", "consent_email": True, "row_number": 2}])
    undo(workspace, 2)
    assert rows_of(workspace, "select * from customers") == before
    assert rows_of(workspace, "select count(*) from replaced_rows") == [(0,)]
    assert rows_of(workspace, "select load_id, state from loads order by 1") == [(1, "committed"), (2, "undone")]


def test_undo_refuses_while_a_later_load_stands_on_the_same_customers(workspace: Workspace) -> None:
    for name in ("first", "second"):
        load(workspace, "customers", [{"customer_id": "A", "name": name, "row_number": 2}])
    with pytest.raises(LoadFault, match=r"2 \(customers.csv, 1: A first → second\)"):
        undo(workspace, 1)
    undo(workspace, 2)
    undo(workspace, 1)
    assert rows_of(workspace, "select * from customers") == []


def test_undo_of_orders_takes_them_from_every_rollup(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("A", "1", 3, "10", 2)])
    load(workspace, "transactions", [order("A", "2", 4, "7", 2)])
    undo(workspace, 1)
    assert rows_of(workspace, "select orders, revenue from customer") == [(1, Decimal("7.0000"))]
    assert rows_of(workspace, "select orders, revenue from month_cube") == [(1, Decimal("7.0000"))]


def test_a_load_that_is_not_there_or_undone_cannot_be_undone(workspace: Workspace) -> None:
    with pytest.raises(LoadFault, match="no load number 7"):
        undo(workspace, 7)
    load(workspace, "prices", [{"month": date(2024, 1, 1), "index": Decimal("104.5"), "row_number": 2}])
    undo(workspace, 1)
    with pytest.raises(LoadFault, match="undone before"):
        undo(workspace, 1)


def test_every_other_sheet_is_appended(workspace: Workspace) -> None:
    load(workspace, "prices", [{"month": date(2024, 1, 1), "index": Decimal("104.5"), "row_number": 2}])
    load(workspace, "campaigns", [{"campaign": "X", "period": date(2024, 1, 1), "spend": Decimal(5), "row_number": 2}])
    load(
        workspace,
        "programmes",
        [{"customer_id": "A", "programme": "Club", "started_at": date(2024, 1, 1), "row_number": 2}],
    )
    load(
        workspace,
        "interactions",
        [{"customer_id": "A", "occurred_at": datetime(2024, 1, 1, 8), "kind": "complaint", "row_number": 2}],
    )
    answer = {"customer_id": "A", "kind": "nps", "score": 9, "scale_min": 0, "scale_max": 10}
    load(
        workspace,
        "surveys",
        [
            answer | {"answered_at": datetime(2024, 1, 1, 8), "invited_at": None, "row_number": 2},
            answer | {"score": None, "answered_at": None, "invited_at": datetime(2024, 1, 1), "row_number": 3},
        ],
    )
    assert rows_of(workspace, "select price_index from prices") == [(Decimal("104.500000"),)]
    assert rows_of(workspace, "select assignment from programmes") == [("unknown",)]
    assert rows_of(workspace, "select occurred_on from interactions") == [(date(2024, 1, 1),)]
    assert rows_of(workspace, "select answered_on, higher_is_better from surveys order by row_number") == [
        (date(2024, 1, 1), True),
        (None, True),
    ]


def test_a_row_against_the_rules_leaves_everything_as_it_was(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("A", "1", 3, "10", 2)])
    with pytest.raises(LoadFault, match="breaks a rule"):
        load(workspace, "transactions", [order("B", "2", 3, "10", 2), order("B", "", 3, "10", 3)])
    assert rows_of(workspace, "select customer_id from customer_keys") == [("A",)]
    assert rows_of(workspace, "select count(*) from loads") == [(1,)]


def test_a_column_takes_cells_from_the_first_file_that_brings_it(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("A", "1", 3, "10.00", 2)])
    load(workspace, "transactions", [order("A", "2", 4, "5.00", 2) | {"product": "Mug", "cost": Decimal("2.50")}])
    load(workspace, "transactions", [order("B", "3", 5, "7.00", 2)])
    assert rows_of(workspace, "select order_id, product, cost, branch from transactions order by order_id") == [
        ("1", None, None, None),
        ("2", "Mug", Decimal("2.5000"), None),
        ("3", None, None, None),
    ]


def test_a_column_that_takes_cells_keeps_what_the_schema_says_of_it(workspace: Workspace) -> None:
    text = (
        "select column_name, data_type, comment from duckdb_columns() where table_name = 'transactions' "
        "and not internal order by column_name"
    )
    before = rows_of(workspace, text)
    row = order("A", "2", 4, "5.00", 2)
    load(workspace, "transactions", [row | {"currency": "TRY", "discount": Decimal(1), "attributes": '{"a":"b"}'}])
    assert rows_of(workspace, text) == before
    assert rows_of(workspace, "select currency, discount, attributes from transactions") == [
        ("TRY", Decimal("1.0000"), '{"a":"b"}')
    ]


def test_a_column_brought_by_a_file_that_was_undone_is_empty(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("A", "1", 3, "10.00", 2)])
    load(workspace, "transactions", [order("A", "2", 4, "5.00", 2) | {"channel": "web"}])
    undo(workspace, 2)
    assert rows_of(workspace, "select order_id, channel from transactions") == [("1", None)]
