"""By hand: the first of many are those that a full sort puts first, also where values are equal; NTILE's splits as counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.value.ranking import best_places, chosen_first
from crm_core.value.rfm_scores import CLASSES, scores, split_by_ntile

VALUES = st.lists(st.integers(0, 6), max_size=60).map(lambda values: np.array(values, dtype=float))


def test_equal_values_stay_as_they_stand() -> None:
    assert best_places(np.array([2.0, 7.0, 2.0, 7.0, 1.0]), 3).tolist() == [1, 3, 0]
    assert best_places(np.array([2.0, 7.0, 2.0, 7.0, 1.0]), 0).tolist() == []
    assert best_places(np.array([]), 3).tolist() == []


@given(values=VALUES, first=st.one_of(st.none(), st.integers(0, 20)))
def test_the_first_are_those_of_a_full_sort(values: np.ndarray, first: int | None) -> None:
    assert best_places(values, first).tolist() == np.argsort(-values, kind="stable").tolist()[:first]


@given(values=VALUES, first=st.one_of(st.none(), st.integers(0, 20)))
def test_the_first_chosen_are_those_of_the_order(values: np.ndarray, first: int | None) -> None:
    order, is_chosen = np.argsort(-values, kind="stable"), values % 2 == 0
    assert chosen_first(order, is_chosen, first).tolist() == order[is_chosen[order]].tolist()[:first]


@given(values=VALUES)
def test_ntile_splits_as_many_as_are_counted_one_by_one(values: np.ndarray) -> None:
    tiles = np.empty(len(values), dtype=int)
    tiles[np.argsort(values, kind="stable")] = np.arange(len(values)) * CLASSES // max(len(values), 1) + 1
    apart = float((tiles != scores(values)).mean()) if len(values) else 0.0
    assert split_by_ntile(values) == pytest.approx(apart, abs=1e-12)
