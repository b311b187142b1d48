"""A file from drop to committed, against DuckDB and pandas on the same file: seconds, memory, and undo of a million rows.

``python -m benchmarks.loading csv 10000000 <file>`` measures one step in a process of its own and prints JSON;
:func:`run` makes the files, runs every step so, and writes the page of results.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import xlsxwriter

from benchmarks.machine import as_table, circumstances, write_result
from crm_core import intake
from crm_core.cockpit import DERIVATIONS
from crm_core.store import Workspace

CSV_ROWS, BOOK_ROWS, UNDO_ROWS = 10_000_000, 1_000_000, 1_000_000
LINES_PER_CUSTOMER = 20
HEADINGS = ("Customer ID", "Order ID", "Order date", "Amount", "Category")
MINUTES = 3 * 365 * 24 * 60


def written_lines(count: int, path: Path) -> None:
    """Order lines of three years as CSV: two lines an order, ten orders a customer, 3 % returns, all seeded."""
    columns = ", ".join(f'"{name}"' for name in HEADINGS)
    duckdb.connect().execute(
        f"""copy (
            select
                'C' || lpad(cast(hash(i // 2) % {max(1, count // LINES_PER_CUSTOMER)} as varchar), 6, '0') as c0,
                'O' || cast(i // 2 + 1000000 as varchar) as c1,
                strftime(timestamp '2023-01-01' + to_minutes(cast((i // 2) * 2 * {MINUTES} // {count} as bigint)),
                    '%Y-%m-%d %H:%M') as c2,
                cast(case when hash(i + 7) % 100 < 3 then -1 else 1 end
                    * exp(4 + (hash(i + 3) % 1000000 / 1e6 - 0.5) * 4) as decimal(12, 2)) as c3,
                'type ' || (hash(i + 9) % 30) as c4
            from range({count}) as lines(i)
        ) to '{path}.bare' (header false)"""
    )
    with path.open("wb") as file, Path(f"{path}.bare").open("rb") as bare:
        file.write(columns.replace('"', "").replace(", ", ",").encode() + b"\n")
        while chunk := bare.read(1 << 24):
            file.write(chunk)
    Path(f"{path}.bare").unlink()


def written_book(count: int, csv: Path, path: Path) -> None:
    """The first lines of the CSV as a workbook: numbers and days as such, codes as text."""
    lines = pd.read_csv(csv, nrows=count, parse_dates=["Order date"])
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("Sales")
    sheet.write_row(0, 0, HEADINGS)
    for place, (customer, order, moment, amount, category) in enumerate(lines.itertuples(index=False), start=1):
        sheet.write_string(place, 0, customer)
        sheet.write_string(place, 1, order)
        sheet.write_datetime(place, 2, moment.to_pydatetime())
        sheet.write_number(place, 3, amount)
        sheet.write_string(place, 4, category)
    book.close()


def through_the_import(path: Path, told: dict[str, dict[str, float]]) -> None:
    """Reading, understanding, every check, load, rollups, commit: what the command and the page do."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        workspace = Workspace.create(Path(folder) / "load.duckdb", "Load", derivations=DERIVATIONS)
        drafts = list[intake.Draft]()
        told["read and understand"] = timed(lambda: drafts.extend(intake.draft_files(workspace, path, path.name)))
        told["check every cell"] = timed(lambda: intake.check(workspace, drafts[0]))
        marks = list[tuple[str, float, float]]()

        def progress(_: float, step: str) -> None:
            marks.append((step, cpu_seconds(), time.perf_counter()))

        whole = timed(lambda: intake.load(workspace, drafts[0], progress))
        began, built = (next(mark for mark in marks if mark[0] == step) for step in ("store", "rollups"))
        stored = {"cpu": built[1] - began[1], "wall": built[2] - began[2]}
        told["store the rows"] = stored
        told["rollups, tiers, commit"] = {key: whole[key] - stored[key] for key in whole}
        workspace.close()


def undo(path: Path, told: dict[str, dict[str, float]]) -> None:
    """A million rows taken back: first those that a load brought, then those that a load changed."""
    lines = path.read_text().splitlines()[: UNDO_ROWS + 1]
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        workspace = Workspace.create(Path(folder) / "undo.duckdb", "Undo", derivations=DERIVATIONS)
        numbered = [
            lines[0],
            *(f"{line.split(',', 2)[0]},N{n},{line.split(',', 2)[2]}" for n, line in enumerate(lines[1:])),
        ]
        first = intake.draft_file(workspace, "\n".join(numbered).encode(), "first.csv")
        intake.load(workspace, first)
        changed = [numbered[0], *(line.replace("type ", "kind ") for line in numbered[1:])]
        second = intake.draft_file(workspace, "\n".join(changed).encode(), "second.csv")
        intake.load(workspace, intake.answer(second, "mode", "upsert"))
        told["undo of 1,000,000 rows changed"] = timed(lambda: intake.undo(workspace, 2))
        told["undo of 1,000,000 rows brought"] = timed(lambda: intake.undo(workspace, 1))
        workspace.close()


def plain_duckdb(path: Path, told: dict[str, dict[str, float]]) -> None:
    """``read_csv`` into a table of a file, typed, and closed."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:

        def insert() -> None:
            connection = duckdb.connect(str(Path(folder) / "plain.duckdb"), config={"memory_limit": "1GB"})
            connection.execute("create table t (c varchar, o varchar, d timestamp, a decimal(18, 4), k varchar)")
            connection.execute(f"insert into t select * from read_csv('{path}')")
            connection.close()

        told["duckdb read_csv + insert"] = timed(insert)


def plain_pandas(path: Path, told: dict[str, dict[str, float]]) -> None:
    """Only read into memory: nothing checked, nothing stored."""
    if path.suffix == ".xlsx":
        told["pandas.read_excel (openpyxl)"] = timed(lambda: pd.read_excel(path, engine="openpyxl"))
    else:
        told["pandas.read_csv"] = timed(lambda: pd.read_csv(path, parse_dates=["Order date"]))


STEPS: dict[str, Callable[[Path, dict[str, dict[str, float]]], None]] = {
    "import": through_the_import,
    "undo": undo,
    "duckdb": plain_duckdb,
    "pandas": plain_pandas,
}


def cpu_seconds() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(work: Callable[[], Any]) -> dict[str, float]:
    """CPU and wall seconds of one piece of work."""
    before, began = cpu_seconds(), time.perf_counter()
    work()
    return {"cpu": cpu_seconds() - before, "wall": time.perf_counter() - began}


def peak_mb() -> float:
    """Largest resident memory of this process so far, files mapped into it included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(step: str, path: Path) -> dict[str, Any]:
    """One step in a process of its own, so that nothing is warm or resident for the next."""
    command = [sys.executable, "-m", "benchmarks.loading", step, str(path)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def run() -> None:
    """Every step, written to ``benchmarks/results/loading.md``."""
    paragraphs = [circumstances(), EXPLAINED]
    with tempfile.TemporaryDirectory() as folder:
        csv, book, million = (Path(folder) / name for name in ("sales.csv", "sales.xlsx", "million.csv"))
        written_lines(CSV_ROWS, csv)
        title = f"{CSV_ROWS:,} rows of CSV ({csv.stat().st_size / 1e6:,.0f} MB)"
        _write(paragraphs, title, [measure(step, csv) for step in ("duckdb", "pandas", "import")])
        written_lines(UNDO_ROWS, million)
        plain = [measure(step, million) for step in ("duckdb", "pandas")]
        _write(paragraphs, f"{UNDO_ROWS:,} rows undone", [*plain, measure("undo", million)])
        written_book(BOOK_ROWS, million, book)
        title = f"{BOOK_ROWS:,} rows of XLSX ({book.stat().st_size / 1e6:,.0f} MB)"
        _write(paragraphs, title, [plain[0], measure("pandas", book), measure("import", book)])


def _write(paragraphs: list[str], title: str, measured: list[dict[str, Any]]) -> None:
    """One more table on the page of results, which stands after every one."""
    paragraphs += [f"## {title}", _table(measured), _ratios(measured)]
    write_result("loading", "From drop to committed", paragraphs)


EXPLAINED = (
    "Seeded order lines over three years: two lines an order, ten orders a customer. *Through the import* is what the page and the "
    "command do: hash and keep the file, read and understand it, hold every cell against every rule, store the rows, build "
    "every rollup and the tiers, commit. DuckDB stores the same file with `read_csv` and insert into a typed table; pandas reads "
    "it into memory and stores nothing. For XLSX, DuckDB reads the same rows as CSV, since it reads no workbook here. Each in "
    "a process of its own; peak memory is that of the whole process. Repeat with `python -m benchmarks loading` (needs "
    "openpyxl, which the product does not)."
)


def _table(measured: list[dict[str, Any]]) -> str:
    rows = [
        [step, f"{seconds['cpu']:.1f}", f"{seconds['wall']:.1f}", f"{one['peak_mb']:,.0f}"]
        for one in measured
        for step, seconds in one["steps"].items()
    ]
    return as_table(["step", "CPU s", "wall s", "peak MB of its process"], rows)


def _ratios(measured: list[dict[str, Any]]) -> str:
    """The import, or each undo, against the plain ways, by wall and by CPU seconds."""
    (own, pandas), (ours,) = (next(iter(one["steps"].values())) for one in measured[:2]), measured[2:]
    is_undo = any(name.startswith("undo") for name in ours["steps"])
    parts = ours["steps"] if is_undo else {"Through the import, all steps": _added(list(ours["steps"].values()))}
    lines = [
        f"{name}: {part['cpu']:.1f} CPU s, {part['wall']:.1f} s wall; against DuckDB {part['cpu'] / own['cpu']:.1f} × CPU, "
        f"{part['wall'] / own['wall']:.1f} × wall; against pandas {part['cpu'] / pandas['cpu']:.1f} × CPU, "
        f"{part['wall'] / pandas['wall']:.1f} × wall."
        for name, part in parts.items()
    ]
    return "\n".join(lines)


def _added(parts: list[dict[str, float]]) -> dict[str, float]:
    return {key: sum(part[key] for part in parts) for key in ("cpu", "wall")}


if __name__ == "__main__":
    steps: dict[str, dict[str, float]] = {}
    STEPS[sys.argv[1]](Path(sys.argv[2]), steps)
    print(json.dumps({"steps": steps, "peak_mb": peak_mb()}))
