"""Edges: a text file read block by block is the same whatever the size of the blocks, rows longer than a block too."""

from pathlib import Path

import pyarrow as pa
import pytest

from crm_core.intake import text_file
from crm_core.intake.text_file import read_text

ROWS = [f'{place},"word {place}, {"x" * (place % 700)}\nsecond line",{place * 3}' for place in range(400)]
RAGGED = ["7,only two", "8,a,b,c"]
TEXT = "number,text,triple\n" + "\n".join([*ROWS[:200], *RAGGED, *ROWS[200:]]) + "\n"


def cells(folder: Path, text: str) -> pa.Table:
    folder.mkdir()
    source, target = folder / "file.csv", folder / "cells.arrow"
    source.write_text(text, encoding="utf-8")
    read_text(source, {}, target)
    with pa.OSFile(str(target)) as file:
        return pa.ipc.open_file(file).read_all().sort_by("row_number").combine_chunks()


@pytest.mark.parametrize("block", [800, 5000, 1 << 20])
def test_small_blocks_and_large_ones_give_the_same_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    whole = cells(tmp_path / "whole", TEXT)
    assert whole.num_rows == 402
    monkeypatch.setattr(text_file, "BLOCK", block)
    assert cells(tmp_path / "parts", TEXT).equals(whole)


def test_a_row_longer_than_a_block_is_read_in_longer_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_file, "BLOCK", 1000)
    monkeypatch.setattr(text_file, "LineBatches", None)
    read = cells(tmp_path / "long", TEXT + f"9,{'y' * 5000},27\n")
    assert read.num_rows == 403
    assert len(read.column("c1")[402].as_py()) == 5000
