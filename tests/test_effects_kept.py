"""Edges: what a click works out once is shared by its questions, and never outlives the data it was worked out from."""

from datetime import date, datetime

import pandas as pd

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations.practice import customer_practice, window_of
from crm_core.store import Workspace
from tests.conftest import BringIn

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))


def test_practice_is_worked_out_once_for_a_choice_and_anew_after_a_load(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    order = {"order_id": "1", "customer_id": "A", "ordered_at": datetime(2024, 3, 1), "amount": 10.0}
    bring_in(empty_workspace, "transactions", pd.DataFrame([order]))
    first = customer_practice(empty_workspace, YEAR, window_of(empty_workspace, YEAR))
    assert customer_practice(empty_workspace, YEAR, window_of(empty_workspace, YEAR)) is first
    other = Filters(YEAR.period, sectors=("nobody",))
    assert len(customer_practice(empty_workspace, other, window_of(empty_workspace, other)).customers) == 0
    bring_in(empty_workspace, "transactions", pd.DataFrame([order | {"order_id": "2", "customer_id": "B"}]))
    assert len(customer_practice(empty_workspace, YEAR, window_of(empty_workspace, YEAR)).customers) == 2
