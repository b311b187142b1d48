"""By hand: gaps of service quality, an ACSI-type index, and what is said beside what is done."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction.expectations import dimension_of, expectation_of, part_of
from crm_core.satisfaction.importance import cronbach_alpha
from crm_core.satisfaction.intervals import Estimate
from crm_core.satisfaction.say_do import between_share, both_kept, ratio, say_do_gap
from crm_core.satisfaction.service_quality import acsi_index, acsi_type_index, mean_gaps, service_gaps
from crm_core.store import Workspace
from tests.conftest import BringIn

SPRING = Filters(Period(date(2024, 3, 1), date(2024, 5, 31)), "none")
MOBI = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "mobi.csv"
MOBIS = [MOBI] if MOBI.exists() else []
"""Where the file is not on the machine, pytest reports its test as left out: an empty parameter set."""


# T-09
def test_three_means_make_an_index() -> None:
    means = np.array([7.9, 7.2, 7.0])
    assert acsi_index(means) == pytest.approx(70.74, abs=5e-3)
    assert acsi_index(means, np.array([0.3885, 0.3190, 0.2925])) == pytest.approx(71.26, abs=5e-3)


# T-10
def test_five_gaps_weighted_and_not() -> None:
    gaps = np.array([5.7, 5.9, 6.1, 5.5, 5.8]) - np.array([6.6, 6.4, 6.3, 6.0, 5.6])
    plain, weighted = mean_gaps(gaps, np.array([0.32, 0.22, 0.19, 0.16, 0.11]))
    assert gaps == pytest.approx([-0.9, -0.5, -0.2, -0.5, 0.2])
    assert (plain, weighted) == (pytest.approx(-0.380), pytest.approx(-0.494))


# T-11
def test_five_people_answer_four_items_alike() -> None:
    items = np.array([[4, 5, 4, 4], [3, 3, 2, 3], [5, 5, 5, 4], [2, 3, 2, 2], [4, 4, 5, 5]], dtype=float)
    assert cronbach_alpha(items) == pytest.approx(0.9439, abs=5e-5)


def test_names_are_recognised_in_both_languages_and_others_belong_to_the_core_job() -> None:
    follow_up = expectation_of("TAKİP")
    assert follow_up is not None and follow_up.code == "follow_up"
    assert expectation_of("Follow-up") == follow_up
    assert (expectation_of("Teslimat"), dimension_of("Teslimat")) == (None, "other")
    assert (part_of("Takip|beklenti"), part_of("Takip|ağırlık")) == (("Takip", "expected"), ("Takip", "weight"))


def ratings(names: dict[str, list[int]], high: int = 7) -> pd.DataFrame:
    """One customer a place, all on one day."""
    rows = [
        (f"C{place}", pd.Timestamp("2024-04-10"), "attribute", name, score, 1, high)
        for name, scores in names.items()
        for place, score in enumerate(scores)
    ]
    columns = ["customer_id", "answered_at", "kind", "attribute", "score", "scale_min", "scale_max"]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def test_without_expectations_it_is_servperf_and_says_so(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", ratings({"Takip": [4] * 12}))
    answer = service_gaps.ask(empty_workspace, SPRING)
    row = answer.rows.to_dict("records")[0]
    assert (row["method"], row["performance"]) == ("servperf", 50)
    assert np.isnan(row["value"]) and "SERVPERF" in answer.notes[0].text


def test_with_expectations_the_gap_is_paired(empty_workspace: Workspace, bring_in: BringIn) -> None:
    asked = {"Takip": [4, 1] * 6, "Takip|beklenti": [7] * 11, "Güven": [7] * 12, "Takip|ağırlık": [5] * 12}
    bring_in(empty_workspace, "surveys", ratings(asked))
    answer = service_gaps.ask(empty_workspace, SPRING)
    rows = {row["attribute"]: row for row in answer.rows.to_dict("records")}
    # eleven gave both: six fall short by 50 points, five by 100
    assert (rows["Takip"]["method"], rows["Takip"]["n"]) == ("servqual", 11)
    assert rows["Takip"]["value"] == pytest.approx(-(6 * 50 + 5 * 100) / 11)
    assert rows["Güven"]["method"] == "servperf"
    assert answer.totals["gap"] == pytest.approx(rows["Takip"]["value"])


def test_an_index_needs_all_three_questions_of_one_customer(empty_workspace: Workspace, bring_in: BringIn) -> None:
    items = {"Memnuniyet|genel": [10] * 12, "Memnuniyet|beklentiye göre": [7] * 12, "Memnuniyet|ideale göre": [4] * 11}
    bring_in(empty_workspace, "surveys", ratings(items, high=10))
    answer = acsi_type_index.ask(empty_workspace, SPRING)
    assert answer.n == 11
    assert answer.rows["value"].tolist() == pytest.approx([acsi_index(np.array([10.0, 7, 4])), 100, 200 / 3, 100 / 3])


@pytest.mark.parametrize("path", MOBIS, ids=["the whole file"] * len(MOBIS))
def test_a_real_survey_of_phone_customers_makes_an_index(
    empty_workspace: Workspace, bring_in: BringIn, path: Path
) -> None:
    mobi = pd.read_csv(path)
    items = {
        name: mobi[column].astype(int).tolist()
        for name, column in zip(
            ("Memnuniyet|genel", "Memnuniyet|beklentiye göre", "Memnuniyet|ideale göre"),
            ("CUSA1", "CUSA2", "CUSA3"),
            strict=True,
        )
    }
    bring_in(empty_workspace, "surveys", ratings(items, high=10))
    answer = acsi_type_index.ask(empty_workspace, SPRING)
    means = mobi[["CUSA1", "CUSA2", "CUSA3"]].mean().to_numpy()
    assert answer.n == 250
    assert answer.rows["value"].iloc[0] == pytest.approx(acsi_index(means))


def test_a_ratio_over_customers_is_clustered() -> None:
    # two customers: 1 of 2 and 3 of 4; r = 4/6; residuals -1/3 and 1/3, so the variance is 2 · (2/9) / 36
    sums = {"customers": 2, "a": 4.0, "b": 6.0, "aa": 10.0, "ab": 14.0, "bb": 20.0}
    found = ratio(sums)
    assert (found.value, found.n) == (pytest.approx(2 / 3), 2)
    assert found.high is not None and found.high - 2 / 3 == pytest.approx(1.959964 * (2 * 2 / 9 / 36) ** 0.5)


def test_channels_that_differ_take_their_share_of_the_variance() -> None:
    groups = pd.DataFrame({"answers": [50, 50], "mean": [40.0, 60.0], "squares": [49 * 100.0, 49 * 100.0]})
    # between: 50 · 200 = 10,000; within 100; F 100; ICC = 99 / (100 + 49)
    assert between_share(groups).value == pytest.approx(1 - 99 / 149)
    assert between_share(groups.head(1)).value is None


def test_trust_is_promises_kept_and_complaints_not_come_back() -> None:
    assert both_kept(Estimate(0.8, 50, 0.7, 0.9), Estimate(0.5, 40, 0.4, 0.6)).value == pytest.approx(0.4)
    assert both_kept(Estimate(0.8, 50, 0.7, 0.9), Estimate(None, 0, None, None)).value is None


def test_what_is_said_stands_beside_what_is_done(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", ratings({"Takip": [7] * 12, "Çabukluk": [1] * 12}))
    orders = [(f"S{n}", f"C{n}", pd.Timestamp("2024-03-05"), 10.0, "Gıda" if n else "Tekstil") for n in range(12)]
    frame = pd.DataFrame(orders, columns=pd.Index(["order_id", "customer_id", "ordered_at", "amount", "category"]))
    again = frame.assign(order_id=frame["order_id"] + "b", ordered_at=pd.Timestamp("2024-05-01"), campaign="BAHAR")
    again.loc[0, "category"] = "Gıda"
    bring_in(empty_workspace, "transactions", pd.concat([frame, again]))
    contacts = [(f"C{n}", pd.Timestamp("2024-03-20"), "contact", "in", "Ayşe") for n in range(6)]
    contacts += [(f"C{n}", pd.Timestamp("2024-05-30"), "contact", "in", "Ayşe" if n % 2 else "Can") for n in range(6)]
    told = pd.DataFrame(contacts, columns=pd.Index(["customer_id", "occurred_at", "kind", "direction", "employee"]))
    first = told["occurred_at"].where(told["occurred_at"] < pd.Timestamp("2024-04-01"))
    bring_in(empty_workspace, "interactions", told.assign(first_response_at=first))
    answer = say_do_gap.ask(empty_workspace, SPRING)
    rows = {row["expectation"]: row for row in answer.rows.to_dict("records")}
    # of 24 orders 12 of March are old enough; six were followed up
    assert (rows["follow_up"]["said"], rows["follow_up"]["done"]) == (100, pytest.approx(50))
    # of twelve campaign orders one was in a category not bought before
    assert rows["understanding"]["done"] == pytest.approx(100 * 11 / 12)
    # nobody complained and nothing was promised, and fewer than ten customers came twice
    for code in ("knowledgeable_staff", "promises_kept", "promptness", "trust", "one_to_one"):
        assert np.isnan(rows[code]["done"])
    assert answer.totals["missing"] >= 5
