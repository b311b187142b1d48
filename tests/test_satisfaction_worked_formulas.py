"""By hand: formulas with the numbers of the figure put in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest

from crm_core.answers import Answer
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


def test_nothing_is_worked_where_there_is_no_value_or_no_formula() -> None:
    assert worked_formula(answer("csat_by_month", 4, {"value": None})) == ""
    assert worked_formula(answer("tier_summary", 4, {})) == ""
