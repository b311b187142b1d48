"""The leaky bucket as a workbook of live formulas: whoever changes a coloured cell sees everything else move.

The formulas are ours and hold nothing of the data but numbers. Each cell also keeps what the simulator says, for programs
that show a workbook without reckoning.
"""

import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from crm_core.learning.bucket import (
    NEWCOMER_MONTHS,
    BucketChoice,
    BucketOutcome,
    BucketStart,
    annual_from_monthly,
    choice_of,
    play,
)
from crm_core.words import Language, mark, translate

SHARE_FORMATS: dict[Language, str] = {"tr": "%0.0", "en": "0.0%"}
RUNS = (mark("What if?"), mark("as it is"))
GIVEN = (
    mark("Customers now"),
    mark("Customers that come in per month"),
    mark("Share of the customers who leave in a year"),
    mark("So many times as often do customers in their first year leave"),
    mark("Margin per customer and month ({currency})"),
    mark("Cost of winning a customer ({currency})"),
)
FOLLOWING = (
    mark("Share who leave in a month"),
    mark("Share who leave in a month, in their first year"),
    mark("Level at which the base settles"),
    mark("Customers after {months} months"),
    mark("Margin of {months} months ({currency})"),
)
HEADINGS = (
    mark("at the start"),
    mark("came in"),
    mark("left"),
    mark("at the end"),
    mark("of them in their first year"),
    mark("margin of the month"),
    mark("margin so far"),
)
GIVEN_ROW, HEADING_ROW, FIRST_ROW = 5, 18, 19
"""Rows as the workbook counts them: the first input, with the figures right below all inputs, the headings, and month 0."""
SHARES = (2, 6, 7)
"""Places of the shares among inputs and figures."""


@dataclass(frozen=True)
class _Run:
    """One of the two runs: where it stands in the workbook, and what the simulator says of it."""

    place: int
    given: tuple[float, ...]
    following: tuple[float | str, ...]
    no_level: str
    months: tuple[tuple[float, ...], ...]

    def cell(self, place: int) -> str:
        """An input or figure of the run: $B$5."""
        return f"${xl_col_to_name(1 + self.place)}${GIVEN_ROW + place}"

    @property
    def columns(self) -> list[str]:
        """Letters of its columns of months."""
        return [xl_col_to_name(1 + self.place * len(HEADINGS) + place) for place in range(len(HEADINGS))]


def bucket_workbook(start: BucketStart, made: BucketChoice, margin: float, language: Language, currency: str) -> bytes:
    """The choice beside the base left as it is, each month a row, in the reader's language."""

    def t(text: str) -> str:
        values = {"currency": currency, "months": str(len(runs[0].months) - 1)}
        return translate(text, language, **{name: value for name, value in values.items() if f"{{{name}}}" in text})

    usual = choice_of(start)
    runs = [
        _run(place, start, choice, play(start, choice, margin), margin, translate(mark("none"), language))
        for place, choice in enumerate((made, usual))
    ]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(t(mark("bucket")))
        bold, number = book.add_format({"bold": True}), {"num_format": "#,##0"}
        share, typed = {"num_format": SHARE_FORMATS[language]}, {"bg_color": "#FFF2CC", "border": 1}
        formats = [book.add_format(how) for how in (number, share, number | typed, share | typed)]
        sheet.write_string("A1", t(mark("The leaky bucket: what if?")), bold)
        sheet.write_string("A2", t(mark("Change a coloured cell: everything else is a formula and follows.")))
        sheet.write_column(f"A{GIVEN_ROW}", [t(label) for label in (*GIVEN, *FOLLOWING)])
        sheet.write_string(f"A{HEADING_ROW}", t(mark("Month")), bold)
        sheet.write_column(f"A{FIRST_ROW}", list(range(len(runs[0].months))))
        for run, name in zip(runs, RUNS, strict=True):
            sheet.write_string(GIVEN_ROW - 2, 1 + run.place, t(name), bold)
            _write_figures(sheet, run, formats)
            for letter, heading in zip(run.columns, HEADINGS, strict=True):
                sheet.write_string(f"{letter}{HEADING_ROW}", t(heading), bold)
            sheet.write_string(f"{run.columns[0]}{HEADING_ROW - 1}", t(name), bold)
            _write_months(sheet, run, formats[0])
        sheet.set_column("A:A", 58)
        sheet.set_column(1, 2 * len(HEADINGS), 20)
        _draw(book, sheet, runs, [t(name) for name in RUNS], (t(mark("Customers")), t(mark("Month"))))
    return target.getvalue()


def _run(
    place: int, start: BucketStart, made: BucketChoice, outcome: BucketOutcome, margin: float, no_level: str
) -> _Run:
    churn = outcome.monthly_churn
    newcomer_churn = min(1.0, made.newcomer_factor * churn)
    rows = outcome.rows.to_dict("records")
    won = [made.acquired_per_month * (1 - newcomer_churn) ** age for age in range(NEWCOMER_MONTHS)]
    names = ("at_start", "acquired", "lost", "customers", "margin", "cumulative_margin")
    months = [[float(row[name]) for name in names] for row in rows]
    return _Run(
        place,
        (
            start.customers,
            made.acquired_per_month,
            annual_from_monthly(churn),
            made.newcomer_factor,
            margin,
            start.acquisition_cost,
        ),
        (churn, newcomer_churn, no_level if outcome.level is None else outcome.level, months[-1][3], months[-1][5]),
        no_level,
        tuple((*month[:4], sum(won[:number]), *month[4:]) for number, month in enumerate(months)),
    )


def _write_figures(sheet: Any, run: _Run, formats: list[Format]) -> None:
    """The inputs as numbers, and below them what follows from them."""
    number, share, typed_number, typed_share = formats
    for place, value in enumerate(run.given):
        sheet.write_number(run.cell(place), value, typed_share if place in SHARES else typed_number)
    _, won, annual, factor, _, _, churn, newcomer_churn = (run.cell(place) for place in range(8))
    stayed, last = f"(1-{newcomer_churn})^{NEWCOMER_MONTHS}", FIRST_ROW + len(run.months) - 1
    level = f'IF({churn}<=0,"{run.no_level}",{won}*((1-{stayed})/{newcomer_churn}+{stayed}/{churn}))'
    formulas = (
        f"1-(1-{annual})^(1/12)",
        f"MIN(1,{factor}*{churn})",
        level,
        f"{run.columns[3]}{last}",
        f"{run.columns[6]}{last}",
    )
    for place, (formula, value) in enumerate(zip(formulas, run.following, strict=True), start=len(GIVEN)):
        sheet.write_formula(run.cell(place), f"={formula}", share if place in SHARES else number, value)


def _write_months(sheet: Any, run: _Run, number: Format) -> None:
    """Each month follows from the one before it."""
    now, won, _, _, margin, cost, churn, newcomer_churn = (run.cell(place) for place in range(8))
    at_start, came, left, end, new, earned, so_far = run.columns
    for place, values in enumerate(run.months):
        row, before = FIRST_ROW + place, FIRST_ROW + place - 1
        age = f"MIN($A{row},{NEWCOMER_MONTHS})"
        formulas = {
            at_start: f"{end}{before}",
            came: won,
            left: f"({end}{before}-{new}{before})*{churn}+{new}{before}*{newcomer_churn}",
            end: f"{at_start}{row}+{came}{row}-{left}{row}",
            new: f"IF({newcomer_churn}<=0,{won}*{age},{won}*(1-(1-{newcomer_churn})^{age})/{newcomer_churn})",
            earned: f"{margin}*{at_start}{row}-{cost}*{came}{row}",
            so_far: f"{so_far}{before}+{earned}{row}",
        }
        if place == 0:
            formulas = {at_start: now, came: "0", left: "0", end: now, new: "0", earned: "0", so_far: "0"}
        for (letter, formula), value in zip(formulas.items(), values, strict=True):
            sheet.write_formula(f"{letter}{row}", f"={formula}", number, value)


def _draw(book: Any, sheet: Any, runs: list[_Run], names: list[str], words: tuple[str, str]) -> None:
    """The customers of both runs as two lines."""
    chart = book.add_chart({"type": "line"})
    last = FIRST_ROW + len(runs[0].months) - 1
    for run, name in zip(runs, names, strict=True):
        letter = run.columns[3]
        chart.add_series(
            {
                "name": name,
                "categories": f"='{sheet.get_name()}'!$A${FIRST_ROW}:$A${last}",
                "values": f"='{sheet.get_name()}'!${letter}${FIRST_ROW}:${letter}${last}",
            }
        )
    chart.set_title({"name": words[0]})
    chart.set_x_axis({"name": words[1], "interval_unit": 6})
    chart.set_legend({"position": "bottom"})
    sheet.insert_chart("E2", chart)
