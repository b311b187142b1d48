"""Where dissatisfaction comes from: satisfaction after contacts with each department, by stage and channel, beside complaints."""

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.satisfaction.changes import reading, shown
from crm_core.satisfaction.contacts import nothing_recorded
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import share
from crm_core.store import Workspace
from crm_core.words import mark

ACROSS = {"stage": ("stage",), "channel": ("channel",), "both": ("stage", "channel")}
STAGES = ("pre-sale", "sale", "after-sale", "unknown")
CHANNELS = ("written", "spoken", "visual", "face-to-face", "unknown")
SOURCE_COLUMNS = ("department", "stage", "channel", "value", "n", "low", "high", "reading", "complaints", "is_below")
BY_LATEST = mark(
    "An answer belongs to the customer's latest contact in the 30 days before it; what came earlier may have left its mark too."
)


@metric(rows_behind="satisfaction/complaint_rows")
def satisfaction_sources(workspace: Workspace, filters: Filters, across: str = "stage") -> Answer:
    """How satisfied customers were after contacts with each department, by stage of the sale and channel, beside its complaints.

    Formula: share of the two best answers (csat) among answers given within 30 days after a contact, told to the department, stage
        and channel of the latest one; interval after Wilson; a cell is below the others where its whole interval lies under the
        share of all cells together; complaints of the period are counted beside it.
    Unit: share of answers, 0–1; n counts answers.
    Grain: one row per department and stage, channel or both (option across: stage, channel or both).
    Source: Bernd Stauss and Wolfgang Seidel, Complaint Management, 2004; Edwin B. Wilson, Probable Inference, 1927.
    """
    if across not in ACROSS:
        raise QuestionFault(
            mark("Sources cannot be told by {across}. Choose one of: {choices}."),
            across=across,
            choices=", ".join(ACROSS),
        )
    counted, query = workspace.ask("satisfaction/satisfaction_sources", filters.parameters())
    keys = ["department", *ACROSS[across]]
    sums = pd.DataFrame(counted.groupby(keys, as_index=False)[["answers", "satisfied", "complaints"]].sum())
    answers, satisfied = (int(sums[name].to_numpy().sum()) for name in ("answers", "satisfied"))
    overall = share(satisfied, answers)
    rows = []
    for cell in sums.to_dict("records"):
        own = share(int(cell["satisfied"]), int(cell["answers"]))
        visible = shown(own)
        ends = {"value": visible.value, "low": visible.low, "high": visible.high}
        row = {name: str(cell.get(name, "")) for name in ("department", "stage", "channel")}
        row |= {name: np.nan if end is None else end for name, end in ends.items()}
        is_below = visible.high is not None and overall.value is not None and visible.high < overall.value
        rows.append(
            row | {"n": own.n, "reading": reading(own.n), "complaints": int(cell["complaints"]), "is_below": is_below}
        )
    rows.sort(key=lambda row: (row["department"], _place(STAGES, row["stage"]), _place(CHANNELS, row["channel"])))
    frame = pd.DataFrame(rows, columns=pd.Index(SOURCE_COLUMNS))
    n = answers + int(sums["complaints"].to_numpy().sum())
    departments = tuple(dict.fromkeys(str(name) for name in frame["department"].tolist()))
    totals = {"overall": overall.value, "answers": answers, "departments": departments, "across": across}
    notes = (Note(BY_LATEST),) if n else (nothing_recorded(workspace),)
    return Answer("satisfaction_sources", frame, (query,), as_of(workspace, filters), n, notes, totals)


def _place(order: tuple[str, ...], name: str) -> int:
    """Place of a code in its order; unknown ones last."""
    return order.index(name) if name in order else len(order)
