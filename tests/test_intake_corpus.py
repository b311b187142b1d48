"""Edges: a corpus of nasty files, each read cell by cell as expected; what cannot be read is refused by name and reason."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from crm_core import intake
from crm_core.errors import FileFault
from crm_core.store import Workspace
from tests.accounting_files import accounting_files
from tests.nasty_files import nasty_files, refused_files
from tests.nasty_rows import NastyFile, RefusedFile
from tests.platform_files import platform_files
from tests.printed_files import printed_files

FILES, REFUSED = [*nasty_files(), *accounting_files(), *printed_files(), *platform_files()], refused_files()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One empty workspace for all; nothing is loaded into it."""
    made = Workspace.create(tmp_path_factory.mktemp("corpus") / "corpus.duckdb", "Corpus")
    yield made
    made.close()


def read_cells(rows: pa.Table) -> list[dict[str, Any]]:
    """Rows in the order of the file, without their numbers."""
    return rows.sort_by("row_number").drop_columns(["row_number"]).to_pylist()


@pytest.mark.parametrize("nasty", FILES, ids=lambda nasty: nasty.title)
def test_every_cell_is_what_its_writer_meant(workspace: Workspace, nasty: NastyFile) -> None:
    draft, *_ = intake.draft_files(workspace, nasty.content, nasty.name)
    assert [question.key for question in draft.sheet.questions] == list(nasty.answers)
    draft = intake.answer_all(draft, nasty.answers) if nasty.answers else draft
    assert (draft.sheet.sheet, draft.sheet.questions) == (nasty.sheet, ())
    result = intake.check(workspace, draft)
    assert read_cells(result.rows()) == list(nasty.rows)
    found = {line.rule: line.count for line in result.summaries}
    assert {rule: found.get(rule) for rule in nasty.rules} == nasty.rules
    assert result.rows_accepted + result.rows_refused == result.rows_read


def test_the_corpus_is_large_and_hardly_ever_asks() -> None:
    asking = [nasty for nasty in FILES if nasty.answers]
    assert len({nasty.title for nasty in FILES}) == len(FILES) >= 60
    assert 1 - len(asking) / len(FILES) >= 0.95


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: refused.title)
def test_what_holds_no_table_is_refused_by_name_and_reason(
    workspace: Workspace, refused: RefusedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_UPLOAD_LIMIT_MB", "4" if refused.name.startswith("satır") else "1")
    monkeypatch.setenv("CRM_LINE_LIMIT_MB", "1")
    with pytest.raises(FileFault, match=refused.said) as raised:
        intake.draft_files(workspace, refused.content, refused.name)
    assert raised.value.subject == refused.name
