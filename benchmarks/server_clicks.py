"""Time on the server of every click on a page at ten million order lines: from the message to the script's end.

A browser's part is played by a small client of Streamlit's own protocol, so nothing of the painting is in the figures.
Every control of the page that has values to choose from is clicked once away from and once back to where it stood, in
rounds: the first round asks what was never asked of this build, the later ones what is kept or nearly so. The clicks begin
when the server has prepared what it prepares after a load; with ``CRM_UNPREPARED=1`` it prepares nothing.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.large import large_workspace
from benchmarks.machine import as_table, circumstances, write_result
from crm_core.screen.navigation import PAGES, VALUE
from tests.browser.server import running_server

ROUNDS = 3
MOST_OPTIONS = 3
PATIENCE = 300.0
GOAL = 200
NOT_CLICKED = ("switch", "workspace")
NEVER_LARGE = "1000000000000"
PREPARING, SECONDS_BETWEEN_LOOKS = "Preparing answers", 10
OPENING, ONE_CUSTOMER = "overview", "customer"
ALSO = (OPENING, ONE_CUSTOMER, "learn_tiers", "leaky_bucket")


@dataclass(frozen=True)
class Control:
    """A control that was drawn: its id, its words, the words of its values, and those that it stands on."""

    id: str
    label: str
    kind: str
    options: tuple[str, ...]
    stands: tuple[str, ...]

    def elsewhere(self, turn: int) -> tuple[str, ...]:
        """Another value than that it stands on, another one each turn."""
        others = [word for word in self.options if word not in self.stands]
        return (others[turn % len(others)],)

    def state(self, values: tuple[str, ...]) -> WidgetState:
        """The control set to the values."""
        state = WidgetState(id=self.id)
        if self.kind in ("button_group", "multiselect"):
            state.string_array_value.data.extend(values)
        else:
            state.string_value = values[0]
        return state


@dataclass
class Browser:
    """One reader: the connection, the controls drawn last, and what they were set to."""

    socket: ClientConnection
    query: str
    clock: int
    page: str = ""
    drawn: dict[str, Control] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    elements: int = 0
    bytes: int = 0
    is_preparing: bool = False

    def run(self) -> tuple[float, float]:
        """Milliseconds of one run of the page with the states as they are, and of the server's CPU in it."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_script_hash = self.page
        asked.rerun_script.widget_states.widgets.extend(self.states.values())
        asked.rerun_script.context_info.timezone = "Europe/Istanbul"
        asked.rerun_script.context_info.locale = "en-US"
        start, worked = time.perf_counter(), time.clock_gettime(self.clock)
        self.socket.send(asked.SerializeToString())
        drawn: dict[str, Control] = {}
        self.elements = self.bytes = 0
        self.is_preparing = False
        while True:
            received = self.socket.recv(timeout=PATIENCE)
            assert isinstance(received, bytes)
            said = ForwardMsg.FromString(received)
            kind = said.WhichOneof("type")
            if kind == "delta":
                self.elements += 1
                self.bytes += len(received)
                self.is_preparing |= PREPARING in said.delta.new_element.markdown.body
                for control in controls(said):
                    drawn[control.id] = control
            elif kind == "navigation":
                self.page = said.navigation.page_script_hash
                self.pages = {
                    page.url_pathname.replace("-", "_") or OPENING: page.page_script_hash
                    for page in said.navigation.app_pages
                }
            elif kind == "page_info_changed":
                self.query = said.page_info_changed.query_string
            elif kind == "script_finished" and said.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                break
        self.drawn = drawn or self.drawn
        return 1000 * (time.perf_counter() - start), 1000 * (time.clock_gettime(self.clock) - worked)


def controls(said: ForwardMsg) -> Iterator[Control]:
    """The controls with values to choose from that a message draws."""
    element = said.delta.new_element
    kind = element.WhichOneof("type")
    if kind == "button_group":
        group = element.button_group
        words = tuple(option.content for option in group.options)
        yield Control(group.id, group.label, kind, words, tuple(words[place] for place in group.default))
    elif kind == "selectbox":
        box = element.selectbox
        yield Control(box.id, box.label, kind, tuple(box.options), (box.options[box.default],))
    elif kind == "multiselect":
        some = element.multiselect
        words = tuple(some.options)
        yield Control(some.id, some.label, kind, words, tuple(words[place] for place in some.default))


@contextmanager
def reader(address: str, query: dict[str, str], clock: int) -> Iterator[Browser]:
    """A reader with a connection of its own; ``clock`` counts the server's CPU."""
    place = address.replace("http", "ws") + "/_stcore/stream"
    with connect(place, subprotocols=[Subprotocol("streamlit")], origin=Origin(address), max_size=None) as socket:
        yield Browser(socket, urlencode(query), clock)


def server_clock() -> int:
    """Clock of the CPU time of the server, this process's only child."""
    (child,) = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return (~int(child) << 3) | 2


def server_memory() -> int:
    """Megabytes that the server, this process's only child, holds now."""
    (child,) = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    held = next(line for line in Path(f"/proc/{child}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(held.split()[1]) // 1024


def page_hashes(browser: Browser) -> dict[str, str]:
    """Hash by place of the pages, from the menu."""
    browser.run()
    return browser.pages


def preparation(browser: Browser, clock: int) -> float:
    """CPU seconds until the server has prepared what it prepares beforehand."""
    start = time.clock_gettime(clock)
    browser.run()
    while browser.is_preparing:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        browser.run()
    return round(time.clock_gettime(clock) - start, 1)


def clicked(browser: Browser, rounds: int) -> list[dict[str, Any]]:
    """Milliseconds of every click: each control away from where it stands and back, so many rounds."""
    clicks: list[dict[str, Any]] = []
    for control in list(browser.drawn.values()):
        if len(control.options) < 2 or control.id.split("-")[-1].split("@")[0] in NOT_CLICKED:
            continue
        for turn in range(rounds):
            for values in (control.elsewhere(turn % MOST_OPTIONS), control.stands):
                browser.states[control.id] = control.state(values)
                seen = (control.label, values)
                is_first = not any(click["seen"] == seen for click in clicks)
                wall, cpu = browser.run()
                clicks.append({"seen": seen, "is_first": is_first, "wall": wall, "cpu": cpu})
    return clicks


def measured(workspaces: Path, log: Path, files: Sequence[str]) -> list[dict[str, Any]]:
    """One row per page: opening it, and its clicks."""
    found = []
    if os.environ.get("CRM_UNPREPARED"):
        os.environ["CRM_LARGE_FROM_LINES"] = NEVER_LARGE
    with running_server(workspaces, log) as address:
        clock = server_clock()
        with reader(address, {"lang": "en"}, clock) as first:
            pages = page_hashes(first)
            prepared = preparation(first, clock)
            print("prepared in CPU seconds", prepared, file=sys.stderr, flush=True)
        for file in files:
            with reader(address, {"lang": "en"}, clock) as browser:
                browser.page = pages[file]
                opened = browser.run()
                again = browser.run()
                clicks = clicked(browser, ROUNDS)
            size, held = browser.bytes, server_memory()
            found.append({"file": file, "opened": opened, "again": again, "size": size, "clicks": clicks, "held": held})
            print(file, opened, again, summary(clicks), file=sys.stderr, flush=True)
    return found


def summary(clicks: list[dict[str, Any]]) -> list[str]:
    """Counts and times of the clicks: those of choices never made before, and all the others."""
    cells = []
    for is_first in (True, False):
        chosen = [click for click in clicks if click["is_first"] is is_first]
        cells += [str(len(chosen)), *(halves(sorted(click[name] for click in chosen)) for name in ("wall", "cpu"))]
    return cells


def all_together(clicks: list[dict[str, Any]]) -> str:
    """One sentence on all clicks of the pages of value and of one customer, first and later ones, against the goal."""
    wall, cpu = (sorted(click[name] for click in clicks) for name in ("wall", "cpu"))
    within = sum(time <= GOAL for time in cpu) / len(cpu)
    return (
        f"All {len(clicks)} clicks on the pages of value and of one customer: wall p50 / p95 {halves(wall)}, CPU p50 / p95 {halves(cpu)}; "
        f"{within:.0%} within {GOAL} CPU ms."
    )


def halves(times: list[float]) -> str:
    """p50 / p95."""
    if len(times) < 2:
        return "–"
    return f"{statistics.median(times):.0f} / {statistics.quantiles(times, n=100, method='inclusive')[94]:.0f}"


def run() -> None:
    """Every page on value, written to ``benchmarks/results/server_clicks.md``; ``CRM_LARGE`` names a folder to keep."""
    about = circumstances()
    files = [entry.file for entry in PAGES if entry.group == VALUE or entry.file in ALSO]
    with tempfile.TemporaryDirectory() as place:
        workspaces = Path(os.environ.get("CRM_LARGE") or place)
        if not list(workspaces.glob("*.duckdb")):
            large_workspace(workspaces / "large.duckdb").close()
        found = measured(workspaces, Path(place) / "log.txt", files)
    titles = {entry.file: entry.title for entry in PAGES}
    rows = [
        [titles[page["file"]], *(f"{page[name][0]:.0f} / {page[name][1]:.0f}" for name in ("opened", "again"))]
        + summary(page["clicks"])
        for page in found
    ]
    clicks = [click | {"page": titles[page["file"]]} for page in found for click in page["clicks"]]
    of_value = {ONE_CUSTOMER, *(entry.file for entry in PAGES if entry.group == VALUE)}
    whole = all_together([click for page in found if page["file"] in of_value for click in page["clicks"]])
    slow = sorted(clicks, key=lambda click: -click["cpu"])[:12]
    heads = ["page", "opened wall / CPU", "drawn again", "first clicks", "wall p50 / p95", "CPU p50 / p95"]
    heads += ["later clicks", "wall p50 / p95", "CPU p50 / p95"]
    explained = (
        "Milliseconds from the reader's message to the end of the script on the server, and CPU milliseconds of the "
        "server in that time, at 10.1 million order lines of a million customers; every control of the page and of the "
        "filters there and back, another value each round. A first click asks what no reader has asked since the server "
        "started; what the server prepares after a load is prepared (`CRM_UNPREPARED=1` leaves that out). On a busy "
        "machine the CPU is what compares. Repeat with `python -m benchmarks server_clicks`."
    )
    slowest = [
        f"- {click['page']}: {click['seen'][0]}: {', '.join(click['seen'][1]) or 'all'}: CPU {click['cpu']:.0f} ms"
        for click in slow
    ]
    memory = f"The server held {found[-1]['held']:,} MB after all these clicks."
    write_result(
        "server_clicks",
        "Clicks on the server",
        [about, explained, as_table(heads, rows), whole, memory, "Slowest:", "\n".join(slowest)],
    )


if __name__ == "__main__":
    if sys.argv[1:]:
        measured(Path(os.environ["CRM_LARGE"]), Path(tempfile.gettempdir()) / "server_clicks.txt", sys.argv[1:])
    else:
        run()
