"""The reader's segment as one mask over customer keys: asked once for each build and choice, shared by all metrics.

Which of the few combinations of sector, region, capacity and tier a filter means is asked of SQL; which customers have
them is read once for each build, so that a new choice reads no customer at all. Own columns have no such combinations.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from crm_core.answers import Query
from crm_core.filters import Filters
from crm_core.store.keeping import Kept
from crm_core.store.named_sql import bound, named_sql
from crm_core.store.workspace import Workspace

MOST_KEYS_KEPT = 30_000_000
MOST_CUSTOMERS_KEPT = 4_000_000
KINDS_SHARED_BY = 8
"""Segments that the kinds of a build are laid to, so that those of builds long gone are let go of."""


@dataclass(frozen=True)
class Segment:
    """Which customers are chosen, by key; ``is_chosen`` is None where everybody is.

    ``kinds`` are the numbers of the kinds of customers that are chosen, all customers of each; ``is_chosen`` then goes by the
    kind of each key. Without ``kinds`` it takes more than them to say who is chosen, and ``is_chosen`` goes by key.
    """

    is_chosen: np.ndarray | None
    queries: tuple[Query, ...]
    kinds: np.ndarray | None = None
    kind_of: np.ndarray | None = None

    def __len__(self) -> int:
        held = self.is_chosen if self.kind_of is None else self.kind_of[::KINDS_SHARED_BY]
        return 1 if held is None else len(held)

    def among(self, keys: np.ndarray) -> np.ndarray | None:
        """A mask of the chosen among these customers; None where all of them are."""
        if self.is_chosen is None:
            return None
        by_key = self.is_chosen if self.kind_of is None else self.kind_of
        known = len(by_key)
        if len(keys) and keys.max() >= known:
            return self._named(by_key[np.minimum(keys, known - 1)]) & (keys < known)
        return self._named(by_key[keys])

    def _named(self, found: np.ndarray) -> np.ndarray:
        """Whether they are chosen, from what stands at their keys."""
        return found if self.is_chosen is None or self.kind_of is None else self.is_chosen[found]


@dataclass(frozen=True)
class Kinds:
    """The combinations of sector, region, capacity and tier, and the number of each key's; −1 where nobody has the key."""

    combinations: pa.Table
    number_of: np.ndarray

    def __len__(self) -> int:
        return 1 + len(self.number_of)

    def numbers_of(self, keys: np.ndarray) -> np.ndarray:
        """Number of the kind of each customer; −1 for one of none."""
        known = len(self.number_of)
        return np.where(keys < known, self.number_of[np.minimum(keys, known - 1)], -1)

    def tiers_of(self, keys: np.ndarray) -> np.ndarray:
        """Tier codes of the customers, in the order of the keys."""
        return np.array(self.combinations["tier"].to_pylist(), dtype=object)[self.number_of[keys]]


_kept: Kept[Segment] = Kept(MOST_KEYS_KEPT)
_kept_kinds: Kept[Kinds] = Kept(MOST_CUSTOMERS_KEPT)


def segment_of(workspace: Workspace, filters: Filters) -> Segment:
    """The customers of the reader's segment."""
    if not filters.has_segment:
        return Segment(None, ())
    found = _found_by_customer if filters.attributes else _found_by_kind
    return _kept.of(
        (str(workspace.path), workspace.state().build_id, filters.segment), lambda: found(workspace, filters)
    )


def kinds_of(workspace: Workspace) -> Kinds:
    """The kinds of customers of this build, read once."""

    def read() -> Kinds:
        with workspace.session() as session:
            combinations = session.arrow(named_sql("store/kinds"))
            customers = session.frame("store/kinds_of_customers")
        keys = customers["customer_key"].to_numpy()
        number_of = np.full(int(keys.max()) + 1 if len(keys) else 1, -1, dtype=np.int32)
        number_of[keys] = customers["kind"].to_numpy()
        return Kinds(combinations, number_of)

    return _kept_kinds.of((str(workspace.path), workspace.state().build_id), read)


def _found_by_kind(workspace: Workspace, filters: Filters) -> Segment:
    """The customers of the chosen combinations."""
    kinds = kinds_of(workspace)
    with workspace.session() as session:
        session.bring("kinds_held", kinds.combinations)
        chosen = session.frame("store/chosen_kinds", **filters.parameters())
    text = named_sql("store/chosen_kinds")
    ran = Query("store/chosen_kinds", text, bound(text, filters.parameters()))
    is_chosen = np.zeros(kinds.combinations.num_rows + 1, dtype=bool)  # the last one is nobody's: number −1
    is_chosen[chosen["kind"].to_numpy()] = True
    return Segment(is_chosen, (ran,), chosen["kind"].to_numpy(), kinds.number_of)


def _found_by_customer(workspace: Workspace, filters: Filters) -> Segment:
    chosen, ran = workspace.ask("store/chosen_keys", filters.parameters())
    keys = chosen["customer_key"].to_numpy()
    is_chosen = np.zeros(int(keys.max()) + 1 if len(keys) else 1, dtype=bool)
    is_chosen[keys] = True
    return Segment(is_chosen, (ran,))
