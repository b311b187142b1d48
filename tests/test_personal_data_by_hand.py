"""By hand: what of a file is personal, what is stated of it, and how previews mask it."""

import json

import pytest
from click.testing import CliRunner

from crm_core import intake
from crm_core.__main__ import main
from crm_core.errors import QuestionFault
from crm_core.intake.personal import BASIS, SOURCE, consents, masked, masked_headings, on_record, recorded
from crm_core.store import Workspace

CUSTOMERS = (
    "Müşteri No;Ad Soyad;E-posta;E-posta İzni;Bölge\n1;Ayşe Yılmaz;ayse@ornek.com;evet;Ege\n"
    "2;Can Er;can@ornek.com;hayır;Ege\n3;Işıl Su;;;Marmara\n"
).encode()
SALES = "Fatura No;Müşteri No;Ünvan;Tarih;Tutar\nF1;1;Ayşe Yılmaz;2024-01-02;5\n".encode()


def test_the_field_dictionary_says_what_is_personal_and_consent_is_counted_by_channel(
    empty_workspace: Workspace,
) -> None:
    draft = intake.draft_file(empty_workspace, CUSTOMERS, "kisiler.csv")
    assert on_record(draft.sheet, draft.choices).fields == ("name", "email", "consent_email")
    assert masked_headings(draft.sheet) == {"Ad Soyad", "E-posta"}
    told = {consent.field: consent for consent in consents(draft.sheet, intake.check(empty_workspace, draft).rows())}
    email = told["consent_email"]
    assert (email.is_told, email.agreed, email.refused, email.silent) == (True, 1, 1, 1)
    assert not told["consent_sms"].is_told


def test_a_sheet_of_sales_holds_nothing_personal_but_a_name_in_it_is_masked(empty_workspace: Workspace) -> None:
    draft = intake.draft_file(empty_workspace, SALES, "satis.csv")
    assert on_record(draft.sheet, draft.choices).fields == ()
    assert masked_headings(draft.sheet) == {"Ünvan"}


def test_an_address_is_masked_under_any_heading_and_in_any_sheet(empty_workspace: Workspace) -> None:
    tickets = b"Ticket ID;Customer Email;Ticket Type;Date\n1;ada@example.com;complaint;2024-01-02\n"
    draft = intake.draft_file(empty_workspace, tickets, "tickets.csv")
    assert masked_headings(draft.sheet) == {"Customer Email"}
    assert masked("ada@example.com") == "a•••@•••"


def test_what_is_stated_stands_in_the_history_and_is_proposed_for_the_next_file(empty_workspace: Workspace) -> None:
    draft = intake.draft_file(empty_workspace, CUSTOMERS, "kisiler.csv")
    checked = intake.check(empty_workspace, draft)
    draft = intake.answer_all(draft, {BASIS: "contract", SOURCE: "  Kart   formu "})
    assert intake.check(empty_workspace, draft).folder == checked.folder
    intake.load(empty_workspace, draft)
    (row,) = intake.loads(empty_workspace).to_dict("records")
    assert (row["legal_basis"], row["data_source"]) == ("contract", "Kart formu")
    assert recorded(row["understood"]).fields == ("name", "email", "consent_email")
    following = intake.draft_file(empty_workspace, CUSTOMERS.replace(b"Ege", b"Akdeniz"), "haziran.csv")
    assert on_record(following.sheet, following.choices).stated.source == "Kart formu"
    following = intake.answer(following, BASIS, "none")
    assert on_record(following.sheet, following.choices).stated.basis is None


def test_a_basis_that_nobody_knows_is_refused(empty_workspace: Workspace) -> None:
    draft = intake.draft_file(empty_workspace, CUSTOMERS, "kisiler.csv")
    with pytest.raises(QuestionFault):
        intake.answer(draft, BASIS, "because")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ayşe Yılmaz", "A••• Y•••"),
        ("İpek", "İ•••"),
        ("ayse@ornek.com", "a•••@•••"),
        ("0532 123 45 67", "••• ••• ••• •••"),
        ("", ""),
    ],
)
def test_a_masked_cell_keeps_first_letters_only(text: str, seen: str) -> None:
    assert masked(text) == seen


def test_the_command_line_states_it_too(tmp_path) -> None:
    sheet, place = tmp_path / "kisiler.csv", tmp_path / "shop.duckdb"
    sheet.write_bytes(CUSTOMERS)
    said = ["--legal-basis", "consent", "--source", "Kart formu", "--workspace", str(place), "--json"]
    done = CliRunner().invoke(main, ["import", str(sheet), *said])
    assert done.exit_code == 0, done.output
    kept = {"fields": ["name", "email", "consent_email"], "legal_basis": "consent", "source": "Kart formu"}
    assert json.loads(done.output)["personal"] == kept
    told = CliRunner().invoke(main, ["loads", "--json", "--workspace", str(place)])
    (load,) = json.loads(told.output)
    assert (load["legal_basis"], load["data_source"]) == ("consent", "Kart formu")


def test_parts_of_names_are_masked_though_they_feed_nothing(empty_workspace: Workspace) -> None:
    text = "Müşteri No;Ad;Soyad;Şehir\n1;Ayşe;Yılmaz;Ankara\n2;Işıl;Kaya;Bursa\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "kisiler.csv")
    assert masked_headings(draft.sheet) == {"Ad", "Soyad"}
    assert masked_headings(intake.keep_rest(draft).sheet) >= {"Ad", "Soyad"}
