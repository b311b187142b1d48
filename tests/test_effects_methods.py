"""By hand: the adjustment methods against worked and published cases, and against statsmodels where it has the method."""

from math import isnan, nan

import numpy as np
import pytest
from statsmodels.api import OLS, Logit, add_constant
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail
from statsmodels.treatment.treatment_effects import TreatmentEffect

from crm_core.relations.effects.panel import did, did_of_means, flat_trend_p
from crm_core.relations.effects.trial import (
    cuped,
    cuped_slope,
    difference,
    e_value,
    e_value_of_limit,
    holm,
    ratio_of_means,
    ratio_of_shares,
    sample_ratio_p,
    size_for_means,
    size_for_shares,
    smallest_detectable,
)
from crm_core.relations.effects.weighting import (
    Effect,
    aipw,
    design_of,
    effective_size,
    linearised_errors,
    logistic,
    mean_differences,
    overlap_effects,
    overlap_weights,
)


def strata() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """L: 20 treated at .60 and 80 controls at .55; H: 70 treated at .85 and 30 controls at .80."""
    sizes, shares = (20, 80, 70, 30), (0.60, 0.55, 0.85, 0.80)
    treated = np.repeat([True, False, True, False], sizes)
    is_high = np.repeat([0.0, 0.0, 1.0, 1.0], sizes)
    return treated, is_high[:, None], np.repeat(shares, sizes)


def drawn(n: int = 900) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customers whose chance of treatment and outcome hang on two traits; the effect is 2."""
    generator = np.random.default_rng(3)
    traits = generator.normal(size=(n, 2))
    treated = generator.random(n) < 1 / (1 + np.exp(-(traits @ [0.8, -0.5] - 0.4)))
    return treated, traits, traits @ [3.0, 1.0] + 2.0 * treated + generator.normal(size=n)


def test_overlap_weights_take_the_strata_apart() -> None:
    """T-47: two strata; naive .1763, overlap .05."""
    treated, covariates, outcome = strata()
    assert outcome[treated].mean() - outcome[~treated].mean() == pytest.approx(0.1763, abs=5e-5)
    found = overlap_effects(treated, covariates, outcome[:, None])
    assert found.effects[0].value == pytest.approx(0.05, abs=1e-4)
    # controls of stratum L have e = .2, those of H .7: (80*.2 + 30*.7)^2 / (80*.04 + 30*.49)
    assert effective_size(found.weights[~treated]) == pytest.approx(37**2 / 17.9, abs=0.05)


def test_overlap_weights_balance_every_mean_exactly() -> None:
    treated, traits, outcome = drawn()
    found = overlap_effects(treated, traits, outcome[:, None])
    raw = mean_differences(traits, treated, np.ones(len(traits)))
    assert np.abs(raw).min() > 0.3
    assert mean_differences(traits, treated, found.weights) == pytest.approx([0, 0], abs=1e-4)
    assert found.effects[0].value == pytest.approx(2, abs=2 * found.effects[0].error)


def test_the_propensity_is_that_of_statsmodels() -> None:
    treated, traits, _ = drawn()
    design = design_of(traits)
    own = logistic(design, treated)
    theirs = Logit(treated.astype(float), design).fit(disp=False)
    assert own == pytest.approx(np.asarray(theirs.params), abs=1e-4)


def test_the_bootstrap_and_the_linearised_error_agree() -> None:
    treated, traits, outcome = drawn()
    found = overlap_effects(treated, traits, outcome[:, None])
    ones, zeros = np.array(found.treated_means), np.array(found.control_means)
    design = design_of(traits)
    linear = linearised_errors(design, treated, outcome[:, None], found.propensity, found.weights, ones, zeros)
    assert float(linear[0]) == pytest.approx(found.effects[0].error, rel=0.12)


def test_aipw_has_the_point_of_statsmodels() -> None:
    treated, traits, outcome = drawn()
    flag = treated.astype(float)
    fitted = Logit(flag, add_constant(traits)).fit(disp=False)
    model = TreatmentEffect(OLS(outcome, add_constant(traits)), flag, results_select=fitted)
    theirs = np.asarray(model.aipw(return_results=False))
    assert aipw(treated, traits, outcome[:, None])[0].value == pytest.approx(float(theirs[0]), abs=1e-3)


def test_weights_stay_finite_where_a_trait_decides_everything() -> None:
    treated = np.array([False] * 40 + [True] * 40)
    traits = np.c_[np.arange(80.0), np.ones(80)]
    found = overlap_effects(treated, traits, traits[:, :1])
    assert np.isfinite(found.weights).all()
    assert np.isfinite(found.effects[0].value)


def test_weight_is_the_chance_of_the_other_group() -> None:
    assert overlap_weights(np.array([0.3, 0.3]), np.array([True, False])) == pytest.approx([0.7, 0.3])
    assert effective_size(np.zeros(3)) == 0


@pytest.mark.parametrize(("share", "other", "customers"), [(0.70, 0.75, 1251), (0.70, 0.80, 294), (0.10, 0.12, 3841)])
def test_customers_an_arm_for_two_shares(share: float, other: float, customers: int) -> None:
    """T-43: customers an arm for two shares."""
    needed = size_for_shares(share, other)
    assert int(np.ceil(needed)) == customers
    theirs = samplesize_proportions_2indep_onetail(other - share, share, power=0.8, alpha=0.05)
    assert needed == pytest.approx(float(theirs), rel=1e-3)


def test_customers_an_arm_for_two_means() -> None:
    """T-44: customers an arm for two means, without and with CUPED."""
    assert [round(size_for_means(1.5, change)) for change in (0.10, 0.20)] == [3532, 883]
    assert [int(np.ceil(size_for_means(1.5, change, 0.6))) for change in (0.10, 0.20)] == [2261, 566]
    theirs = NormalIndPower().solve_power(0.10 / 1.5, power=0.8, alpha=0.05)
    assert size_for_means(1.5, 0.10) == pytest.approx(float(theirs), rel=1e-3)


def test_cuped_takes_off_what_the_year_before_foretells() -> None:
    """T-45: slope 1.00806, raw 0, adjusted 2.016."""
    before, after = np.array([10.0, 20, 30, 40, 14, 22, 28, 44]), np.array([14.0, 22, 35, 41, 14, 23, 28, 47])
    is_treated = np.repeat([False, True], 4)
    assert cuped_slope(before, after) == pytest.approx(1.00806, abs=1e-5)
    assert difference(after[is_treated], after[~is_treated]).value == 0
    assert cuped(is_treated, before, after).value == pytest.approx(-2.016, abs=1e-3)
    assert cuped(~is_treated, before, after).value == pytest.approx(2.016, abs=1e-3)
    assert cuped_slope(np.ones(8), after) == 0


def test_the_sample_ratio_is_held_against_the_plan() -> None:
    """T-46: 455 against 851 at 35 to 65."""
    # expected 457.1 and 848.9: 4.41 / 457.1 + 4.41 / 848.9 = .0148
    assert sample_ratio_p((455, 851), (0.35, 0.65)) == pytest.approx(0.90, abs=0.005)
    assert sample_ratio_p((455, 851), (0.5, 0.5)) < 0.001
    assert isnan(sample_ratio_p((0, 0), (0.5, 0.5))) and isnan(sample_ratio_p((1, 1), (1.0, 0.0)))


@pytest.mark.parametrize(("ratio", "strength"), [(3.9, 7.26), (1.8, 3.0), (1 / 1.8, 3.0), (1.0, 1.0)])
def test_e_values_are_the_published_ones(ratio: float, strength: float) -> None:
    """T-49: E-values of 3.9 and 1.8."""
    assert e_value(ratio) == pytest.approx(strength, abs=0.005)


def test_a_small_ratio_is_easily_explained_away() -> None:
    """T-49: 240 of 300 against 216 of 300."""
    error = (0.8 * 0.2 / 300 + 0.72 * 0.28 / 300) ** 0.5
    ratio, low, high = ratio_of_shares(0.80, 0.72, Effect(0.08, error))
    assert (ratio, low, high) == pytest.approx((1.111, 1.015, 1.216), abs=2e-3)
    assert e_value(ratio) == pytest.approx(1.46, abs=0.005)
    assert e_value_of_limit(low, high) == pytest.approx(1.14, abs=0.005)
    assert e_value_of_limit(0.9, 1.2) == 1
    assert e_value_of_limit(0.5, 0.8) == e_value(0.8)
    assert isnan(e_value(nan)) and isnan(e_value_of_limit(nan, nan)) and isnan(ratio_of_shares(0, 0.2, Effect(0, 1))[0])
    assert ratio_of_means(Effect(1.0, 0.0), 1.0)[0] == pytest.approx(2.484, abs=0.001)
    assert isnan(ratio_of_means(Effect(1.0, 0.0), 0.0)[0])


def test_difference_in_differences_of_the_minimum_wage_study() -> None:
    """T-48: means of Card and Krueger."""
    assert did_of_means(23.33, 21.17, 20.44, 21.03) == pytest.approx(-2.75)
    assert did_of_means(20.44, 21.03, 23.33, 21.17) == pytest.approx(2.75)
    before, after = np.array([1.0, 3.0, 5.0, 7.0]), np.array([4.0, 6.0, 6.0, 8.0])
    assert did(np.array([True, True, False, False]), before, after).value == 2


def test_trends_that_run_alike_are_flat_and_others_are_not() -> None:
    generator = np.random.default_rng(1)
    is_treated = np.arange(400) < 200
    level = generator.normal(size=(400, 1)) + is_treated[:, None]
    alike = level + generator.normal(size=(400, 4))
    assert flat_trend_p(alike, is_treated, np.ones(400)) > 0.05
    apart = alike + is_treated[:, None] * np.array([0.0, 0.5, 1.0, 1.5])
    assert flat_trend_p(apart, is_treated, np.ones(400)) < 0.001
    assert flat_trend_p(alike[:, :1], is_treated, np.ones(400)) == 1


def test_several_claims_are_held_to_a_stricter_measure() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


def test_the_smallest_effect_that_would_be_found() -> None:
    assert smallest_detectable(1.0) == pytest.approx(2.8016, abs=1e-4)
    assert Effect(1.0, 0.0).p_value == 1
    assert (Effect(0.0, 1.0).low, Effect(0.0, 1.0).high) == pytest.approx((-1.959964, 1.959964))
    assert isnan(difference(np.array([1.0]), np.array([1.0, 2.0])).value)
