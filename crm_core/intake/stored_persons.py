"""Arriving customers who may be stored already under another number; told, and nobody is made one with anybody."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.checked_parts import FINDINGS
from crm_core.intake.findings import RULES
from crm_core.store import Workspace

pc: Any = pyarrow.compute

CONTACTS = ("email", "phone", "name")
SHORTEST_CONTACT, SHORTEST_NAME, MOST_BEARERS = 6, 8, 3


def stored_persons(workspace: Workspace, rows: pa.Table) -> pa.Table:
    """A finding for each row whose e-mail, telephone or whole name a stored customer of another number has.

    A name or contact that more than three customers share, of those stored or of those arriving, tells nobody apart.
    """
    given = [name for name in CONTACTS if name in rows.column_names]
    if not given or rows.num_rows == 0:
        return FINDINGS.empty_table()
    nothing = pa.nulls(rows.num_rows, pa.string())
    columns = {name: rows.column(name) if name in given else nothing for name in CONTACTS}
    with workspace.session() as session:
        session.bring(
            "arriving_persons", pa.table({key: rows.column(key) for key in ("customer_id", "row_number")} | columns)
        )
        found = session.frame(
            "intake/stored_persons",
            shortest_contact=SHORTEST_CONTACT,
            shortest_name=SHORTEST_NAME,
            most_bearers=MOST_BEARERS,
        )
        session.drop("arriving_persons")
    fields = pa.array(found["field"], pa.string())
    is_name = pc.equal(fields, "name")
    told = {
        "level": pa.array([RULES["stored_person"].level]).take(pa.array(np.zeros(len(fields), dtype=np.int32))),
        "row_number": pa.array(found["row_number"], pa.int32()),
        "field": fields,
        "value": pc.binary_join_element_wise(
            pa.array(found["said"], pa.string()), pa.array(found["stored_id"], pa.string()), " = "
        ),
        "rule": pc.if_else(is_name, "stored_name", "stored_person"),
    }
    return pa.table([told[name] for name in FINDINGS.names], FINDINGS)
