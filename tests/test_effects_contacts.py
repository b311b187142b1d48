"""By hand: shares of stages, ways and beginners, promises kept, and the interval of a ratio of sums."""

from datetime import date, datetime
from math import isnan

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import contact_mix, part_rows
from crm_core.relations.contact_mix import ratio
from crm_core.store import Workspace
from tests.conftest import BringIn

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))


def contact(number: int, **fields: object) -> dict[str, object]:
    given = {
        "kind": "contact",
        "stage": None,
        "channel": None,
        "direction": None,
        "promised_at": None,
        "resolved_at": None,
    }
    return {"customer_id": f"C{number % 3}", "occurred_at": datetime(2024, 5, 1 + number), **given, **fields}


def test_shares_are_of_the_contacts_for_which_a_part_is_known(empty_workspace: Workspace, bring_in: BringIn) -> None:
    due = {"kind": "promise", "promised_at": datetime(2024, 6, 1)}
    rows = [
        *(contact(number, stage="after-sale", channel="written", direction="out") for number in range(6)),
        *(contact(number, stage="sale", channel="visual", direction="in") for number in range(6, 9)),
        *(contact(number, stage="pre-sale", channel="face-to-face") for number in range(9, 12)),
        contact(12, kind="complaint", stage="after-sale", channel="spoken", direction="in"),
        *(contact(number, **due, resolved_at=datetime(2024, 6, 1, 18)) for number in range(13, 22)),
        *(contact(number, **due, resolved_at=datetime(2024, 6, 2)) for number in range(22, 25)),
        contact(25, kind="promise", promised_at=datetime(2025, 2, 1)),
    ]
    bring_in(empty_workspace, "interactions", pd.DataFrame(rows))
    answer = contact_mix.ask(empty_workspace, YEAR)
    found = {row["part"]: (row["value"], row["n"]) for row in answer.rows.to_dict("records") if row["class"] == "all"}
    assert found["after_sale"] == (6 / 12, 12) and found["sale"] == (3 / 12, 12) and found["pre_sale"] == (3 / 12, 12)
    assert isnan(found["proactive"][0]) and found["proactive"][1] == 9
    assert found["written"] == (6 / 12, 12) and found["spoken_visual"] == (3 / 12, 12)
    assert found["kept"] == (9 / 12, 12)
    assert answer.totals["promised"] == 13


def test_the_interval_takes_the_customer_as_the_unit() -> None:
    # two customers: 1 of 2 and 3 of 3; share 4/5, residuals -0.6 and 0.6: sqrt(2 / 1 * 0.72) / 5 = 0.24
    share, low, high = ratio(np.array([1.0, 3.0]), np.array([2.0, 3.0]))
    assert (share, low) == pytest.approx((0.8, 0.8 - 1.959964 * 0.24)) and high == 1
    assert isnan(ratio(np.zeros(2), np.zeros(2))[0]) and isnan(ratio(np.ones(1), np.ones(1))[1])


def test_nothing_logged_is_said(empty_workspace: Workspace) -> None:
    answer = contact_mix.ask(empty_workspace, YEAR)
    assert answer.n == 0 and "interactions sheet" in answer.notes[0].text
    assert len(part_rows(answer, "stage")) == 9
