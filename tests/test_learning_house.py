"""House: every lesson says the same in both languages, holds its measure and needs no HTML."""

import re
from pathlib import Path

import pytest

from crm_core.learning import METRICS, Lesson, lesson, lesson_names
from crm_core.learning.lesson import LESSONS
from crm_core.words import LANGUAGES

NAMES = lesson_names()


def shape(read: Lesson) -> dict[str, object]:
    """What must be the same in every language: counts, formulas, right answers, terms and sources."""
    return {
        "terms": read.terms,
        "sources": read.sources,
        "paragraphs": [len(re.findall(r"\n\n|\n(?=[-\d])", text)) for text in (read.idea, read.example, read.rule)],
        "formulas": read.formula.count("$$"),
        "pitfalls": len(read.pitfalls),
        "trainer": len(read.trainer),
        "right answers": [[choice.is_right for choice in question.choices] for question in read.questions],
    }


def test_the_two_cards_and_the_simulator_are_there() -> None:
    assert NAMES == ("leaky_bucket", "relational_transactional", "value_tiers")


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_structure_and_right_answers(name: str) -> None:
    assert shape(lesson(name, "tr")) == shape(lesson(name, "en"))


@pytest.mark.parametrize("name", NAMES)
def test_the_two_languages_are_not_copies(name: str) -> None:
    turkish, english = lesson(name, "tr"), lesson(name, "en")
    assert turkish.title != english.title
    assert not set(turkish.pitfalls) & set(english.pitfalls)
    assert not {question.text for question in turkish.questions} & {question.text for question in english.questions}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_keeps_its_measure(name: str, language: str) -> None:
    read = lesson(name, "tr" if language == "tr" else "en")
    assert "\n" not in read.idea and read.idea.count(". ") == 0, "the idea is one sentence"
    assert "M00017" in read.example, "the example has one named customer"
    assert 3 <= len(read.questions) <= 5
    assert all(3 <= len(question.choices) <= 4 for question in read.questions)
    assert read.terms and read.sources and read.pitfalls and read.trainer


@pytest.mark.parametrize("path", sorted(LESSONS.rglob("*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_lessons_are_plain_markdown(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"</?[a-z]+[ >/]", text)
    assert text.count("$") == 2 * text.count("$$"), "a lone dollar sign would start a formula"


def test_every_metric_of_the_room_is_exported_once() -> None:
    assert [metric.name for metric in METRICS] == ["bucket_start"]
