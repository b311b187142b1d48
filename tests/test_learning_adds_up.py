"""Adds up: start + acquired - lost = end in every month, in the simulator and in the measured ledger."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.filters import Filters
from crm_core.learning import bucket_start, leaky_bucket
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
