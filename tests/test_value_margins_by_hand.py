"""By hand: how far a customer's own margin is believed, and what that makes of values, intervals and totals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_core.value.clv_values import moved_apart
from crm_core.value.lifetime.credibility import credibility
from crm_core.value.lifetime.fitting import Fit
from crm_core.value.lifetime.gamma_gamma import SpendFit
from crm_core.value.lifetime.worth import OwnMargins, Worths, reach_of, sums_of_groups

# Average claims and numbers of claims of five states in twelve quarters: Charles A. Hachemeister, Credibility for Regression
# Models with Application to Trend, 1975.
CLAIMS = np.array(
    [
        [1738, 1642, 1794, 2051, 2079, 2234, 2032, 2035, 2115, 2262, 2267, 2517],
        [1364, 1408, 1597, 1444, 1342, 1675, 1470, 1448, 1464, 1831, 1612, 1471],
        [1759, 1685, 1479, 1763, 1674, 2103, 1502, 1622, 1828, 2155, 2233, 2059],
        [1223, 1146, 1010, 1257, 1426, 1532, 1953, 1123, 1343, 1243, 1762, 1306],
        [1456, 1499, 1609, 1741, 1482, 1572, 1606, 1735, 1607, 1573, 1613, 1690],
    ],
    dtype=float,
)
NUMBERS = np.array(
    [
        [7861, 9251, 8706, 8575, 7917, 8263, 9456, 8003, 7365, 7832, 7849, 9077],
        [1622, 1742, 1523, 1515, 1622, 1602, 1964, 1515, 1527, 1748, 1654, 1861],
        [1147, 1357, 1329, 1204, 998, 1077, 1277, 1218, 896, 1003, 1108, 1121],
        [407, 396, 348, 341, 315, 328, 352, 331, 287, 384, 321, 342],
        [2902, 3172, 3046, 3068, 2693, 2910, 3275, 2697, 2663, 3017, 3242, 3425],
    ],
    dtype=float,
)


def test_the_five_states_of_hachemeister_have_their_published_weights_and_premiums() -> None:
    # The estimates that the R package actuar prints: collective 1,683.713, between 89,639, within 139,120,026.
    found = credibility(NUMBERS, CLAIMS * NUMBERS)
    assert found.within == pytest.approx(139_120_026, abs=0.5)
    assert found.between == pytest.approx(89_639, abs=0.5)
    assert found.exposure == pytest.approx([100_155, 19_895, 13_735, 4_152, 36_110])
    assert found.own == pytest.approx([2_061, 1_511, 1_806, 1_353, 1_600], abs=0.5)
    assert found.weight == pytest.approx([0.9847, 0.9276, 0.8985, 0.7279, 0.9588], abs=5e-5)
    assert found.credible_common == pytest.approx(1_683.713, abs=5e-4)
    assert found.drawn_to(found.credible_common) == pytest.approx([2_055, 1_524, 1_793, 1_443, 1_603], abs=0.5)


def test_two_customers_by_hand() -> None:
    # A keeps .4 and .6 of 100 each, so .5 of 200; B .1 and .3, so .2. Within: 2 · (100 · .1² + 100 · .1²) / 2 = 2. All keep .35;
    # apart: 200 · .15² · 2 = 9; between: (9 − 1 · 2) / (400 − 80,000 / 400) = .035. Weight: 200 · .035 / (7 + 2) = 7/9.
    found = credibility(np.full((2, 2), 100.0), np.array([[40.0, 60.0], [10.0, 30.0]]))
    assert (found.within, found.between, found.common) == pytest.approx((2.0, 0.035, 0.35))
    assert found.weight == pytest.approx([7 / 9, 7 / 9])
    assert found.drawn_to(found.common) == pytest.approx([0.35 + 0.15 * 7 / 9, 0.35 - 0.15 * 7 / 9])
    assert found.left_unknown == pytest.approx([0.035 * 2 / 9] * 2)


@pytest.mark.parametrize(
    ("sales", "margin"),
    [
        ([[100.0, 50.0]], [[40.0, 30.0]]),  # one customer
        ([[100.0, 0.0], [0.0, 50.0]], [[40.0, 0.0], [0.0, 30.0]]),  # one purchase each
        ([[0.0, 0.0], [0.0, 0.0]], [[-5.0, 0.0], [0.0, 0.0]]),  # nothing sold
        ([[100.0, 50.0], [10.0, 20.0]], [[40.0, 20.0], [4.0, 8.0]]),  # the same share for all
        ([[100.0, 100.0], [100.0, 100.0]], [[90.0, 10.0], [12.0, 90.0]]),  # no further apart than chance
        (np.zeros((0, 2)), np.zeros((0, 2))),  # nobody
    ],
)
def test_nobody_is_believed_where_the_data_do_not_tell_customers_apart(sales: object, margin: object) -> None:
    found = credibility(np.array(sales), np.array(margin))
    assert found.weight.tolist() == [0.0] * len(found.own)
    assert found.between == 0.0
    assert found.drawn_to(found.common) == pytest.approx([found.common] * len(found.own))


def test_what_serving_costs_without_a_sale_counts_in_the_own_margin_and_not_as_chance() -> None:
    # B sold nothing in the second half and was served for 20: it kept 10 − 20 of 100.
    found = credibility(np.array([[100.0, 100.0], [100.0, 0.0]]), np.array([[50.0, 54.0], [10.0, -20.0]]))
    assert found.own == pytest.approx([0.52, -0.10])
    assert found.within == pytest.approx(2 * 100 * 0.02**2)


@settings(max_examples=40, deadline=None)
@given(
    arrays(float, (7, 2), elements=st.floats(0, 1_000).map(lambda x: round(x, 2))),
    arrays(float, (7, 2), elements=st.floats(-300, 600).map(lambda x: round(x, 2))),
    st.permutations(range(7)),
    st.sampled_from([0.25, 8.0, 1_024.0]),
)
def test_neither_the_order_of_rows_nor_the_currency_matters(
    sales: np.ndarray, margin: np.ndarray, order: list[int], rate: float
) -> None:
    found = credibility(sales, margin)
    again = credibility(sales[order] * rate, margin[order] * rate)
    assert again.weight == pytest.approx(found.weight[order], rel=1e-6, abs=1e-9)
    assert again.own == pytest.approx(found.own[order], rel=1e-9, abs=1e-9)
    assert ((found.weight >= 0) & (found.weight <= 1)).all()


SURE = Fit(("r",), np.ones(1), 0.0, 2.0, np.zeros((1, 1)), np.zeros((1, 1)), (), True)
FIXED = SpendFit("constant", None, 100.0, np.nan, np.nan, np.nan, 0)
OWN = OwnMargins(
    keys=np.array([2, 5]),
    share=np.array([0.5, -0.1]),
    common=0.2,
    unknown=np.array([0.01, 0.02]),
    between=0.1,
    within=3.0,
)


def test_all_together_keep_the_common_margin() -> None:
    # Sales ahead 100, 100 and 200 at .5, −.1 and, of one not known, .2: 80 of 400 are .2 already; for .3 all move by .1.
    keys, sales = np.array([2, 5, 9]), np.array([100.0, 100.0, 200.0])
    assert OWN.of(keys, sales, 0.2) == pytest.approx([0.5, -0.1, 0.2])
    assert OWN.of(keys, sales, 0.3) == pytest.approx([0.6, 0.0, 0.3])
    assert OWN.of(keys, np.zeros(3), 0.3) == pytest.approx([0.5, -0.1, 0.2])
    # 100² · .01 + 3 · 100; 100² · .02 + 300; 200² · .1 + 600.
    assert OWN.variance(keys, sales) == pytest.approx([400.0, 500.0, 4_600.0])


def test_a_total_of_gains_and_losses_alike_lies_in_the_middle_of_its_interval() -> None:
    sales = Worths(np.array([100.0, 100.0]), np.array([36.0, 64.0]), (np.zeros(2),), ())
    parts = sums_of_groups(sales.with_margins(np.array([0.5, -0.5]), np.array([16.0, 9.0])), np.zeros(2, dtype=int), 1)
    assert parts.value.tolist() == [0.0]
    # (36 + 64) / 4 + 16 + 9 = 50; nothing of the backtest's error hangs on a total of nothing.
    from_fit = reach_of(parts, SURE, FIXED, 0.2)
    assert from_fit[3] == pytest.approx([50**0.5])
    # A gain of 50 and a loss of 50: one goes up by as many times as the other goes down.
    times = np.exp(1.6448536 * 50**0.5 / 100)
    assert (from_fit[1][0], from_fit[2][0]) == pytest.approx((50 / times - 50 * times, 50 * times - 50 / times))


@pytest.mark.parametrize("share", [0.5, -0.5])
def test_a_total_of_gains_alone_or_losses_alone_has_ends_as_many_times_away(share: float) -> None:
    # 3² of the margin and (50 · .08)² of the backtest: 5 of 50 is a tenth. So with own margins as with one for all.
    times = np.exp(1.6448536 * 0.1)
    sales = Worths(np.array([100.0]), np.array([0.0]), (np.zeros(1),), ())
    one_for_all = Worths(np.array([100.0 * share]), np.array([9.0]), (np.zeros(1),), ())
    for parts in (sales.with_margins(np.array([share]), np.array([9.0])), one_for_all):
        value, low, high, _ = reach_of(parts, SURE, FIXED, 0.08)
        ends = (50 / times, 50 * times) if share > 0 else (-50 * times, -50 / times)
        assert (low[0], value[0], high[0]) == pytest.approx((ends[0], 100 * share, ends[1]))


def test_one_more_source_of_chance_counts_as_squares() -> None:
    reach = 1.6448536
    low, high = moved_apart(np.array([10.0]), np.array([7.0]), np.array([14.0]), np.array([(4 / reach) ** 2]))
    assert (low[0], high[0]) == pytest.approx((10 - 5.0, 10 + 32**0.5))
