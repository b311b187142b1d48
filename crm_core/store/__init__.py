"""The workspaces: one DuckDB file each. The only door of duckdb; refuses SQL that is not bound or not named."""

from crm_core.store.dictionary import SHEETS, Field, data_dictionary
from crm_core.store.facts import NewLoad, StoredLoad, sheet_fields, store_rows, undo_load
from crm_core.store.named_sql import named_sql
from crm_core.store.workspace import Build, Derivation, Session, Workspace, WorkspaceState

__all__ = [
    "SHEETS",
    "Build",
    "Derivation",
    "Field",
    "NewLoad",
    "Session",
    "StoredLoad",
    "Workspace",
    "WorkspaceState",
    "data_dictionary",
    "named_sql",
    "sheet_fields",
    "store_rows",
    "undo_load",
]
