"""Lessons as Markdown, one file per language, read into frozen values; refuses a file that does not keep the form.

The form, the same in every language::

    ---
    title: …                            one line
    term: Turkish term | English term   one line for each pair
    source: author, title, year         one line for each source
    ---
    ## idea | example | rule | formula  free Markdown
    ## pitfalls | trainer               a list of "- …" lines
    ## questions
    ### the question
    - [x] the right choice :: why it is right
    - [ ] a wrong choice :: why it is wrong
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from crm_core.words import Language

LESSONS = Path(__file__).parent / "lessons"
TEXT_PARTS = ("idea", "example", "rule", "formula")
LIST_PARTS = ("pitfalls", "trainer")
PARTS = (*TEXT_PARTS, *LIST_PARTS, "questions")

_CHOICE = re.compile(r"- \[([ x])\] (.+?) :: (.+)")


@dataclass(frozen=True)
class Term:
    """One technical term in both languages."""

    turkish: str
    english: str


@dataclass(frozen=True)
class Choice:
    """One choice of a question and the reason why it is right or wrong; ``number`` stays when choices are shuffled."""

    number: int
    text: str
    reason: str
    is_right: bool


@dataclass(frozen=True)
class Question:
    """One question of a lesson with exactly one right choice; ``number`` stays when questions are shuffled."""

    number: int
    text: str
    choices: tuple[Choice, ...]

    def choice(self, number: int) -> Choice:
        """The choice with that number."""
        return next(choice for choice in self.choices if choice.number == number)


@dataclass(frozen=True)
class Lesson:
    """One lesson in one language."""

    name: str
    language: Language
    title: str
    terms: tuple[Term, ...]
    sources: tuple[str, ...]
    idea: str
    example: str
    rule: str
    formula: str
    pitfalls: tuple[str, ...]
    trainer: tuple[str, ...]
    questions: tuple[Question, ...]


def lesson_names() -> tuple[str, ...]:
    """Names of all lessons."""
    return tuple(sorted(folder.name for folder in LESSONS.iterdir() if folder.is_dir()))


@cache
def lesson(name: str, language: Language) -> Lesson:
    """The lesson in the reader's language."""
    return read_lesson((LESSONS / name / f"{language}.md").read_text(encoding="utf-8"), name, language)


def read_lesson(text: str, name: str, language: Language) -> Lesson:
    """A lesson from its Markdown; a text that does not keep the form is a ``ValueError`` that says where."""
    place = f"{name}/{language}.md"
    _, front, body = _halves(text, place)
    heads = [line.partition(": ")[::2] for line in front.strip().splitlines()]
    pieces = re.split(r"^## (\w+)\n", body, flags=re.MULTILINE)
    names, texts = pieces[1::2], [piece.strip() for piece in pieces[2::2]]
    if tuple(names) != PARTS or not all(texts):
        raise ValueError(f"{place}: wants the filled parts {', '.join(PARTS)}, has {', '.join(names)}")
    parts = dict(zip(names, texts, strict=True))
    titles = [value for key, value in heads if key == "title"]
    if len(titles) != 1 or not {key for key, _ in heads} <= {"title", "term", "source"}:
        raise ValueError(f"{place}: the front matter wants one title, and else only term and source lines")
    return Lesson(
        name=name,
        language=language,
        title=titles[0],
        terms=tuple(_term(value, place) for key, value in heads if key == "term"),
        sources=tuple(value for key, value in heads if key == "source"),
        idea=parts["idea"],
        example=parts["example"],
        rule=parts["rule"],
        formula=parts["formula"],
        pitfalls=_items(parts["pitfalls"], place),
        trainer=_items(parts["trainer"], place),
        questions=_questions(parts["questions"], place),
    )


def shuffled(questions: tuple[Question, ...], counter: int) -> tuple[Question, ...]:
    """Questions and their choices in another order, the same for the same counter; 0 keeps the written order."""
    if counter == 0:
        return questions
    dice = Random(counter)
    mixed = [
        replace(question, choices=tuple(dice.sample(question.choices, len(question.choices)))) for question in questions
    ]
    return tuple(dice.sample(mixed, len(mixed)))


def _halves(text: str, place: str) -> list[str]:
    halves = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
    if len(halves) != 3 or halves[0].strip():
        raise ValueError(f"{place}: wants front matter between two lines ---")
    return halves


def _term(value: str, place: str) -> Term:
    turkish, bar, english = value.partition(" | ")
    if not bar:
        raise ValueError(f"{place}: the term {value!r} wants both languages, divided by ' | '")
    return Term(turkish.strip(), english.strip())


def _items(text: str, place: str) -> tuple[str, ...]:
    lines = text.splitlines()
    strays = [line for line in lines if not line.startswith("- ")]
    if strays:
        raise ValueError(f"{place}: wants a list, has the line {strays[0]!r}")
    return tuple(line.removeprefix("- ") for line in lines)


def _questions(text: str, place: str) -> tuple[Question, ...]:
    pieces = re.split(r"^### (.+)\n", text, flags=re.MULTILINE)
    pairs = zip(pieces[1::2], pieces[2::2], strict=True)
    return tuple(_question(number, asked, lines, place) for number, (asked, lines) in enumerate(pairs, start=1))


def _question(number: int, asked: str, text: str, place: str) -> Question:
    found = [_CHOICE.fullmatch(line) for line in text.strip().splitlines()]
    choices = tuple(
        Choice(place_in_list, match[2], match[3], match[1] == "x")
        for place_in_list, match in enumerate(found, start=1)
        if match
    )
    if len(choices) != len(found) or sum(choice.is_right for choice in choices) != 1:
        raise ValueError(f"{place}: question {number} wants choices with ' :: ' reasons and exactly one right one")
    return Question(number, asked.strip(), choices)
