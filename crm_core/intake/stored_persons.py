"""Arriving customers who may be stored already under another number; told, and nobody is made one with anybody.

The two sides are compared contact by contact and part by part, so that memory stays bounded however many match.
"""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.checked_parts import FINDINGS
from crm_core.intake.findings import RULES
from crm_core.store import Workspace

pc: Any = pyarrow.compute

CONTACTS = ("email", "phone", "name")
SHORTEST_CONTACT, SHORTEST_NAME, MOST_BEARERS = 6, 8, 3
BROUGHT = ["customer_id", "row_number", "said"]
COMPARED_AT_ONCE = 400_000
"""So many arriving rows are compared at once, about."""


def stored_persons(workspace: Workspace, rows: pa.Table) -> pa.Table:
    """A finding for each row whose e-mail, telephone or whole name a stored customer of another number has.

    A name or contact that more than three customers share, of those stored or of those arriving, tells nobody apart.
    """
    found = [FINDINGS.empty_table()]
    parts = 1 + rows.num_rows // COMPARED_AT_ONCE
    with workspace.session() as session:
        for field in (name for name in CONTACTS if name in rows.column_names and rows.num_rows):
            session.bring("arriving_persons", rows.select(["customer_id", "row_number", field]).rename_columns(BROUGHT))
            for part in range(parts):
                matched = session.frame(
                    "intake/stored_persons",
                    field=field,
                    part=part,
                    parts=parts,
                    shortest_contact=SHORTEST_CONTACT,
                    shortest_name=SHORTEST_NAME,
                    most_bearers=MOST_BEARERS,
                )
                found.append(_told(matched, field))
            session.drop("arriving_persons")
    return pa.concat_tables(found)


def _told(matched: pd.DataFrame, field: str) -> pa.Table:
    """One finding per row: what it says and the stored number behind the sign =."""
    rule = "stored_name" if field == "name" else "stored_person"

    def alike(text: str) -> pa.Array:
        return pa.array([text]).take(pa.array(np.zeros(len(matched), dtype=np.int32)))

    said, stored = (pa.array(matched[name], pa.string()) for name in ("said", "stored_id"))
    told = {
        "level": alike(RULES[rule].level),
        "row_number": pa.array(matched["row_number"], pa.int32()),
        "field": alike(field),
        "value": pc.binary_join_element_wise(said, stored, " = "),
        "rule": alike(rule),
    }
    return pa.table([told[name] for name in FINDINGS.names], FINDINGS)
