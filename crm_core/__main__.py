"""The command line: the same verbs without a browser. Exit code 0, 2 with one clear line, 3 where an import must ask."""

import click

from crm_core.commands.asking import metric_command, metrics_command, sql_command
from crm_core.commands.entering import enter_command
from crm_core.commands.loading import (
    demo_command,
    import_command,
    loads_command,
    quarantine_command,
    rebuild_command,
    restore_command,
    undo_command,
)


@click.group(help="Customer value, satisfaction and relational marketing from spreadsheets, without a browser.")
def main() -> None:
    """Entry point of ``python -m crm_core``."""


for command in (
    demo_command,
    import_command,
    loads_command,
    enter_command,
    quarantine_command,
    undo_command,
    restore_command,
    metrics_command,
    metric_command,
    sql_command,
    rebuild_command,
):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="python -m crm_core")
