"""What the reading itself has to say of single cells, kept beside the cells; the check tells it with its own findings."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import pyarrow as pa

REMARKS = pa.schema([("rule", pa.string()), ("row_number", pa.int32()), ("place", pa.int32()), ("value", pa.string())])
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Remark:
    """One rule that speaks of a cell, or of a whole row where ``place`` is none."""

    rule: str
    row_number: int
    place: int | None
    value: str | None


def keep_remarks(cells_path: Path, remarks: Sequence[Remark]) -> None:
    """Keep the remarks of a reading; none at all leave no file behind."""
    path = _path(cells_path)
    path.unlink(missing_ok=True)
    if not remarks:
        return
    columns = [list(column) for column in zip(*map(astuple, remarks), strict=True)]
    columns[3] = [text if text is None else text[:LONGEST_VALUE] for text in columns[3]]
    table = pa.table([pa.array(column, kind.type) for column, kind in zip(columns, REMARKS, strict=True)], REMARKS)
    half = path.with_suffix(".half-remarks")
    with pa.OSFile(str(half), "wb") as file, pa.ipc.new_file(file, REMARKS) as writer:
        writer.write_table(table)
    half.replace(path)


def remarks_of(cells_path: Path) -> pa.Table:
    """The remarks kept beside the cells."""
    path = _path(cells_path)
    if not path.exists():
        return REMARKS.empty_table()
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def _path(cells_path: Path) -> Path:
    return cells_path.with_suffix(".remarks")
