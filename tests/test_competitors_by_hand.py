"""By hand: paired ratings of brands, shares of wallet from ranks, and ratings entered in the app."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_rel

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction.competitors import competitor_comparison, enter_rating, paired, wallet_shares
from crm_core.store import Workspace, undo_load
from tests.conftest import BringIn

SPRING = Filters(Period(date(2024, 3, 1), date(2024, 5, 31)), "none")
US, THEM = np.array([8.0, 9, 7, 6, 9, 8, 7, 10]), np.array([7.0, 9, 6, 7, 8, 6, 7, 9])


# T-33
def test_eight_customers_rate_us_a_little_higher() -> None:
    found = paired(US, THEM)
    assert found is not None
    assert (found.difference, found.p_value) == (pytest.approx(0.625), pytest.approx(0.095, abs=5e-4))
    assert found.difference / ((found.high - found.low) / 2 / 2.364624) == pytest.approx(1.930, abs=5e-4)
    assert (found.ratio, found.win, found.tie) == (pytest.approx(1.085, abs=5e-4), 0.625, 0.25)
    assert found.p_value == pytest.approx(float(np.asarray(ttest_rel(US, THEM))[1]))


# T-34
def test_ranks_share_out_a_wallet() -> None:
    assert wallet_shares(np.array([9.0, 5])) == pytest.approx([2 / 3, 1 / 3])
    assert wallet_shares(np.array([9.0, 5, 1])) == pytest.approx([1 / 2, 1 / 3, 1 / 6])
    assert wallet_shares(np.array([9.0, 9, 1]))[0] == pytest.approx(0.4167, abs=5e-5)
    assert wallet_shares(np.array([3.0, 3, 2, 9])).sum() == pytest.approx(1)


@pytest.fixture
def rated(empty_workspace: Workspace, bring_in: BringIn) -> Workspace:
    """Eleven customers rate us 8 and the rival 6 in April, and us 2 in March; twelve more rate us alone."""
    rows = [(f"C{number}", "2024-04-10", 8, None) for number in range(23)]
    rows += [(f"C{number}", "2024-04-12", 6, "Rakip") for number in range(11)]
    rows += [(f"C{number}", "2024-03-10", 2, None) for number in range(11)]
    frame = pd.DataFrame(rows, columns=pd.Index(["customer_id", "answered_at", "score", "brand"]))
    surveys = frame.assign(answered_at=pd.to_datetime(frame["answered_at"]), kind="nps", scale_min=0, scale_max=10)
    bring_in(empty_workspace, "surveys", surveys)
    return empty_workspace


def test_only_ratings_of_one_customer_in_one_month_are_compared(rated: Workspace) -> None:
    answer = competitor_comparison.ask(rated, SPRING)
    row = answer.rows.to_dict("records")[0]
    assert (row["group"], row["n"], row["ours"], row["theirs"]) == ("Rakip", 11, 80, 60)
    assert (row["value"], row["win"], row["ratio"]) == (pytest.approx(20), 1, pytest.approx(4 / 3))


def test_wallets_are_shared_out_only_where_customers_rate_several_brands(rated: Workspace, bring_in: BringIn) -> None:
    answer = competitor_comparison.ask(rated, SPRING)
    # 11 of 23 rated two brands, 1.478 brands on average
    assert (answer.totals["several"], answer.totals["brands"]) == (pytest.approx(11 / 23), pytest.approx(34 / 23))
    assert answer.totals["shares"]["value"].tolist() == pytest.approx([2 / 3, 1 / 3])
    more = pd.DataFrame({"customer_id": [f"D{number}" for number in range(10)], "kind": "nps", "score": 9.0})
    more = more.assign(answered_at=pd.Timestamp("2024-04-10"), scale_min=0, scale_max=10)
    bring_in(rated, "surveys", more)
    assert competitor_comparison.ask(rated, SPRING).totals["shares"].empty


def test_nobody_else_rated_is_said(empty_workspace: Workspace) -> None:
    answer = competitor_comparison.ask(empty_workspace, SPRING)
    assert answer.is_empty and answer.notes[0].level == "warning"


def test_a_rating_is_entered_as_a_load_and_can_be_taken_back(rated: Workspace) -> None:
    load = enter_rating(rated, "C22", "Rakip", "nps", date(2024, 4, 15), theirs=3)
    assert competitor_comparison.ask(rated, SPRING).rows["n"].tolist() == [12]
    with rated.change() as build:
        undo_load(build, load)
    assert competitor_comparison.ask(rated, SPRING).rows["n"].tolist() == [11]


@pytest.mark.parametrize(
    ("customer", "brand", "score"), [("C999", "Rakip", 5), ("C1", "  ", 5), ("C1", "Rakip", 11), ("C1", "Rakip", -1)]
)
def test_a_rating_of_nobody_of_nothing_or_off_the_scale_is_refused(
    rated: Workspace, customer: str, brand: str, score: int
) -> None:
    with pytest.raises(QuestionFault):
        enter_rating(rated, customer, brand, "nps", date(2024, 4, 15), theirs=score)
