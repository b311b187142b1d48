"""By hand: each threshold of the ladder on both sides, quality as a mean of what is known, and moves between quarters."""

from datetime import date
from decimal import Decimal
from math import isnan, nan

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import (
    LadderSettings,
    ladder_by_quarter,
    ladder_moves,
    ladder_steps,
    relationship_ladder,
    save_ladder,
    saved_ladder,
)
from crm_core.relations.ladder_stages import quality_of, stage_of
from crm_core.store import Workspace
from tests.conftest import BringIn

YEAR_2024 = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
OWN = LadderSettings()


@pytest.mark.parametrize(
    ("r", "quality", "kept", "stage"),
    [
        (24.9, 90, 1, 1), (25, 39.9, 1, 1), (25, 40, 1, 2), (39.9, 90, 1, 2),
        (40, 54.9, 1, 2), (40, 55, 1, 3), (64.9, 99, 1, 3), (65, 69.9, 1, 3),
        (65, 70, 0.849, 3), (65, 70, 0.85, 4), (90, 90, nan, 3), (90, 39, 1, 1),
        (nan, 90, 1, 0), (90, nan, 1, 0),
    ],
)  # fmt: skip
def test_the_highest_stage_whose_thresholds_are_met(r: float, quality: float, kept: float, stage: int) -> None:
    assert stage_of(np.array([r]), np.array([quality]), np.array([kept]), OWN).tolist() == [stage]


def test_quality_is_the_mean_of_what_is_known() -> None:
    found = quality_of(np.array([[0.5, nan, 1.0, 0.75], [nan, nan, nan, 0.25], [nan, nan, nan, nan]]))
    assert found[:2].tolist() == [75, 25] and isnan(found[2])


@pytest.mark.parametrize(
    "wrong",
    [{"index": (40, 25, 65)}, {"quality": (40, 55, 101)}, {"kept": 1.5}, {"service_days": 0}],
)
def test_thresholds_that_do_not_rise_are_refused(wrong: dict) -> None:
    with pytest.raises(QuestionFault):
        LadderSettings(**wrong)


def test_a_customer_climbs_when_it_is_served_better(empty_workspace: Workspace, bring_in: BringIn) -> None:
    # contacts after the sale in August to December only: at the end of September there are too few for an index
    bring_in(
        empty_workspace,
        "customers",
        pd.DataFrame({"customer_id": ["A"], "acquired_at": [date(2023, 1, 1)], "name": ["A"], "sector": ["Gıda"]}),
    )
    sold = [date(2023, 6, 1), date(2024, 2, 1), date(2024, 11, 1)]
    bring_in(
        empty_workspace,
        "transactions",
        pd.DataFrame(
            [
                {"order_id": str(day), "customer_id": "A", "ordered_at": pd.Timestamp(day), "amount": Decimal(100),
                 "cost": Decimal(60)}
                for day in sold
            ]
        ),
    )  # fmt: skip
    bring_in(
        empty_workspace,
        "interactions",
        pd.DataFrame(
            [
                {"customer_id": "A", "occurred_at": pd.Timestamp(2024, month, 5), "kind": "service",
                 "stage": "after-sale", "opened_at": pd.Timestamp(2024, month, 5),
                 "resolved_at": pd.Timestamp(2024, month, days), "cost": Decimal(1)}
                for month, days in ((8, 8), (9, 9), (10, 6), (11, 6), (12, 6))
            ]
        ),
    )  # fmt: skip
    answer = relationship_ladder.ask(empty_workspace, YEAR_2024)
    row = answer.rows.to_dict("records")[0]
    # solved within three days: August, October to December of five; name and sector of eight fields
    assert (row["service"], row["profile"]) == (4 / 5, 2 / 8)
    assert row["quality"] == pytest.approx(100 * (0.8 + 0.25) / 2)
    # two orders at 40 less five contacts at 1
    assert row["net_margin"] == 2 * 40 - 5
    assert (row["stage"], row["stage_before"]) == (2, 0)
    steps = ladder_steps.ask(empty_workspace, YEAR_2024)
    assert steps.rows["customers"].tolist() == [0, 1, 0, 0, 0]
    assert (steps.totals["both"], steps.totals["rose"], steps.totals["fell"]) == (0, 0, 0)
    assert ladder_moves.ask(empty_workspace, YEAR_2024).is_empty
    quarters = ladder_by_quarter.ask(empty_workspace, YEAR_2024).rows
    assert quarters["day"].dt.month.tolist() == [12] * 4
    save_ladder(empty_workspace, LadderSettings(quality=(30.0, 50.0, 52.0)))
    assert saved_ladder(empty_workspace).quality == (30.0, 50.0, 52.0)
    moved = relationship_ladder.ask(empty_workspace, YEAR_2024).rows["stage"].tolist()
    save_ladder(empty_workspace, None)
    assert moved == [3] and saved_ladder(empty_workspace) == OWN


def test_an_empty_ladder_says_what_it_needs(empty_workspace: Workspace) -> None:
    for one in (relationship_ladder, ladder_steps, ladder_moves, ladder_by_quarter):
        answer = one.ask(empty_workspace, YEAR_2024)
        assert answer.n == 0 and any("Nobody" in note.text for note in answer.notes)
