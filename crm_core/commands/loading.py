"""Commands that change a workspace: demo, import, loads, quarantine, undo, restore, rebuild."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from crm_core import cockpit, demo, intake
from crm_core.commands.import_told import ask, rows_found, tell, tell_personal, tell_rows
from crm_core.commands.terminal import (
    clear_faults,
    format_option,
    opened,
    print_json,
    print_rows,
    say,
    workspace_option,
)
from crm_core.errors import Fault, FileFault, QuestionFault
from crm_core.intake import Draft
from crm_core.intake.personal import BASIS, BASIS_WORDS, SOURCE
from crm_core.intake.quality import quality
from crm_core.settings import loaded_by
from crm_core.store import BLANKS, EVERY_MODE, MANNER_KEYS, ORPHANS, Workspace
from crm_core.words import fold, mark

CONTROLS = ("rows", "amount")
STATED = {BASIS: "legal_basis", SOURCE: "source"}
json_option = click.option("--json", "is_json", is_flag=True, help="Print JSON for another program.")


@click.command("demo", help="Make a demo workspace with known truth.")
@click.argument("scenario", type=click.Choice(demo.scenario_names()))
@click.option("--seed", default=7, show_default=True, help="Seed of the random numbers.")
@click.option("--dirty", "dirty_folder", type=click.Path(path_type=Path), help="Write dirty CSV files there instead.")
@workspace_option
@clear_faults
def demo_command(scenario: str, seed: int, dirty_folder: Path | None, place: Path | None) -> None:
    """Workspace of one scenario, or its sheets as dirty files for trying the import."""
    if dirty_folder is not None:
        demo.write_scenario(dirty_folder, demo.generate(scenario, seed, with_dirty_rows=True))
        click.echo(say(mark("Files with flagged dirty rows are in {folder}."), folder=dirty_folder))
        return
    path = place or cockpit.workspace_path(f"demo-{scenario}")
    made = demo.create_demo(path, scenario, seed, derivations=cockpit.DERIVATIONS)
    click.echo(say(mark("Demo workspace made: {path}, data as of {day}."), path=made.path, day=made.state().as_of))
    made.close()


@click.command("import", help="Check a spreadsheet and load it; a workspace that is not there yet is made.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mode", type=click.Choice(EVERY_MODE), help="How the rows meet those that are there.")
@click.option("--blank", type=click.Choice(BLANKS), help="What an empty cell does to the old value.")
@click.option("--orphans", type=click.Choice(ORPHANS), help="What becomes of rows of customers not described.")
@click.option("--key", metavar="FIELD,FIELD", help="Fields that tell the rows apart.")
@click.option("--period", metavar="FROM..TO", help="Period that mode period replaces: 2024-01..2024-03.")
@click.option("--tab", help="Sheet of a workbook to take.")
@click.option("--answer", "answers", multiple=True, metavar="KEY=CHOICE", help="Answer to a question of the import.")
@click.option(
    "--keep", "kept", multiple=True, metavar="HEADING[=NAME]", help="Column kept as attribute of the customer."
)
@click.option("--keep-rest", is_flag=True, help="Keep every column that feeds no field, of sheets with customers.")
@click.option("--control-rows", help="Rows that must be loaded, or nothing is.")
@click.option("--control-amount", help="Amount that must be loaded, with a decimal point, or nothing is.")
@click.option("--legal-basis", type=click.Choice(tuple(BASIS_WORDS)), help="Legal basis for keeping personal data.")
@click.option("--source", metavar="TEXT", help="Where personal data come from, for the history of loads.")
@click.option("--again", is_flag=True, help="Load a file that was loaded before.")
@click.option("--check-only", is_flag=True, help="Say what was found and what the load would change; load nothing.")
@click.option("--currency", default="TRY", show_default=True, help="Currency of a workspace made now.")
@json_option
@workspace_option
@clear_faults
def import_command(
    files: Sequence[Path],
    answers: Sequence[str],
    kept: Sequence[str],
    keep_rest: bool,
    again: bool,
    check_only: bool,
    currency: str,
    is_json: bool,
    place: Path | None,
    **said: str | None,
) -> None:
    """Each table of each file is a load of its own; the first that must ask or fails ends the command."""
    workspace = _opened_or_made(place, currency)
    for draft in (draft for file in files for draft in _drafts(workspace, file, said.get("tab"))):
        try:
            draft = _kept(workspace, _answered(draft, answers), kept, keep_rest)
            if draft.sheet.questions:
                ask(draft, is_json)
            draft = intake.answer_all(draft, {key: said.get(key) or "" for key in MANNER_KEYS})
            draft = intake.answer_all(
                draft, {f"control.{name}": said.get(f"control_{name}") or "" for name in CONTROLS}
            )
            draft = intake.answer_all(draft, {key: value for key, name in STATED.items() if (value := said.get(name))})
            _carry_out(workspace, draft, again, check_only, is_json)
        except Fault as fault:
            raise fault.about(
                f"{draft.file_name} · {draft.part}" if draft.part else draft.file_name
            ) from fault.__cause__


def _carry_out(workspace: Workspace, draft: Draft, again: bool, check_only: bool, is_json: bool) -> None:
    """Check a draft and load it, or try the load and take it back; say what was found."""
    checked = intake.check(workspace, draft)
    rows = rows_found(checked, draft)
    if not is_json:
        if intake.used_before(draft.choices):
            click.echo(
                say(
                    mark(
                        "A file with these headings was loaded before and is read alike; --answer mapping=none ends it."
                    )
                )
            )
        tell_rows(draft, rows)
        tell_personal(draft)
    worth = quality(draft, checked, date.today())
    if not check_only:
        tell(draft, intake.load(workspace, draft, again=again, loaded_by=loaded_by()), worth, rows, is_json)
        return
    tried = intake.dry_run(workspace, draft) if checked.rows_accepted else checked
    tell(draft, tried, worth, rows, is_json, is_tried=True)


@click.command("loads", help="The history of loads.")
@json_option
@format_option
@workspace_option
@clear_faults
def loads_command(form: str, is_json: bool, place: Path | None) -> None:
    """Every load ever made, latest first."""
    print_rows(intake.loads(opened(place)), "json" if is_json else form)


@click.command("quarantine", help="Rows that wait until a load describes their customer.")
@json_option
@format_option
@workspace_option
@clear_faults
def quarantine_command(form: str, is_json: bool, place: Path | None) -> None:
    """Waiting rows, counted by load."""
    print_rows(intake.quarantine(opened(place)), "json" if is_json else form)


@click.command("undo", help="Take a load back as a whole.")
@click.argument("load_id", type=int)
@json_option
@workspace_option
@clear_faults
def undo_command(load_id: int, is_json: bool, place: Path | None) -> None:
    """The workspace is as if the load had never been."""
    intake.undo(opened(place), load_id)
    if is_json:
        print_json({"undone": [load_id]})
    else:
        click.echo(say(mark("Load {load_id} was taken back."), load_id=load_id))


@click.command("restore", help="Bring the workspace back to before a load: it and every later one are taken back.")
@click.argument("load_id", type=int)
@json_option
@workspace_option
@clear_faults
def restore_command(load_id: int, is_json: bool, place: Path | None) -> None:
    """The workspace is as it was before the load."""
    undone = intake.restore(opened(place), load_id)
    if is_json:
        print_json({"undone": undone})
    else:
        click.echo(say(mark("Loads taken back: {loads}."), loads=", ".join(map(str, undone))))


@click.command("rebuild", help="Build all rollups anew from the facts.")
@json_option
@workspace_option
@clear_faults
def rebuild_command(is_json: bool, place: Path | None) -> None:
    """The same figures as before, from scratch."""
    workspace = opened(place)
    workspace.rebuild()
    if is_json:
        print_json({"build": workspace.state().build_id})
        return
    click.echo(say(mark("Built anew: build {build}."), build=workspace.state().build_id))


def _opened_or_made(place: Path | None, currency: str) -> Workspace:
    if place is None or place.exists():
        return opened(place)
    return Workspace.create(place, place.stem, currency, derivations=cockpit.DERIVATIONS)


def _drafts(workspace: Workspace, file: Path, tab: str | None) -> tuple[Draft, ...]:
    """One draft per table in the file; with a tab only that one."""
    if not file.is_file():
        raise FileFault(mark("There is no file {file}."), file=str(file))
    drafts = intake.draft_files(workspace, file, file.name)
    wanted = tuple(draft for draft in drafts if tab is None or draft.sheet.reading.tab == tab)
    if not wanted:
        raise FileFault(mark("The workbook has no visible sheet {tab}."), tab=tab)
    return wanted


def _answered(draft: Draft, answers: Sequence[str]) -> Draft:
    """The draft with the answers of the command line."""
    for said in answers:
        key, sign, choice = said.partition("=")
        if not sign:
            raise QuestionFault(mark("{answer} is no answer. Write it as KEY=CHOICE."), answer=said)
        draft = intake.answer(draft, key, choice)
    return draft


def _kept(workspace: Workspace, draft: Draft, kept: Sequence[str], keeps_rest: bool) -> Draft:
    """The draft with columns kept as attributes: those named, or every one that feeds no field.

    Of several files only those that have the column are meant.
    """
    known = intake.attribute_names(workspace)
    for said in kept:
        fits = [own for own in draft.sheet.headings if said == own or said.startswith(f"{own}=")]
        if not fits and draft.sheet.sheet != "customers":
            continue
        heading = max(fits, key=len, default=said)
        name = said.removeprefix(heading).removeprefix("=") or known.get(fold(heading), "")
        draft = intake.answer(draft, f"map.{heading}", f"{intake.PREFIX}{name}")
    is_wanted = keeps_rest and draft.sheet.sheet in intake.WITH_ATTRIBUTES
    return intake.keep_rest(draft, known) if is_wanted else draft
