"""The command line: the same verbs without a browser. Exit code 0, 2 with one clear line, 3 where an import must ask."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click
import pandas as pd

from crm_core import cockpit, demo
from crm_core.answers import Answer, Metric
from crm_core.errors import Fault, QuestionFault
from crm_core.exports import csv_bytes
from crm_core.filters import COMPARISONS, Filters, comparison_of
from crm_core.periods import PERIOD_CODES, named_period
from crm_core.settings import workspaces_folder
from crm_core.store import Workspace
from crm_core.words import Language, mark, translate

FORMATS = ("table", "csv", "json")
ROW_LIMIT = 10_000

_language: Language = "tr" if os.environ.get("LANG", "").startswith("tr") else "en"


def _say(text: str, /, **values: Any) -> str:
    """A text in the language of the terminal."""
    return translate(text, _language, **{name: str(value) for name, value in values.items()})


def _clear_faults(command: Callable[..., Any]) -> Callable[..., Any]:
    """A fault becomes one line on standard error and exit code 2."""

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except Fault as fault:
            details = {name: translate(str(value), _language) for name, value in fault.details.items()}
            click.echo(f"{_say(fault.title)}: {translate(fault.message, _language, **details)}", err=True)
            sys.exit(2)

    return guarded


def _workspace_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--workspace", "place", type=click.Path(path_type=Path), help="Path of the workspace's .duckdb file."
    )(command)


def _opened(place: Path | None) -> Workspace:
    """The workspace at ``place``, else the only one there is."""
    if place is not None:
        return cockpit.open_workspace(place)
    names = cockpit.workspace_names()
    if len(names) != 1:
        raise QuestionFault(
            mark("There are {count} workspaces in {folder}. Say which one with --workspace PATH."),
            count=len(names),
            folder=str(workspaces_folder()),
        )
    return cockpit.open_workspace(cockpit.workspace_path(names[0]))


@click.group(help="Customer value, satisfaction and relational marketing from spreadsheets, without a browser.")
def main() -> None:
    """Entry point of ``python -m crm_core``."""


@main.command("demo", help="Make a demo workspace with known truth.")
@click.argument("scenario", type=click.Choice(demo.scenario_names()))
@click.option("--seed", default=7, show_default=True, help="Seed of the random numbers.")
@click.option("--dirty", "dirty_folder", type=click.Path(path_type=Path), help="Write dirty CSV files there instead.")
@_workspace_option
@_clear_faults
def demo_command(scenario: str, seed: int, dirty_folder: Path | None, place: Path | None) -> None:
    """Workspace of one scenario, or its sheets as dirty files for trying the import."""
    if dirty_folder is not None:
        demo.write_scenario(dirty_folder, demo.generate(scenario, seed, with_dirty_rows=True))
        click.echo(_say(mark("Files with flagged dirty rows are in {folder}."), folder=dirty_folder))
        return
    path = place or cockpit.workspace_path(f"demo-{scenario}")
    made = demo.create_demo(path, scenario, seed, derivations=cockpit.DERIVATIONS)
    click.echo(_say(mark("Demo workspace made: {path}, data as of {day}."), path=made.path, day=made.state().as_of))
    made.close()


@main.command("metrics", help="The catalogue of metrics: name, formula, unit, grain, source.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def metrics_command(form: str) -> None:
    """All metrics of the catalogue."""
    parts = ("name", "sentence", "formula", "unit", "grain", "source")
    entries = [{part: getattr(metric, part) for part in parts} for metric in cockpit.METRICS.values()]
    if form == "table":
        for metric in cockpit.METRICS.values():
            click.echo(f"{metric.name}\n    {_say(metric.sentence)}")
            for label, text in zip(("Formula", "Unit", "Grain", "Source"), parts[2:], strict=True):
                click.echo(f"    {_say(label)}: {_say(getattr(metric, text))}")
        return
    _print_rows(pd.DataFrame(entries), form)


@main.command("metric", help="Ask one metric with the page's filters.")
@click.argument("name")
@click.option("--period", default="12m", show_default=True, help="12m, 3m, ytd, all, or YYYY-MM..YYYY-MM.")
@click.option("--compare", type=click.Choice(COMPARISONS), default="previous", show_default=True)
@click.option("--sector", "sectors", multiple=True)
@click.option("--region", "regions", multiple=True)
@click.option("--capacity", "capacities", multiple=True)
@click.option("--tier", "tiers", multiple=True)
@click.option(
    "--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the metric, such as by=tier."
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@_workspace_option
@_clear_faults
def metric_command(
    name: str,
    period: str,
    compare: str,
    sectors: Sequence[str],
    regions: Sequence[str],
    capacities: Sequence[str],
    tiers: Sequence[str],
    options: Sequence[str],
    form: str,
    place: Path | None,
) -> None:
    """One answer, as the pages would show it."""
    metric = cockpit.metric_named(name)
    workspace = _opened(place)
    chosen = replace(
        _filters(workspace, period, compare),
        sectors=tuple(sectors),
        regions=tuple(regions),
        capacities=tuple(capacities),
        tiers=tuple(tiers),
    )
    answer = metric.ask(workspace, chosen, **_named_options(metric, options))
    if form == "json":
        click.echo(json.dumps(_as_json(answer, chosen), ensure_ascii=False, indent=2, default=str))
    else:
        _print_rows(answer.rows, form)
    if form == "table":
        _print_totals(answer)


@main.command("sql", help="Ask the workspace one reading SQL statement.")
@click.argument("text")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@_workspace_option
@_clear_faults
def sql_command(text: str, form: str, place: Path | None) -> None:
    """At most ten thousand rows of a select statement."""
    _print_rows(_opened(place).ask_text(text, ROW_LIMIT), form)


@main.command("rebuild", help="Build all rollups anew from the facts.")
@_workspace_option
@_clear_faults
def rebuild_command(place: Path | None) -> None:
    """The same figures as before, from scratch."""
    workspace = _opened(place)
    workspace.rebuild()
    click.echo(_say(mark("Built anew: build {build}."), build=workspace.state().build_id))


def _filters(workspace: Workspace, period: str, compare: str) -> Filters:
    """Filters of the command line; a period that cannot be read is a fault that says how to write it."""
    state = workspace.state()
    as_of = state.as_of or date(2000, 1, 31)
    comparison = comparison_of(compare)
    first_day = state.first_day or as_of
    if period in PERIOD_CODES and period != "own":
        return Filters(named_period(period, first_day, as_of), comparison, data_from=first_day)
    start, _, end = period.partition("..")
    try:
        own = (date.fromisoformat(f"{start}-01"), date.fromisoformat(f"{end or start}-01"))
    except ValueError as cause:
        raise QuestionFault(
            mark("{period} is no period. Write 12m, 3m, ytd, all, or months like 2025-01..2025-06."), period=period
        ) from cause
    return Filters(named_period("own", first_day, as_of, own), comparison, data_from=first_day)


def _named_options(metric: Metric, options: Sequence[str]) -> dict[str, str]:
    """Options of the metric from NAME=VALUE; an unknown name is a fault that lists the known ones."""
    named: dict[str, str] = {}
    for option in options:
        name, sign, value = option.partition("=")
        if not sign or name not in metric.options:
            raise QuestionFault(
                mark("{metric} has no option {option}. Its options: {known}."),
                metric=metric.name,
                option=option,
                known=", ".join(metric.options) or "–",
            )
        named[name] = value
    return named


def _as_json(answer: Answer, filters: Filters) -> dict[str, Any]:
    """The whole answer for another program."""
    rows = answer.rows.astype(object).where(answer.rows.notna(), None)
    return {
        "metric": answer.metric,
        "as_of": answer.as_of.isoformat(),
        "period": [filters.period.start.isoformat(), filters.period.end.isoformat()],
        "n": answer.n,
        "totals": {name: _plain(value) for name, value in answer.totals.items()},
        "rows": [{name: _plain(value) for name, value in row.items()} for row in rows.to_dict("records")],
        "notes": [_worded_note(note.text, note.values) for note in answer.notes],
    }


def _plain(value: Any) -> Any:
    """A value that JSON knows: days as ISO text, numpy numbers as numbers, frames as records."""
    if isinstance(value, pd.DataFrame):
        return [{name: _plain(cell) for name, cell in row.items()} for row in value.to_dict("records")]
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "item"):
        return value.item()
    return value


def _worded_note(text: str, values: Any) -> str:
    return translate(text, _language, **{name: translate(str(value), _language) for name, value in values.items()})


def _print_rows(rows: pd.DataFrame, form: str) -> None:
    if form == "csv":
        click.echo(csv_bytes(rows).decode("utf-8-sig"), nl=False)
    elif form == "json":
        plain = rows.astype(object).where(rows.notna(), None).to_dict("records")
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(rows.to_string(index=False, max_rows=200) if len(rows) else _say(mark("No rows for this choice.")))


def _print_totals(answer: Answer) -> None:
    click.echo(f"\nn = {answer.n}, {_say(mark('as of {day}'), day=answer.as_of)}")
    for name, value in answer.totals.items():
        if not isinstance(value, pd.DataFrame):
            click.echo(f"{name} = {value}")
    for note in answer.notes:
        click.echo(_worded_note(note.text, note.values))


if __name__ == "__main__":
    main()
