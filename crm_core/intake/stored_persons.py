"""Arriving customers who may be stored already under another number; told, and nobody is made one with anybody."""

from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.checked_parts import FINDINGS
from crm_core.intake.findings import RULES
from crm_core.store import Workspace

pc: Any = pyarrow.compute

CONTACTS = ("email", "phone", "name")
RULE_OF = {"email": "stored_person", "phone": "stored_person", "name": "stored_name"}
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
    rules = [RULE_OF[field] for field in found["field"]]
    told = {
        "level": [RULES[rule].level for rule in rules],
        "row_number": found["row_number"].astype("int32").tolist(),
        "field": found["field"].tolist(),
        "value": (found["said"] + " = " + found["stored_id"]).tolist(),
        "rule": rules,
    }
    return pa.table({name: pa.array(told[name], FINDINGS.field(name).type) for name in FINDINGS.names}, FINDINGS)
