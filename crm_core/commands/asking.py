"""Commands that ask: metrics, metric, sql."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click
import pandas as pd

from crm_core import cockpit
from crm_core.answers import Answer, Metric
from crm_core.commands.terminal import (
    clear_faults,
    format_option,
    opened,
    print_json,
    print_rows,
    say,
    workspace_option,
)
from crm_core.errors import QuestionFault
from crm_core.filters import COMPARISONS, Filters, comparison_of
from crm_core.periods import PERIOD_CODES, named_period
from crm_core.store import Workspace
from crm_core.words import mark

ROW_LIMIT = 10_000
PARTS = {
    "formula": mark("Formula"),
    "unit": mark("Unit"),
    "grain": mark("Grain"),
    "source": mark("Source"),
}


@click.command("metrics", help="The catalogue of metrics: name, formula, unit, grain, source.")
@format_option
def metrics_command(form: str) -> None:
    """All metrics of the catalogue."""
    catalogue = cockpit.METRICS.values()
    if form != "table":
        parts = ("name", "sentence", *PARTS)
        print_rows(pd.DataFrame([{part: getattr(metric, part) for part in parts} for metric in catalogue]), form)
        return
    for metric in catalogue:
        click.echo(f"{metric.name}\n    {say(metric.sentence)}")
        for part, label in PARTS.items():
            click.echo(f"    {say(label)}: {say(getattr(metric, part))}")


@click.command("metric", help="Ask one metric with the page's filters.")
@click.argument("name")
@click.option("--period", default="12m", show_default=True, help="12m, 3m, ytd, all, or YYYY-MM..YYYY-MM.")
@click.option("--compare", type=click.Choice(COMPARISONS), default="previous", show_default=True)
@click.option("--sector", "sectors", multiple=True)
@click.option("--region", "regions", multiple=True)
@click.option("--capacity", "capacities", multiple=True)
@click.option("--tier", "tiers", multiple=True)
@click.option(
    "--attribute", "attributes", multiple=True, metavar="NAME=VALUE", help="A column of your own, as Salesperson=Ada."
)
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the metric, as by=tier.")
@format_option
@workspace_option
@clear_faults
def metric_command(
    name: str,
    period: str,
    compare: str,
    attributes: Sequence[str],
    options: Sequence[str],
    form: str,
    place: Path | None,
    **segment: Sequence[str],
) -> None:
    """One answer, as the pages would show it."""
    metric = cockpit.metric_named(name)
    workspace = opened(place)
    chosen = replace(
        _filters(workspace, period, compare),
        attributes=_attributes(workspace, attributes),
        **{field: tuple(values) for field, values in segment.items()},
    )
    answer = metric.ask(workspace, chosen, **_named_options(metric, options))
    if form == "json":
        print_json(_whole(answer, chosen))
    else:
        print_rows(answer.rows, form)
    if form == "table":
        _print_beside(answer)


@click.command("sql", help="Ask the workspace one reading SQL statement.")
@click.argument("text")
@format_option
@workspace_option
@clear_faults
def sql_command(text: str, form: str, place: Path | None) -> None:
    """At most ten thousand rows of a select statement."""
    print_rows(opened(place).ask_text(text, ROW_LIMIT), form)


def _filters(workspace: Workspace, period: str, compare: str) -> Filters:
    """Filters of the command line; a period that cannot be read is a fault that says how to write it."""
    state = workspace.state()
    as_of = state.as_of or date(2000, 1, 31)
    first_day = state.first_day or as_of
    comparison = comparison_of(compare)
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


def _attributes(workspace: Workspace, said: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Pairs from NAME=VALUE; an attribute that no customer has is a fault that lists the known ones."""
    if not said:
        return ()
    known = workspace.ask("intake/attribute_names", {})[0]["attribute"].tolist()
    pairs: list[tuple[str, str]] = []
    for pair in said:
        fits = [name for name in known if pair.startswith(f"{name}=")]
        if not fits:
            raise QuestionFault(
                mark("{pair} names no attribute of the customers. Write NAME=VALUE. Known: {known}."),
                pair=pair,
                known=", ".join(known) or "–",
            )
        name = max(fits, key=len)
        pairs.append((name, pair.removeprefix(f"{name}=")))
    return tuple(sorted(pairs))


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


def _whole(answer: Answer, filters: Filters) -> dict[str, Any]:
    """The answer with all that stands beside it."""
    return {
        "metric": answer.metric,
        "as_of": answer.as_of.isoformat(),
        "period": [filters.period.start.isoformat(), filters.period.end.isoformat()],
        "n": answer.n,
        "totals": answer.totals,
        "rows": answer.rows,
        "notes": [say(note.text, **note.values) for note in answer.notes],
    }


def _print_beside(answer: Answer) -> None:
    """n, as-of date, totals and notes, under a table."""
    click.echo(f"\nn = {answer.n}, {say(mark('as of {day}'), day=answer.as_of)}")
    for name, value in answer.totals.items():
        if not isinstance(value, pd.DataFrame):
            click.echo(f"{name} = {value}")
    for note in answer.notes:
        click.echo(say(note.text, **note.values))
