"""By hand: texts of data on screens that read Markdown are shown as they were written and link nowhere."""

import re
from pathlib import Path

import pytest

from crm_core.screen import as_written as room
from crm_core.screen.as_written import as_written, without_links

SCREEN = Path(room.__file__).parent


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![x](http://shop.invalid/x.png)", r"\!\[x\]\(http\://shop\.invalid/x\.png\)"),
        ("1*2*3", r"1\*2\*3"),
        (":red[Iğdır]", r"\:red\[Iğdır\]"),
        ("Ege Bölgesi", "Ege Bölgesi"),
        ("", ""),
    ],
)
def test_signs_that_would_format_a_text_are_shown(text: str, shown: str) -> None:
    assert as_written(text) == shown
    assert re.sub(r"\\(.)", r"\1", as_written(text)) == text


@pytest.mark.parametrize("text", ["![x](http://a)", "[x](http://a)", "![x][y]", "[y]: http://a", "[![x](a)](b)"])
def test_links_and_pictures_are_taken_apart_and_every_letter_stays(text: str) -> None:
    apart = without_links(text)
    assert not re.search(r"\][(\[:]", apart)
    assert apart.replace("\u2060", "") == text


def test_a_text_without_links_stays_as_it_is() -> None:
    assert [without_links(text) for text in ("a [b] c", "(a)", "1.234,56")] == ["a [b] c", "(a)", "1.234,56"]


def test_tables_that_read_markdown_are_drawn_in_one_place() -> None:
    places = [path.name for path in sorted(SCREEN.rglob("*.py")) if "st.table(" in path.read_text(encoding="utf-8")]
    assert places == ["rolled_rows.py"]
