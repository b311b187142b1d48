"""The one way to a workspace's file: limits set, nothing loaded from outside; refuses a file that another process holds."""

import shutil
from pathlib import Path

import duckdb

from crm_core.errors import WorkspaceFault, WorkspaceInUse
from crm_core.settings import memory_limit
from crm_core.words import mark


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the file, which is made where it is missing."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit(),
        "temp_directory": str(path.with_suffix(".tmp")),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
        "arrow_output_version": "1.5",  # money of 18 digits in 64 bits: half the memory to sum
    }
    try:
        connection = duckdb.connect(str(path), config=config)
        if connection.execute("select current_setting('enable_external_access')").fetchone() == (True,):
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
        return connection
    except duckdb.IOException as cause:
        if "lock" in str(cause).lower():
            raise WorkspaceInUse(
                mark("The workspace {name} is open in another process. Close it there, then try again."),
                name=path.stem,
            ) from cause
        raise WorkspaceFault(
            mark("The file {path} cannot be opened as a workspace. Choose another file."), path=str(path)
        ) from cause


def sweep(path: Path) -> None:
    """Remove what a killed process left half-written beside the workspace; who opens it is alone with it."""
    files = path.with_suffix(".files")
    for leftover in (*files.glob("arriving-*"), *files.glob("*/*.half")):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)
