"""By hand: the company's own columns of customers, from the heading over the dry run to the filter and back out."""

import json

import pytest

from crm_core import intake
from crm_core.errors import QuestionFault
from crm_core.intake import checked_parts
from crm_core.store import Workspace

FILE = (
    "Müşteri No;Ünvan;Plasiyer;Kart\x07 Tipi;Not\n"
    "0001;Ada;Işıl;Altın;\n"
    "0002;Bora;Çağrı;Gümüş;#YOK\n"
    "0003;Can; Işıl ;;uzun\n"
).replace("uzun", "u" * 201)


def draft_of(workspace: Workspace, text: str = FILE, name: str = "müşteriler.csv") -> intake.Draft:
    return intake.draft_file(workspace, text.encode(), name)


def kept(workspace: Workspace) -> list[tuple[object, ...]]:
    with workspace.session() as session:
        return session.execute(
            "select customer_id, attribute, value from customer_attribute join customer using (customer_key) order by all"
        )


def test_an_unknown_column_is_offered_and_kept_under_a_name_of_the_readers_own(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace)
    assert [column.heading for column in draft.sheet.unkept] == ["Plasiyer", "Kart\x07 Tipi", "Not"]
    draft = intake.answer_all(draft, {"map.Plasiyer": "attribute:Satıcı", "map.Kart\x07 Tipi": "attribute"})
    assert [(column.attribute, column.reason) for column in draft.sheet.attributes] == [
        ("Satıcı", "kept"),
        ("Kart Tipi", "kept"),
    ]
    intake.load(empty_workspace, draft)
    assert kept(empty_workspace) == [
        ("0001", "Kart Tipi", "Altın"),
        ("0001", "Satıcı", "Işıl"),
        ("0002", "Kart Tipi", "Gümüş"),
        ("0002", "Satıcı", "Çağrı"),
        ("0003", "Satıcı", "Işıl"),
    ]
    assert intake.attribute_values(empty_workspace) == {"Kart Tipi": ("Altın", "Gümüş"), "Satıcı": ("Çağrı", "Işıl")}
    assert intake.attribute_values(empty_workspace, 1) == {}


def test_the_rest_is_kept_at_once_and_what_cannot_be_kept_is_said(empty_workspace: Workspace) -> None:
    draft = intake.keep_rest(draft_of(empty_workspace))
    result = intake.check(empty_workspace, draft)
    assert [(f.row_number, f.heading, f.rule) for f in intake.findings(result, draft)] == [
        (3, "Not", "unreadable_optional"),
        (4, "Not", "too_long"),
    ]
    assert [json.loads(text) for text in result.rows().column("attributes").to_pylist()] == [
        {"Plasiyer": "Işıl", "Kart Tipi": "Altın"},
        {"Plasiyer": "Çağrı", "Kart Tipi": "Gümüş"},
        {"Plasiyer": "Işıl"},
    ]
    assert json.loads(result.rows("clear").column("attributes")[0].as_py())["Not"] is None


def test_the_dry_run_tells_changes_attribute_by_attribute_and_the_load_makes_them(empty_workspace: Workspace) -> None:
    intake.load(empty_workspace, intake.keep_rest(draft_of(empty_workspace)))
    later = "Müşteri No;Ünvan;Plasiyer;Kart Tipi\n0001;Ada;Işıl;\n0002;Bora;Deniz;Altın\n0003;Can;Işıl;Altın\n"
    draft = intake.keep_rest(draft_of(empty_workspace, later, "yeni.csv"))
    told = intake.dry_run(empty_workspace, draft)
    assert [(line.field, line.rows) for line in told.fields] == [("attribute:Kart Tipi", 2), ("attribute:Plasiyer", 1)]
    assert [(cell.key, cell.field, cell.before, cell.after) for cell in told.cells] == [
        ("0002", "attribute:Plasiyer", "Çağrı", "Deniz"),
        ("0002", "attribute:Kart Tipi", "Gümüş", "Altın"),
        ("0003", "attribute:Kart Tipi", None, "Altın"),
    ]
    cleared = intake.dry_run(empty_workspace, intake.answer(draft, "blank", "clear"))
    assert ("attribute:Kart Tipi", 3) in [(line.field, line.rows) for line in cleared.fields]
    before = kept(empty_workspace)
    done = intake.load(empty_workspace, draft)
    assert ("0002", "Plasiyer", "Deniz") in kept(empty_workspace)
    intake.undo(empty_workspace, done.load_id)
    assert kept(empty_workspace) == before


def test_a_file_without_news_in_its_attributes_changes_nothing(empty_workspace: Workspace) -> None:
    plain = "Müşteri No;Ünvan\n0001;Ada\n0002;Bora\n"
    intake.load(empty_workspace, draft_of(empty_workspace, plain))
    more = intake.keep_rest(draft_of(empty_workspace, "Müşteri No;Ünvan;Kat\n0001;Ada;\n0002;Bora;2\n", "kat.csv"))
    told = intake.dry_run(empty_workspace, more)
    assert (told.rows_changed, told.rows_identical) == (1, 1)


def test_what_was_kept_is_proposed_for_the_next_file_with_these_headings(empty_workspace: Workspace) -> None:
    first = intake.answer(draft_of(empty_workspace), "map.Plasiyer", "attribute:Satıcı")
    intake.load(empty_workspace, first)
    again = draft_of(empty_workspace, FILE.replace("Bora", "Barış").replace("Plasiyer", "PLASİYER"), "şubat.csv")
    assert [column.attribute for column in again.sheet.attributes] == ["Satıcı"]
    assert intake.answer(again, "mapping", "none").sheet.attributes == ()


def test_a_name_is_one_and_short_and_of_a_sheet_with_customers(
    empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = intake.answer(draft_of(empty_workspace), "map.Plasiyer", "attribute")
    for key, choice, said in (
        ("map.Not", "attribute:PLASİYER", "Another column is kept as “Plasiyer” already|as “PLASİYER” already"),
        ("map.Not", "attribute:" + "x" * 61, "at most 60 letters"),
        ("map.Not", "attribute:\x1f", "needs a name"),
    ):
        with pytest.raises(QuestionFault, match=said):
            intake.answer(draft, key, choice)
    monkeypatch.setenv("CRM_ATTRIBUTES", "1")
    with pytest.raises(QuestionFault, match="At most 1 columns"):
        intake.answer(draft, "map.Not", "attribute")
    spending = intake.draft_file(empty_workspace, b"Kampanya;Ay;Harcama;Ajans\nBahar;2024-05;5;Ada\n", "kampanya.csv")
    assert spending.sheet.sheet == "campaigns"
    with pytest.raises(QuestionFault, match="belongs to a customer"):
        intake.answer(spending, "map.Ajans", "attribute")


def test_a_heading_written_otherwise_is_the_same_attribute(empty_workspace: Workspace) -> None:
    intake.load(empty_workspace, intake.answer(draft_of(empty_workspace), "map.Plasiyer", "attribute"))
    known = intake.attribute_names(empty_workspace)
    later = draft_of(empty_workspace, "MÜŞTERİ NO;ÜNVAN;PLASİYER;KAT\n0001;Ada;Ali;2\n", "later.csv")
    assert [column.attribute for column in intake.keep_rest(later, known).sheet.attributes] == ["Plasiyer", "KAT"]


SALES = (
    "Fatura No;Cari Kod;Tarih;Tutar;Depo;Kasa\n"
    "1;A;13.02.2024;5;Ege;1.0\n"
    "2;A;14.03.2024;6;Marmara;2.0\n"
    "3;B;15.01.2024;7; ege\x07 ;\n"
    "4;B;16.01.2024;8;;3.0\n"
)


def test_columns_of_orders_are_kept_and_the_latest_of_each_customer_counts(empty_workspace: Workspace) -> None:
    draft = intake.keep_rest(draft_of(empty_workspace, SALES, "satış.csv"))
    assert draft.sheet.sheet == "transactions"
    tried = intake.dry_run(empty_workspace, draft)
    assert kept(empty_workspace) == []
    assert intake.load(empty_workspace, draft) == tried
    assert kept(empty_workspace) == [
        ("A", "Depo", "Marmara"), ("A", "Kasa", "2"), ("B", "Depo", "ege"), ("B", "Kasa", "3"),
    ]  # fmt: skip
    intake.undo(empty_workspace, 1)
    assert kept(empty_workspace) == []


def test_blank_cells_of_rows_that_are_added_are_stored_as_nothing_in_every_mode(empty_workspace: Workspace) -> None:
    draft = intake.keep_rest(draft_of(empty_workspace, SALES, "satış.csv"))
    for mode in ("append", "upsert", "all"):
        intake.load(empty_workspace, intake.answer_all(draft, {"mode": mode, "blank": "clear"}), again=True)
        with empty_workspace.session() as session:
            texts = session.execute(
                "select attributes from transactions where order_id in ('3', '4') order by order_id"
            )
        assert texts == [('{"Depo":"ege"}',), ('{"Kasa":"3"}',)]
        if mode == "append":
            intake.restore(empty_workspace, 1)


def test_columns_of_orders_come_to_the_same_part_by_part(
    empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = intake.keep_rest(draft_of(empty_workspace, SALES, "satış.csv"))
    whole = intake.check(empty_workspace, draft)
    rows, clearing = whole.rows().to_pylist(), whole.rows("clear").to_pylist()
    assert [row["attributes"] for row in rows][1:] == [
        '{"Depo":"Marmara","Kasa":"2"}',
        '{"Depo":"ege"}',
        '{"Kasa":"3"}',
    ]
    assert [row["attributes"] for row in clearing][2:] == ['{"Depo":"ege","Kasa":null}', '{"Depo":null,"Kasa":"3"}']
    cells = draft.cells()
    parts = [cells.slice(start, 2).combine_chunks() for start in (0, 2)]
    monkeypatch.setattr(checked_parts, "parts_of", lambda _: [lambda part=part: part for part in parts])
    (whole.folder / "result.json").unlink()
    parted = intake.check(empty_workspace, draft)
    assert (parted.rows().to_pylist(), parted.rows("clear").to_pylist()) == (rows, clearing)


def test_a_large_file_of_orders_is_parted_although_it_keeps_columns(
    empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked_parts, "WHOLE_ROWS", 2)
    draft = intake.keep_rest(draft_of(empty_workspace, SALES, "satış.csv"))
    assert sum(part().num_rows for part in checked_parts.parts_of(draft)) == 4
    assert checked_parts.parts_of(draft) != [draft.cells]


def test_priorities_of_tickets_and_departments_of_answers_are_kept_too(empty_workspace: Workspace) -> None:
    tickets = "Customer;Date;Ticket ID;Ticket Type;Prio\nA;2024-05-13;1;complaint;high\nA;2024-05-14;2;complaint;low\n"
    draft = intake.answer(draft_of(empty_workspace, tickets, "tickets.csv"), "map.Prio", "attribute:Priority")
    assert draft.sheet.sheet == "interactions"
    intake.load(empty_workspace, draft)
    answers = "Customer;Date;NPS;Birim\nA;2024-05-15;9;Satış\nB;2024-05-15;3;Depo\n"
    draft = intake.answer(draft_of(empty_workspace, answers, "nps.csv"), "map.Birim", "attribute:Department")
    assert draft.sheet.sheet == "surveys"
    intake.load(empty_workspace, draft)
    assert kept(empty_workspace) == [
        ("A", "Department", "Satış"), ("A", "Priority", "low"), ("B", "Department", "Depo"),
    ]  # fmt: skip
