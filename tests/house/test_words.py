"""House: every text stands in both languages with the same places, and no text is composed or left over."""

import re

import pytest

from crm_core.learning.lesson import Lesson, lesson, lesson_names
from tests.house.words_said import (
    catalogue,
    composed_texts,
    places,
    said_by_metrics,
    said_by_the_schema,
    said_in_code,
    turkish_entries,
)

SAID = [*said_in_code(), *said_by_metrics(), *said_by_the_schema()]
ENTRIES = turkish_entries()
TURKISH = {entry.source: entry for entry in ENTRIES}
ENGLISH_SIGNS = re.compile(r"(?i)\b(the|and|with|from|which|this|that|are|is not|customers?|orders?)\b")


def test_every_text_has_a_turkish_entry() -> None:
    assert sorted({f"{said.text!r} ({said.place})" for said in SAID if said.text not in TURKISH}) == []


def test_no_turkish_entry_is_empty() -> None:
    assert [entry.source for entry in ENTRIES if not all(form.strip() for form in entry.forms)] == []


def test_the_places_are_the_same_in_both_languages() -> None:
    faults = []
    for said in SAID:
        entry = TURKISH.get(said.text)
        wanted = places(said.many or said.text)
        if entry and any(places(form) != wanted for form in entry.forms):
            faults.append(f"{said.text!r} ({said.place}) -> {entry.forms}")
    assert faults == []


def test_no_turkish_entry_is_left_over() -> None:
    used = {said.text for said in SAID}
    assert sorted(f"{entry.file}: {entry.source!r}" for entry in ENTRIES if entry.source not in used) == []


def test_no_text_is_translated_in_two_ways() -> None:
    faults = [
        f"{entry.file}: {entry.source!r}"
        for entry in ENTRIES
        if any(other.source == entry.source and other.forms != entry.forms for other in ENTRIES)
    ]
    assert faults == []


def test_no_turkish_entry_speaks_english() -> None:
    faults = [
        f"{entry.file}: {form!r}"
        for entry in ENTRIES
        for form in entry.forms
        if ENGLISH_SIGNS.search(re.sub(r"\{\w+\}|`[^`]*`|“[^”]*”|“[^”]*$", "", form)) and not is_a_source(entry.source)
    ]
    assert faults == []


def is_a_source(text: str) -> bool:
    """Works are cited under their own titles."""
    return text in {metric.source for metric in catalogue()}


def test_no_text_is_composed_of_pieces() -> None:
    assert composed_texts() == []


def shape(told: Lesson) -> tuple[object, ...]:
    """What must be the same in both languages: how many of each, the terms, and which choices are right."""
    choices = [[choice.is_right for choice in question.choices] for question in told.questions]
    return told.terms, len(told.sources), len(told.pitfalls), len(told.trainer), choices


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_is_whole_in_both_languages(name: str) -> None:
    turkish, english = lesson(name, "tr"), lesson(name, "en")
    assert shape(turkish) == shape(english)
    assert turkish.title != english.title
    assert [t.text for t in turkish.questions] != [t.text for t in english.questions]
