"""By hand: customers one by one, as pymc-marketing 1.3.0 (Apache 2.0) prints them in its tests, of parameters printed there.

``published/cdnow_customers.csv``: 25 customers of CDNOW with probability to be active and purchases of the next 1, 3 and 6
weeks, under BG/NBD, MBG/NBD and Pareto/NBD, by reference values made there from lifetimes 0.11.3; ``published/donors.csv``:
22 kinds of donors under BG/BB.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_core.value.lifetime import bg_bb, gamma_gamma, pareto_nbd
from crm_core.value.lifetime.bg_nbd import BG_NBD
from crm_core.value.lifetime.histories import Histories, histories
from crm_core.value.lifetime.mbg_nbd import MBG_NBD
from crm_core.value.lifetime.pareto_nbd import PARETO_NBD
from crm_core.value.lifetime.timing import TimingModel
from tests.lifetime_cases import case_until, cdnow_sample

PUBLISHED = Path(__file__).parent / "published"
PARAMETERS = {
    BG_NBD: [0.243, 4.414, 0.793, 2.426],
    MBG_NBD: [0.525, 6.183, 0.891, 1.614],
    PARETO_NBD: [0.5534, 10.5802, 0.6061, 11.6562],
}
DONORS = np.array([1.2035, 0.7497, 0.6567, 2.7834])


@cache
def customers(code: str) -> pd.DataFrame:
    """The printed customers of one model."""
    every = pd.read_csv(PUBLISHED / "cdnow_customers.csv")
    return every.loc[every["model"] == code]


def histories_of(rows: pd.DataFrame) -> Histories:
    return histories(*(rows[name].to_numpy(float) for name in ("purchases", "last", "age")))


@pytest.mark.parametrize("model", PARAMETERS, ids=[model.code for model in PARAMETERS])
def test_25_customers_are_as_active_and_will_buy_as_often_as_printed(model: TimingModel) -> None:
    printed = customers(model.code)
    rows, parameters = histories_of(printed), np.array(PARAMETERS[model])
    assert len(printed) == 25
    # Pareto/NBD is integrated by 16 nodes here, which is exact to 1 in 10,000 a customer; the others are closed forms.
    nearness = 2e-4 if model is PARETO_NBD else 1e-7
    assert model.alive(parameters, rows) == pytest.approx(printed["active"].to_numpy(), rel=nearness)
    for weeks in (1, 3, 6):
        expected = printed[f"in_{weeks}"].to_numpy()
        assert model.expected(parameters, rows, weeks) == pytest.approx(expected, rel=nearness)


def test_25_customers_buy_once_in_a_week_and_twice_in_two_as_probably_as_printed() -> None:
    printed = customers("pareto_nbd")
    rows, parameters = histories_of(printed), np.array(PARAMETERS[PARETO_NBD])
    assert PARETO_NBD.counts(parameters, rows, 1, 1)[:, 1] == pytest.approx(printed["one_in_1"].to_numpy(), rel=1e-3)
    assert PARETO_NBD.counts(parameters, rows, 2, 2)[:, 2] == pytest.approx(printed["two_in_2"].to_numpy(), rel=1e-3)


def test_a_summer_of_200_purchases_does_not_overflow_mbg_nbd_either() -> None:
    # As the note 027 of Fader and Hardie for BG/NBD; tests of pymc-marketing.
    values, _ = MBG_NBD.terms(np.array([0.25, 4.0, 0.8, 2.5]), histories([0, 200], [0, 38], [40, 40]))
    assert values == pytest.approx([-0.41792826, 100.7869], abs=1e-4)


def test_22_kinds_of_donors_give_as_often_as_printed() -> None:
    # Fader, Hardie and Shang 2010, rounded parameters; the printed values are those of one donor of each kind.
    printed = pd.read_csv(PUBLISHED / "donors.csv")
    purchases, last, occasions = (printed[name].to_numpy(float) for name in ("purchases", "last", "occasions"))
    rows = bg_bb.Occasions(purchases, last, occasions, np.ones(len(printed)))
    assert len(printed) == 22
    assert bg_bb.alive_next(DONORS, rows) == pytest.approx(printed["active_in_1"].to_numpy(), rel=1e-6)
    for years in (1, 3, 6):
        assert bg_bb.expected(DONORS, rows, years) == pytest.approx(printed[f"in_{years}"].to_numpy(), rel=1e-6)


def test_the_value_of_all_customers_of_the_cdnow_sample() -> None:
    # CLVTools 0.12.1, Pareto/NBD and Gamma-Gamma fitted to 39 weeks, whole lives at 10 % a year: 326,992.
    case = case_until(cdnow_sample(), "1997-09-30")
    fit = PARETO_NBD.fit(case.rows.alike())
    spending = gamma_gamma.spend_fit(case.rows.purchases, case.own_mean)
    ahead = pareto_nbd.residual_purchases(fit.parameters, case.rows, np.log(1.1) / 52)
    value = (ahead * spending.expected(case.rows.purchases, case.own_mean)).sum()
    assert value == pytest.approx(326_992, rel=1e-4)
