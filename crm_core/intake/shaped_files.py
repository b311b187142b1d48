"""A large table as the reader shaped it, written once beside its cells and part by part, so that memory stays bounded.

A table of at most ``WHOLE_ROWS`` rows is shaped in memory each time. What stands in lines above (``down``) is looked for in
all rows at once; the rest is done a batch of the cells at a time.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from crm_core.intake.cells import FileReading
from crm_core.intake.column_shapes import shaped, split_widths
from crm_core.intake.draft_files import reading_of, write_whole

SHAPING = ("fix", "join", "split", "constant", "down")
SHAPING_VERSION = 1
WHOLE_ROWS = 1 << 20
"""Up to so many rows are shaped, and checked, in one part."""
BATCH_ROWS, PART_ROWS = 1 << 16, 1 << 17
KEPT_TABLES = 2
"""Tables kept of one draft: whoever still reads the one before the last change reads on."""

_one_at_a_time = threading.Lock()


def table_path(cells_path: Path, choices: Mapping[str, str]) -> Path:
    """Where the table lies as it was shaped; the cells themselves where nothing shapes them or they are few."""
    said = _shaping(choices)
    if not said or reading_of(cells_path).row_count <= WHOLE_ROWS:
        return cells_path
    named = json.dumps([SHAPING_VERSION, cells_path.name, said], ensure_ascii=False)
    path = cells_path.with_name(f"shaped-{hashlib.sha256(named.encode()).hexdigest()[:12]}.arrow")
    with _one_at_a_time:
        if not (path.exists() and path.with_suffix(".json").exists()):
            _write(cells_path, choices, path)
    return path


def shaped_table(cells_path: Path, choices: Mapping[str, str]) -> tuple[pa.Table, FileReading]:
    """The table as it was shaped, mapped from disk where it is large, and its reading."""
    path = table_path(cells_path, choices)
    cells, reading = pa.ipc.open_file(pa.memory_map(str(path))).read_all(), reading_of(path)
    return shaped(cells, reading, choices) if path == cells_path else (cells, reading)


def _shaping(choices: Mapping[str, str]) -> list[tuple[str, str]]:
    """The choices that shape a table, in their order; lines above rows are read by the fields of columns too."""
    kinds = {key.partition(".")[0] for key in choices}
    wanted = (*SHAPING, "map") if "down" in kinds else SHAPING
    return [item for item in choices.items() if item[0].partition(".")[0] in wanted] if kinds & set(SHAPING) else []


def _write(cells_path: Path, choices: Mapping[str, str], path: Path) -> None:
    """Shape every part and write it, whole or not at all; older tables go."""
    reading, half = reading_of(cells_path), path.with_suffix(".half")
    made = None
    with pa.OSFile(str(half), "wb") as file:
        writer = None
        for part, told in _parts(cells_path, reading, choices):
            made = made or told
            writer = writer or pa.ipc.new_file(file, part.schema)
            writer.write_table(part, max_chunksize=BATCH_ROWS)
        if writer is not None:
            writer.close()
    older = sorted(path.parent.glob("shaped-*.arrow"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in older[KEPT_TABLES - 1 :]:
        old.unlink(missing_ok=True)
        old.with_suffix(".json").unlink(missing_ok=True)
    half.replace(path)
    write_whole(path.with_suffix(".json"), json.dumps(asdict(made or reading), ensure_ascii=False))


def _parts(
    cells_path: Path, reading: FileReading, choices: Mapping[str, str]
) -> Iterator[tuple[pa.Table, FileReading]]:
    """Each part as it was shaped; in one where a row may be told by the rows above it."""
    if any(key.startswith("down.") for key in choices):
        yield shaped(pa.ipc.open_file(pa.memory_map(str(cells_path))).read_all(), reading, choices)
        return
    widths: dict[str, int] = {}
    if any(key.startswith("split.") for key in choices):
        for cells in _batches(cells_path):
            for heading, width in split_widths(cells, reading, choices).items():
                widths[heading] = max(widths.get(heading, 0), width)
    for cells in _batches(cells_path):
        yield shaped(cells, reading, choices, widths)


def _batches(path: Path) -> Iterator[pa.Table]:
    """The cells some batches at a time, read into memory of their own."""
    with pa.OSFile(str(path)) as file:
        reader = pa.ipc.open_file(file)
        held: list[pa.RecordBatch] = []
        for number in range(reader.num_record_batches):
            held.append(reader.get_batch(number))
            if sum(batch.num_rows for batch in held) >= PART_ROWS:
                yield pa.Table.from_batches(held)
                held = []
        if held:
            yield pa.Table.from_batches(held)
