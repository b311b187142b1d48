"""By hand: how sure a tier is, when it is held, and a share of wallet that takes the place of the estimate."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.terms import TIERS
from crm_core.value import DERIVATIONS, TierSettings, customer_tiers, tier_of, tier_summary
from crm_core.value.peers import stated_potential
from crm_core.value.tier_probability import tier_probabilities, value_error
from crm_core.value.tiers import is_most_valuable, is_most_valuable_with
from tests.new_workspaces import new_workspace

SETTINGS = TierSettings()
YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))


def sums(revenue: float, squares: float, contact: float = 0.0, contact_squares: float = 0.0) -> pd.DataFrame:
    """One customer's sums of a year."""
    return pd.DataFrame(
        {
            "revenue": [revenue],
            "revenue_squares": [squares],
            "contact_cost": [contact],
            "contact_squares": [contact_squares],
            "handling_cost": [0.0],
            "orders": [12],
        }
    )


def test_the_same_revenue_every_month_has_no_error_and_one_purchase_a_year_is_its_own_error() -> None:
    assert value_error(sums(120, 12 * 10**2), np.array([120.0]), 12, SETTINGS)[0] == 0
    assert value_error(sums(120, 120**2), np.array([120.0]), 12, SETTINGS)[0] == pytest.approx(120)
    # Half of it is margin, so half of the error; a contact of 30 adds its square.
    error = value_error(sums(120, 120**2, 30, 30**2), np.array([30.0]), 12, SETTINGS)[0]
    assert error == pytest.approx((60**2 + 30**2) ** 0.5)


def test_the_bounds_of_the_tiers_cut_the_normal_curve() -> None:
    # Ten customers; the cut of the most valuable is 100 (100 of 150 is over .6), potential 40 and its upper quarter 40.
    actual = np.array([100.0, 20.0] + [5.0] * 6)
    potential = np.full(8, 40.0)
    row = tier_probabilities(actual, potential, np.full(8, 50.0), SETTINGS)[1]
    below, room, best = (norm.cdf((bound - 20) / 50) for bound in (-0.3 * 40, 40, 100))
    assert dict(zip(TIERS, row, strict=True)) == pytest.approx(
        {"bz": below, "mgc": room - below, "migrator": best - room, "mvc": 1 - best}
    )
    spared = tier_probabilities(actual, potential, np.full(8, 50.0), SETTINGS, np.zeros(8, dtype=bool))[1]
    assert spared[TIERS.index("bz")] == 0 and spared.sum() == pytest.approx(1)


def test_without_noise_the_tier_is_sure() -> None:
    actual = np.array([900.0, 700, 400, 250, 200, 120, 80, 40, -30, -90])
    potential = np.array([100.0, 50, 600, 80, 500, 300, 40, 60, 200, 50])
    sure = tier_probabilities(actual, potential, np.zeros(10), SETTINGS)
    assert [TIERS[place] for place in sure.argmax(axis=1)] == tier_of(actual, potential, SETTINGS).tolist()
    assert (sure.max(axis=1) == 1).all()


def test_a_customer_enters_and_leaves_the_most_valuable_only_past_the_threshold() -> None:
    # 600 and 300 hold 900 of 1,500 = .6; of the others, 290 is under 300 by less than a tenth, 200 by more.
    actual, potential = np.array([600.0, 300, 290, 200, 110]), np.zeros(5)
    assert is_most_valuable(actual, SETTINGS).tolist() == [True, True, False, False, False]
    none_known = np.full(5, "")
    assert tier_of(actual, potential, SETTINGS, None, none_known).tolist() == ["mvc", "mvc"] + ["migrator"] * 3
    were_best = np.full(5, "mvc")
    assert tier_of(actual, potential, SETTINGS, None, were_best).tolist() == ["mvc"] * 3 + ["migrator"] * 2
    # 300 a tenth lower is 270 and stands after 290: 890 of 1,470 are before it, over .6, so it does not enter yet.
    were_not = np.full(5, "migrator")
    assert tier_of(actual, potential, SETTINGS, None, were_not).tolist() == ["mvc"] + ["migrator"] * 4
    at_once = TierSettings(hysteresis=0.0)
    assert tier_of(actual, potential, at_once, None, were_not).tolist() == ["mvc", "mvc"] + ["migrator"] * 3


def test_a_growable_customer_and_a_loss_are_held_by_a_tenth_too() -> None:
    # The upper quarter begins at 100; 95 is held, 85 is not; a loss of 31 against 0.3 × 100 is past it by less than a tenth.
    actual = np.array([1000.0, 10, 10, 10, 10])
    potential = np.array([0.0, 100, 95, 85, 120])
    assert tier_of(actual, potential, SETTINGS).tolist() == ["mvc", "mgc", "migrator", "migrator", "mgc"]
    held = tier_of(actual, potential, SETTINGS, None, np.array(["mvc"] + ["mgc"] * 4))
    assert held.tolist() == ["mvc", "mgc", "mgc", "migrator", "mgc"]
    entering = tier_of(actual, potential, SETTINGS, None, np.array(["mvc"] + ["migrator"] * 4))
    assert entering.tolist() == ["mvc", "migrator", "migrator", "migrator", "mgc"]
    loss = np.array([-29.0, -31.0, -26.0])
    gap = np.full(3, 100.0)
    assert tier_of(loss, gap, TierSettings(bz_periods=1), None, np.full(3, "bz")).tolist() == ["bz", "bz", "migrator"]
    assert tier_of(loss, gap, TierSettings(bz_periods=1), None, np.full(3, "mgc")).tolist() == ["mgc", "mgc", "mgc"]


def test_three_quarters_spent_elsewhere_are_the_potential() -> None:
    rows = pd.DataFrame({"customer_key": [1, 2, 3], "revenue": [800.0, 800.0, 0.0]})
    told = pd.DataFrame({"customer_key": [1, 3], "share_of_wallet": [0.25, 0.5]})
    found = stated_potential(rows, told, np.array([400.0, 400.0, 0.0]))
    assert found[0] == 0.5 * 800 * 3
    assert np.isnan(found[1]) and np.isnan(found[2])


def test_a_share_of_wallet_in_a_survey_overrides_the_look_alikes(tmp_path, bring_in) -> None:
    workspace = new_workspace(tmp_path / "wallet.duckdb", DERIVATIONS)
    orders = pd.DataFrame(
        {
            "order_id": ["1", "2", "3"],
            "customer_id": ["A", "B", "C"],
            "ordered_at": pd.to_datetime(["2024-01-02", "2024-05-02", "2024-12-31"]),
            "amount": [100.0, 400.0, 400.0],
            "cost": [50.0, 200.0, 200.0],
        }
    )
    bring_in(workspace, "transactions", orders)
    answers = pd.DataFrame(
        {
            "customer_id": ["A", "A"],
            "answered_at": pd.to_datetime(["2024-02-01", "2024-06-01"]),
            "kind": "attribute",
            "attribute": "Share of wallet",
            "score": [10.0, 20.0],
            "scale_min": 0.0,
            "scale_max": 100.0,
        }
    )
    bring_in(workspace, "surveys", answers)
    rows = customer_tiers.ask(workspace, YEAR).rows.set_index("customer_id")
    # The newest answer: 100 is a fifth, so 400 go elsewhere, half of it margin.
    assert rows.loc["A", "potential_value"] == 200 and bool(rows.loc["A", "is_potential_stated"])
    assert not bool(rows.loc["B", "is_potential_stated"])
    assert tier_summary.ask(workspace, YEAR).totals["stated_wallets"] == 1
    may = Filters(Period(date(2024, 1, 1), date(2024, 5, 31)))
    assert customer_tiers.ask(workspace, may).rows.set_index("customer_id").loc["A", "potential_value"] == 450
    workspace.close()


def test_a_tier_held_by_the_year_before_says_so(tmp_path, bring_in) -> None:
    workspace = new_workspace(tmp_path / "held.duckdb", DERIVATIONS)
    # Two years: A 600, B 300 then 290, C 280 then 300: B was of the most valuable and is a little behind C now.
    years = {2023: {"A": 600, "B": 300, "C": 280, "D": 200}, 2024: {"A": 600, "B": 290, "C": 300, "D": 200}}
    lines = [
        (f"{year}{name}{day}", name, pd.Timestamp(f"{year}-{day}"), amount / 2)
        for year, amounts in years.items()
        for name, amount in amounts.items()
        for day in ("01-01", "12-31")
    ]
    orders = pd.DataFrame(lines, columns=["order_id", "customer_id", "ordered_at", "amount"])
    bring_in(workspace, "transactions", orders.assign(cost=0.0))
    workspace.set_setting("tier_settings", {**vars(TierSettings()), "upper_quartile": 0.99, "tau": 0.05}, rebuild=True)
    rows = customer_tiers.ask(workspace, YEAR).rows.set_index("customer_id")
    assert rows.loc["B", "tier"] == "mvc" and rows.loc["B", "reason_code"] == "held_in_tier"
    assert rows.loc["C", "tier"] == "migrator" and rows.loc["C", "reason_code"] == "held_in_tier"
    assert rows.loc["A", "reason_code"] == "top_value"
    assert tier_summary.ask(workspace, YEAR).totals["held_customers"] == 2
    workspace.close()


placed = st.lists(
    st.tuples(st.integers(-2000, 5000), st.integers(0, 3000), st.sampled_from(["", *TIERS])), min_size=1, max_size=40
).map(
    lambda rows: (
        np.array([a for a, _, _ in rows], float),
        np.array([p for _, p, _ in rows], float),
        np.array([tier for _, _, tier in rows]),
    )
)


@given(placed, st.integers(1, 10_000), st.data())
@settings(deadline=None, max_examples=60)
def test_more_value_never_takes_a_customer_out_of_the_most_valuable_nor_below_zero(rows, more: int, data) -> None:
    actual, potential, before = rows
    place = data.draw(st.integers(0, len(actual) - 1))
    tier = tier_of(actual, potential, SETTINGS, None, before)[place]
    raised = actual.copy()
    raised[place] += more
    then = tier_of(raised, potential, SETTINGS, None, before)[place]
    assert then == "mvc" if tier == "mvc" else tier == "bz" or then != "bz"


@given(placed, st.sampled_from([0.01, 0.37, 33.33]))
@settings(deadline=None, max_examples=60)
def test_held_tiers_go_together_whatever_the_order_and_the_currency(rows, rate: float) -> None:
    actual, potential, before = (np.concatenate([part, part]) for part in rows)
    tier = tier_of(actual, potential, SETTINGS, None, before)
    half = len(tier) // 2
    assert set(tier) <= set(TIERS) and (tier[:half] == tier[half:]).all()
    assert (tier_of(actual[::-1], potential[::-1], SETTINGS, None, before[::-1]) == tier[::-1]).all()
    assert (tier_of(actual * rate, potential * rate, SETTINGS, None, before) == tier).all()


@given(placed)
@settings(deadline=None, max_examples=60)
def test_judged_by_its_own_value_the_set_is_the_same_and_probabilities_add_up(rows) -> None:
    actual, potential, _ = rows
    assert (is_most_valuable_with(actual, actual, SETTINGS) == is_most_valuable(actual, SETTINGS)).all()
    sure = tier_probabilities(actual, potential, np.abs(actual), SETTINGS)
    assert sure.sum(axis=1) == pytest.approx(1) and (sure >= -1e-12).all()


@given(placed, st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_weighing_only_those_near_the_line_finds_the_same_as_weighing_all(rows, seed: int) -> None:
    actual = rows[0]
    judged = actual * np.random.default_rng(seed).choice([0.9, 1.0, 1.1], len(actual))
    own, share = np.maximum(actual, 0.0), SETTINGS.theta - 1e-9
    before_it = [own[own > there].sum() - (one if one > there else 0.0) for one, there in zip(own, judged, strict=True)]
    expected = (judged > 0) & (np.array(before_it) < share * (own.sum() - own + judged) * (1 + 1e-15))
    assert is_most_valuable_with(actual, judged, SETTINGS).tolist() == expected.tolist()
