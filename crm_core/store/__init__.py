"""The workspaces: one DuckDB file each. The only door of duckdb; refuses SQL that is not bound or not named."""

from crm_core.store.changed_attributes import ATTRIBUTE_PREFIX, ChangedCell, ChangedField
from crm_core.store.dictionary import SHEETS, Field, data_dictionary
from crm_core.store.facts import NewLoad, StoredLoad, sheet_fields, store_rows
from crm_core.store.given_columns import let_take_cells
from crm_core.store.keeping import Kept
from crm_core.store.later_loads import LaterLoad, LaterLoads, TouchedRow
from crm_core.store.manner import (
    BLANKS,
    EVERY_MODE,
    KEYS,
    MANNER_KEYS,
    ORPHANS,
    SHEET_MODES,
    WITH_CUSTOMERS_OF_OTHERS,
    Manner,
    manner_of,
)
from crm_core.store.named_sql import named_sql
from crm_core.store.segment import Kinds, Segment, kinds_of, segment_of
from crm_core.store.session import Build, Derivation, Session, read_once
from crm_core.store.sorted_rows import CENT_OF_CENT, begins, is_known, order_of, scaled
from crm_core.store.state import WorkspaceState
from crm_core.store.undoing import undo_from, undo_load
from crm_core.store.workspace import Workspace

__all__ = [
    "ATTRIBUTE_PREFIX",
    "BLANKS",
    "CENT_OF_CENT",
    "EVERY_MODE",
    "KEYS",
    "MANNER_KEYS",
    "ORPHANS",
    "SHEETS",
    "SHEET_MODES",
    "WITH_CUSTOMERS_OF_OTHERS",
    "Build",
    "ChangedCell",
    "ChangedField",
    "Derivation",
    "Field",
    "Kept",
    "Kinds",
    "LaterLoad",
    "LaterLoads",
    "Manner",
    "NewLoad",
    "Segment",
    "Session",
    "StoredLoad",
    "TouchedRow",
    "Workspace",
    "WorkspaceState",
    "begins",
    "data_dictionary",
    "is_known",
    "kinds_of",
    "let_take_cells",
    "manner_of",
    "named_sql",
    "order_of",
    "read_once",
    "scaled",
    "segment_of",
    "sheet_fields",
    "store_rows",
    "undo_from",
    "undo_load",
]
