"""Adds up: what a large column is read as does not depend on how few of its texts were asked for."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.intake import telling_texts
from crm_core.intake.values import marks_that_fit, orders_that_fit

NUMBERS = st.sampled_from(["1", "-7", "1.5", "1,5", "1.234", "1,234", "0.25", "abc", "", "-", "1.234,56", "12.75"])
DAYS = st.sampled_from(["2024-01-02", "2024-01-31", "01.02.2024", "01/02/2024", "13/02/2024", "02/13/2024", "x", ""])


def _both(chunks, kind, monkeypatch):
    cells = pa.table({"c0": pa.chunked_array([pa.array(chunk, pa.string()) for chunk in chunks], pa.string())})
    monkeypatch.setattr(telling_texts, "LARGE", 10**9)
    exact = telling_texts.telling_texts(cells, 0, kind)
    monkeypatch.setattr(telling_texts, "LARGE", 0)
    return exact, telling_texts.telling_texts(cells, 0, kind)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(NUMBERS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_the_decimal_mark_is_that_of_all_texts(chunks):
    with pytest.MonkeyPatch.context() as patch:
        (exact, share), (few, share_of_few) = _both(chunks, "number", patch)
    assert marks_that_fit(few) == marks_that_fit(exact)
    assert share_of_few == share


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(DAYS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_the_date_order_is_that_of_all_texts(chunks):
    with pytest.MonkeyPatch.context() as patch:
        (exact, share), (few, share_of_few) = _both(chunks, "moment", patch)
    assert orders_that_fit(few) == orders_that_fit(exact)
    assert share_of_few == share
