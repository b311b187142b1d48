"""By hand: two periods and two groups held against each other, groups by the last contact, and staff apart."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction import (
    csat_by_group,
    csat_by_month,
    satisfaction_changes,
    satisfaction_contrast,
    staff_satisfaction,
)
from crm_core.satisfaction.comparison import change_rows
from crm_core.satisfaction.intervals import share
from crm_core.store import Workspace
from tests.conftest import BringIn

MARCH = Filters(Period(date(2024, 3, 1), date(2024, 3, 31)), "previous")


def customers(regions: dict[str, range], kind: str = "external") -> pd.DataFrame:
    """Customers C0, C1 … of each region."""
    rows = [(f"C{number}", region) for region, numbers in regions.items() for number in numbers]
    sheet = pd.DataFrame(rows, columns=pd.Index(["customer_id", "region"]))
    return sheet.assign(customer_type=kind)


def answers(day: str, numbers: range, satisfied: int, kind: str = "csat") -> pd.DataFrame:
    """One answer of each customer; the first so many are satisfied (or promote), the others not."""
    best, worst, low, high = (5, 2, 1, 5) if kind == "csat" else (10, 3, 0, 10)
    scores = [best if place < satisfied else worst for place in range(len(numbers))]
    ids = [f"C{number}" for number in numbers]
    frame = pd.DataFrame({"customer_id": ids, "score": scores})
    return frame.assign(answered_at=pd.Timestamp(day), kind=kind, scale_min=low, scale_max=high)


@pytest.fixture
def two_regions(empty_workspace: Workspace, bring_in: BringIn) -> Workspace:
    """T-23 in the region Ege (48 of 80, then 56 of 70), T-24 in Marmara (76 of 100, then 120 of 150)."""
    bring_in(empty_workspace, "customers", customers({"Ege": range(100), "Marmara": range(100, 300)}))
    sheets = [
        answers("2024-02-10", range(80), 48), answers("2024-03-10", range(70), 56),
        answers("2024-02-10", range(100, 200), 76), answers("2024-03-10", range(100, 250), 120),
    ]  # fmt: skip
    bring_in(empty_workspace, "surveys", pd.concat(sheets))
    return empty_workspace


def test_each_region_and_all_are_held_against_the_month_before(two_regions: Workspace) -> None:
    answer = satisfaction_changes.ask(two_regions, MARCH, by="region")
    rows = {row["group"]: row for row in answer.rows.to_dict("records")}
    assert list(rows) == ["all", "Ege", "Marmara"]
    assert (rows["Ege"]["difference_low"], rows["Ege"]["difference_high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert (rows["Marmara"]["difference_low"], rows["Marmara"]["difference_high"]) == pytest.approx(
        (-0.0620, 0.1481), abs=5e-5
    )
    assert (rows["Ege"]["verdict"], rows["Marmara"]["verdict"]) == ("change", "noise")
    assert (rows["all"]["n"], rows["all"]["previous_n"]) == (220, 180)
    assert rows["all"]["value"] == pytest.approx(176 / 220)
    plain = [rows[region]["p_value"] for region in ("Ege", "Marmara")]
    corrected = [rows[region]["p_corrected"] for region in ("Ege", "Marmara")]
    assert corrected == pytest.approx(multipletests(plain, method="holm")[1])
    assert rows["Marmara"]["smallest_detectable"] > abs(rows["Marmara"]["difference"])


def test_a_change_that_the_correction_does_not_leave_is_noise() -> None:
    alone = change_rows({"a": share(60, 100)}, {"a": share(45, 100)}, "holm")
    assert alone["verdict"].tolist() == ["change"]
    now, before = {"a": share(60, 100)}, {"a": share(45, 100)}
    for quiet in "bcde":
        now[quiet], before[quiet] = share(50, 100), share(50, 100)
    among_five = change_rows(now, before, "holm")
    assert among_five["verdict"].tolist() == ["noise"] * 5
    assert change_rows(now, before, "none")["verdict"].tolist()[0] == "change"
    by_rate = change_rows(now, before, "bh")["p_corrected"].tolist()
    assert by_rate == pytest.approx(multipletests(among_five["p_value"].tolist(), method="fdr_bh")[1])


@pytest.mark.parametrize(("n", "expected"), [(9, "few"), (29, "few"), (30, "change")])
def test_groups_are_judged_from_thirty_answers_on_both_sides(n: int, expected: str) -> None:
    rows = change_rows({"a": share(n, n)}, {"a": share(0, 100)}, "holm")
    assert rows["verdict"].tolist() == [expected]
    assert np.isnan(rows["difference"].iloc[0]) == (n < 10)


def test_two_groups_of_one_period(two_regions: Workspace) -> None:
    answer = satisfaction_contrast.ask(two_regions, MARCH, by="region", first="Marmara", second="Ege")
    row = answer.rows.to_dict("records")[0]
    expected = confint_proportions_2indep(120, 150, 56, 70, compare="diff", method="newcomb")
    assert (row["difference_low"], row["difference_high"]) == pytest.approx(expected)
    assert (answer.n, row["verdict"]) == (220, "noise")
    unsaid = satisfaction_contrast.ask(two_regions, MARCH, by="region").totals
    assert (unsaid["first"], unsaid["second"]) == ("Marmara", "Ege")


def test_without_a_comparison_or_answers_that_is_said(two_regions: Workspace, empty_workspace: Workspace) -> None:
    alone = satisfaction_changes.ask(two_regions, Filters(MARCH.period, "none"), by="region")
    assert np.isnan(alone.rows["difference"].to_numpy(dtype=float)).all()
    assert [note.level for note in alone.notes] == ["warning"]
    nothing = satisfaction_changes.ask(two_regions, Filters(Period(date(2020, 1, 1), date(2020, 1, 31))))
    assert (nothing.rows.empty, nothing.n) == (True, 0)


@pytest.mark.parametrize("option", [{"measure": "joy"}, {"by": "shoe"}, {"correction": "luck"}])
def test_choices_that_are_none_are_refused(option: dict[str, str], empty_workspace: Workspace) -> None:
    with pytest.raises(QuestionFault):
        satisfaction_changes.ask(empty_workspace, MARCH, **option)


def test_groups_by_the_department_and_the_way_of_the_last_contact(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    seen = [(f"C{number}", "2024-02-01", "Satış", "written") for number in range(12)]
    seen += [(f"C{number}", "2024-03-01", "Servis", "spoken") for number in range(5)]
    seen += [(f"C{number}", "2023-11-01", "Satış", "written") for number in range(12, 15)]
    contacts = pd.DataFrame(seen, columns=pd.Index(["customer_id", "occurred_at", "department", "channel"]))
    bring_in(
        empty_workspace,
        "interactions",
        contacts.assign(occurred_at=pd.to_datetime(contacts["occurred_at"]), kind="contact"),
    )
    bring_in(empty_workspace, "surveys", answers("2024-03-10", range(15), 15))
    by_department = csat_by_group.ask(empty_workspace, MARCH, by="department").rows
    assert dict(zip(by_department["group"], by_department["n"], strict=True)) == {"Satış": 7, "Servis": 5, "unknown": 3}
    by_way = csat_by_group.ask(empty_workspace, MARCH, by="contact_channel").rows
    assert dict(zip(by_way["group"], by_way["n"], strict=True)) == {"spoken": 5, "unknown": 3, "written": 7}


def test_staff_stand_apart_and_are_never_mixed_with_customers(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "customers", customers({"Ege": range(20)}))
    staff = customers({"": range(20, 40)}, "internal").assign(region=None)
    bring_in(empty_workspace, "customers", staff)
    sheets = [answers("2024-03-10", range(20), 20), answers("2024-03-10", range(20, 40), 5)]
    sheets += [answers("2024-02-10", range(20, 40), 12, "nps"), answers("2024-03-10", range(20, 40), 14, "nps")]
    bring_in(empty_workspace, "surveys", pd.concat(sheets))
    assert staff_satisfaction.ask(empty_workspace, MARCH).totals["value"] == pytest.approx(0.25)
    assert csat_by_month.ask(empty_workspace, MARCH).totals["value"] == pytest.approx(1.0)
    recommends = staff_satisfaction.ask(empty_workspace, MARCH, measure="nps")
    assert recommends.totals["value"] == pytest.approx(100 * (14 - 6) / 20)
    assert recommends.totals["previous"] == pytest.approx(100 * (12 - 8) / 20)
    assert recommends.totals["is_change"] is False
    in_ege = staff_satisfaction.ask(empty_workspace, Filters(MARCH.period, "none", regions=("Ege",)))
    assert in_ege.n == 0
