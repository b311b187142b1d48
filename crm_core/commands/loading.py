"""Commands that change a workspace: demo, import, loads, quarantine, undo, restore, rebuild."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from crm_core import cockpit, demo, intake
from crm_core.commands.terminal import (
    LANGUAGE,
    clear_faults,
    format_option,
    opened,
    print_json,
    print_rows,
    say,
    workspace_option,
)
from crm_core.errors import Fault, FileFault, QuestionFault
from crm_core.intake import CheckResult, Draft, LoadResult, Question, worded
from crm_core.intake.personal import BASIS, BASIS_WORDS, SOURCE, UNSTATED, field_labels, on_record
from crm_core.intake.quality import PART_WORDS, Quality, quality
from crm_core.numbers import number_text, share_text
from crm_core.settings import loaded_by
from crm_core.store import BLANKS, EVERY_MODE, MANNER_KEYS, ORPHANS, Workspace
from crm_core.terms import SHEET_WORDS
from crm_core.words import fold, mark

CONTROLS = ("rows", "amount")
STATED = {BASIS: "legal_basis", SOURCE: "source"}
MUST_ASK = 3
ROWS_TOLD = 200
ROWS_PRINTED = 10
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
    "--keep", "kept", multiple=True, metavar="HEADING[=NAME]", help="Column of a customers sheet kept as attribute."
)
@click.option("--keep-rest", is_flag=True, help="Keep every column of a customers sheet that feeds no field.")
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
                _ask(draft, is_json)
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
    rows = _rows_found(checked, draft)
    if not is_json:
        if intake.used_before(draft.choices):
            click.echo(
                say(
                    mark(
                        "A file with these headings was loaded before and is read alike; --answer mapping=none ends it."
                    )
                )
            )
        _tell_rows(draft, rows)
        _tell_personal(draft)
    worth = quality(draft, checked, date.today())
    if not check_only:
        _tell(draft, intake.load(workspace, draft, again=again, loaded_by=loaded_by()), worth, rows, is_json)
        return
    tried = intake.dry_run(workspace, draft) if checked.rows_accepted else checked
    _tell(draft, tried, worth, rows, is_json, is_tried=True)


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
        if not fits and draft.sheet.sheet != intake.WITH_ATTRIBUTES:
            continue
        heading = max(fits, key=len, default=said)
        name = said.removeprefix(heading).removeprefix("=") or known.get(fold(heading), "")
        draft = intake.answer(draft, f"map.{heading}", f"{intake.PREFIX}{name}")
    is_wanted = keeps_rest and draft.sheet.sheet == intake.WITH_ATTRIBUTES
    return intake.keep_rest(draft, known) if is_wanted else draft


def _ask(draft: Draft, is_json: bool) -> None:
    """Print the open questions and end with exit code 3."""
    if is_json:
        print_json({"file": draft.file_name, "questions": [_question(question) for question in draft.sheet.questions]})
    else:
        click.echo(say(mark("{file}: the import must ask. Answer with --answer KEY=CHOICE."), file=draft.file_name))
        for question in draft.sheet.questions:
            click.echo(f"  {question.key}: {worded(question.text, question.values, LANGUAGE)}")
            for choice in question.choices:
                click.echo(f"    {question.key}={choice.code}  {worded(choice.text, choice.values, LANGUAGE)}")
            if question.constant:
                click.echo(f"    {question.constant}=…  {say(mark('One value for every row'))}")
    sys.exit(MUST_ASK)


def _question(question: Question) -> dict[str, Any]:
    choices = [
        {"code": choice.code, "text": worded(choice.text, choice.values, LANGUAGE)} for choice in question.choices
    ]
    text = worded(question.text, question.values, LANGUAGE)
    return {"key": question.key, "text": text, "choices": choices, "constant": question.constant}


def _rows_found(checked: CheckResult, draft: Draft) -> list[dict[str, Any]]:
    """The first rows with a finding: where it stands, what stands there, what is wrong, what to do."""
    return [
        {
            "row": found.row_number,
            "column": found.heading or found.field,
            "value": found.value,
            "level": found.level,
            "text": worded(found.text, {}, LANGUAGE),
            "advice": worded(found.advice, {}, LANGUAGE),
        }
        for found in intake.findings(checked, draft, limit=ROWS_TOLD)
    ]


def _tell_rows(draft: Draft, rows: Sequence[dict[str, Any]]) -> None:
    """File, row, column and value of the first rows that were left out or need a look."""
    click.echo(draft.file_name)
    for found in rows[:ROWS_PRINTED]:
        click.echo(
            say(
                mark("  row {row}, {column} “{value}”: {text}. {advice}")
                if found["column"]
                else mark("  row {row}: {text}. {advice}"),
                row=found["row"],
                column=found["column"] or "",
                value=found["value"] or "",
                text=found["text"],
                advice=found["advice"],
            )
        )


def _tell_personal(draft: Draft) -> None:
    """Which personal fields the load brings, and what is stated of them."""
    kept = on_record(draft.sheet, draft.choices)
    if kept.fields:
        click.echo(
            say(
                mark("Personal data: {fields}. Legal basis: {basis}. Source: {source}."),
                fields=", ".join(say(label) for label in field_labels(draft.sheet.sheet, kept)),
                basis=say(BASIS_WORDS[kept.stated.basis] if kept.stated.basis else UNSTATED),
                source=kept.stated.source or say(UNSTATED),
            )
        )


def _tell(
    draft: Draft,
    result: LoadResult | CheckResult,
    worth: Quality,
    rows: Sequence[dict[str, Any]],
    is_json: bool,
    is_tried: bool = False,
) -> None:
    """Counts and findings of a check or a load; what a load changes, down to cells."""
    findings = [
        {
            "level": found.level,
            "rule": found.rule,
            "heading": found.heading,
            "count": found.count,
            "text": worded(found.text, found.values, LANGUAGE),
        }
        for found in result.summaries
    ]
    if is_json:
        _tell_json(draft, result, worth, findings, rows, is_tried)
    else:
        _tell_words(draft, result, worth, findings, is_tried)


def _tell_json(
    draft: Draft,
    result: LoadResult | CheckResult,
    worth: Quality,
    findings: Sequence[dict[str, Any]],
    rows: Sequence[dict[str, Any]],
    is_tried: bool,
) -> None:
    """A check or a load for another program."""
    counts = {name: value for name, value in asdict(result).items() if name not in ("summaries", "folder")}
    personal = on_record(draft.sheet, draft.choices).as_kept
    told = {"is_loaded": not is_tried, "personal": personal, "findings": findings, "rows_found": rows}
    told |= {"unknown_words": _unknown_words(draft)}
    print_json({**counts, **told, "quality": {"score": round(worth.score, 1), "parts": worth.parts}})


def _tell_words(
    draft: Draft,
    result: LoadResult | CheckResult,
    worth: Quality,
    findings: Sequence[dict[str, Any]],
    is_tried: bool,
) -> None:
    """A check or a load for a reader."""
    click.echo(
        say(
            mark("{sheet}: {read} rows read, {accepted} accepted, {refused} refused."),
            sheet=SHEET_WORDS[result.sheet],
            read=result.rows_read,
            accepted=result.rows_accepted,
            refused=result.rows_refused,
        )
    )
    for found in findings:
        where = f"{found['heading']}: " if found["heading"] else ""
        click.echo(f"  {say(intake.LEVEL_WORDS[found['level']])} ({found['count']}): {where}{found['text']}")
    if left := _not_stored(draft):
        usual = say(intake.REASONS["none"])
        named = (heading if reason == usual else f"{heading} ({reason})" for heading, reason in left.items())
        click.echo(say(mark("  Not stored: {headings}."), headings=", ".join(named)))
        if draft.sheet.sheet == intake.WITH_ATTRIBUTES:
            click.echo(say(mark("  --keep-rest keeps them as attributes of the customers.")))
    for word in _unknown_words(draft):
        click.echo(
            say(
                mark("  Not known yet, {rows} rows: --answer “{key}=…”, possible: {possible}; proposed: {proposed}."),
                rows=word["rows"],
                key=word["key"],
                possible=", ".join(word["possible"]) or say(mark("a number")),
                proposed=word["proposed"] or "–",
            )
        )
    shares = {say(PART_WORDS[name]): share for name, share in worth.parts.items() if share is not None}
    parts = ", ".join(f"{word} {share_text(share, LANGUAGE, 1)}" for word, share in shares.items())
    score = number_text(worth.score, LANGUAGE, 1)
    click.echo(say(mark("Quality of the data: {score} of 100 ({parts})."), score=score, parts=parts))
    if isinstance(result, LoadResult):
        _tell_changes(result)
        if not is_tried:
            click.echo(say(mark("Stored as load {load_id}. “undo {load_id}” takes it back."), load_id=result.load_id))


def _not_stored(draft: Draft) -> dict[str, str]:
    """Filled columns that feed nothing although nobody left them out, each with the reason."""
    return {column.heading: say(intake.REASONS[column.reason]) for column in draft.sheet.unkept}


def _unknown_words(draft: Draft) -> list[dict[str, Any]]:
    """Words that nobody explained yet: the key that explains each, its rows, what it can mean and what is proposed."""
    sheet = draft.sheet.sheet
    return [
        {
            "key": f"value.{word.field}.{word.text}",
            "rows": word.rows,
            "proposed": word.proposed,
            "possible": [*intake.possible_codes(sheet, intake.field_of(sheet, word.field)), intake.EMPTY],
        }
        for word in draft.sheet.unknown_values
        if word.chosen is None
    ]


def _tell_changes(result: LoadResult) -> None:
    """What the load does to the rows that are there and to the headline figures."""
    click.echo(
        say(
            mark(
                "{new} new, {changed} changed, {same} the same, {removed} removed, {skipped} passed over, "
                "{held} in quarantine, {joined} joined from quarantine."
            ),
            new=result.rows_new,
            changed=result.rows_changed,
            same=result.rows_identical,
            removed=result.rows_removed,
            skipped=result.rows_skipped,
            held=result.rows_held,
            joined=result.rows_joined,
        )
    )
    before, after = result.effect.before, result.effect.after
    click.echo(
        say(
            mark(
                "Customers {customers} → {customers_after}, revenue {revenue} → {revenue_after}, below zero {below} → {below_after}."
            ),
            customers=before.customers,
            customers_after=after.customers,
            revenue=before.revenue,
            revenue_after=after.revenue,
            below=before.below_zero,
            below_after=after.below_zero,
        )
    )
