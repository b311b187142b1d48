"""By hand: the four customers of the relationship index, every indicator worked out; interval and outcome sums."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import relational_index, relational_outcomes_raw, relational_rows
from crm_core.relations.index import weight_band
from crm_core.relations.intervals import mean_difference, mean_estimate, share_difference, share_estimate
from crm_core.store import NewLoad, Workspace, store_rows

YEAR_2024 = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))

ACQUIRED = {"C1": "2024-01-05", "C2": "2024-01-10", "C3": "2023-04-01", "C4": "2024-10-01"}
ORDERS = (
    ("C1", "2024-02-10", 1000, None),
    ("C1", "2024-06-10", 1200, None),
    ("C1", "2024-11-10", 800, "BAYRAM"),
    ("C2", "2024-03-05", 500, "INDIRIM"),
    ("C2", "2024-09-05", 700, "INDIRIM"),
    ("C3", "2023-05-01", 900, None),
    ("C4", "2024-10-05", 400, "INDIRIM"),
)
CONTACTS = (
    ("C1", "2024-01-20", "pre-sale", "contact", "Satis", None, None),
    ("C1", "2024-02-20", "after-sale", "contact", "SSH", None, None),
    ("C1", "2024-04-15", "after-sale", "service", "SSH", None, None),
    ("C1", "2024-05-20", "after-sale", "promise", "Lojistik", "2024-06-01", "2024-05-30"),
    ("C1", "2024-06-25", "after-sale", "contact", "Satis", None, None),
    ("C1", "2024-08-15", "after-sale", "contact", "Satis", None, None),
    ("C1", "2024-09-20", "after-sale", "complaint", "Kalite", None, None),
    ("C1", "2024-10-15", "pre-sale", "promise", "Satis", "2024-10-20", "2024-10-25"),
    ("C1", "2024-11-20", "after-sale", "service", "SSH", None, None),
    ("C2", "2024-03-05", "sale", "contact", "Satis", None, None),
    ("C2", "2024-03-20", "after-sale", "complaint", "Uretim", None, None),
    ("C2", "2024-09-04", "sale", "contact", "Satis", None, None),
    ("C3", "2024-04-10", "after-sale", "contact", "Satis", None, None),
    ("C3", "2024-08-10", "after-sale", "contact", "Satis", None, None),
    ("C3", "2024-12-10", "after-sale", "contact", "Satis", None, None),
    ("C4", "2024-10-05", "sale", "contact", "Satis", None, None),
)


def moment(day: str | None) -> datetime | None:
    return datetime.fromisoformat(day) if day else None


def store(workspace: Workspace, sheet: str, rows: Sequence[Mapping[str, Any]]) -> None:
    numbered = [{**row, "row_number": place} for place, row in enumerate(rows, start=2)]
    with workspace.change() as build:
        build.bring("arrived", pa.Table.from_pylist(numbered))
        store_rows(build, NewLoad(sheet, f"{sheet}.csv", "hash", len(rows)), "arrived")
        build.drop("arrived")


def customers(acquired: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"customer_id": name, "acquired_at": date.fromisoformat(day)} for name, day in acquired.items()]


def orders(rows: Sequence[tuple[str, str, int, str | None]]) -> list[dict[str, Any]]:
    return [
        {
            "order_id": str(place),
            "customer_id": name,
            "ordered_at": moment(day),
            "amount": Decimal(amount),
            "campaign": campaign,
        }
        for place, (name, day, amount, campaign) in enumerate(rows)
    ]


def contacts(rows: Sequence[tuple[str, str, str | None, str, str | None, str | None, str | None]]) -> list[dict[str, Any]]:
    return [
        {
            "customer_id": name,
            "occurred_at": moment(day),
            "stage": stage,
            "kind": kind,
            "department": department,
            "promised_at": moment(promised),
            "resolved_at": moment(resolved),
        }
        for name, day, stage, kind, department, promised, resolved in rows
    ]


@pytest.fixture
def four_customers(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace.create(tmp_path / "four.duckdb", "Four customers")
    store(workspace, "customers", customers(ACQUIRED))
    store(workspace, "transactions", orders(ORDERS))
    store(workspace, "interactions", contacts(CONTACTS))
    yield workspace
    workspace.close()


def of_customer(workspace: Workspace, name: str) -> pd.Series:
    rows = relational_index.ask(workspace, YEAR_2024).rows
    return rows[rows["customer_id"] == name].iloc[0]


@pytest.mark.parametrize(
    ("name", "p1a", "p2a", "p2c", "p3", "p4", "p5", "p6", "kept", "p7", "n_rows"),
    [
        ("C1", 1, 8 / 12, 6 / 8, 1 - 800 / 3000, 1, 6 / 8, 365 / 362, 0.5, 0.9, 7),
        ("C2", 0, 2 / 12, 0, 0, 0, 0, 0, nan, nan, 6),
        ("C3", nan, 3 / 12, 1, nan, 3 / 12, 1, 0, nan, nan, 4),
        ("C4", 0, 1 / 3, 0, 0, nan, 0, 0, nan, nan, 5),
    ],
)
def test_every_indicator_of_the_four_customers_is_as_worked_out(
    four_customers: Workspace,
    name: str,
    p1a: float,
    p2a: float,
    p2c: float,
    p3: float,
    p4: float,
    p5: float,
    p6: float,
    kept: float,
    p7: float,
    n_rows: int,
) -> None:
    measured = of_customer(four_customers, name)
    codes = ["p1a", "p2a", "p2c", "p3", "p4", "p5", "p6", "p6b", "p7"]
    expected = [p1a, p2a, p2c, p3, p4, p5, p6, kept, p7]
    np.testing.assert_allclose(measured[codes].to_numpy(dtype=float), expected, atol=1e-9)
    assert measured["n_rows"] == n_rows


@pytest.mark.parametrize(
    ("name", "r", "group"),
    [("C1", 89.11, "relational"), ("C2", 2.78, "transactional"), ("C3", 56.25, "mixed"), ("C4", 6.67, "unclassified")],
)
def test_index_and_class_of_the_four_customers(four_customers: Workspace, name: str, r: float, group: str) -> None:
    measured = of_customer(four_customers, name)
    assert round(measured["r"], 2) == r
    assert measured["class"] == group
    assert measured["source"] == ("none" if group == "unclassified" else "inferred")


def test_ninety_two_days_are_too_few_for_a_class(four_customers: Workspace) -> None:
    measured = of_customer(four_customers, "C4")
    assert (measured["exposure_days"], measured["reason"]) == (92, "too_new")


@pytest.mark.parametrize(("name", "low", "high"), [("C1", 77, 98), ("C3", 27, 81)])
def test_weight_bands_are_those_of_the_worked_case(four_customers: Workspace, name: str, low: int, high: int) -> None:
    measured = of_customer(four_customers, name)
    assert (round(measured["band_low"]), round(measured["band_high"])) == (low, high)
