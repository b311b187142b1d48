"""By hand: an import from end to end without a browser, and the exit code of every way it can end."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crm_core import cockpit
from crm_core.__main__ import main

SALES = "invoice no;customer;date;amount;product\n1;A;2024-01-01;5;tea\n2;B;2024-01-02;7;cup\n"
PEOPLE = "customer no;name;sector\nA;Ada;food\nB;Bora;\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "sales.csv").write_text(SALES, encoding="utf-8")
    (tmp_path / "mended.csv").write_text(SALES.replace(";5;", ";6;"), encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "doubt.csv").write_text("invoice no;customer;date;amount\n1;A;01/02/2024;5\n", encoding="utf-8")
    return tmp_path / "shop.duckdb"


def run(place: Path, *words: str) -> tuple[int, str]:
    try:
        done = CliRunner().invoke(main, [*words, "--workspace", str(place)])
    finally:
        cockpit.close_workspaces()
    return done.exit_code, done.output


def told(place: Path, *words: str) -> Any:
    code, text = run(place, *words, "--json")
    assert code == 0, text
    return json.loads(text)


def test_a_nightly_job_loads_looks_and_takes_back(place: Path) -> None:
    folder = place.parent
    held = told(place, "import", str(folder / "sales.csv"), "--orphans", "quarantine")
    assert (held["load_id"], held["rows_held"], held["is_loaded"]) == (1, 2, True)
    assert told(place, "quarantine")[0]["waiting_rows"] == 2
    people = told(place, "import", str(folder / "people.csv"), "--mode", "upsert", "--blank", "clear")
    assert (people["rows_joined"], people["effect"]["after"]["customers"]) == (2, 2)
    words = ("import", str(folder / "mended.csv"), "--mode", "upsert")
    tried = told(place, *words, "--check-only")
    assert (tried["rows_changed"], tried["is_loaded"]) == (1, False)
    assert tried["cells"] == [
        {"row_number": 2, "key": "1 · tea", "field": "amount", "before": "5.0000", "after": "6.0000"}
    ]
    done = told(place, *words)
    assert {**done, "is_loaded": False} == tried
    assert [load["mode"] for load in told(place, "loads")] == ["upsert", "upsert", "append"]
    code, said = run(place, "undo", "1")
    assert (code, "3 (mended.csv, 2: 1 · tea: Amount 5 → 6)" in said) == (2, True)
    assert told(place, "undo", "3") == {"undone": [3]}
    assert told(place, "restore", "1") == {"undone": [2, 1]}
    assert told(place, "quarantine") == []


def test_every_end_has_its_exit_code(place: Path) -> None:
    folder = place.parent
    assert run(place, "import", str(folder / "doubt.csv"))[0] == 3
    assert run(place, "import", str(folder / "doubt.csv"), "--answer", "dates.date=day-first")[0] == 0
    assert run(place, "import", str(folder / "missing.csv"))[0] == 2
    assert run(place, "import", str(folder / "people.csv"), "--mode", "append")[0] == 2
    assert run(place, "import", str(folder / "sales.csv"), "--mode", "period", "--period", "2024-02..2024-02")[0] == 2
    assert run(place, "import", str(folder / "sales.csv"), "--mode", "upsert", "--key", "branch")[0] == 2
    assert run(place, "import", str(folder / "sales.csv"), "--tab", "Ocak")[0] == 2
    assert run(place, "restore", "99")[0] == 2
    assert "passed over" in run(place, "import", str(folder / "sales.csv"), "--mode", "new", "--again")[1]


def test_a_column_of_the_companys_own_is_kept_and_asked_by(place: Path) -> None:
    people, sales = place.parent / "staff.csv", place.parent / "sales.csv"
    people.write_text("customer no;name;salesperson;card\nA;Ada;Işıl;gold\nB;Bora;Ali;tin\n", encoding="utf-8")
    done = told(place, "import", str(people), "--keep", "salesperson=Seller", "--keep-rest")
    assert (done["load_id"], done["rows_new"]) == (1, 2)
    spending = place.parent / "spending.csv"
    spending.write_text("campaign;month;spend;agency\nMay;2024-05;5;Ada\n", encoding="utf-8")
    assert run(place, "import", str(spending), "--keep", "agency")[0] == 2
    assert told(place, "import", str(sales), "--keep", "salesperson")["load_id"] == 2
    revenue = ("metric", "revenue_by_month", "--period", "all", "--format", "json")
    answers = {
        pair: json.loads(run(place, *revenue, *(("--attribute", pair) if pair else ()))[1])["totals"]["value"]
        for pair in ("", "Seller=Işıl", "card=tin", "card=paper")
    }
    assert answers == {"": 12.0, "Seller=Işıl": 5.0, "card=tin": 7.0, "card=paper": None}
    code, said = run(place, *revenue, "--attribute", "colour=red")
    assert code == 2 and "Known: Seller, card" in said
    people.write_text("customer no;name;salesperson;card\nA;Ada;Deniz;gold\n", encoding="utf-8")
    assert told(place, "import", str(people), "--check-only")["cells"] == [
        {"row_number": 2, "key": "A", "field": "attribute:Seller", "before": "Işıl", "after": "Deniz"}
    ]


def test_the_latest_of_an_order_files_own_column_is_kept_and_said(place: Path) -> None:
    sales = place.parent / "depots.csv"
    lines = (
        "invoice no;customer;date;amount;depot",
        "1;A;2024-03-13;5;east",
        "2;A;2024-02-13;7;west",
        "3;B;2024-01-31;9;west",
    )
    sales.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, said = run(place, "import", str(sales), "--keep-rest", "--check-only")
    assert (
        code == 0
        and "Kept as attributes of the customers: depot." in said
        and "The latest value of each customer" in said
    )
    done = told(place, "import", str(sales), "--keep", "depot=Depot")
    assert (done["attributes"], done["not_stored"]) == ({"depot": "Depot"}, {})
    revenue = ("metric", "revenue_by_month", "--period", "all", "--format", "json", "--attribute")
    answers = [json.loads(run(place, *revenue, f"Depot={value}")[1])["totals"]["value"] for value in ("east", "west")]
    assert answers == [12.0, 9.0]


def test_findings_name_their_column_and_whole_rows_only_their_number(place: Path) -> None:
    bad = place.parent / "bad.csv"
    lines = ("invoice no;customer;date;amount", "1;A;2024-01-01;5", "2;B;2024-02-31;x", "3;B;2024-01-02;4;5;6;7", "")
    bad.write_text("\n".join(lines), encoding="utf-8")
    code, said = run(place, "import", str(bad), "--check-only")
    assert code == 0
    assert "Row left out (1): amount: A required cell cannot be read" in said
    assert "Row left out (1): date: A required cell cannot be read" in said
    assert "  row 4: The row has more or fewer cells" in said
    assert "“”" not in said
