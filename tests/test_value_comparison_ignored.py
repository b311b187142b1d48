"""By hand: metrics that say they compare with nothing do not look at what the reader compares with."""

from collections.abc import Iterator
from datetime import date
from typing import NoReturn

import pandas as pd
import pytest

from crm_core.answers import Metric
from crm_core.cockpit import METRICS
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import NewLoad, Workspace, store_rows
from crm_core.value import DERIVATIONS

APART = [metric for metric in METRICS.values() if not metric.compares]


class Uncompared(Filters):
    """A choice that may not be asked what it is compared with."""

    def compared(self) -> NoReturn:
        raise AssertionError("the metric compares")

    def why_not_compared(self) -> NoReturn:
        raise AssertionError("the metric compares")


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[Workspace]:
    """Sixty orders of seven customers in three years."""
    workspace = Workspace.create(tmp_path_factory.mktemp("shop") / "shop.duckdb", "Shop", derivations=DERIVATIONS)
    orders = pd.DataFrame(
        {
            "order_id": [str(place) for place in range(60)],
            "customer_id": [f"C{place % 7}" for place in range(60)],
            "ordered_at": pd.date_range("2022-01-15", "2024-12-20", periods=60),
            "amount": [10.0 * (place % 7 + 1) for place in range(60)],
            "row_number": range(2, 62),
        }
    )
    with workspace.change() as build:
        build.bring("brought", orders)
        store_rows(build, NewLoad("transactions", "orders.csv", "0" * 64, len(orders)), "brought")
    yield workspace
    workspace.close()


@pytest.mark.parametrize("metric", APART, ids=lambda metric: metric.name)
def test_the_comparison_is_not_looked_at(shop: Workspace, metric: Metric) -> None:
    choice = Uncompared(Period(date(2024, 1, 1), date(2024, 12, 31)), sectors=(), data_from=date(2022, 1, 15))
    assert metric.ask(shop, choice).metric == metric.name
