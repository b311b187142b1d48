"""How a lesson stands on a page: idea and terms, a guess before the figure, rule and pitfalls, questions with reasons.

What a learner typed and chose stays for the session, also when the page or the language changes; reset forgets it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from crm_core.learning import Judged, Lesson, Question, Term, judged, shuffled
from crm_core.numbers import number_text
from crm_core.screen.fields import typed_number
from crm_core.screen.filter_words import workspace_title
from crm_core.screen.navigation import page_path
from crm_core.screen.state import language, reader, t

_LEARNER, _RESTARTS = "learner", "lesson-restarts"


def lesson_head(told: Lesson) -> None:
    """Title, the idea in one sentence, the terms in both languages, and whose data the page shows."""
    st.title(told.title, anchor=False)
    st.markdown(f"**{told.idea}**")
    st.caption(" · ".join(_both_languages(term) for term in told.terms))
    title = workspace_title(reader().state)
    if reader().state.is_demo:
        st.caption(t("The figures come from the demo workspace “{title}”: invented customers.", title=title))
    else:
        st.caption(t("The figures come from your own workspace “{title}”.", title=title))


def lesson_example(told: Lesson) -> None:
    """One customer, worked out; an example and not a row of the data."""
    with st.container(border=True):
        st.subheader(t("One customer, worked out"), anchor=False)
        st.markdown(told.example)
        st.caption(t("An invented example."))


def lesson_rule(told: Lesson) -> None:
    """From the one customer to all: rule, formula, pitfalls, sources."""
    st.subheader(t("The rule"), anchor=False)
    st.markdown(told.rule)
    st.subheader(t("The formula"), anchor=False)
    st.markdown(told.formula)
    st.subheader(t("Where it misleads"), anchor=False)
    st.markdown("\n".join(f"- {pitfall}" for pitfall in told.pitfalls))
    st.caption(t("Sources: {sources}", sources=" · ".join(told.sources)))


@dataclass(frozen=True)
class Guess:
    """What a learner is asked before the figure: where the field starts, and ``sentence``, which tells the truth afterwards."""

    question: str
    truth: float
    start: float
    worded: Callable[[float], str]
    sentence: str
    digits: int = 0


def guess_first(told: Lesson, asked: Guess) -> bool:
    """A guess before the true figure; True once it is shown."""
    guess_key, shown_key = f"{told.name}-guess", f"{told.name}-shown"
    with st.container(border=True):
        st.subheader(t("Guess first"), anchor=False)
        st.markdown(asked.question)
        before = kept(guess_key, Decimal(str(asked.start)))
        guess = typed_number(t("Your guess"), before, f"learn-{guess_key}", digits=asked.digits)
        if guess is not None:
            keep(guess_key, guess)
        with st.container(horizontal=True):
            st.button(
                t("Show the true figure"),
                on_click=keep,
                args=(shown_key, True),
                type="primary",
                key=shown_key,
                disabled=guess is None,
            )
            st.button(t("Guess again"), on_click=keep, args=(shown_key, False), key=f"{told.name}-again")
        if guess is not None and kept(shown_key, False):
            st.markdown(f"{asked.sentence} {_judgement(judged(float(guess), asked.truth), asked.worded)}")
    return kept(shown_key, False)


def lesson_questions(told: Lesson) -> None:
    """Questions with an answer to each choice at once; wrong ones say why and may be tried again."""
    turn = kept(f"{told.name}-turn", 0)
    st.subheader(t("Do you remember?"), anchor=False)
    for question in shuffled(told.questions, turn):
        _question(told, question, turn)
    right = sum(_is_right(told, question) for question in told.questions)
    counts = {"right": number_text(right, language()), "all": number_text(len(told.questions), language())}
    st.markdown(t("{right} of {all} answered right.", **counts))
    with st.container(horizontal=True):
        st.button(
            t("Surprise me: another order"),
            on_click=_another_order,
            args=(told.name, turn + 1),
            icon=":material/casino:",
            key=f"{told.name}-surprise",
        )
        st.button(
            t("Start the lesson again"),
            on_click=_forget,
            args=(told.name,),
            icon=":material/restart_alt:",
            key=f"{told.name}-reset",
        )


def trainer_notes(told: Lesson) -> None:
    """Notes for whoever leads the group, closed until asked for."""
    with st.expander(t("Notes for the trainer"), icon=":material/co_present:"):
        st.markdown("\n".join(f"- {note}" for note in told.trainer))


def link_to(page: str, label: str) -> None:
    """A link to another page; the filters are kept."""
    st.page_link(page_path(page), label=label, icon=":material/arrow_forward:")


def rounds_key(name: str) -> str:
    """Under which key the rounds of the lesson's simulator are kept."""
    return f"{name}-rounds"


def small_print(text: str) -> None:
    """A line under a figure that says how it was reckoned."""
    st.caption(text)


def whole(value: float) -> str:
    """A figure of the lesson as a whole number."""
    return number_text(value, language())


def tenths(value: float) -> str:
    """A figure of the lesson with one decimal."""
    return number_text(value, language(), 1)


def _question(told: Lesson, question: Question, turn: int) -> None:
    """One question; the choice made before stands again after a change of page or language."""
    numbers = [choice.number for choice in question.choices]
    key = f"{told.name}-answer-{question.number}"
    before = kept(key, None)
    answer = st.radio(
        question.text,
        numbers,
        index=numbers.index(before) if before in numbers else None,
        format_func=lambda number: question.choice(number).text,
        key=f"learn-{key}-{turn}-{restarts()}@{language()}",
    )
    keep(key, answer)
    if answer is None:
        return
    choice = question.choice(answer)
    if choice.is_right:
        st.success(t("Right. {reason}", reason=choice.reason), icon=":material/check_circle:")
    else:
        st.warning(t("Not so. {reason} Try again.", reason=choice.reason), icon=":material/undo:")


def _is_right(told: Lesson, question: Question) -> bool:
    answer = kept(f"{told.name}-answer-{question.number}", None)
    return answer is not None and question.choice(answer).is_right


def _judgement(held: Judged, worded: Callable[[float], str]) -> str:
    """How far the guess lay, and which way."""
    words = {"guess": worded(held.guess), "difference": worded(abs(held.difference))}
    if held.reading == "close":
        return t("Your guess of {guess} is close: {difference} away.", **words)
    if held.reading == "high":
        return t("Your guess of {guess} is {difference} too high.", **words)
    return t("Your guess of {guess} is {difference} too low.", **words)


def _both_languages(term: Term) -> str:
    """The reader's own term, the other language's in brackets."""
    own, other = (term.turkish, term.english) if language() == "tr" else (term.english, term.turkish)
    return f"{own} ({other})"


def kept(key: str, default: Any) -> Any:
    """What the learner left under ``key``."""
    return st.session_state.setdefault(_LEARNER, {}).get(key, default)


def keep(key: str, value: Any) -> None:
    """Let the learner find ``value`` again under ``key``, which begins with the lesson's name, until the lesson starts again."""
    st.session_state.setdefault(_LEARNER, {})[key] = value


def restarts() -> int:
    """How often a lesson was started again; fields named after it are new ones, since the browser keeps what an old one holds."""
    return st.session_state.get(_RESTARTS, 0)


def _another_order(name: str, turn: int) -> None:
    """Forget guess and answers, and mix questions and choices anew; the rounds of a simulator stay for the debrief."""
    rounds = kept(rounds_key(name), ())
    _forget(name)
    keep(f"{name}-turn", turn)
    keep(rounds_key(name), rounds)


def _forget(name: str) -> None:
    """Forget everything that the learner did in the lesson."""
    st.session_state[_RESTARTS] = restarts() + 1
    learner = st.session_state.setdefault(_LEARNER, {})
    for key in [key for key in learner if key.startswith(f"{name}-")]:
        del learner[key]
    for key in [key for key in st.session_state if str(key).startswith(f"learn-{name}-")]:
        del st.session_state[key]
