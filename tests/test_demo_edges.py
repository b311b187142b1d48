"""Edges: unknown names, workspaces in the way, killed builds, cases still open, rows that are dirty on purpose."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from crm_core.demo import Scenario, create_demo, generate, truth_path, write_scenario
from crm_core.demo.workspace import LEFTOVER_AFTER_SECONDS
from crm_core.errors import QuestionFault, WorkspaceFault
from crm_core.store import Build

AFTER_THE_END = pd.Timestamp(2026, 7, 1)


@cache
def _clean() -> Scenario:
    return generate("relational_turnaround")


def _sheet(sheet: str) -> Any:
    return _clean().sheets[sheet]


@cache
def _dirty() -> Scenario:
    return generate("relational_turnaround", with_dirty_rows=True)


def test_an_unknown_name_is_a_question_fault_that_names_the_choices() -> None:
    with pytest.raises(QuestionFault, match="leaky_bucket"):
        generate("healthy")


def test_a_workspace_in_the_way_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.duckdb"
    path.write_bytes(b"mine")
    with pytest.raises(WorkspaceFault):
        create_demo(path, "baseline")
    assert path.read_bytes() == b"mine"


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def breaks(build: Build) -> None:
        raise ZeroDivisionError("derivation")

    with pytest.raises(ZeroDivisionError):
        create_demo(tmp_path / "demo.duckdb", "relational_turnaround", derivations=[breaks])
    assert list(tmp_path.iterdir()) == []


def test_a_killed_build_leaves_no_workspace_and_the_next_one_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "demo.duckdb"
    code = (
        "import sys, time; from pathlib import Path; from crm_core.demo import create_demo\n"
        "def report(share, step):\n"
        "    print(step, flush=True)\n"
        "    time.sleep(60 if step == 'surveys' else 0)\n"
        "create_demo(Path(sys.argv[1]), 'relational_turnaround', progress=report)"
    )
    builder = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    with builder:
        assert builder.stdout is not None
        assert any(line.strip() == "surveys" for line in builder.stdout)
        builder.send_signal(signal.SIGKILL)
    assert not path.exists()
    assert list(tmp_path.glob("*.duckdb")) == []
    old = time.time() - LEFTOVER_AFTER_SECONDS - 1
    for leftover in tmp_path.iterdir():
        os.utime(leftover, (old, old))
    create_demo(path, "relational_turnaround").close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["demo.duckdb", truth_path(path).name]


def test_nothing_happens_after_the_last_day_but_promises_fall_due() -> None:
    interactions, surveys = _sheet("interactions"), _sheet("surveys")
    for column in ("occurred_at", "opened_at", "first_response_at", "resolved_at"):
        assert interactions[column].max() < AFTER_THE_END
    assert surveys["answered_at"].max() < AFTER_THE_END
    assert _sheet("transactions")["ordered_at"].max().date() == pd.Timestamp(2026, 6, 30).date()
    assert interactions["promised_at"].max() > AFTER_THE_END


def test_complaints_of_the_last_days_are_still_open() -> None:
    interactions = _sheet("interactions")
    still_open = interactions[(interactions["kind"] == "complaint") & interactions["resolved_at"].isna()]
    assert len(still_open) > 0
    assert still_open["opened_at"].min() > pd.Timestamp(2026, 5, 1)


def test_the_leaky_bucket_has_no_programme_but_the_sheet_has_its_fields() -> None:
    programmes: Any = generate("leaky_bucket").sheets["programmes"]
    assert len(programmes) == 0
    assert list(programmes.columns)[:3] == ["customer_id", "programme", "started_at"]


def test_a_trial_lists_both_arms() -> None:
    programmes: Any = generate("baseline", randomise=True).sheets["programmes"]
    assert set(programmes["assignment"]) == {"random"}
    assert 0.30 < (programmes["arm"] == "programme").mean() < 0.40


def test_dirty_rows_come_in_the_shares_of_the_specification() -> None:
    counts = Counter((entry["file"], entry["kind"]) for entry in _dirty().truth["dirty_rows"])
    rows = {name: len(sheet) for name, sheet in _clean().sheets.items()}
    answers = int(_sheet("surveys")["score"].notna().sum())
    expected = {
        ("transactions.csv", "exact duplicate"): 0.01 * rows["transactions"],
        ("customers.csv", "near-duplicate name"): 0.01 * rows["customers"],
        ("transactions.csv", "missing customer number"): 0.005 * rows["transactions"],
        ("transactions.csv", "unknown customer number"): 0.005 * rows["transactions"],
        ("transactions.csv", "Turkish number"): 0.20 * rows["transactions"],
        ("transactions.csv", "date dd.mm.yyyy"): 0.30 * rows["transactions"],
        ("transactions.csv", "Excel serial date"): 0.02 * rows["transactions"],
        ("transactions.csv", "date dd/mm/yyyy"): 0.05 * rows["transactions"],
        ("transactions.csv", "negative amount"): 0.02 * rows["transactions"],
        ("transactions.csv", "future date"): 0.002 * rows["transactions"],
        ("interactions.csv", "resolved before opened"): 0.005 * rows["interactions"],
        ("surveys.csv", "score outside the scale"): 0.003 * answers,
        ("surveys.csv", "scale 1 to 10"): 0.01 * answers,
        ("transactions.csv", "blank category"): 0.02 * rows["transactions"],
    }
    assert set(counts) == set(expected)
    assert {key: abs(counts[key] - value) <= 1 for key, value in expected.items()} == dict.fromkeys(expected, True)


def test_the_truth_file_names_the_very_rows_of_the_files(tmp_path: Path) -> None:
    write_scenario(tmp_path, _dirty())
    orders = pd.read_csv(tmp_path / "transactions.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    rows: dict[str, list[int]] = {}
    for entry in _dirty().truth["dirty_rows"]:
        if entry["file"] == "transactions.csv":
            rows.setdefault(entry["kind"], []).append(entry["row"] - 2)
    assert orders["customer_id"].iloc[rows["missing customer number"]].eq("").all()
    assert orders["customer_id"].iloc[rows["unknown customer number"]].eq("M99999").all()
    assert orders["amount"].iloc[rows["negative amount"]].str.startswith("-").all()
    assert orders["amount"].iloc[rows["Turkish number"]].str.contains(r",\d\d$").all()
    assert orders["ordered_at"].iloc[rows["date dd.mm.yyyy"]].str.fullmatch(r"\d\d\.\d\d\.\d{4}").all()
    assert orders["ordered_at"].iloc[rows["Excel serial date"]].str.fullmatch(r"\d{5}").all()
    assert orders["category"].iloc[rows["blank category"]].eq("").all()
    doubled = rows["exact duplicate"]
    assert (
        orders.iloc[doubled]
        .reset_index(drop=True)
        .equals(orders.iloc[[row - 1 for row in doubled]].reset_index(drop=True))
    )
