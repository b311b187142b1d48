"""Figures by hand: a few rows in, and what stands in the figure worked out beside it."""

from datetime import date
from typing import Any

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
    equity_bridge,
    group_intervals,
    index_histogram,
    migration_cells,
    month_bars,
    tier_bars,
    trend_band,
    value_map,
    whale_curve_chart,
)
from crm_core.charts.canvas import month_axis, nice_ticks, tick_texts
from crm_core.charts.look import DARK, GROUP_COLOURS, LIGHT, Kind, contrast

TURKISH = Look("tr", False, "TRY")
ENGLISH = Look("en", True, "TRY")
TIER_WORDS = {"mvc": "En değerli", "bz": "Sıfırın altında"}
CLASS_WORDS = {"relational": "İlişkisel", "mixed": "Karma", "transactional": "İşlemsel"}


def months(*values: float, first: str = "2011-01-01") -> pd.DataFrame:
    """Rows of consecutive months with these values, n 50 and an interval of 0.1 to each side."""
    return pd.DataFrame(
        {
            "month": pd.date_range(first, periods=len(values), freq="MS"),
            "value": list(values),
            "n": 50,
            "low": [value - 0.1 for value in values],
            "high": [value + 0.1 for value in values],
        }
    )


def parts(figure: go.Figure) -> dict:
    """The figure as plain data, as the browser gets it (without packed arrays)."""
    return figure.to_dict()


def labels(figure: go.Figure) -> str:
    """Every direct label of the figure in one text."""
    notes = parts(figure)["layout"].get("annotations", [])
    return " | ".join(str(note["text"]) for note in notes).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def tiers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "tier": ["mvc", "bz"],
            "customers": [1234, 6],
            "share_of_customers": [0.25, 0.01],
            "actual_value": [1_250_000.0, -20_000.0],
            "share_of_value": [1.02, -0.02],
        }
    )


def test_each_tier_keeps_its_colour_in_both_panels(tiers: pd.DataFrame) -> None:
    for trace in parts(tier_bars(tiers, TURKISH, TIER_WORDS, "Müşteri", "Değer"))["data"]:
        assert list(trace["marker"]["color"]) == [TIER_COLOURS["mvc"], TIER_COLOURS["bz"]]


def test_tier_bars_word_shares_counts_and_money_for_a_turkish_reader(tiers: pd.DataFrame) -> None:
    figure = tier_bars(tiers, TURKISH, TIER_WORDS, "Müşteri", "Değer")
    assert [list(trace["text"]) for trace in parts(figure)["data"]] == [["%25", "%1"], ["%102", "−%2"]]
    assert "<b>En değerli</b> · 1.234" in labels(figure)
    assert "₺1,25 Mn" in labels(figure)


def test_both_panels_of_the_tier_bars_share_one_scale(tiers: pd.DataFrame) -> None:
    layout = parts(tier_bars(tiers, TURKISH, TIER_WORDS, "Müşteri", "Değer"))["layout"]
    assert layout["xaxis"]["range"] == layout["xaxis2"]["range"]
    assert layout["xaxis"]["range"][0] < -0.02


def test_the_whale_curve_starts_at_nothing_and_marks_its_peak_and_the_whole() -> None:
    curve = pd.DataFrame({"share_of_customers": [0.25, 0.5, 0.75, 1.0], "share_of_value": [0.7, 1.1, 1.2, 1.0]})
    figure = whale_curve_chart(curve, TURKISH, "Müşteri", "Değer", "Tepe: %120")
    line, peak = parts(figure)["data"]
    assert list(line["x"]) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert (peak["x"], peak["y"]) == ([0.75], [1.2])
    assert parts(figure)["layout"]["shapes"][0]["y0"] == 1
    assert "Tepe: %120" in labels(figure)


def test_the_value_map_gives_every_tier_its_own_colour_and_shape() -> None:
    points = pd.DataFrame(
        {
            "customer_id": ["1", "2", "3"],
            "tier": ["mvc", "bz", "mvc"],
            "actual_value": [900.0, -50.0, 800.0],
            "potential_value": [10.0, 20.0, None],
        }
    )
    figure = value_map(points, TURKISH, TIER_WORDS, "Mevcut", "Potansiyel")
    traces: Any = figure.data
    assert f'<span style="color:{TIER_COLOURS["bz"]}">✖</span> Sıfırın altında' in labels(figure)
    assert [(trace["name"], len(trace["x"])) for trace in traces] == [("En değerli", 1), ("Sıfırın altında", 1)]
    assert [trace["marker"]["color"] for trace in traces] == [TIER_COLOURS["mvc"], TIER_COLOURS["bz"]]
    assert len({trace["marker"]["symbol"] for trace in traces}) == 2


def test_a_turkish_month_axis_has_turkish_months_and_no_english_ones() -> None:
    axis = month_axis(TURKISH, date(2010, 12, 1), 13)
    words = " ".join(axis["ticktext"])
    assert axis["ticktext"][:3] == ["Ara<br>2010", "Şub<br>2011", "Nis<br> "]
    assert not [month for month in ("Jan", "Feb", "Apr", "May ", "Jun", "Aug", "Sep", "Oct", "Dec") if month in words]


def test_a_year_names_every_other_month_up_to_its_last_and_keeps_every_count_below() -> None:
    bare, counted = (month_axis(TURKISH, date(2025, 7, 1), 12, below) for below in (None, {0: "7", 11: "9"}))
    assert bare["tickvals"] == [1, 3, 5, 7, 9, 11]
    assert counted["tickvals"] == list(range(12))
    assert "Tem" not in counted["ticktext"][0] and ">7<" in counted["ticktext"][0]
    assert month_axis(TURKISH, date(2025, 7, 1), 8)["tickvals"] == list(range(8))


def test_the_names_of_a_narrow_grid_stand_aslant_on_one_line_and_short_ones_stay_flat() -> None:
    names = {"mvc": "En değerli", "bz": "Sıfırın altında"}
    moves = pd.DataFrame(
        {"from_tier": ["mvc"] * 2, "to_tier": ["mvc", "bz"], "customers": [40, 10], "share": [0.8, 0.2]}
    )
    moves = moves.assign(from_customers=50, low=0.1, high=0.9, by_chance=0.5, reading="full")
    words = ("önce", "sonra", "Müşteri", "rastlantı", "az")
    assert parts(migration_cells(moves, TURKISH, names, *words))["layout"]["xaxis"]["tickangle"] == 0
    wide = pd.concat([moves, moves.assign(to_tier=["mgc", "none"])])
    names |= {"mgc": "En çok büyüyebilir", "none": "Artık siparişi yok"}
    axis = parts(migration_cells(wide, TURKISH, names, *words))["layout"]["xaxis"]
    assert axis["tickangle"] > 0
    assert list(axis["ticktext"]) == ["En değerli", "Sıfırın altında", "En çok büyüyebilir", "Artık siparişi yok"]


def test_three_years_of_months_name_every_sixth_with_the_year_once() -> None:
    axis = month_axis(ENGLISH, date(2009, 3, 1), 36)
    assert [text.replace("<br>", " ").strip() for text in axis["ticktext"]] == [
        "Jul 2009",
        "Jan 2010",
        "Jul",
        "Jan 2011",
        "Jul",
        "Jan 2012",
    ]


def test_bars_stand_on_zero_and_the_unfinished_month_is_hatched() -> None:
    figure = month_bars(months(400, 380, 150), TURKISH, "Sipariş", "number", is_unfinished_last=True)
    bars = parts(figure)["data"][0]
    assert list(bars["marker"]["pattern"]["shape"]) == ["", "", "/"]
    assert parts(figure)["layout"]["yaxis"]["range"][0] == 0
    assert "<b>380</b>" in labels(figure)
    assert "<b>150</b>" not in labels(figure)


def test_a_value_stands_above_the_neighbours_that_its_words_would_cover() -> None:
    rows = months(*[50_000.0] * 10, 65_500.0, 52_700.0)
    (note,) = (
        part for part in parts(month_bars(rows, TURKISH, "Ciro"))["layout"]["annotations"] if "52,7" in part["text"]
    )
    assert note["y"] == 65_500.0


def test_a_bridge_below_zero_leaves_room_for_its_figures_beside_the_names() -> None:
    rows = pd.DataFrame(
        {
            "step": ["opening", "grown", "closing"],
            "customers": [120, 80, 120],
            "value": [-19_500.0, 300.0, -19_200.0],
            "is_change": [False, True, False],
        }
    )
    figure = equity_bridge(rows, TURKISH, {"opening": "Açılış", "grown": "Büyüyen", "closing": "Kapanış"}, "Müşteri")
    low, high = parts(figure)["layout"]["xaxis"]["range"]
    assert low <= 1.25 * -19_500 and high >= 0


def test_the_compared_year_stands_lighter_behind_the_same_months() -> None:
    figure = month_bars(
        months(10, 20),
        TURKISH,
        "Ciro",
        previous=months(8, 9, first="2010-01-01"),
        previous_word="Geçen yıl",
        target=15,
        target_word="Hedef",
    )
    before, actual = parts(figure)["data"]
    assert before["marker"]["color"] == LIGHT.previous
    assert actual["marker"]["color"] == LIGHT.actual
    assert [round(x) for x in before["x"]] == [round(x) for x in actual["x"]] == [0, 1]
    assert [hover[0] for hover in before["customdata"]] == ["Oca 2010", "Şub 2010"]
    assert parts(figure)["layout"]["shapes"][0]["line"]["dash"] == "dash"
    assert "Hedef ₺15" in labels(figure)


def test_a_missing_month_stays_an_empty_place_among_the_bars() -> None:
    figure = month_bars(months(1, 2, 3).drop(index=1), TURKISH, "Ciro")
    assert [round(x) for x in parts(figure)["data"][0]["x"]] == [0, 2]
    assert len(parts(figure)["layout"]["xaxis"]["ticktext"]) == 3


def test_a_hidden_month_breaks_line_and_band_and_a_grey_one_is_hollow() -> None:
    rows = months(0.5, 0.6, 0.7, 0.8).assign(reading=["full", "hidden", "grey", "full"])
    band, line, markers = parts(trend_band(rows, TURKISH, "CSAT"))["data"]
    assert list(line["x"]) == [0, None, 2, 3]
    assert list(band["x"]) == [-0.15, 0.15, 0.15, -0.15, None, 2.0, 3.0, 3.0, 2.0]
    assert list(markers["x"]) == [0, 2, 3]
    assert list(markers["marker"]["color"]) == [LIGHT.actual, LIGHT.background, LIGHT.actual]


def test_a_share_stands_on_its_full_scale_unless_told_otherwise() -> None:
    full = parts(trend_band(months(0.5, 0.6), TURKISH, "CSAT"))["layout"]["yaxis"]
    near = parts(trend_band(months(0.5, 0.6), TURKISH, "CSAT", is_full_scale=False))["layout"]["yaxis"]
    assert full["range"] == [0, 1]
    assert list(full["ticktext"]) == ["%0", "%20", "%40", "%60", "%80", "%100"]
    assert near["range"] == [0.4, 0.7]


def test_the_promoter_score_runs_from_minus_to_plus_a_hundred() -> None:
    axis = parts(trend_band(months(12, 30), TURKISH, "NPS", "points"))["layout"]["yaxis"]
    assert list(axis["ticktext"]) == ["−100", "−50", "0", "+50", "+100"]


def test_each_named_month_carries_its_n() -> None:
    axis = parts(trend_band(months(0.5, 0.6).assign(n=[1250, 9]), TURKISH, "CSAT"))["layout"]["xaxis"]
    assert "1.250" in axis["ticktext"][0]
    assert ">9<" in axis["ticktext"][1]


def test_the_hover_text_says_value_interval_and_n_in_the_readers_numbers() -> None:
    markers = parts(trend_band(months(0.5), TURKISH, "CSAT"))["data"][2]
    assert list(markers["customdata"][0]) == ["Oca 2011", "%50,0", " (%40,0 … %60,0)<br>n = 50"]


def test_a_hidden_group_shows_only_that_it_is_hidden() -> None:
    rows = pd.DataFrame(
        {
            "group": ["mvc", "bz"],
            "value": [0.7, None],
            "n": [40, 6],
            "low": [0.6, None],
            "high": [0.8, None],
            "reading": ["full", "hidden"],
        }
    )
    figure = group_intervals(rows, TURKISH, TIER_WORDS, "CSAT", "share", hidden_text="n < 10")
    first, second, dots, _ = parts(figure)["data"]
    assert list(first["x"]) == [0.6, 0.8]
    assert list(second["x"]) == []
    assert list(dots["x"]) == [0.7]
    assert list(dots["marker"]["line"]["color"]) == [TIER_COLOURS["mvc"]]
    assert "n < 10" in labels(figure)


def test_a_row_without_values_says_that_it_is_not_measured() -> None:
    rows = pd.DataFrame(
        {
            "row": ["keeping"] * 2,
            "class": ["relational", "transactional"],
            "value": [0.8, 0.2],
            "n": [100, 8],
            "low": [0.7, 0.1],
            "high": [0.9, 0.3],
            "reading": ["full", "hidden"],
        }
    )
    words = {"keeping": "Elde tutma", "quality": "Kalite"}
    figure = class_rows(rows, TURKISH, words, CLASS_WORDS, not_measured_text="Ölçülmedi")
    assert f"<b>Kalite</b><br><span style='color:{LIGHT.quiet}'>Ölçülmedi</span>" in labels(figure)
    dots = {trace["name"]: trace for trace in parts(figure)["data"] if trace.get("name")}
    assert list(dots["İlişkisel"]["x"]) == [0.8]
    assert dots["İlişkisel"]["marker"]["line"]["color"] == CLASS_COLOURS["relational"]
    assert list(dots["İşlemsel"]["x"]) == []
    beside = parts(figure)["layout"]["yaxis2"]["ticktext"]
    assert "%80" in beside[0]
    assert beside[1:] == ["n < 10", "n < 10"]


def test_a_money_row_has_its_own_scale_from_zero() -> None:
    rows = pd.DataFrame({"row": ["margin"], "class": ["mixed"], "value": [500.0], "n": [30], "kind": ["money"]})
    figure = class_rows(rows, TURKISH, {"margin": "Katkı"}, CLASS_WORDS)
    dots = next(trace for trace in parts(figure)["data"] if trace.get("name") == "Karma")
    assert list(dots["x"]) == [1.0]
    assert "₺0" in labels(figure)
    assert "₺500" in labels(figure)


def test_a_difference_whose_interval_crosses_zero_has_a_hollow_dot() -> None:
    rows = pd.DataFrame(
        {"row": ["a", "b"], "value": [0.1, 0.05], "low": [0.05, -0.05], "high": [0.2, 0.1], "n": [100, 100]}
    )
    figure = difference_dots(rows, TURKISH, {"a": "Memnun", "b": "İndirim"}, "Fark", points_word="puan")
    dots = parts(figure)["data"][-1]
    assert list(dots["x"]) == [0.5, 0.25]
    assert list(dots["marker"]["color"]) == [LIGHT.actual, LIGHT.background]
    assert "Memnun: <b>+10,0</b> puan" in labels(figure)


def test_the_index_stands_on_its_full_scale_with_its_classes_named() -> None:
    rows = pd.DataFrame(
        {"bin_start": [0, 60], "bin_end": [10, 70], "class": ["transactional", "relational"], "customers": [1200, 30]}
    )
    figure = index_histogram(rows, TURKISH, CLASS_WORDS, "R", "Müşteri")
    assert [trace["marker"]["color"] for trace in parts(figure)["data"]] == [
        CLASS_COLOURS["transactional"],
        CLASS_COLOURS["relational"],
    ]
    assert parts(figure)["layout"]["xaxis"]["range"] == [0, 100]
    assert parts(figure)["layout"]["yaxis"]["range"][0] == 0
    assert "İşlemsel <b>1.200</b>" in labels(figure)


def test_cohort_cells_word_share_and_count_and_frame_the_running_month() -> None:
    rows = pd.DataFrame(
        {
            "cohort": pd.to_datetime(["2010-12-01", "2010-12-01", "2010-12-01", "2011-01-01", "2011-01-01"]),
            "months_since": [0, 1, 2, 0, 1],
            "share": [1.0, 0.4, 0.2, 1.0, 0.3],
            "customers": [885, 354, 177, 400, 120],
            "size": [885, 885, 885, 400, 400],
            "is_unfinished": [False, False, True, False, True],
        }
    )
    figure = cohort_heatmap(rows, TURKISH, "İlk ay", "Geçen ay", "Pay", "Müşteri", "süren ay")
    heat, cells = parts(figure)["data"]
    assert [list(line) for line in heat["z"]] == [[0.4, 0.2], [0.3, None]]
    assert list(cells["text"]) == ["%40<br>354", "%20<br>177", "%30<br>120"]
    assert list(parts(figure)["layout"]["yaxis"]["ticktext"]) == ["Ara 2010<br>885", "Oca 2011<br>400"]
    assert len(parts(figure)["layout"]["shapes"]) == 2


def test_the_bucket_shows_both_lines_from_zero() -> None:
    rows = pd.DataFrame({"month": [0, 1, 2], "customers": [100, 90, 81], "customers_without_leak": [100, 110, 120]})
    figure = bucket_lines(rows, TURKISH, "Müşteri", "Kova", "Sızıntısız", "Ay")
    assert [trace["line"]["dash"] for trace in parts(figure)["data"]] == ["solid", "dash"]
    assert parts(figure)["layout"]["yaxis"]["range"][0] == 0
    assert "Kova: <b>81</b>" in labels(figure)


@pytest.mark.parametrize(
    ("kind", "ticks", "turkish", "english"),
    [
        ("money", [0, 500_000, 1_000_000], ["₺0", "₺500\xa0B", "₺1\xa0Mn"], ["₺0", "₺500K", "₺1M"]),
        ("money", [0, 0.5, 1], ["₺0,0", "₺0,5", "₺1,0"], ["₺0.0", "₺0.5", "₺1.0"]),
        ("number", [0, 2000, 4000], ["0", "2.000", "4.000"], ["0", "2,000", "4,000"]),
        ("share", [0, 0.005, 0.01], ["%0,0", "%0,5", "%1,0"], ["0.0%", "0.5%", "1.0%"]),
        ("difference", [-0.1, 0, 0.1], ["−10", "0", "+10"], ["−10", "0", "+10"]),
        ("number1", [1, 1.5, 2], ["1,0", "1,5", "2,0"], ["1.0", "1.5", "2.0"]),
    ],
)
def test_ticks_are_worded_in_the_readers_numbers(
    kind: Kind, ticks: list[float], turkish: list[str], english: list[str]
) -> None:
    assert tick_texts(ticks, kind, TURKISH) == turkish
    assert tick_texts(ticks, kind, ENGLISH) == english


def test_nice_ticks_are_round_and_cover_the_values() -> None:
    assert nice_ticks(0, 87) == [0, 20, 40, 60, 80, 100]
    assert nice_ticks(-3, 9) == [-5, 0, 5, 10]
    assert nice_ticks(5, 5) == [5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize("paper", [LIGHT, DARK])
def test_marks_stand_out_three_to_one_and_words_four_and_a_half(paper) -> None:
    marks = [
        *TIER_COLOURS.values(),
        *CLASS_COLOURS.values(),
        *GROUP_COLOURS.values(),
        paper.actual,
        paper.previous,
        paper.target,
    ]
    assert min(contrast(mark, paper.background) for mark in marks) >= 3
    words = [paper.ink, paper.quiet, paper.target]
    assert min(contrast(word, ground) for word in words for ground in (paper.background, paper.panel)) >= 4.5


def test_contrast_is_the_published_one() -> None:
    assert contrast("#000000", "#FFFFFF") == 21
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
