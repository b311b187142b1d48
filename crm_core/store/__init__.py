"""The workspaces: one DuckDB file each. The only door of duckdb; refuses SQL that is not bound or not named."""

from crm_core.store.dictionary import Field, data_dictionary
from crm_core.store.named_sql import named_sql
from crm_core.store.workspace import Build, Derivation, Session, Workspace, WorkspaceState

__all__ = [
    "Build",
    "Derivation",
    "Field",
    "Session",
    "Workspace",
    "WorkspaceState",
    "data_dictionary",
    "named_sql",
]
