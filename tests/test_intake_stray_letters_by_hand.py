"""By hand: UTF-8 among which single letters of windows-1254 stand."""

import codecs

from hypothesis import given
from hypothesis import strategies as st

from crm_core import intake
from crm_core.intake.stray_letters import MIXED, put_right
from crm_core.store import Workspace

HEAD = "Fatura No;Cari Kodu;Tarih;Tutar;Ürün\n"


def test_a_stray_letter_is_read_as_windows_1254_and_told_of_its_cell(empty_workspace: Workspace) -> None:
    one, two = "F1;C1;13.03.2024;1,00;Şeker\n", "F2;C1;14.03.2024;2,00;Çağ\n"
    draft = intake.draft_file(empty_workspace, HEAD.encode() + one.encode() + two.encode("cp1254"), "a.csv")
    assert draft.sheet.reading.encoding == MIXED
    result = intake.check(empty_workspace, draft)
    (found,) = intake.findings(result, draft)
    assert (found.rule, found.row_number, found.heading, found.value) == ("stray_letter", 3, "Ürün", "Çağ")
    assert result.rows().column("product").to_pylist() == ["Şeker", "Çağ"]


def test_a_stray_letter_in_a_heading_and_in_a_row_of_another_width(empty_workspace: Workspace) -> None:
    head = HEAD.encode().replace("Ü".encode(), "Ü".encode("cp1254"))
    rows = "F1;C1;13.03.2024;1,00;Şeker\n".encode() + "F2;ş;1;2;3;4;5\n".encode("cp1254")
    draft = intake.draft_file(empty_workspace, head + rows, "a.csv")
    assert "Ürün" in [column.heading for column in draft.sheet.columns]
    told = {
        finding.rule: (finding.row_number, finding.value)
        for finding in intake.findings(intake.check(empty_workspace, draft), draft)
    }
    assert told["stray_letter"][0] == 3
    assert "ş" in (told["stray_letter"][1] or "")


def test_a_file_of_windows_1254_alone_stays_one(empty_workspace: Workspace) -> None:
    text = HEAD + "".join(f"F{n};C1;13.03.2024;1,00;KÖYÜ’NÜN ŞEKERİ\n" for n in range(20))
    draft = intake.draft_file(empty_workspace, text.encode("cp1254"), "a.csv")
    assert draft.sheet.reading.encoding == "cp1254"
    assert intake.check(empty_workspace, draft).rows().column("product").to_pylist() == ["KÖYÜ’NÜN ŞEKERİ"] * 20


@given(st.lists(st.tuples(st.text(max_size=6), st.sampled_from(["utf-8", "cp1254"])), max_size=8), st.integers(1, 5))
def test_a_file_read_in_pieces_is_the_file_read_at_once(words: list[tuple[str, str]], step: int) -> None:
    content = b"".join(word.encode(code, "ignore") for word, code in words)
    decoder = codecs.getincrementaldecoder(MIXED)()
    pieces = [decoder.decode(content[at : at + step]) for at in range(0, len(content), step)]
    whole = content.decode(MIXED).removeprefix("\ufeff")
    assert "".join(pieces) + decoder.decode(b"", final=True) == whole
    assert all(not 0xF780 <= ord(letter) <= 0xF7FF for letter in put_right(whole))
