"""By hand: fair shares of explained variance, penalty and reward, reliability, and the drivers on written answers."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.tools import add_constant

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction.drivers import quadrant, satisfaction_drivers
from crm_core.satisfaction.importance import (
    asymmetry,
    cronbach_alpha,
    drawn_by_customer,
    explained_by_subsets,
    grouped_lmg,
    lmg,
    relative_weights,
)
from crm_core.store import Workspace
from tests.conftest import BringIn

THREE = np.array([[1, 0.6, 0.4, 0.7], [0.6, 1, 0.5, 0.6], [0.4, 0.5, 1, 0.5], [0.7, 0.6, 0.5, 1]])
SPRING = Filters(Period(date(2024, 3, 1), date(2024, 5, 31)), "none")


# T-39
def test_three_drivers_share_the_explained_variance() -> None:
    explained = explained_by_subsets(THREE)
    assert (explained[0], explained[-1]) == (pytest.approx(0), pytest.approx(0.57))
    shares = lmg(explained)
    assert shares == pytest.approx([0.295263, 0.163120, 0.111617], abs=5e-7)
    assert shares / explained[-1] == pytest.approx([0.5180, 0.2862, 0.1958], abs=5e-5)
    assert relative_weights(THREE) == pytest.approx([0.295956, 0.159419, 0.114626], abs=5e-7)


def test_every_subset_explains_what_its_regression_does() -> None:
    random = np.random.default_rng(3)
    values = random.normal(size=(60, 5)) @ random.normal(size=(5, 5))
    explained = explained_by_subsets(np.asarray(np.corrcoef(values.T)))
    for subset in range(1, 16):
        drivers = [place for place in range(4) if subset >> place & 1]
        fitted = OLS(values[:, 4], add_constant(values[:, drivers])).fit()
        assert explained[subset] == pytest.approx(fitted.rsquared)


def test_two_groups_share_all_that_is_explained() -> None:
    explained = explained_by_subsets(THREE)
    first, second = grouped_lmg(explained, np.array([True, False, False]))
    assert first == pytest.approx((explained[1] + explained[7] - explained[6]) / 2)
    assert first + second == pytest.approx(0.57)


# T-40
def test_a_driver_that_punishes_more_than_it_pays_is_basic() -> None:
    ratings = 25.0 * (np.array([1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5]) - 1)
    uneven = asymmetry(ratings, np.array([2.0, 3, 4, 4, 7, 7, 7, 7, 8, 8, 8, 9]))
    assert uneven is not None
    assert (uneven.base, uneven.penalty) == (pytest.approx(7.2), pytest.approx(-3.95))
    assert (uneven.reward, uneven.factor) == (pytest.approx(1.13, abs=5e-3), "basic")
    assert asymmetry(ratings[4:], np.arange(8.0)) is None


# T-11
def test_cronbach_s_alpha_of_four_items() -> None:
    items = np.array([[4, 5, 4, 4], [3, 3, 2, 3], [5, 5, 5, 4], [2, 3, 2, 2], [4, 4, 5, 5]])
    assert cronbach_alpha(items) == pytest.approx(0.9439, abs=5e-5)


def test_the_sample_itself_comes_first_and_customers_are_drawn_whole() -> None:
    random = np.random.default_rng(4)
    values = random.normal(size=(40, 3))
    drawn = drawn_by_customer(values, np.repeat(np.arange(20), 2), draws=50)
    assert drawn.correlations[0] == pytest.approx(np.corrcoef(values.T))
    assert drawn.means[0] == pytest.approx(values.mean(axis=0))
    assert drawn.correlations.shape == (51, 3, 3)
    alone = drawn_by_customer(values, np.zeros(40), draws=5)
    assert alone.means == pytest.approx(np.tile(values.mean(axis=0), (6, 1)))


@pytest.mark.parametrize(
    ("importance", "performance", "expected"),
    [
        ((0.6, 0.55, 0.65), (40, 35, 45), "focus"),
        ((0.6, 0.55, 0.65), (60, 55, 65), "keep"),
        ((0.4, 0.35, 0.45), (40, 35, 45), "low"),
        ((0.4, 0.35, 0.45), (60, 55, 65), "over"),
        ((0.6, 0.49, 0.65), (60, 55, 65), "edge"),
    ],
)
def test_a_driver_takes_a_side_only_when_both_intervals_do(importance, performance, expected: str) -> None:
    assert quadrant(importance, performance, (0.5, 50)) == expected


def ratings(count: int) -> pd.DataFrame:
    """Customers who rate two attributes and their satisfaction, which follows the first one exactly."""
    random = np.random.default_rng(6)
    rows = []
    for number in range(count):
        first, second = (int(score) for score in random.integers(1, 6, 2))
        for kind, attribute, score in (
            ("attribute", "Takip", first),
            ("attribute", "Ürün", second),
            ("csat", None, first),
        ):
            rows.append((f"C{number}", pd.Timestamp("2024-04-10 10:00"), kind, attribute, score, 1, 5))
    columns = ["customer_id", "answered_at", "kind", "attribute", "score", "scale_min", "scale_max"]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def test_what_satisfaction_follows_is_what_is_important(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", ratings(150))
    answer = satisfaction_drivers.ask(empty_workspace, SPRING)
    assert (answer.n, answer.totals["explained"]) == (150, pytest.approx(1))
    rows = answer.rows.to_dict("records")
    assert [(row["group"], row["part"]) for row in rows] == [("Takip", "relationship"), ("Ürün", "core")]
    assert rows[0]["value"] == pytest.approx(1, abs=0.05)
    assert rows[0]["value"] + rows[1]["value"] == pytest.approx(1)
    assert answer.totals["groups"]["value"].tolist() == pytest.approx([rows[1]["value"], rows[0]["value"]])


def test_too_few_whole_answers_are_no_importance(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", ratings(99))
    answer = satisfaction_drivers.ask(empty_workspace, SPRING)
    assert (answer.is_empty, answer.n) == (True, 99)
    assert [note.values["least"] for note in answer.notes] == [100]
