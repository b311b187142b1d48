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
from tests.new_workspaces import new_workspace

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


def contacts(
    rows: Sequence[tuple[str, str, str | None, str, str | None, str | None, str | None]],
) -> list[dict[str, Any]]:
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
    workspace = new_workspace(tmp_path / "four.duckdb")
    store(workspace, "customers", customers(ACQUIRED))
    store(workspace, "transactions", orders(ORDERS))
    store(workspace, "interactions", contacts(CONTACTS))
    yield workspace
    workspace.close()


def of_customer(workspace: Workspace, name: str) -> dict[str, Any]:
    rows = relational_index.ask(workspace, YEAR_2024).rows.to_dict("records")
    return next(row for row in rows if row["customer_id"] == name)


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
    """T-42: every indicator of the four customers."""
    measured = of_customer(four_customers, name)
    codes = ["p1a", "p2a", "p2c", "p3", "p4", "p5", "p6", "p6b", "p7"]
    expected = [p1a, p2a, p2c, p3, p4, p5, p6, kept, p7]
    np.testing.assert_allclose([measured[code] for code in codes], expected, atol=1e-9)
    assert measured["n_rows"] == n_rows


@pytest.mark.parametrize(
    ("name", "r", "group"),
    [("C1", 89.11, "relational"), ("C2", 2.78, "transactional"), ("C3", 56.25, "mixed"), ("C4", 6.67, "unclassified")],
)
def test_index_and_class_of_the_four_customers(four_customers: Workspace, name: str, r: float, group: str) -> None:
    """T-42: R and class of the four customers, to two decimals."""
    measured = of_customer(four_customers, name)
    assert round(measured["r"], 2) == r
    assert measured["class"] == group
    assert measured["source"] == ("none" if group == "unclassified" else "inferred")


def test_ninety_two_days_are_too_few_for_a_class(four_customers: Workspace) -> None:
    """T-42: the fourth customer, known for 92 days."""
    measured = of_customer(four_customers, "C4")
    assert (measured["exposure_days"], measured["reason"]) == (92, "too_new")


@pytest.mark.parametrize(("name", "low", "high"), [("C1", 77, 98), ("C3", 27, 81)])
def test_weight_bands_lie_within_a_point_of_the_worked_case(
    four_customers: Workspace, name: str, low: int, high: int
) -> None:
    """T-42: the band of weights of each customer."""
    measured = of_customer(four_customers, name)
    assert [measured["band_low"], measured["band_high"]] == pytest.approx([low, high], abs=1)


def test_weight_band_of_two_rows_is_a_straight_line() -> None:
    # one weight w, evenly between 0 and 1: R = 100 w, so the 5th and 95th percentile are 5 and 95
    scores = pd.DataFrame([[0, 1, nan, nan, nan, nan, nan]], columns=[f"row_{number}" for number in range(1, 8)])
    assert weight_band(scores).iloc[0].tolist() == pytest.approx([5, 95], abs=0.001)


def test_weight_band_agrees_with_drawn_weights() -> None:
    scores = pd.DataFrame([[1, 1, 0.7333, 1, 1, 0.504, 1]], columns=[f"row_{number}" for number in range(1, 8)])
    weights = np.random.default_rng(7).dirichlet(np.ones(7), 200_000)
    drawn = np.percentile(100 * weights @ scores.iloc[0].to_numpy(), [5, 95])
    assert weight_band(scores).iloc[0].tolist() == pytest.approx(drawn.tolist(), abs=0.2)


def test_a_declared_programme_wins_and_the_disagreement_is_counted(four_customers: Workspace) -> None:
    store(
        four_customers,
        "programmes",
        [
            {
                "customer_id": name,
                "programme": "Yakın",
                "started_at": date(2024, 2, 1),
                "ended_at": ended,
                "orientation": "relational",
            }
            for name, ended in (("C1", None), ("C2", date(2024, 12, 31)), ("C3", date(2024, 12, 30)))
        ],
    )
    answer = relational_index.ask(four_customers, YEAR_2024)
    classes = answer.rows.set_index("customer_id")[["class", "source", "inferred_class"]]
    assert classes.loc["C1"].tolist() == ["relational", "declared", "relational"]
    assert classes.loc["C2"].tolist() == ["relational", "declared", "transactional"]
    assert classes.loc["C3"].tolist() == ["mixed", "inferred", "mixed"]
    assert (answer.totals["declared"], answer.totals["disagreeing"]) == (2, 1)


def test_campaigns_that_are_relational_do_not_push_products(four_customers: Workspace) -> None:
    store(
        four_customers,
        "campaigns",
        [
            {"campaign": "BAYRAM", "period": date(2024, 11, 1), "spend": Decimal(10), "orientation": "relational"},
            {"campaign": "INDIRIM", "period": date(2024, 3, 1), "spend": Decimal(10), "orientation": "transactional"},
        ],
    )
    assert of_customer(four_customers, "C1")["p3"] == 1
    assert of_customer(four_customers, "C2")["p3"] == 0


def test_a_promise_for_a_day_is_kept_until_the_end_of_that_day(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "promises.duckdb")
    store(workspace, "customers", customers({"A": "2023-01-01"}))
    kept_and_broken = [
        ("A", "2024-05-01", "after-sale", "promise", "SSH", "2024-05-10", "2024-05-10T17:00"),
        ("A", "2024-05-02", "after-sale", "promise", "SSH", "2024-05-10T12:00", "2024-05-10T12:00"),
        ("A", "2024-05-03", "after-sale", "promise", "SSH", "2024-05-10T12:00", "2024-05-10T12:01"),
        ("A", "2024-05-04", "after-sale", "promise", "SSH", "2024-05-10", None),
        ("A", "2024-05-05", "after-sale", "promise", "SSH", "2025-02-01", None),
    ]
    store(workspace, "interactions", contacts(kept_and_broken))
    measured = of_customer(workspace, "A")
    workspace.close()
    assert measured["p6b"] == 2 / 4


def test_silence_counts_only_where_contacts_are_logged(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "branches.duckdb")
    sold = orders([(name, "2024-03-01", 100, None) for name in ("A", "B", "C")])
    branches = {"A": "Merkez", "B": "Merkez", "C": "Liman"}
    store(workspace, "transactions", [{**order, "branch": branches[order["customer_id"]]} for order in sold])
    store(workspace, "interactions", contacts([("A", "2024-03-10", "after-sale", "contact", "Satis", None, None)]))
    silent_beside_logged, silent_unknown = of_customer(workspace, "B"), of_customer(workspace, "C")
    workspace.close()
    assert (silent_beside_logged["p1a"], silent_beside_logged["p2a"]) == (0, 0)
    assert isnan(silent_unknown["p1a"]) and isnan(silent_unknown["p2a"])


def test_class_means_intervals_and_raw_difference_are_those_of_the_customers(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "twenty.duckdb")
    names = [f"R{place:02d}" for place in range(10)] + [f"T{place:02d}" for place in range(10)]
    store(workspace, "customers", customers(dict.fromkeys(names, "2023-01-01")))
    store(
        workspace,
        "programmes",
        [
            {
                "customer_id": name,
                "programme": "P",
                "started_at": date(2024, 1, 1),
                "orientation": "relational" if name.startswith("R") else "transactional",
            }
            for name in names
        ],
    )
    # five of the relational customers are met in six months of the year, five in none; transactional ones in three or none
    months = {"R": ("01", "03", "05", "07", "09", "11"), "T": ("02", "06", "10")}
    met = [
        (name, f"2024-{month}-15", "after-sale", "contact", "Satis", None, None)
        for name in names
        for month in months[name[0]]
        if int(name[1:]) < 5
    ]
    store(workspace, "interactions", contacts(met))
    rows = relational_rows.ask(workspace, YEAR_2024).rows
    workspace.close()
    p2a = rows[rows["indicator"] == "p2a"].set_index("class")
    relational, transactional = np.repeat([0.5, 0.0], 5), np.repeat([0.25, 0.0], 5)
    assert p2a.loc["relational", ["value", "n", "reading"]].tolist() == [0.25, 10, "grey"]
    # s = 0.25 * sqrt(10 / 9) = 0.263523; t(9) = 2.262157; half = 0.188513
    assert p2a.loc["relational", ["low", "high"]].tolist() == pytest.approx([0.061487, 0.438513], abs=1e-5)
    assert p2a.loc["relational", "difference"] == pytest.approx(0.125)
    expected = mean_difference(relational, transactional)
    assert p2a.loc["relational", ["difference_low", "difference_high"]].tolist() == [expected.low, expected.high]


def test_intervals_agree_with_published_cases() -> None:
    wilson = share_estimate(81, 263)
    assert (round(wilson.low, 4), round(wilson.high, 4)) == (0.2553, 0.3662)
    newcombe = share_difference(56, 70, 48, 80)
    assert (round(newcombe.low, 4), round(newcombe.high, 4)) == (0.0524, 0.3339)
    counts = np.repeat([1, 2, 3, 4, 5], [4, 6, 14, 50, 26])
    mean = mean_estimate(counts)
    assert (round(mean.low, 4), round(mean.high, 4)) == (3.6820, 4.0780)


def test_outcomes_are_counted_in_the_year_after_the_class_was_formed(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "later.duckdb")
    names = [f"R{place:02d}" for place in range(40)] + [f"T{place:02d}" for place in range(40)]
    store(workspace, "customers", customers(dict.fromkeys(names, "2022-01-01")))
    store(
        workspace,
        "programmes",
        [
            {
                "customer_id": name,
                "programme": "P",
                "started_at": date(2023, 1, 1),
                "orientation": "relational" if name.startswith("R") else "transactional",
            }
            for name in names
        ],
    )
    # in 2023 all order; in 2024 thirty relational customers order for 200 and ten transactional ones for 100
    before = [(name, "2023-01-05", 50, None) for name in names]
    after = [(name, "2024-06-01", 200, None) for name in names[:30]]
    after += [(name, "2024-06-01", 100, None) for name in names[40:50]]
    store(workspace, "transactions", orders(before + after))
    answer = relational_outcomes_raw.ask(workspace, YEAR_2024)
    workspace.close()
    rows = answer.rows.set_index(["outcome", "class"])
    assert rows.loc[("active", "relational"), ["value", "n"]].tolist() == [0.75, 40]
    assert rows.loc[("active", "transactional"), "value"] == 0.25
    assert rows.loc[("active", "relational"), ["difference", "direction", "grade"]].tolist() == [0.5, "higher", "D"]
    assert rows.loc[("revenue", "relational"), "value"] == 150
    assert rows.loc[("revenue", "transactional"), "value"] == 25
    assert rows.loc[("csat", "relational"), "missing_code"] == "no_answers"
    assert (answer.totals["window_end"], answer.totals["outcome_start"]) == (date(2023, 12, 31), date(2024, 1, 1))
