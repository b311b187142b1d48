"""By hand: formulas with the numbers of the figure put in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest

from crm_core.answers import Answer
from crm_core.satisfaction import METRICS as SATISFACTION
from crm_core.screen import worked_formulas
from crm_core.screen.worked_formulas import worked_formula

LAST_DAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a session nobody has chosen a language."""
    monkeypatch.setattr(worked_formulas, "language", lambda: "en")
    monkeypatch.setattr(worked_formulas, "t", lambda text, **places: text.format(**places))


def answer(metric: str, n: int, totals: Mapping[str, Any], row: Mapping[str, Any] | None = None) -> Answer:
    """An answer of one row."""
    return Answer(metric, pd.DataFrame([dict(row or {"value": 1.0})]), (), LAST_DAY, n, (), totals)


def test_a_share_is_its_count_over_n() -> None:
    figure = answer("csat_by_month", 953, {"value": 711 / 953, "low": 0.7175, "high": 0.7727})
    assert worked_formula(figure) == "711 / 953 = 74.6%; 95 %: 71.8% to 77.3%"


def test_an_nps_is_promoters_less_detractors() -> None:
    totals = {"value": 45.0, "low": 29.34, "high": 58.04, "promoters": 60, "detractors": 15}
    assert worked_formula(answer("nps_by_month", 100, totals)) == "100 × (60 − 15) / 100 = 45.0; 95 %: 29.3 to 58.0"


def test_the_last_month_stands_between_its_limits() -> None:
    row = {"month": date(2025, 5, 1), "centre": 0.7, "limit_low": 0.5, "limit_high": 0.9, "value": 0.45, "n": 90}
    said = worked_formula(answer("satisfaction_control", 90, {"value": 0.45, "is_judged": True}, row))
    assert said == "May 2025: centre 70.0%, limits 50.0% to 90.0% at n = 90; the month 45.0%"


ROW = {"reading": "full", "value": 0.4, "low": 0.35, "high": 0.45, "n": 250}


@pytest.mark.parametrize(
    ("metric", "totals", "row", "said"),
    [
        ("response_by_group", {"value": 0.3}, ROW, "100 / 250 = 40.0%; 95 %: 35.0% to 45.0%"),
        (
            "complaints_per_100_orders_by_month",
            {"value": 5.0, "low": 4.5, "high": 5.5},
            ROW,
            "100 × 50 / 1,000 = 5.00; 95 %: 4.50 to 5.50",
        ),
        (
            "satisfaction_changes",
            {},
            ROW | {"previous": 0.3, "difference": 0.1, "difference_low": 0.02, "difference_high": 0.18},
            "0.400 − 0.300 = 0.100; 95 %: 0.020 to 0.180",
        ),
        ("complaint_sources", {}, {"complaints": 250, "share": 0.25}, "250 / 1,000 = 25.0%"),
        (
            "complaint_resolution",
            {"median": 53.6, "median_low": 50.1, "median_high": 58.1},
            ROW,
            "S(t) of 1,000 cases falls to one half after 53.6 hours; 95 %: 50.1 to 58.1",
        ),
        ("fixed_causes", {}, ROW | {"after": 0.4, "before": 1.0}, "0.40 / 1.00 = 0.40; 95 %: 0.35 to 0.45"),
        (
            "satisfaction_drivers",
            {"explained": 0.83},
            ROW,
            "R² = 0.830 of 1,000 customers; first row: 40.0% of it; 95 %: 35.0% to 45.0%",
        ),
    ],
)
def test_a_figure_of_several_rows_shows_its_whole_or_its_first_row(
    metric: str, totals: dict[str, Any], row: dict[str, Any], said: str
) -> None:
    assert worked_formula(answer(metric, 1000, totals, row)) == said


def test_a_row_of_few_answers_is_passed_over() -> None:
    hidden = ROW | {"reading": "hidden", "value": float("nan")}
    rows = pd.DataFrame([hidden, ROW])
    figure = Answer("response_by_group", rows, (), LAST_DAY, 260, (), {"value": 0.4})
    assert worked_formula(figure).startswith("100 / 250")


def test_every_figure_of_satisfaction_has_its_formula_worked() -> None:
    assert {metric.name for metric in SATISFACTION} <= set(worked_formulas.WORKED)


def test_nothing_is_worked_where_there_is_no_value_or_no_formula() -> None:
    assert worked_formula(answer("csat_by_month", 4, {"value": None})) == ""
    assert worked_formula(answer("tier_summary", 4, {})) == ""
