"""A workspace of ten million order lines and a million customers, for measuring clicks where it is large.

Orders are those of :mod:`benchmarks.lifetime` (gamma rates, gamma lifetimes, gamma amounts) with a category, a cost and
a product; customers have a sector, a region, a capacity and a channel; one contact for three customers. Seeded.
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.lifetime import rows_of
from crm_core.cockpit import DERIVATIONS
from crm_core.store import NewLoad, Workspace, store_rows

CUSTOMERS = 1_000_000
SECTORS = ("Retail", "Food", "Health", "Logistics", "Energy", "Textile")
REGIONS = ("Marmara", "Aegean", "Central", "South", "East")
CAPACITIES = ("small", "large")
CHANNELS = ("web", "store", "referral", "fair")


def large_workspace(path: Path, customers: int = CUSTOMERS) -> Workspace:
    """The workspace, made and built; takes some minutes for a million customers."""
    workspace = Workspace.create(path, "Large", derivations=DERIVATIONS)
    for sheet, rows in (
        ("customers", customer_rows(customers)),
        ("transactions", order_rows(customers)),
        ("interactions", contact_rows(customers)),
    ):
        with workspace.change(rebuild=sheet == "interactions") as build:
            build.bring("rows_brought", rows)
            store_rows(build, NewLoad(sheet, "seeded", sheet, rows.num_rows), "rows_brought")
    return workspace


def customer_rows(customers: int) -> pa.Table:
    """One row per customer."""
    random = np.random.default_rng(5)
    texts = {"sector": SECTORS, "region": REGIONS, "capacity": CAPACITIES, "acquisition_channel": CHANNELS}
    columns: dict[str, pa.Array] = {name: drawn(random, values, customers) for name, values in texts.items()}
    return pa.table({"customer_id": codes("C", np.arange(customers))} | columns | numbers(customers))


def order_rows(customers: int) -> pa.Table:
    """About ten order lines a customer."""
    orders = rows_of(customers)
    random, count = np.random.default_rng(6), len(orders)
    amounts = orders["amount"].to_numpy()
    return pa.table(
        {
            "customer_id": codes("C", orders["customer_key"].to_numpy()),
            "order_id": codes("O", np.arange(count)),
            "ordered_at": pa.array(orders["ordered_on"].to_numpy().astype("datetime64[us]")),
            "amount": pa.array(amounts),
            "cost": pa.array(np.round(amounts * 0.6, 2), mask=random.random(count) < 0.1),
            "category": drawn(random, tuple(f"category {number}" for number in range(12)), count),
            "product": drawn(random, tuple(f"product {number}" for number in range(200)), count),
        }
        | numbers(count)
    )


def contact_rows(customers: int) -> pa.Table:
    """One contact for three customers, in the last year of the orders."""
    random, count = np.random.default_rng(7), customers // 3
    first = np.datetime64("2023-01-01", "us")
    return pa.table(
        {
            "customer_id": codes("C", random.integers(0, customers, count)),
            "occurred_at": pa.array(first + random.integers(0, 360 * 24 * 60, count).astype("timedelta64[m]")),
            "kind": drawn(random, ("contact", "complaint", "service"), count),
            "channel": drawn(random, ("written", "spoken", "visual"), count),
            "cost": pa.array(np.round(random.gamma(2.0, 1.0, count), 2)),
        }
        | numbers(count)
    )


def drawn(random: np.random.Generator, values: tuple[str, ...], count: int) -> pa.DictionaryArray:
    """Values drawn evenly."""
    return pa.DictionaryArray.from_arrays(
        pa.array(random.integers(0, len(values), count, dtype=np.int32)), pa.array(values)
    )


def codes(letter: str, numbers: np.ndarray) -> pa.Array:
    """Codes like C42."""
    return pa.array(np.char.add(letter, numbers.astype("U8")))


def numbers(count: int) -> dict[str, pa.Array]:
    """Row numbers as a file would give them."""
    return {"row_number": pa.array(np.arange(2, count + 2, dtype=np.int64))}


if __name__ == "__main__":
    large_workspace(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CUSTOMERS).close()
