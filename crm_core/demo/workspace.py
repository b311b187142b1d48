"""An example as a workspace: sheets loaded, unit costs and targets set, the truth beside it.

Built under another name and moved into place at the end, so that a killed build leaves no workspace behind. Refuses
to touch a workspace that is there already.
"""

import json
import time
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pyarrow as pa

from crm_core.demo.parameters import MONTH_STARTS, ORDER_COST, PROGRAMME_MONTH, parameters_of
from crm_core.demo.scenario import DEFAULT_SEED, Scenario, generate, truth_text
from crm_core.errors import WorkspaceFault
from crm_core.store import Build, Derivation, NewLoad, Workspace, store_rows
from crm_core.store.building import Progress
from crm_core.words import mark

CHANNEL_COSTS = {"written": 5.0, "spoken": 25.0, "visual": 60.0, "face-to-face": 250.0, "unknown": 25.0}
COMPLAINT_SURCHARGE = 150.0
TARGETS = (
    ("csat_by_month", date(2024, 7, 1), 0.72),
    ("csat_by_month", date(2025, 7, 1), 0.75),
    ("nps_by_month", date(2024, 7, 1), 35.0),
    ("nps_by_month", date(2025, 7, 1), 40.0),
    ("ces_by_month", date(2025, 7, 1), 5.5),
)
FIXED_CAUSES = (
    {
        "cause": "Fatura hatası",
        "fixed_on": "2025-12-01",
        "owner": "Muhasebe",
        "why": "Fiyat listesi elle güncelleniyordu; artık siparişten geliyor.",
    },
)
PROGRAMME_BEGAN = "İlişki programı başladı"
SHARE_GENERATED, SHARE_LOADED = 0.3, 0.6
LEFTOVER_AFTER_SECONDS = 3600.0


def _silent(share: float, step: str) -> None:
    """Progress that nobody watches."""


def create_demo(
    path: Path,
    name: str,
    seed: int = DEFAULT_SEED,
    derivations: Sequence[Derivation] = (),
    progress: Progress = _silent,
) -> Workspace:
    """Make the example ``name`` at ``path`` and open it; a workspace that is there is a :class:`WorkspaceFault`."""
    levels = parameters_of(name)
    if path.exists():
        raise WorkspaceFault(mark("There is already a workspace named {name}. Choose another name."), name=path.stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(path)
    progress(0.0, "generate")
    scenario = generate(name, seed)
    building = path.with_name(f"{path.name}.{uuid4().hex}.building")
    try:
        _build(building, levels.title, scenario, derivations, progress)
        truth_path(path).write_text(truth_text(scenario), encoding="utf-8")
        building.replace(path)
    finally:
        _remove(building)
    return Workspace.open(path, derivations)


def truth_path(path: Path) -> Path:
    """Where the truth of the example at ``path`` stands: ``<stem>.truth.json``."""
    return path.with_name(f"{path.stem}.truth.json")


def load_scenario(build: Build, scenario: Scenario, progress: Progress = _silent) -> None:
    """Store every sheet of the example that has rows, its unit costs, targets and dated note, in the caller's transaction."""
    filled = {sheet: rows for sheet, rows in scenario.sheets.items() if len(rows)}
    for place, (sheet, rows) in enumerate(filled.items()):
        progress(SHARE_GENERATED + (SHARE_LOADED - SHARE_GENERATED) * place / len(filled), sheet)
        arriving = rows.assign(row_number=range(2, len(rows) + 2))
        fingerprint = sha256(f"{scenario.name} {scenario.truth['seed']} {sheet}".encode()).hexdigest()
        made_of = {"example": scenario.name, "seed": scenario.truth["seed"]}
        build.bring("arriving_sheet", pa.Table.from_pandas(arriving, preserve_index=False))
        store_rows(build, NewLoad(sheet, f"{sheet}.csv", fingerprint, len(rows), understood=made_of), "arriving_sheet")
        build.drop("arriving_sheet")
    build.replace_rows("unit_costs", unit_costs())
    build.replace_rows("targets", pd.DataFrame(TARGETS, columns=["metric", "valid_from", "value"]))
    if parameters_of(scenario.name).programme is not None:
        began = {"day": MONTH_STARTS[PROGRAMME_MONTH], "text": PROGRAMME_BEGAN, "measure": None, "is_rebase": False}
        build.run("store/add_dated_note", **began)


def unit_costs() -> pd.DataFrame:
    """The table of unit costs of the specification: by channel, complaints dearer, and the handling of an order."""
    costs = [
        (kind, channel, cost + (COMPLAINT_SURCHARGE if kind == "complaint" else 0.0))
        for kind in ("contact", "service", "promise", "complaint")
        for channel, cost in CHANNEL_COSTS.items()
    ]
    return pd.DataFrame([*costs, ("order", "unknown", ORDER_COST)], columns=["kind", "channel", "cost"])


def _build(
    building: Path, title: str, scenario: Scenario, derivations: Sequence[Derivation], progress: Progress
) -> None:
    """The whole workspace under its building name, closed at the end."""
    workspace = Workspace.create(building, title, "TRY", is_demo=True, derivations=derivations)
    try:
        with workspace.change(lambda share, step: progress(SHARE_LOADED + (1.0 - SHARE_LOADED) * share, step)) as build:
            load_scenario(build, scenario, progress)
            truth = json.dumps(dict(scenario.truth), ensure_ascii=False)
            build.run("store/set_setting", key="truth", value=truth)
            fixed = json.dumps(FIXED_CAUSES, ensure_ascii=False)
            build.run("store/set_setting", key="fixed_causes", value=fixed)
    finally:
        workspace.close()


def _clear_leftovers(path: Path) -> None:
    """Remove what builds that were killed left behind; one that is still at work is younger than an hour."""
    for leftover in path.parent.glob(f"{path.name}.*.building*"):
        if time.time() - leftover.stat().st_mtime > LEFTOVER_AFTER_SECONDS:
            leftover.unlink(missing_ok=True)


def _remove(building: Path) -> None:
    """Remove the building file and the log beside it, where they are still there."""
    building.unlink(missing_ok=True)
    building.with_name(f"{building.name}.wal").unlink(missing_ok=True)
