"""Adds up: a file checked part by part comes to the same rows and findings as the same file checked in one."""

import random

import pytest

from crm_core import intake
from crm_core.intake import checked_parts


def _lines(seed: int) -> str:
    """Order lines with doubles far apart, sums, cancellations, foreign money, blanks and cells that say nothing."""
    chosen = random.Random(seed)
    rows = ["Müşteri No;Sipariş No;Tarih;Tutar;Kategori"]
    for number in range(60):
        day = f"{chosen.randint(1, 28):02}.0{chosen.randint(1, 9)}.2024"
        amount = chosen.choice(["12,50", "1.234,56", "-3", "abc", "", "$5", "0", "7,1"])
        category = chosen.choice(["a", "b", " ", "a", "b", " ", "b", "Ev ve bahçe ürünleri"])
        rows.append(f"C{chosen.randint(1, 9)};{chosen.choice('CS')}{number % 25};{day};{amount};{category}")
    rows += ["0012;S1;01.02.2024;5,00;a", *(f"C{number};S{number};01.02.2024;5,00;b" for number in range(9))]
    rows += [
        "12;S1;01.02.2024;5,00;a",
        rows[3],
        "C1;S1;31.02.2024;5,00;b",
        "GENEL TOPLAM;;;99,00;",
        rows[20],
        "C2;S9;01.01.2024;5,00;b;zu viel",
    ]
    return "\n".join(rows)


@pytest.mark.parametrize("drops", ["keep", "drop"])
@pytest.mark.parametrize("seed", [1, 2])
def test_parts_of_a_file_come_to_what_the_whole_comes_to(empty_workspace, monkeypatch, seed, drops):
    draft = intake.draft_file(empty_workspace, _lines(seed).encode(), "satis.csv")
    draft = intake.answer(draft, "duplicates", drops)
    whole = intake.check(empty_workspace, draft)
    rows, found = whole.rows().to_pylist(), whole.all_findings().sort_by("row_number").to_pylist()
    batches = [draft.cells().slice(start, 10).combine_chunks() for start in range(0, draft.cells().num_rows, 10)]
    monkeypatch.setattr(checked_parts, "parts_of", lambda _: [lambda part=part: part for part in batches])
    (whole.folder / "result.json").unlink()
    parted = intake.check(empty_workspace, draft)
    assert parted.rows().to_pylist() == rows
    in_order = sorted(found, key=str)
    assert sorted(parted.all_findings().to_pylist(), key=str) == in_order
    assert sorted(map(str, parted.summaries)) == sorted(map(str, whole.summaries))
    assert (parted.amount_accepted, parted.amount_refused) == (whole.amount_accepted, whole.amount_refused)


def test_codes_lose_their_ending_only_where_every_part_has_it(empty_workspace, monkeypatch):
    lines = ["Müşteri No;Sipariş No;Tarih;Tutar", *(f"{n}.0;{n}.0;01.02.2024;5" for n in range(9)), "X;9;01.02.2024;5"]
    draft = intake.draft_file(empty_workspace, "\n".join(lines).encode(), "satis.csv")
    cells = draft.cells()
    parts = [cells.slice(start, 4).combine_chunks() for start in (0, 4, 8)]
    monkeypatch.setattr(checked_parts, "parts_of", lambda _: [lambda part=part: part for part in parts])
    rows = intake.check(empty_workspace, draft).rows().to_pylist()
    assert [row["customer_id"] for row in rows][:2] == ["0.0", "1.0"]
    assert rows[0]["order_id"] == "0.0"
