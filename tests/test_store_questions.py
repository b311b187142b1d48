"""Edges: the SQL that a user types reads this workspace and does nothing else."""

from pathlib import Path

import pytest

from crm_core.errors import QuestionFault
from crm_core.store import Workspace


def test_one_reading_statement_is_answered(empty_workspace: Workspace) -> None:
    assert empty_workspace.ask_text("select 1 as one, 'ş' as letter", 10).to_dict("list") == {
        "one": [1],
        "letter": ["ş"],
    }
    assert len(empty_workspace.ask_text("with five as (select * from range(5)) select * from five;", 10)) == 5


@pytest.mark.parametrize("limit", [1, 10, 2047, 2048, 2049, 5000])
def test_no_more_rows_come_than_were_allowed(empty_workspace: Workspace, limit: int) -> None:
    assert len(empty_workspace.ask_text("select * from range(100000)", limit)) == limit


@pytest.mark.parametrize(
    "text",
    [
        "select * from read_csv('{file}')",
        "select * from read_text('{file}')",
        "select * from read_blob('{file}')",
        "select * from '{file}'",
        "select * from glob('{folder}/*')",
        "copy settings to '{folder}/out.csv'",
        "copy (select 1) to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "attach '{folder}/other.duckdb' as other",
        "install httpfs",
        "load httpfs",
        "select * from read_csv('https://example.org/a.csv')",
        "set memory_limit = '20GB'",
        "set enable_external_access = true",
        "reset lock_configuration",
        "pragma database_list",
        "create table mine as select 1 as one",
        "insert into settings values ('a', '1')",
        "update settings set value = '1'",
        "delete from settings",
        "drop table settings",
        "with gone as (delete from settings returning *) select * from gone",
        "with put as (insert into settings values ('a', '1') returning *) select * from put",
        "select 1; select 2",
        "select 1; drop table settings",
        "begin transaction",
        "checkpoint",
        "call pragma_version()",
        "explain analyze delete from settings",
        "selec 1",
        "",
        "   -- nothing",
        "select nowhere from settings",
    ],
)
def test_everything_else_is_refused_in_a_sentence(empty_workspace: Workspace, tmp_path: Path, text: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    settings = empty_workspace.ask_text("select * from settings order by key", 100)
    with pytest.raises(QuestionFault) as fault:
        empty_workspace.ask_text(text.format(file=secret, folder=tmp_path), 10)
    assert "\n" not in str(fault.value)
    assert str(fault.value)
    assert empty_workspace.ask_text("select * from settings order by key", 100).equals(settings)
    assert {path.name for path in tmp_path.iterdir()} <= {"secret.csv", "empty.duckdb", "empty.duckdb.wal", "empty.tmp"}


def test_a_refused_question_does_not_hold_up_the_next(empty_workspace: Workspace) -> None:
    for _ in range(3):
        with pytest.raises(QuestionFault):
            empty_workspace.ask_text("select * from nowhere", 10)
    empty_workspace.rebuild()
    assert len(empty_workspace.ask_text("select 1 as one", 10)) == 1
