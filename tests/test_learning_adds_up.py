"""Adds up: start + acquired - lost = end in every month, in the simulator and in the measured ledger."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.filters import Filters
from crm_core.learning import bucket_start, leaky_bucket
from crm_core.learning.order_months import counted_silences, ledger_of
from crm_core.periods import Period
from crm_core.store import Workspace
from tests.conftest import BringIn
from tests.test_learning_by_hand import ORDERS, orders


@settings(max_examples=40, deadline=None)
@given(
    customers=st.integers(0, 100_000),
    acquired=st.integers(0, 5_000),
    churn=st.floats(0, 1),
    factor=st.sampled_from([1.0, 2.0, 3.0]),
)
def test_start_plus_acquired_minus_lost_is_the_end_of_every_month(
    customers: int, acquired: int, churn: float, factor: float
) -> None:
    rows = leaky_bucket(customers, acquired, churn, 24, newcomer_factor=factor)
    later = rows.iloc[1:]
    pd.testing.assert_series_equal(
        later["at_start"] + later["acquired"] - later["lost"], later["customers"], check_names=False, atol=1e-6
    )
    assert later["at_start"].tolist() == rows["customers"].iloc[:-1].tolist()
    assert min(rows["customers"]) >= 0


def test_measured_ledger_adds_up_and_each_month_starts_where_the_last_ended(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    bring_in(empty_workspace, "transactions", orders(ORDERS))
    ledger = bucket_start.ask(
        empty_workspace, Filters(Period(date(2023, 4, 1), date(2023, 9, 30))), quiet_months=3
    ).rows
    ends = ledger["at_start"] + ledger["acquired"] + ledger["returned"] - ledger["lost"]
    assert ends.tolist() == ledger["at_end"].tolist()
    assert ledger["at_start"].tolist()[1:] == ledger["at_end"].tolist()[:-1]


def test_bucket_run_with_the_measured_rates_ends_near_where_the_ledger_ends(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    # Customers won one a month and lost after 3 months of silence: a stationary base of three.
    stream = [(f"C{n}", str(date(2022 + n // 12, n % 12 + 1, 5)), 10.0, 5.0) for n in range(18)]
    bring_in(empty_workspace, "transactions", orders(stream))
    answer = bucket_start.ask(empty_workspace, Filters(Period(date(2022, 7, 1), date(2023, 6, 30))), quiet_months=3)
    totals = answer.totals
    assert set(answer.rows["at_end"]) == {3}
    run = leaky_bucket(totals["customers_at_start"], totals["inflow_per_month"], totals["monthly_churn"], 12)
    assert run["customers"].tolist() == pytest.approx([3.0] * 13)


@pytest.mark.parametrize("quiet", [1, 3, 6])
def test_ledger_is_that_of_following_every_customer_month_by_month(quiet: int) -> None:
    draw = np.random.default_rng(11)
    ordered = np.unique(np.column_stack([draw.integers(0, 40, 160), draw.integers(0, 30, 160)]), axis=0)
    months = ordered[:, 1] + 12 * 2020
    silences = counted_silences(ordered[:, 0].astype(np.int32), months, np.zeros(40, dtype=np.int32))
    first, last = date(2020, 9, 1), date(2021, 12, 1)
    found = ledger_of(silences, quiet, first, last)

    def active(customer: int, month: int) -> bool:
        own = ordered[ordered[:, 0] == customer, 1]
        return bool(((own <= month) & (own > month - quiet)).any())

    for row, month in zip(found.to_dict("records"), range(8, 24), strict=True):
        before, now = ([active(customer, day) for customer in range(40)] for day in (month - 1, month))
        known = [bool((ordered[ordered[:, 0] == customer, 1] < month).any()) for customer in range(40)]
        came = [there and not was for was, there in zip(before, now, strict=True)]
        assert (row["at_start"], row["at_end"]) == (sum(before), sum(now))
        assert row["acquired"] == sum(new and not old for new, old in zip(came, known, strict=True))
        assert row["returned"] == sum(new and old for new, old in zip(came, known, strict=True))
        assert row["lost"] == sum(was and not there for was, there in zip(before, now, strict=True))


def test_bucket_of_a_segment_is_that_of_its_customers(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "transactions", orders(ORDERS))
    names = sorted({row[0] for row in ORDERS})
    people = {
        "customer_id": names,
        "sector": ["Retail" if place % 2 else "Food" for place in range(len(names))],
        "acquisition_cost": [100.0 * place for place in range(len(names))],
        "attributes": [json.dumps({"line": "Retail" if place % 2 else "Food"}) for place in range(len(names))],
    }
    bring_in(empty_workspace, "customers", pd.DataFrame(people))
    everybody = Filters(Period(date(2023, 4, 1), date(2023, 9, 30)))
    whole = bucket_start.ask(empty_workspace, everybody, quiet_months=3)
    parts = []
    for sector in ("Retail", "Food"):
        by_kind = bucket_start.ask(empty_workspace, replace(everybody, sectors=(sector,)), quiet_months=3)
        own_column = replace(everybody, attributes=(("line", sector),))
        by_customer = bucket_start.ask(empty_workspace, own_column, quiet_months=3)
        pd.testing.assert_frame_equal(by_kind.rows, by_customer.rows)
        assert by_kind.totals == by_customer.totals
        parts.append(by_kind.rows["at_end"])
    assert (parts[0] + parts[1]).tolist() == whole.rows["at_end"].tolist()
