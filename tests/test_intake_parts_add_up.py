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


def _shop(seed: int) -> str:
    """Orders of one to four lines whose state stands in the first one only, most with the order's total on each line."""
    chosen = random.Random(seed)
    rows = ["Sipariş No;Müşteri No;Tarih;Durum;Ürün;Tutar"]
    for number in range(30):
        state, total = chosen.choice(["Teslim edildi", "İade edildi", "İptal"]), chosen.randint(10, 99)
        for line in range(chosen.randint(1, 4)):
            said = state if line == 0 else ""
            rows.append(f"S{number};C{number % 9};0{1 + number % 9}.03.2024;{said};Ürün {line};{total},50")
    return "\n".join(rows)


def _in_parts_of(size: int, draft):
    cells = draft.cells()
    return [cells.slice(start, size).combine_chunks() for start in range(0, cells.num_rows, size)]


@pytest.mark.parametrize("size", [5, 6, 7, 40])
def test_lines_of_one_order_are_judged_together_wherever_a_part_ends(empty_workspace, monkeypatch, size):
    draft = intake.draft_file(empty_workspace, _shop(size).encode(), "satis.csv")
    whole = intake.check(empty_workspace, draft)
    assert {"no_sales", "order_total_repeated"} <= {line.rule for line in whole.summaries}
    rows, found = whole.rows().to_pylist(), whole.all_findings().to_pylist()
    batches = _in_parts_of(size, draft)
    monkeypatch.setattr(checked_parts, "parts_of", lambda _: [lambda part=part: part for part in batches])
    (whole.folder / "result.json").unlink()
    parted = intake.check(empty_workspace, draft)
    assert parted.rows().to_pylist() == rows
    told = [sorted(map(str, one)) for one in (parted.all_findings().to_pylist(), found)]
    if size < 40:  # too few lines to tell that totals are repeated
        told = [[text for text in one if "order_total_repeated" not in text] for one in told]
    assert told[0] == told[1]


@pytest.mark.parametrize("drops", ["keep", "drop"])
@pytest.mark.parametrize("seed", [1, 2])
def test_parts_of_a_file_come_to_what_the_whole_comes_to(empty_workspace, monkeypatch, seed, drops):
    draft = intake.draft_file(empty_workspace, _lines(seed).encode(), "satis.csv")
    draft = intake.answer(draft, "duplicates", drops)
    whole = intake.check(empty_workspace, draft)
    rows, found = whole.rows().to_pylist(), whole.all_findings().sort_by("row_number").to_pylist()
    batches = _in_parts_of(10, draft)
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
