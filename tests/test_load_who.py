"""By hand: the history of loads says who loaded, in which manner it was told."""

from click.testing import CliRunner

from crm_core import intake
from crm_core.__main__ import main
from crm_core.store import Workspace

SALES = b"order_id;customer_id;ordered_at;amount\nS1;A;2024-01-02;5\n"


def test_the_name_stands_in_the_history_and_the_original_is_kept(empty_workspace: Workspace) -> None:
    draft = intake.draft_file(empty_workspace, SALES, "sales.csv")
    intake.load(empty_workspace, draft, loaded_by="Ayşe")
    (row,) = intake.loads(empty_workspace).to_dict("records")
    original = intake.original_of(empty_workspace, row["file_hash"])
    assert row["loaded_by"] == "Ayşe" and original is not None and original.read_bytes() == SALES
    assert intake.original_of(empty_workspace, "gone") is None


def test_the_command_line_takes_the_name_from_its_configuration(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CRM_LOADED_BY", "nightly")
    sales = tmp_path / "sales.csv"
    sales.write_bytes(SALES)
    place = tmp_path / "shop.duckdb"
    done = CliRunner().invoke(main, ["import", str(sales), "--workspace", str(place)])
    assert done.exit_code == 0, done.output
    workspace = Workspace.open(place)
    with workspace.session() as session:
        assert session.execute("select loaded_by from loads") == [("nightly",)]
    workspace.close()
