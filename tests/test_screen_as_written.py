"""By hand: texts of data on screens that read Markdown are shown as they were written and link nowhere."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.charts.readings import named
from crm_core.screen import as_written as room
from crm_core.screen.as_written import GRAVE, JOIN, SPACE, as_written, begun, off_screen, unobeyed, within

SCREEN = Path(room.__file__).parent
J, S = JOIN, SPACE


def seen(text: str) -> str:
    """What a reader sees of the text: letters without width are none, and the accent looks like the other."""
    return text.replace(JOIN, "").replace(SPACE, "").replace(GRAVE, "`")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![x](http://shop.invalid/x.png)", rf"\!\[x\]\(http\:{S}//shop\.invalid/x\.png\)"),
        ("1*2*3", r"1\*2\*3"),
        (":red[Iğdır]", rf"\:{S}red\[Iğdır\]"),
        (":material/home:", rf"\:{S}material/home\:"),
        ("Al -> Sat -- 5", rf"Al \-{S}\> Sat \-{S}\- 5"),
        ("Tuz &amp; Biber", r"Tuz \&amp; Biber"),
        ("    dört boşluk", f"{J}    dört boşluk"),
        ("iki\n\n# satır", r"iki \# satır"),
        ("Ege Bölgesi", "Ege Bölgesi"),
        ("", ""),
    ],
)
def test_signs_that_would_format_a_text_are_shown(text: str, shown: str) -> None:
    assert as_written(text) == shown
    assert seen(re.sub(r"\\(.)", r"\1", shown)) == re.sub(r"\s*\n\s*", " ", text)


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("*Yıldız* A.Ş.", f"{J}{S}*{S}{J}Yıldız{J}{S}*{S}{J} A.Ş."),
        ("_Ege_", f"{J}{S}_{S}{J}Ege{J}{S}_{S}{J}"),
        ("~Eski~", f"{J}{S}~{S}{J}Eski{J}{S}~{S}{J}"),
        ("`A`", f"{GRAVE}A{GRAVE}"),
        ("$x^2$", f"{J}{S}${S}{J}x^2{J}{S}${S}{J}"),
        (":material/home:", f":{S}material/home:"),
        (":red[x] :smile:", f":{S}red[x] :{S}smile:"),
        ("<b>Kuzey</b>", f"<{J}b>Kuzey<{J}/b>"),
        ("Tuz &amp; Biber", f"Tuz &{J}amp; Biber"),
        ("http://a.invalid", f"http:{S}//a.invalid"),
        ("[x](y)", f"[x]{J}(y)"),
        ("C:\\", f"C:\\{J}"),
        ("iki\n\nsatır", "iki satır"),
    ],
)
def test_signs_in_a_sentence_are_parted_where_markdown_is_read_or_not(text: str, parted: str) -> None:
    assert unobeyed(text) == parted
    assert seen(parted) == off_screen(parted) == re.sub(r"\s*\n\s*", " ", text)


@pytest.mark.parametrize(
    "text", ["# Kuzey", "- Kuzey", "+ Kuzey", "1. Bölge", "2) Bölge", "> 5", "    Kuzey", "---", "===", "|a|b|"]
)
def test_a_sentence_that_begins_with_a_name_begins_no_heading_and_no_list(text: str) -> None:
    assert begun(text) == f"{J}{text}" == begun(begun(text))
    assert within(begun(text)) == within(text) == text


@pytest.mark.parametrize("text", ["#1", "-5", "+0,9", "1.234", "%5", "Ege", "", "=a"])
def test_other_sentences_begin_as_they_do(text: str) -> None:
    assert begun(text) == text


@pytest.mark.parametrize(
    "text",
    ["Ege", "C_001_A", "₺1.234,50", "%12,5", "+0,9", "−3", "-5", "39.1%", "$1,234", "9 Ara 2011 12:50", "a: b", "x & y", "n < 30", "A–B"],
)  # fmt: skip
def test_words_and_numbers_stay_as_they_are(text: str) -> None:
    assert unobeyed(text) == text


@settings(max_examples=300)
@given(st.text(alphabet="ab1 *_`~$:[]()<>#&\\/-+=!.@|\n" + JOIN + SPACE, max_size=12))
def test_a_text_parted_twice_is_parted_once(text: str) -> None:
    once = unobeyed(text)
    assert unobeyed(once) == once
    assert not re.search(r"\][(\[:]|:[^\W\d]|<\w|[`\n]|(?<!\S)\$(?!\d)\S*[^\s\ufeff]\$", once)


@pytest.mark.parametrize("text", ["![x](http://a)", "[x](http://a)", "![x][y]", "[y]: http://a", "[![x](a)](b)"])
def test_links_and_pictures_are_taken_apart_and_every_letter_stays(text: str) -> None:
    assert not re.search(r"\][(\[:]", unobeyed(text))
    assert off_screen(unobeyed(text)) == text


def test_names_in_a_figure_are_shown_as_written() -> None:
    assert named({}, "<b>Ege</b> %{x} &amp;") == f"<{J}b>Ege<{J}/b> %{J}{{x}} &{J}amp;"
    assert named({"A": '<a href="b">c</a>'}, "A") == f'<{J}a href="b">c<{J}/a>'
    assert [named({}, text) for text in ("< 30", "A & B", "%5")] == ["< 30", "A & B", "%5"]


def test_tables_that_read_markdown_are_drawn_in_one_place() -> None:
    places = [path.name for path in sorted(SCREEN.rglob("*.py")) if "st.table(" in path.read_text(encoding="utf-8")]
    assert places == ["rolled_rows.py"]
