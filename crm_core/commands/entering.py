"""Command that enters what people otherwise type: dated notes and targets from a small sheet."""

from pathlib import Path

import click

from crm_core.commands.terminal import clear_faults, opened, say, workspace_option
from crm_core.errors import FileFault
from crm_core.intake.entries import read_entries
from crm_core.store.entries import enter
from crm_core.words import mark


@click.command(
    "enter", help="Enter dated notes (day, text, measure, re-base) or targets (metric, month, value) from a file."
)
@click.argument("file", type=click.Path(path_type=Path))
@workspace_option
@clear_faults
def enter_command(file: Path, place: Path | None) -> None:
    """All rows of the file, or none and the row that cannot be read."""
    if not file.is_file():
        raise FileFault(mark("There is no file {file}."), file=str(file))
    entries = read_entries(file.read_bytes(), file.name)
    enter(opened(place), entries.notes, entries.targets)
    click.echo(
        say(mark("Entered: {notes} notes, {targets} targets."), notes=len(entries.notes), targets=len(entries.targets))
    )
