"""Adds up: sheets, truth and the loaded workspace tell one story, and the same seed tells it twice."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crm_core.demo import Scenario, generate, scenario_names, truth_path, write_scenario
from crm_core.demo.calendar import price_level
from crm_core.demo.names import CORE_JOB, EXPECTATIONS, INDEX_ITEMS
from crm_core.demo.parameters import MONTH_STARTS
from crm_core.store import Workspace
from crm_core.store.entries import dated_notes
from crm_core.store.facts import sheet_fields
from crm_core.words import translate
from tests.conftest import DemoIn

SHEETS = ("customers", "transactions", "interactions", "surveys", "programmes", "campaigns", "prices")


@cache
def _scenario(name: str) -> Scenario:
    return generate(name)


@pytest.fixture(scope="module")
def workspaces(demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Workspace]]:
    folder = tmp_path_factory.mktemp("examples")
    opened = {name: Workspace.open(demo_in(folder, name)) for name in scenario_names()}
    yield opened
    for workspace in opened.values():
        workspace.close()


def _sheet(name: str, sheet: str) -> Any:
    return _scenario(name).sheets[sheet]


def _months(stamps: Any) -> np.ndarray:
    first = MONTH_STARTS[0]
    return ((stamps.dt.year - first.year) * 12 + stamps.dt.month - first.month).to_numpy()


@pytest.mark.parametrize("name", scenario_names())
def test_every_sheet_has_the_very_fields_of_the_store(name: str) -> None:
    for sheet in SHEETS:
        assert set(_scenario(name).sheets[sheet].columns) == set(sheet_fields(sheet)), sheet


@pytest.mark.parametrize("name", scenario_names())
def test_every_sheet_is_stored_whole(workspaces: dict[str, Workspace], name: str) -> None:
    with workspaces[name].session() as session:
        for sheet in SHEETS:
            assert session.execute(f"select count(*) from {sheet}") == [(len(_scenario(name).sheets[sheet]),)]
        assert session.execute("select count(*) from customer_keys") == session.execute(
            "select count(*) from customers"
        )
        assert session.execute("select max(months) from (select count(distinct month) as months from prices)") == [
            (60,)
        ]


@pytest.mark.parametrize("name", scenario_names())
def test_the_workspace_knows_its_last_day_and_that_it_is_an_example(
    workspaces: dict[str, Workspace], name: str
) -> None:
    state = workspaces[name].state()
    assert (str(state.as_of), state.is_demo, state.currency) == ("2026-06-30", True, "TRY")
    assert state.title.startswith("Example: ")
    assert translate(state.title, "tr").startswith("Örnek: ")


def test_the_truth_stands_beside_the_workspace_and_in_it(workspaces: dict[str, Workspace]) -> None:
    workspace = workspaces["baseline"]
    beside = json.loads(truth_path(workspace.path).read_text(encoding="utf-8"))
    assert beside == workspace.setting("truth") == json.loads(json.dumps(dict(_scenario("baseline").truth)))


def test_revenue_of_the_rollups_is_the_revenue_of_the_sheet(workspaces: dict[str, Workspace]) -> None:
    with workspaces["service_crisis"].session() as session:
        [(stored,)] = session.execute("select cast(sum(revenue) as varchar) from customer_month")
    assert float(stored) == pytest.approx(_scenario("service_crisis").sheets["transactions"]["amount"].sum(), abs=0.01)


@pytest.mark.parametrize("name", scenario_names())
def test_the_sheets_hold_the_true_net_margin_to_the_month(name: str) -> None:
    """Real sales less goods, interactions, handling and programme are the truth's net margin of the year."""
    price = price_level()

    def real_total(stamps: Any, money: Any) -> float:
        month = _months(stamps)
        return float((money.to_numpy() / price[month]).sum())

    orders, contacts, campaigns = (_sheet(name, sheet) for sheet in ("transactions", "interactions", "campaigns"))
    programme = campaigns[campaigns["campaign"] == "Birebir İlgi Programı"]
    total = (
        real_total(orders["ordered_at"], orders["amount"] - orders["cost"])
        - 25.0 * len(orders)
        - real_total(contacts["occurred_at"], contacts["cost"])
        - real_total(programme["period"], programme["spend"])
    )
    assert total == pytest.approx(sum(_scenario(name).truth["by_month"]["net_margin"]), rel=0.005)


@pytest.mark.parametrize("name", scenario_names())
def test_orders_complaints_and_contacts_of_the_sheets_are_those_of_the_world(name: str) -> None:
    truth, interactions = _scenario(name).truth["by_month"], _sheet(name, "interactions")
    kinds = interactions["kind"].value_counts()
    assert np.bincount(_months(_sheet(name, "transactions")["ordered_at"]), minlength=60).tolist() == truth["orders"]
    complaints = interactions[interactions["kind"] == "complaint"]
    assert np.bincount(_months(complaints["occurred_at"]), minlength=60).tolist() == truth["complaints"]
    assert kinds["contact"] + kinds["service"] == sum(truth["contacts"])


def test_everyone_is_acquired_on_the_day_of_the_first_order() -> None:
    first = _sheet("baseline", "transactions").groupby("customer_id")["ordered_at"].min().dt.normalize()
    customers = _sheet("baseline", "customers")
    external = customers[customers["customer_type"] == "external"].set_index("customer_id")["acquired_at"]
    assert first.reindex(external.index).eq(external).all()


def test_three_per_cent_of_the_customers_are_staff_and_buy_nothing() -> None:
    customers, surveys = _sheet("baseline", "customers"), _sheet("baseline", "surveys")
    staff = customers.loc[customers["customer_type"] == "internal", "customer_id"]
    assert len(staff) / len(customers) == pytest.approx(0.03, abs=0.001)
    assert not _sheet("baseline", "transactions")["customer_id"].isin(set(staff)).any()
    assert set(surveys.loc[surveys["customer_id"].isin(set(staff)), "kind"]) == {"csat", "nps"}


def test_who_was_recommended_was_recommended_by_an_earlier_customer() -> None:
    customers = _sheet("baseline", "customers")
    referred = customers[customers["referred_by"].notna()]
    assert set(referred["acquisition_channel"]) == {"Tavsiye"}
    acquired = customers.set_index("customer_id")["acquired_at"]
    adviser = acquired.loc[referred["referred_by"]].to_numpy()
    assert (adviser < referred["acquired_at"].to_numpy()).all()


def test_competitors_are_rated_in_the_same_answer_as_our_brand() -> None:
    surveys = _sheet("baseline", "surveys")
    own = surveys[(surveys["kind"] == "nps") & surveys["brand"].isna() & surveys["score"].notna()]
    rivals = surveys[surveys["brand"].notna()]
    pairs = rivals.merge(own, on=["customer_id", "answered_at"])
    assert len(pairs) == len(rivals) > 0
    assert rivals["brand"].nunique() == 2


def test_the_twelve_expectations_are_answered_together() -> None:
    surveys = _sheet("baseline", "surveys")
    rated = surveys[surveys["attribute"].isin(EXPECTATIONS)].groupby(["customer_id", "answered_at"])["attribute"]
    assert rated.nunique().eq(12).all()
    assert rated.size().eq(12).all()


def test_what_was_expected_is_asked_of_some_who_rate_and_the_core_job_of_all_of_them() -> None:
    surveys = _sheet("baseline", "surveys")
    answers = {name: rows.shape[0] for name, rows in surveys.groupby("attribute")}
    assert {answers[name] for name in CORE_JOB} == {answers["Takip"]}
    assert 0.25 < answers["Takip|beklenti"] / answers["Takip"] < 0.45
    assert len({answers[name] for name in INDEX_ITEMS}) == 1


@pytest.mark.parametrize("name", ("leaky_bucket", "loyal_but_unprofitable"))
def test_the_same_seed_gives_the_same_example(name: str) -> None:
    again = generate(name)
    for sheet in SHEETS:
        pd.testing.assert_frame_equal(again.sheets[sheet], _scenario(name).sheets[sheet])
    assert again.truth == _scenario(name).truth


def test_another_seed_gives_another_example() -> None:
    assert generate("leaky_bucket", seed=8).truth["by_month"] != _scenario("leaky_bucket").truth["by_month"]


def test_files_hold_what_the_sheets_hold(tmp_path: Path) -> None:
    scenario = _scenario("relational_turnaround")
    write_scenario(tmp_path, scenario)
    for sheet in SHEETS:
        rows = pd.read_csv(tmp_path / f"{sheet}.csv", encoding="utf-8-sig")
        assert len(rows) == len(scenario.sheets[sheet])
    written = pd.read_csv(tmp_path / "transactions.csv", encoding="utf-8-sig", parse_dates=["ordered_at"])
    assert written["amount"].tolist() == scenario.sheets["transactions"]["amount"].tolist()
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["scenario"] == "relational_turnaround"


def test_every_programme_is_a_dated_note_on_the_charts_and_no_example_has_another(
    workspaces: dict[str, Workspace],
) -> None:
    told = {name: [(note.day, note.measure) for note in dated_notes(workspaces[name])] for name in scenario_names()}
    assert told.pop("leaky_bucket") == []
    assert set(map(tuple, told.values())) == {((date(2025, 1, 1), None),)}
