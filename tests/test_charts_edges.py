"""Figures at their edges: no rows, one row, nothing but hidden values; and colours for readers who see fewer of them."""

import pickle
import tomllib
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from crm_core.charts import (
    CLASS_COLOURS,
    TIER_COLOURS,
    Look,
    bucket_lines,
    class_rows,
    cohort_heatmap,
    difference_dots,
    group_intervals,
    index_histogram,
    month_bars,
    tier_bars,
    trend_band,
    value_map,
    whale_curve_chart,
)
from crm_core.charts.look import CLASS_SYMBOLS, DARK, GROUP_COLOURS, GROUP_SYMBOLS, LIGHT, TIER_SYMBOLS
from crm_core.charts.sheet import Sheet

LOOK = Look("tr", False, "TRY")
NOTHING = "Bu seçime uyan satır yok."
MEASURES = ["value", "n", "low", "high", "reading", "share", "customers", "size", "customers_without_leak", "kind"]
KEYS = ["month", "tier", "group", "row", "class", "cohort", "customer_id", "months_since", "bin_start", "bin_end"]
VALUES = ["share_of_customers", "share_of_value", "actual_value", "potential_value"]
EMPTY = pd.DataFrame({name: [] for name in [*KEYS, *MEASURES, *VALUES]})

# Machado, Oliveira and Fernandes (2009), A physiologically-based model for simulation of color vision deficiency, severity 1.
SEEN_BY = {
    "protanope": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranope": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanope": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rows: tier_bars(rows, LOOK, {}, "", "", empty_text=NOTHING),
        lambda rows: whale_curve_chart(rows, LOOK, "", "", "", empty_text=NOTHING),
        lambda rows: value_map(rows, LOOK, {}, "", "", empty_text=NOTHING),
        lambda rows: month_bars(rows, LOOK, "", empty_text=NOTHING),
        lambda rows: trend_band(rows, LOOK, "", empty_text=NOTHING),
        lambda rows: group_intervals(rows, LOOK, {}, "", empty_text=NOTHING),
        lambda rows: difference_dots(rows, LOOK, {}, "", empty_text=NOTHING),
        lambda rows: class_rows(rows, LOOK, {}, {}, empty_text=NOTHING),
        lambda rows: index_histogram(rows, LOOK, {}, "", empty_text=NOTHING),
        lambda rows: bucket_lines(rows, LOOK, "", "", "", empty_text=NOTHING),
        lambda rows: cohort_heatmap(rows, LOOK, "", "", "", "", empty_text=NOTHING),
    ],
)
def test_no_rows_give_a_quiet_sentence(draw: Callable[[pd.DataFrame], go.Figure]) -> None:
    for rows in (EMPTY, pd.DataFrame()):
        figure = draw(rows).to_dict()
        assert not figure.get("data")
        assert [note["text"] for note in figure["layout"]["annotations"]] == [NOTHING]


def test_a_trend_of_hidden_months_only_is_empty() -> None:
    rows = pd.DataFrame({"month": pd.to_datetime(["2011-01-01"]), "value": [0.5], "n": [3], "reading": ["hidden"]})
    assert not trend_band(rows, LOOK, "CSAT", empty_text=NOTHING).to_dict().get("data")


def test_one_month_of_zero_still_has_an_axis() -> None:
    rows = pd.DataFrame({"month": pd.to_datetime(["2011-01-01"]), "value": [0.0]})
    low, high = month_bars(rows, LOOK, "Ciro", is_unfinished_last=True).to_dict()["layout"]["yaxis"]["range"]
    assert low == 0 < high


def test_groups_without_intervals_still_have_their_dots() -> None:
    rows = pd.DataFrame({"group": ["a", "b"], "value": [3.0, 5.0], "n": [40, 50]})
    figure = group_intervals(rows, LOOK, {}, "Sipariş", "number").to_dict()
    assert list(figure["data"][2]["x"]) == [3.0, 5.0]


def test_a_skewed_value_map_bends_its_axis_and_keeps_money_on_it() -> None:
    values = [-500.0, 10.0, 20.0, 30.0, 40.0, 1_000_000.0]
    rows = pd.DataFrame(
        {"customer_id": list("abcdef"), "tier": "none", "actual_value": values, "potential_value": [1.0] * 6}
    )
    figure: Any = value_map(rows, LOOK, {}, "Mevcut", "Potansiyel")
    assert max(figure.data[0].x) < 20
    assert {"₺0", "₺1\xa0Mn"} <= set(figure.to_dict()["layout"]["xaxis"]["ticktext"])


def test_an_index_without_rows_for_the_rows_of_the_table_is_still_seven_rows() -> None:
    words = {str(place): f"Satır {place}" for place in range(7)}
    notes = class_rows(EMPTY, LOOK, words, {}, not_measured_text="Ölçülmedi").to_dict()["layout"]["annotations"]
    assert sum("Ölçülmedi" in note["text"] for note in notes) == 7


@pytest.mark.parametrize(
    ("colours", "symbols"),
    [(TIER_COLOURS, TIER_SYMBOLS), (CLASS_COLOURS, CLASS_SYMBOLS), (GROUP_COLOURS, GROUP_SYMBOLS)],
)
def test_colours_stay_apart_for_colour_blind_readers_and_shapes_for_everyone(colours, symbols) -> None:
    assert len({symbols[code] for code in colours}) == len(colours)
    for matrix in [np.eye(3), *(np.array(seen) for seen in SEEN_BY.values())]:
        seen = {code: lab(matrix @ linear(colour)) for code, colour in colours.items()}
        for one, other in combinations(seen, 2):
            assert np.linalg.norm(seen[one] - seen[other]) > 9, (one, other)


def test_tiers_and_the_four_groups_share_no_hue() -> None:
    for group, tier in product(GROUP_COLOURS.values(), [*TIER_COLOURS.values(), *CLASS_COLOURS.values()]):
        assert np.linalg.norm(lab(linear(group)) - lab(linear(tier))) > 25, (group, tier)


def test_the_screen_has_the_backgrounds_of_the_figures() -> None:
    theme = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    for name, paper in (("light", LIGHT), ("dark", DARK)):
        assert theme[name]["backgroundColor"] == paper.background
        assert theme[name]["textColor"] == paper.ink
        assert theme[name]["chartCategoricalColors"][:4] == list(TIER_COLOURS.values())[:4]


def linear(colour: str) -> np.ndarray:
    """Linear red, green, blue of ``#RRGGBB``."""
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE 1976 L*a*b* of linear red, green, blue, where distance is about what the eye tells apart."""
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_a_figure_is_sent_as_plotly_would_send_it() -> None:
    parts = {"type": "scatter", "x": np.array([1.0, np.nan]), "y": [2, 3], "customdata": np.ones((2, 3))}
    sheet = Sheet([parts], {"height": 300, "template": {}})
    checked = go.Figure(data=[parts], layout={"height": 300, "template": {}}).to_dict()
    assert sheet.to_dict()["data"] == checked["data"]
    assert sheet.to_dict()["layout"]["height"] == checked["layout"]["height"] == sheet.layout.height


def test_a_figure_that_plotly_does_not_know_is_refused_by_who_looks_inside() -> None:
    with pytest.raises(ValueError, match="dashes"):
        assert Sheet([{"type": "scatter", "dashes": 3}], {}).data
    assert pickle.loads(pickle.dumps(Sheet([], {"height": 200}))).layout.height == 200
