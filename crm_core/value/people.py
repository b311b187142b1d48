"""Numbers and last orders of all customers, read once for each build: lists look them up by key instead of asking again."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from crm_core.answers import Query
from crm_core.store import Kept, Workspace, named_sql

MOST_PEOPLE_KEPT = 4_000_000
NO_KEY = -1


@dataclass(frozen=True)
class People:
    """All external customers in the order of their keys; ``richest_first`` are their places by revenue."""

    keys: np.ndarray
    numbers: pa.Array
    last_orders: np.ndarray
    richest_first: np.ndarray
    query: Query

    def __len__(self) -> int:
        return 1 + len(self.keys)

    def numbers_of(self, keys: np.ndarray) -> np.ndarray:
        """The customers' numbers, in the order of the keys."""
        return self.numbers.take(pa.array(np.searchsorted(self.keys, keys))).to_numpy(zero_copy_only=False)

    def last_orders_of(self, keys: np.ndarray) -> np.ndarray:
        """The days of the last orders, in the order of the keys."""
        return self.last_orders[np.searchsorted(self.keys, keys)]

    def richest(self, is_chosen: np.ndarray | None) -> int | None:
        """Key of the customer of the highest revenue among the chosen (a mask in the order of keys); None where nobody is."""
        ranked = self.richest_first if is_chosen is None else self.richest_first[is_chosen[self.richest_first]]
        return int(self.keys[ranked[0]]) if len(ranked) else None


_kept: Kept[People] = Kept(MOST_PEOPLE_KEPT)


def people_of(workspace: Workspace) -> People:
    """The customers of this build."""

    def read() -> People:
        text = named_sql("value/people")
        with workspace.session() as session:
            found = session.arrow(text)
        places = found["place_by_revenue"].to_numpy()
        richest_first = np.empty(len(places), dtype=np.int32)
        richest_first[places] = np.arange(len(places), dtype=np.int32)
        return People(
            keys=found["customer_key"].to_numpy(),
            numbers=found["customer_id"].combine_chunks(),
            last_orders=found["last_order_on"].to_numpy().astype("datetime64[s]"),
            richest_first=richest_first,
            query=Query("value/people", text, {}),
        )

    return _kept.of((str(workspace.path), workspace.state().build_id), read)


def customer_key(workspace: Workspace, number: str) -> tuple[int, Query]:
    """Key of the external customer with the number; −1 where there is none."""
    rows, ran = workspace.ask("value/customer_key", {"customer": number})
    return (int(rows["customer_key"].iloc[0]) if len(rows) else NO_KEY), ran
