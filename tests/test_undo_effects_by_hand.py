"""By hand: what taking a load back would do is told as it will be, and nothing is done by telling."""

from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.cockpit import DERIVATIONS
from crm_core.errors import LoadFault, UndoFault
from crm_core.intake.later_loads import later_loads_text
from crm_core.intake.undo_effects import undo_effect
from crm_core.store import LaterLoads, Workspace
from tests.new_workspaces import new_workspace

JANUARY = b"order_id;customer_id;ordered_at;amount\nS1;A;2024-01-02;5\nS2;B;2024-01-03;7\n"
CORRECTED = b"order_id;customer_id;ordered_at;amount\nS2;B;2024-01-03;9\n"


@pytest.fixture
def shop(tmp_path) -> Workspace:
    """Two loads, the second of which changes a row of the first."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    for name, content in (("january.csv", JANUARY), ("corrected.csv", CORRECTED)):
        draft = intake.answer(intake.draft_file(workspace, content, name), "mode", "upsert")
        intake.load(workspace, draft)
    return workspace


def test_the_effect_is_told_and_nothing_is_done(shop: Workspace) -> None:
    found = undo_effect(shop, 2)
    assert found.load_ids == (2,)
    assert (found.effect.before.revenue, found.effect.after.revenue) == (Decimal(14), Decimal(12))
    assert list(intake.loads(shop)["state"]) == ["committed", "committed"]
    shop.close()


def test_a_restore_tells_every_load_that_goes_with_it(shop: Workspace) -> None:
    found = undo_effect(shop, 1, with_later=True)
    assert sorted(found.load_ids) == [1, 2]
    assert (found.effect.after.customers, found.effect.after.revenue) == (0, Decimal(0))
    shop.close()


def test_a_load_that_a_later_one_stands_on_is_refused_before_anybody_presses(shop: Workspace) -> None:
    with pytest.raises(LoadFault):
        undo_effect(shop, 1)
    shop.close()


HEADING = "order_id;customer_id;ordered_at;amount\n"
PEOPLE = "müşteri no;ad soyad;edinme maliyeti;e-posta izni\n"
LETTERS = "müşteri no;temas tarihi;temas türü;maliyet\n"
INDEX = "ay;endeks\n"


@pytest.mark.parametrize(
    ("sheet", "mode", "before", "after", "turkish", "english"),
    [
        (
            "transactions",
            "upsert",
            f"{HEADING}S1;A;2024-01-02 08:00;5000.25\nS2;B;2024-01-03;7\n",
            f"{HEADING}S1;A;2024-01-04;9.5\nS2;C;2024-01-03;7\n",
            "S1: Sipariş tarihi 2 Oca 2024 08:00 → 4 Ocak 2024, Tutar 5.000,25 → 9,5; S2: Müşteri numarası B → C",
            "S1: Order date 2 Jan 2024 08:00 → 4 January 2024, Amount 5,000.25 → 9.5; S2: Customer number B → C",
        ),
        (
            "customers",
            "upsert",
            f"{PEOPLE}A;Ayşe Yılmaz;1234,5;evet\n",
            f"{PEOPLE}A;Ayşe Kaya;1234,75;hayır\n",
            "A: Ad A••• Y••• → A••• K•••, Kazanım maliyeti 1.234,5 → 1.234,75, E-posta izni evet → hayır",
            "A: Name A••• Y••• → A••• K•••, Acquisition cost 1,234.5 → 1,234.75, E-mail consent yes → no",
        ),
        (
            "interactions",
            "new",
            f"{LETTERS}A;2024-03-04 10:30;şikayet;12,25\n",
            f"{LETTERS}A;2024-03-04 10:30;şikayet;12,5\n",
            "A · Şikâyet · 4 Mar 2024 10:30",
            "A · Complaint · 4 Mar 2024 10:30",
        ),
        (
            "prices",
            "upsert",
            f"{INDEX}2024-05;100,5\n2024-06;101\n",
            f"{INDEX}2024-05;2100,75\n",
            "May 2024: Tüketici fiyat endeksi 100,5 → 2.100,75",
            "May 2024: Consumer price index 100.5 → 2,100.75",
        ),
    ],
)
def test_a_refused_undo_says_cells_by_their_fields_as_the_reader_writes_them(
    empty_workspace: Workspace, sheet: str, mode: str, before: str, after: str, turkish: str, english: str
) -> None:
    for name, text in (("önce.csv", before), ("sonra.csv", after)):
        draft = intake.answer(intake.draft_file(empty_workspace, text.encode(), name), "sheet", sheet)
        intake.load(empty_workspace, intake.answer(draft, "mode", mode))
    with pytest.raises(UndoFault) as refused:
        intake.undo(empty_workspace, 1)
    told: LaterLoads = refused.value.details["loads"]
    rows = 2 if sheet == "transactions" else 1
    assert later_loads_text(told, "tr") == f"2 (sonra.csv, {rows}: {turkish})"
    assert later_loads_text(told, "en") == f"2 (sonra.csv, {rows}: {english})"
