"""By hand: quotation marks with and without a partner, and what becomes of the lines between them."""

from collections.abc import Iterator

import pytest

from crm_core import intake
from crm_core.intake.quotation import Look, look_of, rows_in, split_line
from crm_core.store import Workspace

HEAD = "Fatura No;Cari Kod;Tarih;Tutar;Ürün\n"


def _rows(text: str, separator: str = ";", quote: str = '"') -> list[list[str]]:
    lines: Iterator[str] = iter(text.splitlines(keepends=True))
    look = look_of(text.splitlines(), separator, quote)
    return [row.cells for row in rows_in(lines, separator, quote, look)]


@pytest.mark.parametrize(
    ("line", "cells", "open_cell"),
    [
        ('a;"b;c";d', ["a", "b;c", "d"], None),
        ('a;"b;c;d', ["a", '"b', "c", "d"], '"b'),
        ('a;"b "" c";d', ["a", 'b " c', "d"], None),
        ('a;12" boru;d', ["a", '12" boru', "d"], None),
        ('a;"Pro" çay;d', ["a", '"Pro" çay', "d"], None),
        ('"a";"b;"c";"d"', ["a", '"b', "c", "d"], None),
        ('a;"";', ["a", "", ""], None),
        ("", [""], None),
    ],
)
def test_a_mark_counts_only_where_it_is_closed_at_the_end_of_its_cell(line, cells, open_cell):
    found = split_line(line, ";", '"')
    assert (found.cells, found.open_cell) == (cells, open_cell)


def test_a_cell_over_two_lines_stays_one_cell():
    assert _rows('1;2,5;"iyi\nçok iyi"\n2;3,5;kötü\n') == [["1", "2,5", "iyi\nçok iyi"], ["2", "3,5", "kötü"]]


def test_commas_in_a_comment_over_two_lines_make_no_rows_of_it():
    text = '1,5,"Dear team\nnice, fast, cheap"\n2,4,good\n3,5,fine\n'
    assert _rows(text, ",")[0] == ["1", "5", "Dear team\nnice, fast, cheap"]


def test_two_open_marks_in_two_rows_do_not_make_one_row_of_them():
    text = '1;2,5;"a\n2;3,5;"b\n3;4,5;c\n'
    assert _rows(text) == [["1", "2,5", '"a'], ["2", "3,5", '"b'], ["3", "4,5", "c"]]


def test_a_mark_that_opens_a_later_cell_closes_none_further_up():
    text = '1;2,5;"12 boru\n2;3,5;b\n3;4,5;"a; b"\n'
    assert _rows(text) == [["1", "2,5", '"12 boru'], ["2", "3,5", "b"], ["3", "4,5", "a; b"]]


def test_a_row_too_wide_over_two_lines_is_one_row():
    look = Look(3, frozenset({0}))
    rows = [row.cells for row in rows_in(iter(['1;"a\n', 'b";5;6\n']), ";", '"', look)]
    assert rows == [["1", "a\nb", "5", "6"]]


def test_swallowed_rows_are_told_with_their_row_and_load(empty_workspace: Workspace):
    body = "".join(f"F{n};C1;{n:02}.03.2024;{n},50;Çay\n" for n in range(13, 25))
    text = HEAD + 'F12;C1;12.03.2024;1,00;"12 boru\n' + body
    draft = intake.draft_file(empty_workspace, text.encode(), "boru.csv")
    result = intake.check(empty_workspace, draft)
    (found,) = intake.findings(result, draft)
    assert (found.rule, found.row_number, found.heading, found.value) == ("open_quotation", 2, "Ürün", '"12 boru')
    assert (result.rows_read, result.rows_accepted) == (13, 13)
    assert draft.sheet.reading.quote == "none"


def test_no_sign_around_cells_loads_every_row_without_a_word(empty_workspace: Workspace):
    text = HEAD + 'F1;C1;13.03.2024;1,00;"12 boru\nF2;C1;14.03.2024;2,00;"14" boru\n'
    draft = intake.answer(intake.draft_file(empty_workspace, text.encode(), "boru.csv"), "quote", "none")
    result = intake.check(empty_workspace, draft)
    assert result.rows().column("product").to_pylist() == ['"12 boru', '"14" boru']
    assert intake.findings(result, draft) == ()


def test_lines_with_a_mark_are_shown_with_the_cells_they_come_to(empty_workspace: Workspace):
    text = HEAD + 'F1;C1;13.03.2024;1,00;"a; b"\nF2;C1;14.03.2024;2,00;Çay\n'
    draft = intake.draft_file(empty_workspace, text.encode(), "a.csv")
    assert intake.quoted_lines(draft) == (('F1;C1;13.03.2024;1,00;"a; b"', ("F1", "C1", "13.03.2024", "1,00", "a; b")),)
    plain = intake.answer(draft, "quote", "none")
    assert intake.quoted_lines(plain)[0][1][-2:] == ('"a', ' b"')
    assert plain.sheet.reading.quote == "none"


def test_a_zero_byte_is_told_of_its_cell(empty_workspace: Workspace):
    text = HEAD + "F1;C1;13.03.2024;1,00;Ç\x00ay\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "a.csv")
    result = intake.check(empty_workspace, draft)
    (found,) = intake.findings(result, draft)
    assert (found.rule, found.row_number, found.heading, found.value) == ("zero_byte", 2, "Ürün", "Çay")
    assert result.rows().column("product").to_pylist() == ["Çay"]
