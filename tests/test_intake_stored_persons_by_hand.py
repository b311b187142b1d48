"""By hand: arriving customers compared with those stored, by e-mail, telephone and folded name; nobody is made one."""

import pytest

from crm_core import intake
from crm_core.intake.stored_persons import stored_persons
from crm_core.store import Workspace

HEAD = "Müşteri No;Ad Soyad;Telefon;E-posta\n"
STORED = (
    HEAD + "1;Işık Çağlar;0532 111 22 33;isik@ornek.com\n2;Ali Öz;0212 444 00 00;\n3;Ayşe Şen;;ayse@ornek.com\n"
    "4;Veli Kaya;;\n5;Mehmet Demir;;\n6;Mehmet Demir;;\n7;Mehmet Demir;;\n8;Mehmet Demir;;\n"
)


def _found(workspace: Workspace, text: str) -> list[tuple[int | None, str, str | None, str | None]]:
    draft = intake.draft_file(workspace, (HEAD + text).encode("utf-8"), "yeni.csv")
    result = intake.check(workspace, draft)
    assert result.rows_accepted == result.rows_read
    told = {(line.rule, line.field): line.count for line in result.summaries if line.rule.startswith("stored")}
    found = [(f.row_number, f.rule, f.field, f.value) for f in intake.findings(result, draft, "warning")]
    assert sum(told.values()) == sum(rule.startswith("stored") for _, rule, _, _ in found)
    return found


def test_the_same_telephone_mail_and_name_under_another_number_are_told(empty_workspace: Workspace):
    intake.load(empty_workspace, intake.draft_file(empty_workspace, STORED.encode(), "eski.csv"))
    found = _found(
        empty_workspace,
        "91;IŞIK ÇAĞLAR;+90 (532) 111-22-33;başka@ornek.com\n92;Ayse Sen;;AYSE@ornek.com\n93;Can Yeni;0533 000 00 01;\n",
    )
    assert set(found) == {
        (2, "stored_name", "name", "IŞIK ÇAĞLAR = 1"),
        (2, "stored_person", "phone", "+90 (532) 111-22-33 = 1"),
        (3, "stored_person", "email", "AYSE@ornek.com = 3"),
        (3, "stored_name", "name", "Ayse Sen = 3"),
    }


def test_the_same_number_common_names_and_short_names_are_not(empty_workspace: Workspace):
    intake.load(empty_workspace, intake.draft_file(empty_workspace, STORED.encode(), "eski.csv"))
    text = "1;Işık Çağlar;0532 111 22 33;isik@ornek.com\n94;Mehmet Demir;;\n95;Ali Öz;;\n96;Kaya;12;\n"
    assert _found(empty_workspace, text) == []
    stored = intake.load(empty_workspace, intake.draft_file(empty_workspace, (HEAD + text).encode(), "iki.csv"))
    assert stored.rows_new == 3


def test_parts_find_what_the_whole_finds(empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    intake.load(empty_workspace, intake.draft_file(empty_workspace, STORED.encode(), "eski.csv"))
    text = "".join(f"9{row};{line.partition(';')[2]}\n" for row, line in enumerate(STORED.splitlines()[1:]))
    rows = intake.check(empty_workspace, intake.draft_file(empty_workspace, (HEAD + text).encode(), "yeni.csv")).rows()
    whole = stored_persons(empty_workspace, rows)
    monkeypatch.setattr("crm_core.intake.stored_persons.COMPARED_AT_ONCE", 2)
    parts = stored_persons(empty_workspace, rows)
    keys = [("row_number", "ascending"), ("field", "ascending")]
    assert whole.num_rows == 7 and parts.sort_by(keys).equals(whole.sort_by(keys))
