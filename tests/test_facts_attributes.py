"""By hand: the company's own columns of customers are kept, merged cell by cell, taken back, and cut the figures."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import NewLoad, Workspace, manner_of, sheet_fields, store_rows, undo_load
from tests.new_workspaces import new_workspace

YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))
MONTHS = (
    "select cast(sum(active_customers) as bigint), cast(sum(orders) as bigint), cast(sum(revenue) as bigint) "
    "from chosen_months($sectors, $regions, $capacities, $tiers, $attributes)"
)


def load(workspace: Workspace, sheet: str, rows: list[dict[str, Any]], **choices: str) -> int:
    manner = manner_of(sheet, choices, sheet_fields(sheet))
    numbered = [{"row_number": place, **row} for place, row in enumerate(rows, start=2)]
    with workspace.change() as build:
        build.bring("arrived", pa.Table.from_pylist(numbered))
        stored = store_rows(build, NewLoad(sheet, f"{sheet}.csv", "hash", len(rows), manner=manner), "arrived")
        build.drop("arrived")
    return stored.load_id


def customer(number: str, **attributes: str | None) -> dict[str, Any]:
    return {"customer_id": number, "attributes": json.dumps(attributes, ensure_ascii=False)}


def kept(workspace: Workspace) -> list[tuple[Any, ...]]:
    with workspace.session() as session:
        return session.execute(
            "select customer_id, attribute, value from customer_attribute join customer using (customer_key) order by all"
        )


def asked(workspace: Workspace, text: str, *attributes: tuple[str, str]) -> list[tuple[Any, ...]]:
    places = Filters(YEAR, attributes=attributes).parameters()
    with workspace.session() as session:
        return session.execute(text, {name: value for name, value in places.items() if f"${name}" in text})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = new_workspace(tmp_path / "attributes.duckdb")
    load(made, "customers", [customer("A", Salesman="Işıl", Card="Gold"), customer("B", Salesman="Ali"), customer("C")])
    orders = [("1", "A", 100, 3), ("2", "A", 50, 4), ("3", "B", 30, 4), ("4", "C", 7, 5)]
    load(
        made,
        "transactions",
        [
            {"order_id": order, "customer_id": who, "amount": amount, "ordered_at": datetime(2024, month, 2)}
            for order, who, amount, month in orders
        ],
    )
    return made


def test_each_column_of_a_customer_is_kept_under_its_name(workspace: Workspace) -> None:
    assert kept(workspace) == [("A", "Card", "Gold"), ("A", "Salesman", "Işıl"), ("B", "Salesman", "Ali")]


def test_a_later_file_changes_the_columns_that_it_has_and_no_others(workspace: Workspace) -> None:
    load(workspace, "customers", [customer("A", Card="Silver", Floor="2"), customer("B", Salesman=None)])
    assert kept(workspace) == [
        ("A", "Card", "Silver"),
        ("A", "Floor", "2"),
        ("A", "Salesman", "Işıl"),
    ]


def test_a_file_without_such_columns_leaves_them_as_they_are(workspace: Workspace) -> None:
    before = kept(workspace)
    load(workspace, "customers", [{"customer_id": "A", "sector": "Retail"}], blank="clear")
    assert kept(workspace) == before


def test_rows_of_one_customer_in_one_file_are_put_together(workspace: Workspace) -> None:
    load(workspace, "customers", [customer("D", Card="Gold"), customer("D", Floor="3"), customer("D", Card="Tin")])
    assert [row for row in kept(workspace) if row[0] == "D"] == [("D", "Card", "Tin"), ("D", "Floor", "3")]


def test_undo_brings_the_columns_back(workspace: Workspace) -> None:
    before = kept(workspace)
    done = load(workspace, "customers", [customer("A", Card="Silver"), customer("E", Card="Gold")])
    assert kept(workspace) != before
    with workspace.change() as build:
        undo_load(build, done)
    assert kept(workspace) == before


def test_values_of_one_name_are_alternatives_and_names_must_all_hold(workspace: Workspace) -> None:
    text = "select customer_id from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) order by all"
    assert asked(workspace, text) == [("A",), ("B",), ("C",)]
    assert asked(workspace, text, ("Salesman", "Ali"), ("Salesman", "Işıl")) == [("A",), ("B",)]
    assert asked(workspace, text, ("Salesman", "Ali"), ("Card", "Gold")) == []
    assert asked(workspace, text, ("Salesman", "Işıl"), ("Card", "Gold")) == [("A",)]
    assert asked(workspace, text, ("Salesman", "ali")) == []


def test_the_months_of_the_chosen_are_the_same_with_and_without_the_cube(workspace: Workspace) -> None:
    assert asked(workspace, MONTHS) == [(4, 4, 187)]
    load(workspace, "customers", [customer(number, Everybody="yes") for number in "ABC"])
    assert asked(workspace, MONTHS, ("Everybody", "yes")) == [(4, 4, 187)]
    assert asked(workspace, MONTHS, ("Salesman", "Işıl")) == [(2, 2, 150)]


def test_two_rows_of_a_customer_clear_together_and_a_blank_changes_nothing_that_the_other_says(
    workspace: Workspace,
) -> None:
    twice = [customer("A", Salesman=None, Card="Silver"), customer("A", Salesman=None, Card=None)]
    load(workspace, "customers", twice, blank="clear")
    assert kept(workspace) == [("A", "Card", "Silver"), ("B", "Salesman", "Ali")]
