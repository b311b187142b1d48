"""What an import on the command line asks and tells, in words or as JSON: questions, rows, findings, changes."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from crm_core import intake
from crm_core.commands.terminal import (
    LANGUAGE,
    print_json,
    say,
)
from crm_core.intake import CheckResult, Draft, LoadResult, Question, worded
from crm_core.intake.personal import BASIS_WORDS, UNSTATED, field_labels, on_record
from crm_core.intake.quality import PART_WORDS, Quality
from crm_core.numbers import number_text, share_text
from crm_core.terms import SHEET_WORDS
from crm_core.words import mark

MUST_ASK = 3
ROWS_TOLD = 200
ROWS_PRINTED = 10


def ask(draft: Draft, is_json: bool) -> None:
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


def rows_found(checked: CheckResult, draft: Draft) -> list[dict[str, Any]]:
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


def tell_rows(draft: Draft, rows: Sequence[dict[str, Any]]) -> None:
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


def tell_personal(draft: Draft) -> None:
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


def tell(
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
    told |= {"unknown_words": _unknown_words(draft), "not_stored": _not_stored(draft)}
    told |= {"attributes": {column.heading: column.attribute for column in draft.sheet.attributes}}
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
        if draft.sheet.sheet in intake.WITH_ATTRIBUTES:
            click.echo(say(mark("  --keep-rest keeps them as attributes of the customers.")))
    if draft.sheet.attributes:
        named = ", ".join(column.attribute or "" for column in draft.sheet.attributes)
        click.echo(say(mark("  Kept as attributes of the customers: {names}."), names=named))
        if draft.sheet.sheet != "customers":
            click.echo(say(mark("  The latest value of each customer counts; what a customers file says comes first.")))
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
