"""Adds up: the acceptance checks over many seeds (the specification of the scenarios, a to f); see benchmarks/results.

Run with ``-m slow``; it takes about two minutes.
"""

import numpy as np
import pandas as pd
import pytest

from benchmarks.demo_scenarios import (
    NO_BENEFIT,
    circularity,
    crisis_detection,
    dropout_slopes,
    pareto_nbd_recovery,
    programme_recovery,
    recovery_after_complaint,
)

pytestmark = pytest.mark.slow

SPREAD_OF_OVERLAP = 141.0


def _means(rows: pd.DataFrame) -> dict[str, float]:
    return {str(name): float(np.mean(np.asarray(rows[name]))) for name in rows}


def _share(rows: pd.DataFrame, chart: str, month: int) -> float:
    return float(np.mean(np.asarray(rows[chart]) <= month))


def test_overlap_weights_find_the_programme_and_the_raw_comparison_does_not() -> None:
    means = _means(programme_recovery("baseline", range(7, 27)))
    assert means["ato"] == pytest.approx(206, abs=45)
    assert abs(means["overlap"] - means["ato"]) < 2 * SPREAD_OF_OVERLAP / 20**0.5
    assert means["naive"] > 3 * means["ato"]


def test_a_draw_by_lot_needs_no_weights() -> None:
    means = _means(programme_recovery("baseline", range(7, 27), randomise=True))
    assert means["ato"] == pytest.approx(162, abs=45)
    assert means["naive"] == pytest.approx(means["ato"], abs=2 * 180 / 20**0.5)


def test_a_programme_without_benefit_still_looks_good_in_the_raw() -> None:
    means = _means(programme_recovery("baseline", range(7, 27), programme=NO_BENEFIT))
    assert means["ato"] == pytest.approx(-66, abs=5)
    assert means["naive"] > 700
    assert means["overlap"] == pytest.approx(means["ato"], abs=2 * SPREAD_OF_OVERLAP / 20**0.5)


def test_the_crisis_is_found_within_two_months() -> None:
    few, many = crisis_detection(range(100, 140), 45), crisis_detection(range(100, 140), 90)
    assert _share(few, "p_chart", 47) >= 0.85
    assert _share(many, "p_chart", 46) >= 0.85
    assert _share(many, "p_chart", 47) == 1.0
    assert _share(many, "ewma", 47) >= 0.95
    assert _means(many)["start_found"] >= 0.95
    assert _means(few)["false_alarm"] <= 0.10


def test_the_pareto_nbd_mode_gives_its_parameters_back() -> None:
    found = pareto_nbd_recovery(7)
    assert found["r"] == pytest.approx(0.8, abs=0.12)
    assert found["s"] == pytest.approx(0.6, abs=0.15)
    assert found["mean_rate"] == pytest.approx(0.1333, abs=0.007)


def test_a_fast_solution_saves_nine_points() -> None:
    means = _means(recovery_after_complaint(range(7, 17)))
    assert means["fast"] == pytest.approx(-2.76, abs=0.2)
    assert means["slow"] == pytest.approx(-11.65, abs=0.2)


def test_one_answer_understates_what_satisfaction_does() -> None:
    means = _means(dropout_slopes(range(7, 17)))
    assert means["true"] == pytest.approx(-0.038, abs=0.015)
    assert means["answer"] == pytest.approx(-0.017, abs=0.006)
    assert means["reliability"] == pytest.approx(0.41, abs=0.03)


def test_contacts_seem_to_keep_customers_only_in_the_same_window() -> None:
    means = _means(circularity(range(7, 17)))
    assert means["same_window"] == pytest.approx(0.57, abs=0.08)
    assert means["margin_ratio"] > 1.3
    assert means["landmark"] == pytest.approx(0.0, abs=0.03)
