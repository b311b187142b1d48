"""What every command shares: the language of the terminal, the workspace meant, rows printed, faults as one line."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import wraps
from math import isnan
from pathlib import Path
from typing import Any

import click
import pandas as pd

from crm_core import cockpit
from crm_core.errors import Fault, QuestionFault, WorkspaceInUse
from crm_core.exports import csv_bytes
from crm_core.intake.later_loads import later_loads_text
from crm_core.numbers import number_text
from crm_core.settings import workspaces_folder
from crm_core.store import LaterLoads, Workspace
from crm_core.words import Language, mark, translate

FORMATS = ("table", "csv", "json")
SECONDS_BETWEEN_TRIES = 0.2
_WAIT = "crm_core.wait"
LANGUAGE: Language = "tr" if os.environ.get("LANG", "").startswith("tr") else "en"


def say(text: str, /, **values: Any) -> str:
    """A text in the language of the terminal; texts and broken numbers among the values are worded too."""
    return translate(text, LANGUAGE, **{name: _worded(value) for name, value in values.items()})


def _worded(value: Any) -> str:
    """Money and other broken numbers by the marks of the language; whole numbers stay as they can be typed back."""
    if isinstance(value, float | Decimal):
        return number_text(value, LANGUAGE, 2)
    if isinstance(value, LaterLoads):
        return later_loads_text(value, LANGUAGE)
    return translate(str(value), LANGUAGE)


def clear_faults(command: Callable[..., Any]) -> Callable[..., Any]:
    """A fault becomes one line on standard error and exit code 2."""

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except Fault as fault:
            subject = f" ({fault.subject})" if fault.subject else ""
            click.echo(f"{say(fault.title)}{subject}: {say(fault.message, **fault.details)}", err=True)
            sys.exit(2)

    return guarded


def workspace_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--workspace PATH`` and ``--wait SECONDS``."""
    waiting = click.option(
        "--wait",
        type=click.FloatRange(min=0),
        default=0.0,
        expose_value=False,
        callback=_remember_wait,
        help="Seconds to wait for a workspace that another process has open, the dashboard among them.",
    )
    return click.option(
        "--workspace", "place", type=click.Path(path_type=Path), help="Path of the workspace's .duckdb file."
    )(waiting(command))


def _remember_wait(context: click.Context, option: click.Parameter, seconds: float) -> None:
    context.meta[_WAIT] = seconds


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--format``."""
    return click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)(command)


def opened(place: Path | None) -> Workspace:
    """The workspace at ``place``, else the only one there is."""
    if place is not None:
        return _opened_in_time(place)
    names = cockpit.workspace_names()
    if len(names) != 1:
        raise QuestionFault(
            mark("There are {count} workspaces in {folder}. Say which one with --workspace PATH."),
            count=len(names),
            folder=str(workspaces_folder()),
        )
    return _opened_in_time(cockpit.workspace_path(names[0]))


def _opened_in_time(place: Path) -> Workspace:
    """The workspace, tried again until ``--wait`` is over where another process has it open."""
    until = time.monotonic() + click.get_current_context().meta[_WAIT]
    while True:
        try:
            return cockpit.open_workspace(place)
        except WorkspaceInUse:
            if time.monotonic() >= until:
                raise
        time.sleep(SECONDS_BETWEEN_TRIES)


def print_json(thing: Any) -> None:
    """One JSON document for another program."""
    click.echo(json.dumps(plain(thing), ensure_ascii=False, indent=2, default=str))


def print_rows(rows: pd.DataFrame, form: str) -> None:
    """Rows as a table for people, CSV or JSON."""
    if form == "csv":
        click.echo(csv_bytes(rows).decode("utf-8-sig"), nl=False)
    elif form == "json":
        print_json(rows)
    else:
        click.echo(rows.to_string(index=False, max_rows=200) if len(rows) else say(mark("No rows for this choice.")))


def plain(value: Any) -> Any:
    """A value that JSON knows: frames as records, days as ISO text, numpy numbers as numbers, nothing as null."""
    if isinstance(value, pd.DataFrame):
        return [plain(row) for row in value.to_dict("records")]
    if isinstance(value, Mapping):
        return {str(name): plain(cell) for name, cell in value.items()}
    if isinstance(value, list | tuple):
        return [plain(cell) for cell in value]
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return None if value is pd.NaT or (isinstance(value, float) and isnan(value)) else value
