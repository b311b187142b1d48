"""Figures by hand: six months between their limits, one signal, one hint, one break; and the same with earlier months weighted in."""

from datetime import date
from typing import Any

import pandas as pd

from crm_core.charts import Look, control_chart

LOOK = Look("en", False, "TRY")
RULES = {"out": "beyond a limit", "run": "eight on one side"}
MONTHS = pd.DataFrame(
    {
        "month": pd.date_range("2024-01-01", periods=6, freq="MS"),
        "value": [0.70, 0.72, 0.71, 0.69, 0.40, 0.68],
        "n": 100,
        "centre": 0.70,
        "limit_low": 0.56,
        "limit_high": 0.84,
        "smooth": 0.70,
        "signal": ["", "", "", "run", "out", ""],
        "is_baseline": [True, True, True, False, False, False],
        "ewma": [0.70, 0.704, 0.705, 0.702, 0.642, 0.649],
        "ewma_low": 0.65,
        "ewma_high": 0.75,
        "is_ewma_out": [False, False, False, False, True, True],
    }
)


def drawn(**more: Any) -> dict[str, Any]:
    return control_chart(MONTHS, LOOK, "CSAT", RULES, limit_word="limit", baseline_word="baseline", **more).to_dict()


def dots(figure: dict[str, Any]) -> dict[str, Any]:
    (trace,) = (trace for trace in figure["data"] if trace["mode"] == "markers")
    return trace


def words(figure: dict[str, Any]) -> str:
    return " | ".join(label["text"] for label in figure["layout"]["annotations"])


def test_a_signal_is_large_and_full_a_hint_large_and_open_the_rest_small() -> None:
    marker = dots(drawn())["marker"]
    assert list(marker["size"]) == [6, 6, 6, 12, 12, 6]
    assert list(marker["symbol"]) == ["circle", "circle", "circle", "diamond-open", "circle", "circle"]
    assert [colour == LOOK.paper.target for colour in marker["color"]] == [False] * 3 + [True] * 2 + [False]


def test_only_the_rules_that_were_broken_are_keyed() -> None:
    assert "beyond a limit" in words(drawn()) and "eight on one side" in words(drawn())
    assert "eight on one side" not in words(drawn(is_weighted=True))


def test_with_earlier_months_weighted_in_the_line_its_limits_and_its_signals_are_others() -> None:
    plain, weighted = drawn(), drawn(is_weighted=True)
    assert list(dots(plain)["y"]) == MONTHS["value"].tolist()
    assert list(dots(weighted)["y"]) == MONTHS["ewma"].tolist()
    assert list(dots(weighted)["marker"]["size"]) == [6, 6, 6, 6, 12, 12]
    levels = {round(trace["y"][0], 2) for trace in weighted["data"] if trace["mode"] == "lines"}
    assert {0.65, 0.75} <= levels and not {0.56, 0.84} & levels


def test_a_break_and_the_baseline_are_said() -> None:
    said = words(drawn(breaks=[date(2024, 5, 1)], break_word="new level"))
    assert "new level" in said and "baseline" in said
    assert "new level" not in words(drawn())


def test_no_rows_are_a_sentence() -> None:
    figure = control_chart(MONTHS.iloc[:0], LOOK, "CSAT", RULES, empty_text="Nothing to show.", is_weighted=True)
    assert "Nothing to show." in words(figure.to_dict()).replace("<br>", " ")
