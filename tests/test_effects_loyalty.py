"""By hand: lifetime, monthly margin, the four groups and their thresholds; and the published sign on two demo worlds."""

from dataclasses import replace
from datetime import date, datetime
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_core.answers import Answer
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.loyalty import loyalty_groups
from crm_core.periods import Period
from crm_core.relations import loyalty_group_sums, members_of, tenure_bands
from crm_core.relations.four_groups import correlation
from crm_core.store import Workspace
from crm_core.value.lifetime.bg_nbd import BG_NBD
from crm_core.value.lifetime.ending import ages_at_the_end
from crm_core.value.lifetime.histories import histories, levels
from crm_core.value.lifetime.mbg_nbd import MBG_NBD
from crm_core.value.lifetime.pareto_nbd import PARETO_NBD
from crm_core.value.lifetime.timing import TimingModel
from tests.conftest import BringIn, DemoIn

YEARS = Filters(Period(date(2021, 1, 1), date(2024, 12, 31)))


def order(name: str, day: date, amount: float, cost: float = 0.0) -> dict[str, object]:
    moment = datetime(day.year, day.month, day.day)
    return {"order_id": f"{name}{day}", "customer_id": name, "ordered_at": moment, "amount": amount, "cost": cost}


@pytest.fixture
def four(empty_workspace: Workspace, bring_in: BringIn) -> Workspace:
    """Two who still order and two who stopped, one of each with much margin, one who is too new."""
    rows = [
        *(order("F", date(2022, 12, 31) if year == 2022 else date(year, 12, 1), 2400) for year in (2022, 2023, 2024)),
        *(order("B", day, 3000, 1000) for day in (date(2022, 1, 1), date(2022, 7, 1))),
        *(order("N", day, 100) for day in (date(2022, 1, 1), date(2024, 10, 1))),
        order("S", date(2022, 1, 1), 10),
        order("young", date(2024, 6, 1), 10),
    ]
    bring_in(empty_workspace, "transactions", pd.DataFrame(rows))
    return empty_workspace


def by_customer(answer: Answer) -> dict[str, dict]:
    return {row["customer_id"]: row for row in answer.rows.to_dict("records")}


def test_lifetime_ends_with_the_last_order_unless_the_silence_is_usual(four: Workspace) -> None:
    rows = by_customer(loyalty_groups.ask(four, YEARS))
    assert set(rows) == {"F", "B", "N", "S"}
    month = 365.25 / 12
    # F: silent for 30 days, so it is here: 731 days since its first order. B: silent for 914, more than 3 x 181
    assert rows["F"]["months"] == pytest.approx(731 / month)
    assert rows["B"]["months"] == pytest.approx(181 / month)
    assert rows["S"]["months"] == 1
    assert rows["B"]["monthly_margin"] == pytest.approx(4000 / (181 / month))
    # N: one gap of 1,004 days, silent for 91: here for 1,095 days
    assert rows["N"]["monthly_margin"] == pytest.approx(200 / (1095 / month))


def test_the_days_of_silence_are_the_readers(four: Workspace) -> None:
    # B has been silent for 914 days: with 915 days allowed it is still here, for 1,095 days
    month = 365.25 / 12
    found = [by_customer(loyalty_groups.ask(four, YEARS, silence_days=days))["B"]["months"] for days in (913.0, 914.0)]
    assert found == pytest.approx([181 / month, 1095 / month])
    for wrong in (0.0, 3651.0):
        with pytest.raises(QuestionFault):
            loyalty_groups.ask(four, YEARS, silence_days=wrong)


def test_a_history_without_a_model_says_that_silence_decides(four: Workspace) -> None:
    said = [note.text for note in loyalty_groups.ask(four, YEARS).notes]
    assert any(text.startswith("No lifetime model") for text in said)
    chosen = [note.text for note in loyalty_groups.ask(four, YEARS, by_model=False).notes]
    assert not any(text.startswith("No lifetime model") for text in chosen)


@pytest.mark.parametrize("model", [MBG_NBD, BG_NBD, PARETO_NBD], ids=lambda model: model.code)
def test_by_a_model_a_life_ends_where_the_chance_is_one_half(model: TimingModel) -> None:
    # weeks: bought lately, stopped long ago after ten purchases, never came back
    parameters = np.array([0.55, 10.6, 0.8, 2.4])
    rows = histories([10.0, 10.0, 0.0], [99.0, 30.0, 0.0], [100.0, 200.0, 200.0])
    ages = ages_at_the_end(model, parameters, rows)
    assert ages[0] == 100
    assert 30 < ages[1] < 100
    assert model.alive(parameters, replace(rows, age_levels=levels(ages)))[1] == pytest.approx(0.5, abs=0.02)
    # BG/NBD never lets a customer go before the second purchase
    assert isnan(ages[2]) if model is BG_NBD else ages[2] <= 200


def test_medians_part_four_groups_and_thresholds_move_them(four: Workspace) -> None:
    answer = loyalty_groups.ask(four, YEARS)
    groups = {name: row["group"] for name, row in by_customer(answer).items()}
    assert groups == {"F": "friend", "B": "butterfly", "N": "barnacle", "S": "stranger"}
    moved = loyalty_groups.ask(four, YEARS, months=1.0, monthly_margin=1_000_000.0)
    assert moved.totals["barnacle"] == 4
    edge = loyalty_groups.ask(four, YEARS, months=1.0, monthly_margin=10.0)
    assert by_customer(edge)["S"]["group"] == "friend"


def test_groups_add_up_to_all_customers(four: Workspace) -> None:
    answer = loyalty_groups.ask(four, YEARS)
    sums = loyalty_group_sums(answer.rows)
    assert sum(sums["customers"].tolist()) == answer.n == 4
    assert sum(sums["net_margin"].tolist()) == pytest.approx(7200 + 4000 + 200 + 10)
    assert members_of(answer.rows, "friend")["customer_id"].tolist() == ["F"]
    assert loyalty_group_sums(answer.rows.head(0))["customers"].tolist() == [0, 0, 0, 0]


def test_a_correlation_needs_ten_customers_that_differ() -> None:
    few, same = np.arange(9.0), np.ones(20)
    assert isnan(correlation(few, few)["r"]) and isnan(correlation(same, np.arange(20.0))["r"])
    # r of 1..10 with a reversed pair at the end: worked out 0.9879
    found = correlation(np.arange(1.0, 11), np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 10, 9]))
    assert found["r"] == pytest.approx(1 - 6 * 2 / (10 * 99))
    assert found["low"] < found["r"] < found["high"] < 1


def test_nobody_old_enough_is_said(empty_workspace: Workspace) -> None:
    answer = loyalty_groups.ask(empty_workspace, YEARS)
    assert answer.is_empty and answer.notes and isnan(answer.totals["months_cut"])


def test_long_lives_pay_in_the_healthy_world(demo_in: DemoIn, tmp_path: Path) -> None:
    workspace = Workspace.open(demo_in(tmp_path, "baseline"))
    last_year = Filters(Period(date(2025, 7, 1), date(2026, 6, 30)))
    answer, by_silence = (loyalty_groups.ask(workspace, last_year, by_model=flag) for flag in (True, False))
    workspace.close()
    assert answer.notes[0].values["model"] and answer.n == by_silence.n
    # a single purchase counts as one month by silence; by the model the buyer waits on for a while
    assert answer.totals["months_cut"] > by_silence.totals["months_cut"]
    # the world's own correlation of lifetime and total profit is about .31, of literature .20 to .45
    assert 0.15 < answer.totals["total_r"] < 0.5
    assert answer.totals["total_low"] > 0


def test_bands_of_lifetime_hold_every_customer_once_and_hide_what_is_thin() -> None:
    months = [6.0] * 12 + [12.0] * 3 + [80.0] * 11
    lives = pd.DataFrame(
        {
            "months": months,
            "monthly_margin": [10.0, 20.0] * 13,
            "serving": [30.0] * 26,
            "revenue": [100.0, 200.0] * 13,
            "discount_share": [0.1] * 26,
        }
    )
    bands = tenure_bands(lives)
    assert bands["from_months"].tolist() == [0, 12, 60]
    assert bands["customers"].tolist() == [12, 3, 11]
    assert bands["margin"].iloc[0] == 15 and bands["serving"].iloc[0] == pytest.approx(12 * 30 / (6 * 100 + 6 * 200))
    assert isnan(bands["margin"].iloc[1]) and bands["reading"].iloc[1] == "hidden"
    assert tenure_bands(lives.iloc[:0]).empty
