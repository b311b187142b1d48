"""By hand: spending by customer and category from order lines that come in parts."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from crm_core.value import spent
from crm_core.value.spent import spent_by_category

MONEY = pa.decimal64(18, 4)


def part(*lines: tuple[int, int, str, str | None]) -> pa.RecordBatch:
    """Customer, category, amount, cost."""
    keys, categories, amounts, costs = zip(*lines, strict=True)
    money = [pa.array([None if one is None else Decimal(one) for one in column], MONEY) for column in (amounts, costs)]
    columns = [pa.array(keys, pa.int32()), pa.array(categories, pa.int32()), *money]
    return pa.RecordBatch.from_arrays(columns, names=["customer_key", "category", "amount", "cost"])


@pytest.mark.parametrize("lines_held", [0, 1 << 22])
def test_lines_of_a_customer_and_category_add_up_over_all_parts(
    monkeypatch: pytest.MonkeyPatch, lines_held: int
) -> None:
    monkeypatch.setattr(spent, "LINES_HELD", lines_held)
    parts = [
        part((9, 1, "10", "4"), (5, 0, "1.5", None), (9, 1, "-2.5", None)),
        part((7, 0, "100", "1"), (99, 0, "100", "1")),
        part((9, 1, "0.0001", "0.5"), (9, 0, "3", None)),
    ]
    found = spent_by_category(parts, np.array([5, 9]))
    assert found.customers.tolist() == [0, 1, 1]
    assert found.categories.tolist() == [0, 0, 1]
    assert found.revenue.tolist() == [1.5, 3.0, 7.5001]
    assert found.uncosted_revenue.tolist() == [1.5, 3.0, -2.5]
    assert found.known_cost.tolist() == [0.0, 0.0, 4.5]


def test_without_lines_or_without_customers_nothing_was_spent() -> None:
    assert len(spent_by_category([], np.array([5])).revenue) == 0
    assert len(spent_by_category([part((7, 0, "100", "1"))], np.array([], dtype=np.int32)).revenue) == 0
