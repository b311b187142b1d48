"""By hand: columns of the company's own on rows of orders, contacts, answers and memberships; each customer's latest counts."""

import json
from datetime import date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from crm_core.store import NewLoad, StoredLoad, Workspace, manner_of, sheet_fields, store_rows, undo_load


def load(workspace: Workspace, sheet: str, rows: list[dict[str, Any]], **choices: str) -> StoredLoad:
    manner = manner_of(sheet, choices, sheet_fields(sheet))
    numbered = [{"row_number": place, **row} for place, row in enumerate(rows, start=2)]
    with workspace.change() as build:
        build.bring("arrived", pa.Table.from_pylist(numbered))
        stored = store_rows(build, NewLoad(sheet, f"{sheet}.csv", "hash", len(rows), manner=manner), "arrived")
        build.drop("arrived")
    return stored


def said(attributes: dict[str, str | None]) -> str | None:
    return json.dumps(attributes, ensure_ascii=False, separators=(",", ":")) if attributes else None


def order(number: str, who: str, day: int, hour: int = 0, **attributes: str | None) -> dict[str, Any]:
    moment = datetime(2024, 1, day, hour)
    return {"order_id": number, "customer_id": who, "ordered_at": moment, "amount": 10, "attributes": said(attributes)}


def customer(number: str, **attributes: str | None) -> dict[str, Any]:
    return {"customer_id": number, "attributes": said(attributes)}


def kept(workspace: Workspace) -> list[tuple[Any, ...]]:
    with workspace.session() as session:
        return session.execute(
            "select customer_id, attribute, value from customer_attribute join customer using (customer_key) order by all"
        )


def stored_texts(workspace: Workspace, sheet: str = "transactions") -> list[str | None]:
    with workspace.session() as session:
        return [text for (text,) in session.execute(f"select attributes from {sheet} order by load_id, row_number")]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "latest.duckdb", "Latest")


def test_the_value_of_the_latest_row_counts_wherever_it_stands_in_the_file(workspace: Workspace) -> None:
    load(workspace, "transactions", [
        order("1", "A", 9, Country="Malta"), order("2", "A", 3, Country="Italy"), order("3", "B", 3, Country="Italy"),
    ])  # fmt: skip
    assert kept(workspace) == [("A", "Country", "Malta"), ("B", "Country", "Italy")]


def test_a_blank_cell_of_a_later_row_takes_nothing_away(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("1", "A", 1, Country="Malta", Depot="X"), order("2", "A", 9, Depot="Y")])
    assert kept(workspace) == [("A", "Country", "Malta"), ("A", "Depot", "Y")]


def test_the_hour_decides_between_rows_of_one_day(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("1", "A", 1, 17, State="closed"), order("2", "A", 1, 9, State="open")])
    assert kept(workspace) == [("A", "State", "closed")]


def test_of_two_values_at_one_moment_the_last_in_the_order_of_text_counts(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("1", "A", 1, State="open"), order("2", "A", 1, State="closed")])
    assert kept(workspace) == [("A", "State", "open")]


def test_a_customers_sheet_comes_before_the_rows_of_others_where_it_says_something(workspace: Workspace) -> None:
    load(workspace, "customers", [customer("A", Country="Spain"), customer("B", Depot="Z")])
    load(workspace, "transactions", [order("1", "A", 1, Country="Malta"), order("2", "B", 1, Country="Italy")])
    assert kept(workspace) == [("A", "Country", "Spain"), ("B", "Country", "Italy"), ("B", "Depot", "Z")]


def test_rows_of_every_sheet_with_customers_speak_for_them(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("1", "A", 5, Unit="sales")])
    contact = {"customer_id": "A", "occurred_at": datetime(2024, 1, 6), "kind": "contact"}
    load(workspace, "interactions", [contact | {"attributes": said({"Unit": "service"})}])
    assert kept(workspace) == [("A", "Unit", "service")]
    invited = {"customer_id": "A", "invited_at": datetime(2024, 1, 7), "kind": "nps"}
    load(workspace, "surveys", [invited | {"attributes": said({"Unit": "research"})}])
    assert kept(workspace) == [("A", "Unit", "research")]
    member = {"customer_id": "A", "programme": "P", "started_at": date(2024, 1, 8)}
    load(workspace, "programmes", [member | {"attributes": said({"Unit": "club"})}])
    assert kept(workspace) == [("A", "Unit", "club")]


def test_the_order_of_loading_does_not_matter(tmp_path: Path) -> None:
    loads = [
        ("transactions", [order("1", "A", 5, Unit="sales"), order("2", "B", 5, Unit="b")]),
        ("transactions", [order("3", "A", 5, Unit="depot"), order("4", "B", 5, Unit="a")]),
        ("customers", [customer("A", Unit="")]),
    ]
    ends = []
    for number, turn in enumerate(permutations(loads)):
        workspace = Workspace.create(tmp_path / f"{number}.duckdb", "Turn")
        for sheet, rows in turn:
            load(workspace, sheet, rows)
        ends.append(kept(workspace))
        workspace.close()
    assert ends == [[("A", "Unit", "sales"), ("B", "Unit", "b")]] * 6


def test_rows_that_wait_for_their_customer_say_nothing_until_they_join(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("1", "A", 5, Country="Malta")], orphans="quarantine")
    assert kept(workspace) == []
    load(workspace, "customers", [customer("A")])
    assert kept(workspace) == [("A", "Country", "Malta")]


def test_an_update_changes_the_names_that_it_says_and_undo_brings_them_back(workspace: Workspace) -> None:
    load(workspace, "transactions", [order("1", "A", 5, Country="Malta", Depot="X"), order("2", "B", 5, Depot="X")])
    before = stored_texts(workspace)
    changed = load(
        workspace, "transactions", [order("1", "A", 5, Depot="Y"), order("2", "B", 5, Depot="X")], mode="upsert"
    )
    assert [(line.field, line.rows) for line in changed.fields] == [("attribute:Depot", 1)]
    assert [(cell.field, cell.before, cell.after) for cell in changed.cells] == [("attribute:Depot", "X", "Y")]
    assert (changed.rows_replaced, changed.rows_changed) == (2, 1)
    assert kept(workspace) == [("A", "Country", "Malta"), ("A", "Depot", "Y"), ("B", "Depot", "X")]
    with workspace.change() as build:
        undo_load(build, changed.load_id)
    assert stored_texts(workspace) == before


def test_blank_cells_clear_where_rows_are_updated_and_a_file_without_the_column_never_does(
    workspace: Workspace,
) -> None:
    load(workspace, "transactions", [order("1", "A", 5, Country="Malta"), order("2", "B", 5, Country="Italy")])
    plain = {name: value for name, value in order("2", "B", 5).items() if name != "attributes"}
    load(workspace, "transactions", [plain], mode="upsert", blank="clear")
    assert kept(workspace) == [("A", "Country", "Malta"), ("B", "Country", "Italy")]
    load(workspace, "transactions", [order("1", "A", 5, Country=None)], mode="upsert", blank="clear")
    assert kept(workspace) == [("B", "Country", "Italy")]
    assert stored_texts(workspace) == ['{"Country":"Italy"}', None]
