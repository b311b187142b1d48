"""Adds up: on worlds whose effect is known, adjusted estimates come near it and raw ones mislead (two seeds; more by benchmark)."""

import numpy as np
import pytest

from benchmarks.effects import CASES, Case, recovery

SPREAD = {"overlap": 141.0, "aipw": 177.0, "did_overlap": 130.0, "active": 0.034}
FEW = range(7, 9)


def case(name: str) -> Case:
    return next(one for one in CASES if one.name == name)


def mean(values: object) -> float:
    return float(np.mean(np.asarray(values, dtype=float)))


@pytest.mark.parametrize(
    "name", ["observed confounding, net margin", "no benefit, net margin", "service crisis, net margin"]
)
def test_the_adjusted_margin_is_near_the_truth_and_the_raw_one_far(name: str) -> None:
    """T-61: net margin, near the truth within its bands."""
    found = recovery(case(name), FEW)
    truth = mean(found["truth"])
    for estimator in ("overlap", "aipw", "did_overlap"):
        assert abs(mean(found[estimator]) - truth) < 2 * SPREAD[estimator], estimator
    assert mean(found["raw"]) - truth > 3 * 141
    assert found["overlap_covers"].tolist() == [True, True]
    assert abs(mean(found["did"]) - truth) > abs(mean(found["did_overlap"]) - truth)


def test_activity_is_found_and_a_programme_without_benefit_is_not_praised() -> None:
    """T-61: activity, with and without a benefit."""
    real, none = recovery(case("observed confounding, active"), FEW), recovery(case("no benefit, active"), FEW)
    assert mean(real["overlap"]) == pytest.approx(mean(real["truth"]), abs=2 * SPREAD["active"])
    assert mean(none["truth"]) == 0
    assert none["overlap_claims"].tolist() == [False, False]
    assert none["raw_claims"].tolist() == [True, True]


def test_a_lot_needs_no_weights() -> None:
    """T-61: drawn by lot."""
    found = recovery(case("by lot, active"), FEW)
    for estimator in ("raw", "cuped", "overlap"):
        assert mean(found[estimator]) == pytest.approx(mean(found["truth"]), abs=2 * SPREAD["active"])
