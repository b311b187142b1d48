"""Adds up: the Hillstrom e-mail test, 64,000 customers drawn by lot, against figures published and worked out apart.

Each customer is a row of a programme with three arms; a visit is a contact that the customer began, a conversion an
order, and the history of the year before an order before the start.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import OLS, add_constant

from crm_core.answers import Answer
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import relational_scorecard
from crm_core.store import NewLoad, Workspace, store_rows

FILE = Path(__file__).parent.parent.parent / "shared" / "data" / "hillstrom.csv"
FILES = [FILE] if FILE.exists() else []
"""Where the file is not on the machine, pytest reports every test here as left out: an empty parameter set."""
SENT, LAST = datetime(2008, 3, 1), datetime(2008, 3, 14)
CHOICE = Filters(Period(date(2008, 3, 1), date(2008, 3, 31)))
ARMS = {"No E-Mail": "control", "Mens E-Mail": "Mens E-Mail", "Womens E-Mail": "Womens E-Mail"}


@cache
def sent() -> pd.DataFrame:
    """The file with a number for each customer."""
    rows = pd.read_csv(FILE)
    return rows.assign(customer_id=[f"H{number:05d}" for number in range(len(rows))])


def sheets() -> dict[str, pd.DataFrame]:
    rows = sent()
    bought, visited = rows.loc[rows["conversion"] == 1], rows.loc[rows["visit"] == 1]
    before = [SENT - timedelta(days=28 * months) for months in rows["recency"]]
    orders = pd.DataFrame(
        {
            "order_id": [*("B" + rows["customer_id"]), *("A" + bought["customer_id"])],
            "customer_id": [*rows["customer_id"], *bought["customer_id"]],
            "ordered_at": [*before, *([datetime(2008, 3, 10)] * len(bought))],
            "amount": [*rows["history"], *bought["spend"]],
            "cost": 0.0,
        }
    )
    visits = {"occurred_at": [LAST] * len(visited), "kind": "contact", "direction": "in", "cost": 0.0}
    listed = {
        "programme": "E-mail",
        "started_at": SENT.date(),
        "assignment": "random",
        "arm": [ARMS[segment] for segment in rows["segment"]],
    }
    return {
        "customers": pd.DataFrame({"customer_id": rows["customer_id"], "acquired_at": date(2006, 1, 1)}),
        "transactions": orders,
        "interactions": pd.DataFrame({"customer_id": visited["customer_id"], **visits}),
        "programmes": pd.DataFrame({"customer_id": rows["customer_id"], **listed}),
    }


@pytest.fixture(scope="module", params=FILES, ids=["the whole file"] * len(FILES))
def answer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answer]:
    """The scorecard of the e-mail programme."""
    workspace = Workspace.create(tmp_path_factory.mktemp("hillstrom") / "hillstrom.duckdb", "E-mail", currency="USD")
    with workspace.change() as build:
        for sheet, rows in sheets().items():
            build.bring("brought", rows.assign(row_number=range(2, len(rows) + 2)))
            store_rows(build, NewLoad(sheet, sheet, "0" * 64, len(rows)), "brought")
            build.drop("brought")
    yield relational_scorecard.ask(workspace, CHOICE, programme="E-mail")
    workspace.close()


def row_of(answer: Answer, outcome: str, group: str) -> dict[str, Any]:
    return next(row for row in answer.rows.to_dict("records") if row["outcome"] == outcome and row["group"] == group)


def test_the_three_arms_are_there_with_the_published_values(answer: Answer) -> None:
    values = [
        (row_of(answer, outcome, group)["n"], row_of(answer, outcome, group)["value"])
        for group in ("control", "Mens E-Mail", "Womens E-Mail")
        for outcome in ("reached", "ordered", "revenue")
    ]
    assert [n for n, _ in values] == [21306] * 3 + [21307] * 3 + [21387] * 3
    published = [0.106167, 0.005726, 0.652789, 0.182757, 0.012531, 1.422617, 0.151400, 0.008837, 1.077202]
    assert [value for _, value in values] == pytest.approx(published, abs=1e-6)


@pytest.mark.parametrize(
    ("outcome", "arm", "lift", "error"),
    [
        ("reached", "Mens E-Mail", 0.07659, 0.00339),
        ("ordered", "Mens E-Mail", 0.00681, 0.00092),
        ("revenue", "Mens E-Mail", 0.7698, 0.1453),
        ("reached", "Womens E-Mail", 0.04523, 0.00323),
        ("ordered", "Womens E-Mail", 0.00311, 0.00082),
        ("revenue", "Womens E-Mail", 0.4244, 0.1303),
    ],
)
def test_the_raw_lifts_are_the_published_ones(
    answer: Answer, outcome: str, arm: str, lift: float, error: float
) -> None:
    row = row_of(answer, outcome, arm)
    assert row["raw"] == pytest.approx(lift, abs=6e-5 if lift > 0.1 else 6e-6)
    half = (row["raw_high"] - row["raw_low"]) / 2
    assert half == pytest.approx(1.959964 * error, rel=0.006)


@pytest.mark.parametrize("outcome", ["reached", "ordered", "revenue"])
def test_a_lot_drawn_as_planned_earns_grade_a_and_the_claim_is_an_effect(answer: Answer, outcome: str) -> None:
    for arm in ("Mens E-Mail", "Womens E-Mail"):
        row = row_of(answer, outcome, arm)
        assert (row["grade"], row["direction"], row["reason"]) == ("A", "higher", "")
    assert answer.totals["checks"]["Mens E-Mail"].sample_ratio_p > 0.5
    assert max(abs(after) for _, _, after in answer.totals["balance"]["Mens E-Mail"]) < 0.03


@pytest.mark.parametrize(("arm", "name"), [("Mens E-Mail", "Mens E-Mail"), ("Womens E-Mail", "Womens E-Mail")])
def test_the_adjusted_lift_is_that_of_a_regression_on_the_history(answer: Answer, arm: str, name: str) -> None:
    rows = sent().loc[lambda all_rows: all_rows["segment"].isin(["No E-Mail", name])]
    is_sent = (rows["segment"] == name).to_numpy(dtype=float)
    # history counts where it lies in the 365 days before; recency is 1 to 12 months of 28 days here, so always
    history = rows["history"].to_numpy(dtype=float)
    fitted = OLS(rows["spend"].to_numpy(dtype=float), add_constant(np.column_stack([is_sent, history])))
    expected = fitted.fit(cov_type="HC1")
    row = row_of(answer, "revenue", arm)
    assert row["method"] == "cuped"
    assert row["adjusted"] == pytest.approx(float(expected.params[1]), abs=1e-4)
    assert (row["adjusted_high"] - row["adjusted"]) / 1.959964 == pytest.approx(float(expected.bse[1]), rel=1e-3)
