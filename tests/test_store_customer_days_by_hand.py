"""By hand: months and purchase days of customers from a few order lines."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from crm_core.errors import WorkspaceFault
from crm_core.store import customer_days
from crm_core.store.customer_days import MONEY, customer_months, margins_so_far, purchase_gaps

JANUARY_3, JANUARY_5, FEBRUARY_1 = date(2024, 1, 3), date(2024, 1, 5), date(2024, 2, 1)

Line = tuple[int, date, int, str, str | None, str | None]


def lines(*rows: Line) -> pa.Table:
    """Customer, day, order number, amount, cost, discount."""
    customers, days, numbers, *money = zip(*rows, strict=True)
    amounts, costs, discounts = (pa.array([None if one is None else Decimal(one) for one in c], MONEY) for c in money)
    return pa.table(
        {
            "customer_key": pa.array(customers, pa.int32()),
            "ordered_on": pa.array(days, pa.date32()),
            "order_number": pa.array(numbers, pa.uint64()),
            "amount": amounts,
            "cost": costs,
            "discount": discounts,
        }
    )


def months_of(*rows: Line) -> list[dict[str, object]]:
    return customer_months(lines(*rows))[0].to_pylist()


def test_lines_of_one_number_and_day_are_one_order_whatever_stands_between_them() -> None:
    first, second = (7, JANUARY_3, 1, "10", None, None), (7, JANUARY_3, 2, "10", None, None)
    assert months_of(first, second, first)[0]["orders"] == 2
    assert months_of(first, first, second)[0]["orders"] == 2
    assert months_of(first, (8, JANUARY_3, 1, "10", None, None), first)[0]["orders"] == 1
    assert months_of(first, (7, JANUARY_5, 1, "10", None, None), first)[0]["orders"] == 2


def test_a_line_that_gives_back_is_no_order_and_no_purchase_day() -> None:
    months, days = customer_months(lines((7, JANUARY_3, 1, "-10", None, None)))
    (month,) = months.to_pylist()
    assert (month["orders"], month["revenue"], month["returned"]) == (0, Decimal(-10), Decimal(-10))
    assert (month["first_order_on"], month["last_order_on"]) == (None, None)
    assert purchase_gaps([days]).num_rows == 0


def test_money_is_summed_by_customer_and_month_and_what_has_no_cost_stands_apart() -> None:
    found = months_of(
        (8, FEBRUARY_1, 4, "1.5", "1", None),
        (7, JANUARY_5, 2, "20", None, "2"),
        (7, JANUARY_3, 1, "10", "4", None),
        (7, FEBRUARY_1, 3, "0.0001", "0", "1"),
        (7, JANUARY_5, 9, "-5", None, None),
    )
    names = ("customer_key", "month", "orders", "revenue", "returned", "known_cost", "uncosted_revenue", "discount")
    assert [tuple(row[name] for name in names) for row in found] == [
        (7, date(2024, 1, 1), 2, Decimal(25), Decimal(-5), Decimal(4), Decimal(15), Decimal(2)),
        (7, FEBRUARY_1, 1, Decimal("0.0001"), Decimal(0), Decimal(0), Decimal(0), Decimal(1)),
        (8, FEBRUARY_1, 1, Decimal("1.5"), Decimal(0), Decimal(1), Decimal(0), Decimal(0)),
    ]
    assert (found[0]["first_order_on"], found[0]["last_order_on"]) == (JANUARY_3, JANUARY_5)


def test_days_between_purchases_run_over_the_ends_of_spans_and_the_last_is_open() -> None:
    spans = [
        lines(
            (7, JANUARY_5, 2, "1", None, None), (7, JANUARY_3, 1, "1", None, None), (7, JANUARY_3, 2, "1", None, None)
        ),
        lines((7, FEBRUARY_1, 3, "1", None, None), (2**31 - 1, date(1960, 1, 1), 4, "1", None, None)),
    ]
    assert [tuple(row.values()) for row in purchase_gaps([customer_months(span)[1] for span in spans]).to_pylist()] == [
        (7, JANUARY_3, True, 2),
        (7, JANUARY_5, False, 27),
        (7, FEBRUARY_1, False, None),
        (2**31 - 1, date(1960, 1, 1), True, None),
    ]


def test_the_margin_so_far_runs_on_by_customer_and_month_whatever_the_order_of_the_rows() -> None:
    months = pa.table(
        {
            "customer_key": pa.array([7, 8, 7, 8, 7], pa.int32()),
            "month": pa.array([FEBRUARY_1, FEBRUARY_1, date(2023, 12, 1), JANUARY_3, date(2025, 1, 1)], pa.date32()),
            "margin": pa.array([Decimal(one) for one in ("10", "-3", "1.5", "2", "-20")], MONEY),
        }
    )
    found = margins_so_far(months).to_pylist()
    assert found == [Decimal("11.5"), Decimal(-1), Decimal("1.5"), Decimal(2), Decimal("-8.5")]
    assert len(margins_so_far(months.slice(0, 0))) == 0


def test_nothing_is_nothing() -> None:
    months, days = customer_months(lines((1, JANUARY_3, 1, "1", None, None)).slice(0, 0))
    assert months.num_rows == 0
    assert purchase_gaps([days]).num_rows == 0


def test_customers_and_days_too_wide_for_one_number_are_put_in_order_all_the_same() -> None:
    far = [(2**31 - 1 - place % 3, date(1 + place, 6, 1), place, "1", None, None) for place in range(0, 9000, 2)]
    found = customer_months(lines(*far))[0]
    assert found.num_rows == len(far)
    assert found.sort_by([("customer_key", "ascending"), ("month", "ascending")]).equals(found)


def test_a_sum_that_the_store_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_days, "LARGEST", 300_000)
    one = (7, JANUARY_3, 1, "10", None, None)
    assert months_of(one, (8, JANUARY_3, 1, "10", None, None), one)[0]["revenue"] == Decimal(20)
    with pytest.raises(WorkspaceFault):
        months_of(one, one, one)
