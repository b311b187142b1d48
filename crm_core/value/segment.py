"""The reader's segment as one mask over customer keys: asked once for each build and choice, shared by all metrics."""

from dataclasses import dataclass

import numpy as np

from crm_core.answers import Query
from crm_core.filters import Filters
from crm_core.store import Workspace
from crm_core.value.keeping import Kept

MOST_KEYS_KEPT = 40_000_000


@dataclass(frozen=True)
class Segment:
    """Which customers are chosen, by key; ``is_chosen`` is None where everybody is."""

    is_chosen: np.ndarray | None
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return 1 if self.is_chosen is None else len(self.is_chosen)

    def among(self, keys: np.ndarray) -> np.ndarray | None:
        """A mask of the chosen among these customers; None where all of them are."""
        if self.is_chosen is None:
            return None
        known = len(self.is_chosen)
        if not len(keys) or keys.max() < known:
            return self.is_chosen[keys]
        return self.is_chosen[np.minimum(keys, known - 1)] & (keys < known)


_kept: Kept[Segment] = Kept(MOST_KEYS_KEPT)


def segment_of(workspace: Workspace, filters: Filters) -> Segment:
    """The customers of the reader's segment."""
    if not filters.has_segment:
        return Segment(None, ())
    return _kept.of(
        (str(workspace.path), workspace.state().build_id, filters.segment), lambda: _asked(workspace, filters)
    )


def _asked(workspace: Workspace, filters: Filters) -> Segment:
    chosen, ran = workspace.ask("value/chosen_keys", filters.parameters())
    keys = chosen["customer_key"].to_numpy()
    is_chosen = np.zeros(int(keys.max()) + 1 if len(keys) else 1, dtype=bool)
    is_chosen[keys] = True
    return Segment(is_chosen, (ran,))
