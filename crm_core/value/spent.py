"""What customers spent in each category, summed from order lines that come a part at a time; no database in sight."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from crm_core.store import CENT_OF_CENT, begins, is_known, order_of, scaled

LINES_HELD = 1 << 22
"""More lines than these are summed before further ones are taken."""


class Spent(NamedTuple):
    """One row per category and customer, in their order: net revenue, its part without known cost of goods, known cost."""

    customers: np.ndarray
    categories: np.ndarray
    revenue: np.ndarray
    uncosted_revenue: np.ndarray
    known_cost: np.ndarray


def spent_by_category(parts: Iterable[pa.RecordBatch], customer_keys: np.ndarray) -> Spent:
    """Spending of the customers of these keys; ``parts`` are rows of ``value/category_spending``.

    The customers are numbered by their place in ``customer_keys``; lines of others are left out.
    """
    place_of = np.full(int(customer_keys.max(initial=0)) + 1, -1, dtype=np.int32)
    place_of[customer_keys] = np.arange(len(customer_keys), dtype=np.int32)
    held = [[np.empty(0, kind) for kind in (np.int32, np.int32, np.int64, np.int64, np.int64)]]
    for part in parts:
        held.append(_lines_of(part, place_of))
        if sum(len(lines[0]) for lines in held) > LINES_HELD:
            held = [_summed(held)]
    customers, categories, revenue, costed, cost = _summed(held)
    money = (values / CENT_OF_CENT for values in (revenue, revenue - costed, cost))
    return Spent(customers, categories, *money)


def _lines_of(part: pa.RecordBatch, place_of: np.ndarray) -> list[np.ndarray]:
    """Place of the customer, category and money of each line of a customer known."""
    keys, cost = part.column("customer_key").to_numpy(), part.column("cost")
    places = np.where(keys < len(place_of), place_of[np.minimum(keys, len(place_of) - 1)], -1)
    amounts = scaled(part.column("amount"))
    costed = costs = np.broadcast_to(np.int64(0), len(part))
    if cost.null_count < len(part):
        costed, costs = np.where(is_known(cost), amounts, 0), scaled(cost)
    lines = [places, part.column("category").to_numpy(), amounts, costed, costs]
    is_theirs = places >= 0
    return lines if is_theirs.all() else [column[is_theirs] for column in lines]


def _summed(held: Sequence[Sequence[np.ndarray]]) -> list[np.ndarray]:
    """Lines of one customer and category as one."""
    customers, categories = (np.concatenate([lines[place] for lines in held]) for place in (0, 1))
    order = order_of(categories, customers)
    customers, categories = customers[order], categories[order]
    starts = np.flatnonzero(begins(categories, customers))
    sums = [_sums([lines[place] for lines in held], order, starts) for place in (2, 3, 4)]
    return [customers[starts], categories[starts], *sums]


def _sums(parts: Sequence[np.ndarray], order: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Sum of each group; where nothing but zeros is given, nothing is put in order."""
    if not any(part.any() for part in parts):
        return np.zeros(len(starts), np.int64)
    return np.add.reduceat(np.concatenate(parts)[order], starts)
