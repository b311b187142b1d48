"""Time from a click on a filter to the painted chart, page by page, beside an empty page of the same run.

The clock runs inside the browser: it starts with the click and stops two frames after the script is done, no element
is stale and the filter sentence says the new choice. Page and empty page take turns, so that both meet the same machine.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.machine import as_table, circumstances, write_result
from crm_core.cockpit import DERIVATIONS
from crm_core.demo import create_demo
from crm_core.screen.navigation import PAGES
from tests.browser.chromium import Screen, chromium, tab
from tests.browser.server import running_server

CLICKS = 30
EMPTY_PAGE = """
import streamlit as st
st.set_page_config(layout="wide")
said = st.segmented_control("Compared with", ["The same months a year earlier", "Nothing"], default="Nothing")
st.markdown(f"**{said}**")
"""
CLICK_TO_PAINTED = """([word]) => new Promise((done, fail) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const all = () => [...document.querySelectorAll('[data-testid="stMain"] strong')].map(part => part.innerText).join('|');
    const button = [...document.querySelectorAll('button')].find(part => part.innerText.trim() === word);
    const before = all(), start = performance.now();
    button.click();
    const look = () => {
        if (performance.now() - start > 30000) return fail(new Error('not painted after 30 s'));
        const isDone = all() !== before && app.getAttribute('data-test-script-state') === 'notRunning'
            && document.querySelector('[data-stale="true"]') === null;
        if (!isDone) return requestAnimationFrame(look);
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
    };
    look();
})"""
WORDS = ("The same months a year earlier", "Nothing")


def clicked(screen: Screen, turn: int) -> float:
    """Milliseconds of one click; turns go there and back."""
    return screen.page.evaluate(CLICK_TO_PAINTED, [WORDS[turn % 2]])


def measured_here(file: str) -> dict[str, Any]:
    """One page beside the empty page, in this process."""
    entry = next(entry for entry in PAGES if entry.file == file)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "empty.py").write_text(EMPTY_PAGE, encoding="utf-8")
        workspaces = folder / "workspaces"
        create_demo(workspaces / "demo.duckdb", "baseline", derivations=DERIVATIONS).close()
        with (
            running_server(workspaces, folder / "log.txt") as address,
            running_server(workspaces, folder / "empty.txt", script=folder / "empty.py") as nothing,
            chromium() as browser,
            tab(browser, address) as page,
            tab(browser, nothing) as empty,
        ):
            page.open("/" if entry.is_first else f"/{entry.file.replace('_', '-')}", lang="en", compare="none")
            page.page.get_by_role("button", name="Filters").click()
            page.page.get_by_text(WORDS[0]).wait_for()
            empty.open()
            times: dict[str, list[float]] = {"page": [], "empty": []}
            for turn in range(CLICKS + 2):
                times["page"].append(clicked(page, turn))
                times["empty"].append(clicked(empty, turn))
            figures = page.page.locator('[data-testid="stPlotlyChart"]').count()
    return {"figures": figures, **{name: values[2:] for name, values in times.items()}}


def measure(file: str) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.clicks", file]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def run() -> None:
    """Every page that reads the filters, written to ``benchmarks/results/clicks.md``."""
    about = circumstances()
    rows = []
    for entry in PAGES:
        if not entry.reads_filters:
            continue
        found = measure(entry.file)
        half, most = (quantile(found["page"], share) for share in (0.5, 0.95))
        floor_half, floor_most = (quantile(found["empty"], share) for share in (0.5, 0.95))
        rows.append(
            [entry.title, str(found["figures"]), f"{half:.0f} / {most:.0f}", f"{floor_half:.0f} / {floor_most:.0f}"]
            + [f"{half / floor_half:.1f} / {most / floor_most:.1f}"]
        )
    heads = ["page", "figures", "p50 / p95 ms", "empty page p50 / p95 ms", "ratio p50 / p95"]
    explained = (
        f"{CLICKS} clicks on the comparison filter of each page on the demo workspace, in headless Chromium, after two "
        "unmeasured ones. The two choices take turns, so the answers of most clicks are kept ones; the screen is drawn anew. "
        "The empty page is one control and one line of text in a second server of the same run. "
        "Repeat with `python -m benchmarks clicks`."
    )
    write_result("clicks", "From click to painted chart", [about, explained, as_table(heads, rows)])


def quantile(values: list[float], share: float) -> float:
    """The value that ``share`` of the sorted values do not exceed, between neighbours."""
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


if __name__ == "__main__":
    print(json.dumps(measured_here(sys.argv[1])))
