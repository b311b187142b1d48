"""Adds up: the demo's programmes sheet lists everyone who could join, with the arm, so that like can meet like."""

from typing import Any

from crm_core.demo import generate


def test_the_demo_lists_members_and_those_held_back() -> None:
    scenario = generate("baseline", 7)
    programmes: Any = scenario.sheets["programmes"]
    truth = scenario.truth["programme"]
    assert len(programmes) == truth["eligible"]
    assert (programmes["arm"] == "programme").sum() == truth["members"]
    assert set(programmes.loc[programmes["arm"] == "control", "orientation"].isna()) == {True}
