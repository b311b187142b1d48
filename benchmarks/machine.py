"""Where and when figures were measured, as a paragraph of Markdown; a busy machine is said."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def circumstances() -> str:
    """Day, machine, versions and how busy the machine was."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    busy = "busy with other work" if load > cores / 2 else "quiet"
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "streamlit", "plotly", "pandas"))
    return (
        f"Measured on {date.today():%Y-%m-%d}: {cores} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"{versions}. One-minute load when the run began: {load:.1f}, so the machine was {busy}; "
        "wall times on a busy machine are upper bounds, CPU seconds and ratios travel better."
    )


def write_result(name: str, title: str, paragraphs: list[str]) -> None:
    """One page of results under ``benchmarks/results/``; also printed."""
    text = "\n\n".join([f"# {title}", *paragraphs]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)


def as_table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
