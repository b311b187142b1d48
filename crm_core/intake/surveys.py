"""What one choice says for every row of a sheet: the kind where no column has it, scale and direction of each survey."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.fields import code_words, field_of, squeezed
from crm_core.intake.sheet_drafts import Choice, ColumnDraft, Question, SurveyReading, distinct_texts
from crm_core.intake.value_maps import explained
from crm_core.intake.values import read_numbers
from crm_core.words import mark

pc: Any = pyarrow.compute

SURVEY_KINDS = {
    "nps": mark("Recommendation (NPS)"),
    "csat": mark("Satisfaction (CSAT)"),
    "ces": mark("Effort (CES)"),
    "attribute": mark("Expectations"),
}
CONTACT_KINDS = {
    "contact": mark("Contact"),
    "complaint": mark("Complaint"),
    "service": mark("Service"),
    "promise": mark("Promise"),
}
SCALE_ENDS = {"0-10": (0, 10), "1-5": (1, 5), "1-7": (1, 7), "1-10": (1, 10), "0-100": (0, 100), "1-4": (1, 4)}


SEEN = 12
Constants = tuple[str | None, tuple[SurveyReading, ...], list[Question]]


def row_constants(cells: pa.Table, sheet: str, columns: list[ColumnDraft], choices: Mapping[str, str]) -> Constants:
    """The kind of all rows where no column says it, how each survey's answers are read, and what must be asked."""
    fields = {column.field: column for column in columns if column.field}
    known = {"surveys": SURVEY_KINDS, "interactions": CONTACT_KINDS}.get(sheet)
    if known is None:
        return None, (), []
    kind = None
    if "kind" not in fields:
        kind = choices.get("kind") if choices.get("kind") in known else _kind_of_score(fields.get("score"))
        if kind is None:
            return None, (), [_kind_question(known)]
    if sheet != "surveys" or "score" not in fields:
        return kind, (), []
    readings = _readings(cells, fields, choices, kind)
    asked = [_scale_question(reading) for reading in readings if reading.scale is None and not reading.says_scale]
    is_open = any(reading.kind == "ces" and not reading.says_direction for reading in readings)
    if is_open and "scale.ces.direction" not in choices:
        asked.append(_direction_question())
    return kind, readings, asked


def _readings(
    cells: pa.Table, fields: Mapping[str, ColumnDraft], choices: Mapping[str, str], kind: str | None
) -> tuple[SurveyReading, ...]:
    """Each kind of survey in the file with its answers, its scale and its direction."""
    says_scale = all(name in fields and fields[name].filled > 0 for name in ("scale_min", "scale_max"))
    says_direction = "higher_is_better" in fields and fields["higher_is_better"].filled > 0
    usual = {"nps": SCALE_ENDS["0-10"]}
    readings = []
    for name, scores in _scores_by_kind(cells, fields, kind).items():
        ends = pc.min_max(scores)
        seen = pc.unique(scores).sort()
        readings.append(
            SurveyReading(
                name,
                len(scores),
                ends["min"].as_py(),
                ends["max"].as_py(),
                tuple(value.normalize() for value in seen[:SEEN].to_pylist()),
                SCALE_ENDS.get(choices.get(f"scale.{name}", "")) or usual.get(name),
                choices.get(f"scale.{name}.direction") == "down",
                says_scale,
                says_direction,
            )
        )
    return tuple(readings)


def _scores_by_kind(cells: pa.Table, fields: Mapping[str, ColumnDraft], kind: str | None) -> dict[str, pa.Array]:
    """Readable scores of each kind of survey; a kind that only invitations have has none."""
    column = fields["score"]
    texts = distinct_texts(cells, column.place)
    item = field_of("surveys", "score")
    known = explained(texts.dictionary, column.value_map, item, column.decimal_mark)
    scores = read_numbers(known, column.decimal_mark or ".").take(texts.indices)
    if kind is not None:
        return {kind: scores.drop_null()}
    words, said = code_words("surveys", "kind"), distinct_texts(cells, fields["kind"].place)
    codes = [
        fields["kind"].value_map.get(squeezed(text), words.get(squeezed(text))) for text in said.dictionary.to_pylist()
    ]
    kinds = pa.array(codes, pa.string()).take(said.indices)
    found = sorted({code for code in codes if code in SURVEY_KINDS})
    return {name: scores.filter(pc.fill_null(pc.equal(kinds, name), False)).drop_null() for name in found}


def scales_that_fit(lowest: Decimal | None, highest: Decimal | None) -> tuple[str, ...]:
    """Scales that hold all answers; all of them where none does."""
    if lowest is None or highest is None:
        return tuple(SCALE_ENDS)
    return tuple(c for c, (low, high) in SCALE_ENDS.items() if low <= lowest and highest <= high) or tuple(SCALE_ENDS)


def _kind_question(known: Mapping[str, str]) -> Question:
    return Question(
        "kind",
        mark("No column says the kind of the rows. What are they all?"),
        tuple(Choice(code, text) for code, text in known.items()),
    )


def _kind_of_score(score: ColumnDraft | None) -> str | None:
    """The heading over the scores may say the question asked: NPS, CSAT, CES."""
    heading = squeezed(score.heading) if score else ""
    return next((kind for kind in ("nps", "csat", "ces") if heading.startswith(kind)), None)


def _scale_question(reading: SurveyReading) -> Question:
    fits = scales_that_fit(reading.lowest, reading.highest)
    choices = tuple(
        Choice(code, mark("{low} to {high}"), {"low": SCALE_ENDS[code][0], "high": SCALE_ENDS[code][1]})
        for code in fits
    )
    text = mark("On which scale was “{kind}” answered? No answer is a number yet.")
    values: dict[str, Any] = {"kind": SURVEY_KINDS[reading.kind]}
    if reading.lowest is not None and reading.highest is not None:
        text = mark("On which scale was “{kind}” answered? The answers run from {lowest} to {highest}.")
        values |= {"lowest": reading.lowest, "highest": reading.highest}
    return Question(f"scale.{reading.kind}", text, choices, values)


def _direction_question() -> Question:
    return Question(
        "scale.ces.direction",
        mark("In the effort scores (CES), what does a high score mean?"),
        (Choice("up", mark("It was easy")), Choice("down", mark("It was hard"))),
    )
