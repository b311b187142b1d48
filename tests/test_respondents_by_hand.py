"""By hand: who answers, raking weights and their cost, bounds, early against late, and what the silent did."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction.measures import NPS, Scale, Scores
from crm_core.satisfaction.respondents import (
    alike,
    answers_enough,
    early_and_late_answers,
    response_by_group,
    silent_customers,
    weighted_satisfaction,
)
from crm_core.satisfaction.weighting import TRIMMED_AT, rake, weighted_nps, weighted_share, weights_of, worst_case
from crm_core.store import Workspace
from tests.conftest import BringIn

FIRST_HALF = Filters(Period(date(2024, 1, 1), date(2024, 6, 30)), "none")
CELLS = np.array([[30.0, 20.0], [10.0, 40.0]])


# T-30
def test_four_cells_are_raked_to_both_margins() -> None:
    targets = [np.array([0.5, 0.5]), np.array([0.6, 0.4])]
    weights = weights_of(CELLS, targets)
    assert weights.of_cells == pytest.approx(np.array([[4 / 3, 0.5], [2, 0.75]]), abs=1e-6)
    assert (weights.effect, weights.effective) == (pytest.approx(1.2083, abs=5e-5), pytest.approx(82.76, abs=5e-3))
    satisfied = np.array([[0.9, 0.7], [0.6, 0.5]])
    mass = CELLS * weights.of_cells
    assert (CELLS * satisfied).sum() / 100 == pytest.approx(0.67)
    assert (mass * satisfied).sum() / mass.sum() == pytest.approx(0.70)


# T-31
def test_one_trait_raked_is_post_stratified() -> None:
    weights = weights_of(np.array([80.0, 20.0]), [np.array([0.5, 0.5])])
    assert (weights.of_cells @ np.array([80 * 0.9, 20 * 0.6])) / 100 == pytest.approx(0.75)
    assert weights.effective == pytest.approx(64)


# T-32
def test_the_silent_leave_bounds() -> None:
    assert worst_case(0.73, 0.36, (0.0, 1.0)) == pytest.approx((0.2628, 0.9028))
    low, high = worst_case(20, 0.5, (-100.0, 100.0))
    assert (low, high) == (-40, 60)


def test_a_weight_beyond_five_is_cut_and_the_rest_carries_it() -> None:
    weights = weights_of(np.array([98.0, 2.0]), [np.array([0.5, 0.5])])
    assert weights.of_cells.max() == pytest.approx(TRIMMED_AT)
    assert (weights.of_cells @ np.array([98.0, 2.0])) == pytest.approx(100)
    assert weights.trimmed == 2


def test_a_group_in_which_nobody_answered_gives_its_share_to_the_others() -> None:
    assert rake(np.array([50.0, 50.0, 0.0]), [np.array([0.3, 0.3, 0.4])])[:2] == pytest.approx([1, 1])


def test_weights_of_one_change_nothing() -> None:
    assert weighted_share(0.76, 100, 100.0).low == pytest.approx(0.6677, abs=5e-5)
    assert weighted_nps(0.6, 0.15, 100, 100.0).low == pytest.approx(29.34, abs=5e-3)


def test_whether_groups_answer_alike_is_pearson_s_test() -> None:
    table = np.array([[30.0, 70.0], [50.0, 50.0]])
    found = alike(table)
    # expected 40 and 60 in both: 100/40 + 100/60, twice
    assert found["chi2"] == pytest.approx(2 * (100 / 40 + 100 / 60))
    assert found["p_value"] == pytest.approx(float(np.asarray(chi2_contingency(table, correction=False)[1])))
    assert alike(np.array([[3.0, 0.0], [4.0, 0.0]]))["chi2"] is None


@pytest.fixture
def asked(empty_workspace: Workspace, bring_in: BringIn) -> Workspace:
    """40 customers of two regions, all asked on 10 January; 15 of 20 answer in Ege, 5 of 20 in Marmara; odd ones late."""
    customers = pd.DataFrame(
        {
            "customer_id": [f"C{number:02d}" for number in range(40)],
            "region": ["Ege"] * 20 + ["Marmara"] * 20,
            "acquired_at": pd.Timestamp("2023-01-01"),
        }
    )
    answers = [number % 20 < (15 if number < 20 else 5) for number in range(40)]
    late = [number % 2 == 1 for number in range(40)]
    surveys = pd.DataFrame(
        {
            "customer_id": customers["customer_id"],
            "invited_at": pd.Timestamp("2024-01-10"),
            "answered_at": [
                pd.Timestamp("2024-01-20" if is_late else "2024-01-11") if has else pd.NaT
                for has, is_late in zip(answers, late, strict=True)
            ],
            "kind": "csat",
            "score": [(5.0 if number < 20 else 3.0) if has else np.nan for number, has in enumerate(answers)],
            "scale_min": 1.0,
            "scale_max": 5.0,
        }
    )
    orders = pd.DataFrame(
        {
            "order_id": [f"S{number}" for number in range(30)],
            "customer_id": [f"C{number % 20:02d}" for number in range(30)],
            "ordered_at": [pd.Timestamp("2024-03-01")] * 15 + [pd.Timestamp("2023-12-01")] * 15,
            "amount": 10.0,
        }
    )
    last = pd.DataFrame(
        {"order_id": ["Z"], "customer_id": ["C99"], "ordered_at": [pd.Timestamp("2024-12-31")], "amount": [1.0]}
    )
    bring_in(empty_workspace, "customers", customers)
    bring_in(empty_workspace, "surveys", surveys)
    bring_in(empty_workspace, "transactions", pd.concat([orders, last]))
    return empty_workspace


def test_regions_answer_at_different_rates(asked: Workspace) -> None:
    answer = response_by_group.ask(asked, FIRST_HALF, by="region")
    assert dict(zip(answer.rows["group"], answer.rows["value"], strict=True)) == {"Ege": 0.75, "Marmara": 0.25}
    assert (answer.n, answer.totals["value"]) == (40, 0.5)
    assert answer.totals["chi2"] == pytest.approx(10)


def test_an_unknown_grouping_is_refused(asked: Workspace) -> None:
    with pytest.raises(QuestionFault, match="region"):
        response_by_group.ask(asked, FIRST_HALF, by="mars")


def test_weighting_gives_either_region_its_share(asked: Workspace) -> None:
    answer = weighted_satisfaction.ask(asked, FIRST_HALF)
    values = dict(zip(answer.rows["group"], answer.rows["value"], strict=True))
    # 15 of 20 answers are two-box answers, all from Ege, which holds half of the customers
    assert values == {"raw": pytest.approx(0.75), "weighted": pytest.approx(0.5)}
    assert answer.totals["effective"] == pytest.approx(20 / (20 * (15 * (2 / 3) ** 2 + 5 * 2**2) / 400))
    assert (answer.totals["bound_low"], answer.totals["bound_high"]) == (pytest.approx(0.375), pytest.approx(0.875))
    # 1.96² / (4 × .05²) = 384.1 of endless customers; of forty 384.1 / (1 + 383.1 / 40) = 36.3
    assert answer.totals["base"] == 40
    assert answer.totals["enough"][5] == 37
    assert weighted_satisfaction.ask(asked, FIRST_HALF, kind="ces").totals.get("enough", {}) == {}


def test_answers_enough_for_an_nps_rest_on_its_promoters_and_detractors() -> None:
    scores = Scores(np.array([10.0, 7, 0]), np.array([50, 30, 20]), Scale(0, 10))
    assert answers_enough(NPS, scores, 1_000) == {3: 2604, 5: 938, 10: 235}


def test_late_answers_are_those_after_the_middle(asked: Workspace) -> None:
    answer = early_and_late_answers.ask(asked, FIRST_HALF)
    assert dict(zip(answer.rows["group"], answer.rows["n"], strict=True)) == {"early": 11, "late": 9}
    assert answer.totals["middle_days"] == pytest.approx(1)


def test_the_silent_are_followed_for_half_a_year(asked: Workspace) -> None:
    answer = silent_customers.ask(asked, FIRST_HALF)
    found = {(row["behaviour"], row["group"]): (row["value"], row["n"]) for row in answer.rows.to_dict("records")}
    # 15 customers of Ege ordered in March, all of them answered; the order of December of C00–C09 and C15–C19 lies before
    assert found["bought", "answered"] == (pytest.approx(15 / 20), 20)
    assert found["bought", "silent"] == (0, 20)
    assert found["stayed", "answered"] == (pytest.approx(1), 10)
