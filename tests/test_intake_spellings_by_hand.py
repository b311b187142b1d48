"""By hand: names written in several ways, made one only where the reader says so."""

import pytest

from crm_core import intake
from crm_core.intake.spellings import fingerprint, spellings, stored_names
from crm_core.store import Workspace

SALES = "Fatura No;Cari Kod;Tarih;Tutar;Ürün;Şube\n"
ROWS = (("Çay Demlik", "İstanbul"), ("demlik, çay", "ISTANBUL"), ("Çay Demlik", "İSTANBUL"), ("Kahve", "İstanbul"))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("İstanbul", "ISTANBUL", True),
        ("Iğdır", "iğdir", True),
        ("Çay Demlik", "demlik,  çay", True),
        ("A.Ş. Öz", "Öz A Ş", True),
        ("Ankara", "Ankra", False),
        ("Vida 10", "Vida 100", False),
    ],
)
def test_a_fingerprint_forgives_case_signs_and_order_but_no_letter(one: str, other: str, is_same: bool) -> None:
    assert (fingerprint(one) == fingerprint(other)) is is_same


def test_names_are_made_one_only_when_the_reader_says_so(empty_workspace: Workspace) -> None:
    text = SALES + "".join(f"{n};A;01.02.2024;5;{ware};{city}\n" for n, (ware, city) in enumerate(ROWS))
    draft = intake.draft_file(empty_workspace, text.encode(), "sales.csv")
    branches, products = spellings(draft)
    assert branches.variants == (("İstanbul", 2), ("ISTANBUL", 1), ("İSTANBUL", 1))
    assert (products.variants, products.settled) == ((("Çay Demlik", 2), ("demlik, çay", 1)), None)
    assert intake.check(empty_workspace, draft).rows().column("branch").to_pylist()[1] == "ISTANBUL"
    draft = intake.answer_all(draft, branches.choices(branches.proposed))
    rows = intake.check(empty_workspace, draft).rows()
    assert rows.column("branch").to_pylist() == ["İstanbul"] * 4
    assert rows.column("product").to_pylist() == ["Çay Demlik", "demlik, çay", "Çay Demlik", "Kahve"]
    assert [spelling.settled for spelling in spellings(draft)] == ["İstanbul", None]
    intake.load(empty_workspace, draft)
    later = intake.draft_file(empty_workspace, (SALES + "9;B;02.02.2024;5;Su;ISTANBUL\n").encode(), "later.csv")
    assert intake.check(empty_workspace, later).rows().column("branch").to_pylist() == ["İstanbul"]
    undone = intake.answer_all(draft, dict.fromkeys(branches.choices("İstanbul"), ""))
    assert intake.check(empty_workspace, undone).rows().column("branch").to_pylist()[1] == "ISTANBUL"


def test_a_name_that_the_workspace_writes_otherwise_is_proposed_as_it_stands_there(empty_workspace: Workspace) -> None:
    people = "Müşteri No;Ünvan;Sektör\n"
    first = intake.draft_file(empty_workspace, f"{people}A;Ada;Perakende\nB;Bora;Gıda\n".encode(), "first.csv")
    intake.load(empty_workspace, first)
    later = intake.draft_file(empty_workspace, f"{people}C;Can;perakende \nD;Deniz;Gıda\n".encode(), "later.csv")
    (found,) = spellings(later, stored_names(empty_workspace, "customers"))
    assert (found.variants, found.stored, found.proposed, found.settled) == (
        (("perakende", 1),),
        "Perakende",
        "Perakende",
        None,
    )
    mended = intake.answer_all(later, found.choices(found.proposed))
    assert intake.check(empty_workspace, mended).rows().column("sector").to_pylist() == ["Perakende", "Gıda"]
    assert spellings(mended, stored_names(empty_workspace, "customers"))[0].settled == "Perakende"
    assert spellings(later) == ()
