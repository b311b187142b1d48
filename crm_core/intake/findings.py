"""What the check has to say: every rule with its level, its words and what to do; nothing is left out without one."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from crm_core.words import mark

Level = Literal["error", "warning", "information"]
LEVELS: tuple[Level, ...] = ("error", "warning", "information")
LEVEL_WORDS = {
    "error": mark("Row left out"),
    "warning": mark("Row kept, please look"),
    "information": mark("Good to know"),
}


@dataclass(frozen=True)
class Rule:
    """One rule of the check: how grave, what it says of a row, and what the reader can do."""

    level: Level
    text: str
    advice: str


@dataclass(frozen=True)
class Finding:
    """One finding in one row. ``row_number`` counts as a spreadsheet does, headings included."""

    level: Level
    row_number: int | None
    field: str | None
    heading: str | None
    value: str | None
    rule: str
    text: str
    advice: str


@dataclass(frozen=True)
class FindingSummary:
    """All findings of one rule in one column; ``values`` fill the places of the rule's text."""

    level: Level
    rule: str
    field: str | None
    heading: str | None
    count: int
    text: str
    advice: str
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)


EXPLAIN_WORDS = mark(
    "Say once in the table of words in step 3 what each of them means; it holds for every row and for the next file."
)
WORDS_NAMED = {
    "unknown_word": mark("Words of a required column are not known yet: {words}"),
    "unknown_word_optional": mark("Words are not known yet, their cells stay empty, the rows are kept: {words}"),
}
"""What a summary says where it can name the words."""

RULES: dict[str, Rule] = {
    "ragged": Rule(
        "error",
        mark("The row has more or fewer cells than the headings"),
        mark("Look for a separator inside a text without quotation marks."),
    ),
    "missing": Rule("error", mark("A required cell is empty"), mark("Fill the cell in, or leave the row out.")),
    "missing_customer": Rule(
        "error",
        mark("The customer number is missing, so the row belongs to nobody"),
        mark("Fill the number in where it is known."),
    ),
    "unknown_customer": Rule(
        "error",
        mark("No customers sheet describes the customer; left out by your choice"),
        mark("Load the customers first, or let such rows wait in quarantine."),
    ),
    "unreadable": Rule(
        "error", mark("A required cell cannot be read"), mark("Mend the cell, or choose another reading of the column.")
    ),
    "unknown_word": Rule("error", mark("The word of a required cell is not known yet"), EXPLAIN_WORDS),
    "future": Rule("error", mark("The date lies in the future"), mark("Mend the date.")),
    "too_old": Rule("error", mark("The date lies before 1970"), mark("Mend the date; empty dates often become 1900.")),
    "other_currency": Rule(
        "error",
        mark("The amount is in another currency than the workspace"),
        mark("Convert the amounts first, or load them into a workspace of their currency."),
    ),
    "out_of_scale": Rule(
        "error", mark("The score is outside the scale"), mark("Mend the score, or choose another scale.")
    ),
    "resolved_before_opened": Rule("error", mark("Resolved before it was opened"), mark("Mend one of the two dates.")),
    "ended_before_started": Rule("error", mark("Ended before it started"), mark("Mend one of the two dates.")),
    "not_possible": Rule("error", mark("The number is below what is possible"), mark("Mend the number.")),
    "duplicate_dropped": Rule(
        "error",
        mark("The row stands word for word further up; dropped by your choice"),
        mark("Choose to keep repeated rows if they are meant."),
    ),
    "duplicate": Rule(
        "warning",
        mark("The row stands word for word further up; kept"),
        mark("Drop repeated rows if they are a mistake."),
    ),
    "without_zeros": Rule(
        "warning",
        mark("The same number stands in this column with zeros before it too; this one is kept as another number"),
        mark("Write the zeros if it is the same one; spreadsheets take them off numbers that are typed in."),
    ),
    "repeated_customer": Rule(
        "warning",
        mark("The customer number stands further up; filled cells of the later row win"),
        mark("Keep one row per customer."),
    ),
    "unreadable_optional": Rule(
        "warning", mark("The cell cannot be read and stays empty; the row is kept"), mark("Mend the cell.")
    ),
    "unknown_word_optional": Rule(
        "warning", mark("The word is not known yet; the cell stays empty, the row is kept"), EXPLAIN_WORDS
    ),
    "same_person": Rule(
        "warning",
        mark("Another customer number has the same e-mail or telephone; perhaps one person, nothing is made one"),
        mark("Give both rows one number if they are one customer."),
    ),
    "stored_person": Rule(
        "warning",
        mark(
            "A customer stored under another number has the same e-mail or telephone; perhaps one person, nothing is made one"
        ),
        mark("Behind the sign = stands the stored number; give the row that number if they are one customer."),
    ),
    "stored_name": Rule(
        "warning",
        mark("A customer stored under another number bears the same name; perhaps one, nothing is made one"),
        mark("Behind the sign = stands the stored number; give the row that number if they are one customer."),
    ),
    "return_without_sign": Rule(
        "warning",
        mark("The quantity is below zero but the amount is not; kept as it stands, as revenue"),
        mark("If it is a return, the amount must be below zero too."),
    ),
    "per_cent": Rule(
        "warning",
        mark("Money is written with a per cent sign; kept as a hundredth of the number"),
        mark("If the column holds rates and not money, give it no field."),
    ),
    "open_quotation": Rule(
        "warning",
        mark("A quotation mark has no partner; it is kept as a letter, and the rows below it are rows of their own"),
        mark("Look at the cell; the sign around cells can be chosen where it is said how the file was read."),
    ),
    "zero_byte": Rule(
        "warning",
        mark("The cell held a zero byte (NUL), which stands for no letter; it is taken out, the row is kept"),
        mark("Look whether the cell is whole; such a file was damaged on its way."),
    ),
    "stray_letter": Rule(
        "warning",
        mark("A letter of the cell is written in windows-1254 among UTF-8; it is read so, the row is kept"),
        mark("Look whether the letters are right; two programs wrote this file."),
    ),
    "merged_down": Rule(
        "warning",
        mark("A cell merged over several rows; its value is taken for each of them"),
        mark("Take it for the first row only where it is said how the file was read, if it is meant so."),
    ),
    "merged_number": Rule(
        "warning",
        mark("A number merged over several rows; it is taken for each of them and counts several times"),
        mark("Take merged cells for the first row only where it is said how the file was read."),
    ),
    "merged_first": Rule(
        "warning",
        mark("A cell merged over several rows; its value is taken for the first of them only"),
        mark("Fill the other rows in, or take merged cells for each row where it is said how the file was read."),
    ),
    "merged_across": Rule(
        "information",
        mark("A cell merged over several columns; its value stands in the first of them"),
        mark("Nothing to do, unless the other columns are meant too."),
    ),
    "shortened": Rule(
        "error",
        mark("A spreadsheet shortened the number (such as 1,23E+12); its last digits are lost, so it is nobody's"),
        mark("Make the column text in the spreadsheet where it comes from, and export it anew."),
    ),
    "garbled": Rule(
        "warning",
        mark("The letters were spoilt before the file came here (such as Ä± for ı); kept as they stand"),
        mark("Export the file anew, or mend the texts in bulk."),
    ),
    "like_formula": Rule(
        "warning",
        mark("The number begins like a formula of a spreadsheet; kept as text, made harmless in every export"),
        mark("Look whether the number is meant so."),
    ),
    "first_seen": Rule(
        "information",
        mark("{customers} customers of these rows stand in no earlier load and in no customers sheet"),
        mark(
            "Look whether their numbers are written as in the other files; another way of writing is another customer."
        ),
    ),
    "stored_but_for_zeros": Rule(
        "warning",
        mark(
            "{customers} customers have the number of a stored one but for zeros before it ({arrived_id}, stored as {stored_id})"
        ),
        mark(
            "If they are the same, write their numbers as they are stored; as they stand they become other customers."
        ),
    ),
    "orders_again": Rule(
        "warning",
        mark("{orders} orders of these rows stand in the workspace already, with the same number and day"),
        mark(
            "As every row is added, they count twice. If the file repeats or corrects earlier rows, choose “Add and update” or "
            "“Add new ones only”."
        ),
    ),
    "too_long": Rule(
        "warning",
        mark("The text is longer than an attribute may be and is not kept; the row is"),
        mark("Shorten the text, or leave the column out."),
    ),
    "not_possible_optional": Rule(
        "warning",
        mark("The number is not possible; the cell stays empty, the row is kept"),
        mark("Mend the cell."),
    ),
    "returns": Rule(
        "information",
        mark("Amounts below zero are taken as returns"),
        mark("They lower the revenue of their customer and month."),
    ),
    "cancellations": Rule(
        "information",
        mark("The number of {orders} orders begins with {letter} and their amounts are below zero: cancellations"),
        mark("They lower the revenue of their customer and month."),
    ),
    "zero_amount": Rule("information", mark("The amount is zero"), mark("Such rows are kept; they change no revenue.")),
    "derived_amount": Rule(
        "information",
        mark("No column holds amounts: quantity × unit price is taken"),
        mark("Choose a column for the amount if there is one."),
    ),
    "decimal_ending": Rule(
        "information",
        mark("The numbers end in .0, as spreadsheets write them; the ending is taken off"),
        mark("Nothing to do."),
    ),
    "total_rows": Rule(
        "information", mark("Rows with sums (total, toplam) are not rows of the table"), mark("Nothing to do.")
    ),
    "no_sales": Rule(
        "information",
        mark("Payments, carried balances, purchases, cancelled and returned orders are no sales; they are left out"),
        mark("Look at their words where it is said how the file was read; they can be kept as they stand."),
    ),
    "template_sample": Rule(
        "warning",
        mark("This is the sample row of the template; nobody wrote over it"),
        mark("Delete the row or write over it, and bring the file again; else the sample is loaded."),
    ),
    "order_total_repeated": Rule(
        "warning",
        mark(
            "The same amount stands in several lines of an order with different products; it may be the order's total"
        ),
        mark("If it is, choose the column with the amount of each line; else every line counts the whole order."),
    ),
    "returns_by_word": Rule(
        "information",
        mark("Returns, by the words of the file or your choice, had amounts above zero; they count below zero"),
        mark("Look at their words where it is said how the file was read; they can be kept as they stand."),
    ),
    "printed_rows": Rule(
        "information",
        mark("Headings, titles and page numbers that printing repeated are not rows of the table"),
        mark("Nothing to do; they can be kept as rows where it is said how the file was read."),
    ),
    "taken_from_above": Rule(
        "information",
        mark("What stands in a line or cell above the row is taken for it, by your choice"),
        mark("Look at it where it is said how the file was read; the choice can be taken back."),
    ),
    "times_with_zone": Rule(
        "information", mark("Times carry a zone; the time on the clock is kept"), mark("Nothing to do.")
    ),
    "other_tabs": Rule(
        "information",
        mark("The workbook has more sheets with rows ({tabs}); this load takes in “{tab}” only"),
        mark("Each of them is a load of its own."),
    ),
    "hidden_tabs": Rule(
        "information",
        mark("The workbook has hidden sheets, which are not taken in: {tabs}"),
        mark("Show them in the spreadsheet first if they are meant."),
    ),
    "updates": Rule(
        "information",
        mark("These customers are known already; the mode of the load says what becomes of them"),
        mark("Undo of the load brings their old values back."),
    ),
    "held": Rule(
        "information",
        mark("The rows wait in quarantine, because no customers sheet describes their customers"),
        mark("They join by themselves as soon as a load describes their customers."),
    ),
}


def summary(
    rule: str, count: int, field: str | None = None, heading: str | None = None, **values: Any
) -> FindingSummary:
    """Summary of one rule, with its words."""
    said = RULES[rule]
    return FindingSummary(said.level, rule, field, heading, count, said.text, said.advice, values)
