"""By hand: a customers file that names a customer twice, in every mode, with blank cells that keep or clear, by command."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crm_core import cockpit
from crm_core.__main__ import main

HEAD = "Müşteri No;Ad Soyad;Bölge;Sektör;E-posta;Kart\n"
THERE = HEAD + "1;Ayşe;Ege;Gıda;a@ornek.com;Altın\n2;Veli;Marmara;Oto;v@ornek.com;Gümüş\n"
TWICE = HEAD + "1;Ayşe Y;;Tekstil;;Bronz\n1;;Akdeniz;;;\n3;Can;;;;\n"
VELI = ("2", "Veli", "Marmara", "Oto", "v@ornek.com", "Gümüş")
AYSE = ("1", "Ayşe", "Ege", "Gıda", "a@ornek.com", "Altın")
CAN = ("3", "Can", None, None, None, None)
KEPT = ("1", "Ayşe Y", "Akdeniz", "Tekstil", "a@ornek.com", "Bronz")
CLEARED = ("1", "Ayşe Y", "Akdeniz", "Tekstil", None, "Bronz")
PEOPLE = (
    "select customer_id, name, region, sector, email, attributes ->> 'Kart' as card from customers "
    "join customer_keys using (customer_key) order by customer_id"
)


def run(place: Path, *words: str) -> Any:
    """What a command says as JSON."""
    try:
        done = CliRunner().invoke(main, [*words, "--workspace", str(place), "--json"])
    finally:
        cockpit.close_workspaces()
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def people(place: Path) -> list[tuple[Any, ...]]:
    with cockpit.open_workspace(place).session() as session:
        rows = session.execute(PEOPLE)
    cockpit.close_workspaces()
    return rows


@pytest.mark.parametrize(
    ("mode", "blank", "after", "counts"),
    [
        ("upsert", "keep", [KEPT, VELI, CAN], (1, 1, 0, 0)),
        ("upsert", "clear", [CLEARED, VELI, CAN], (1, 1, 0, 0)),
        ("update", "keep", [KEPT, VELI], (0, 1, 0, 1)),
        ("update", "clear", [CLEARED, VELI], (0, 1, 0, 1)),
        ("new", "keep", [AYSE, VELI, CAN], (1, 0, 0, 2)),
        ("new", "clear", [AYSE, VELI, CAN], (1, 0, 0, 2)),
        ("all", "keep", [CLEARED, CAN], (2, 0, 2, 0)),
    ],
)
def test_a_customer_named_twice_ends_as_the_trial_said(
    tmp_path: Path, mode: str, blank: str, after: list[tuple[Any, ...]], counts: tuple[int, ...]
) -> None:
    place = tmp_path / "shop.duckdb"
    (tmp_path / "there.csv").write_text(THERE, encoding="utf-8")
    (tmp_path / "twice.csv").write_text(TWICE, encoding="utf-8")
    run(place, "import", str(tmp_path / "there.csv"), "--keep-rest")
    words = ("import", str(tmp_path / "twice.csv"), "--keep-rest", "--mode", mode, "--blank", blank)
    tried = run(place, *words, "--check-only")
    assert people(place) == [AYSE, VELI]
    assert run(place, *words) == {**tried, "is_loaded": True}
    assert tuple(tried[f"rows_{name}"] for name in ("new", "changed", "removed", "skipped")) == counts
    assert people(place) == after
    assert run(place, "undo", "2") == {"undone": [2]}
    assert people(place) == [AYSE, VELI]
