"""By hand: what taking a load back would do is told as it will be, and nothing is done by telling."""

from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.cockpit import DERIVATIONS
from crm_core.errors import LoadFault
from crm_core.intake.undo_effects import undo_effect
from crm_core.store import Workspace
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
