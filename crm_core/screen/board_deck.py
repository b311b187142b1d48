"""The overview as slides for a board: every slide with its title sentence, filters, as-of date, sources and page n of m."""

from collections.abc import Sequence
from math import isnan

import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.cockpit import metric_named
from crm_core.screen.as_written import off_screen
from crm_core.screen.board_words import BoardAnswer
from crm_core.screen.filter_bar import sources_sentence
from crm_core.screen.filter_words import filter_sentence, workspace_title
from crm_core.screen.headlines import Measure, change_sentence
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t
from crm_core.screen.value_words import tier_sentence, tier_words
from crm_core.slides import Slide, SlideChart, pptx_bytes
from crm_core.words import fold

PERCENT_FORMATS = {"tr": '"%"0', "en": '0"%"'}
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def board_download(
    answers: Sequence[BoardAnswer], cards: Sequence[KeyFigure], tiers: Answer, scores: Sequence[Answer]
) -> None:
    """A button that makes the deck when it is pressed."""
    present = reader()
    title = workspace_title(present.state)
    foot = off_screen(f"{filter_sentence(present)} · {sources_sentence(present)}")
    slides = board_slides(answers, cards, tiers, scores, title)
    st.download_button(
        t("Slides for the board (PPTX)"),
        data=lambda: pptx_bytes(slides, foot, title),
        file_name=f"{'-'.join(fold(title).split())}.pptx",
        mime=PPTX,
        key="board-deck",
        on_click="ignore",
        icon=":material/slideshow:",
    )


def board_slides(
    answers: Sequence[BoardAnswer], cards: Sequence[KeyFigure], tiers: Answer, scores: Sequence[Answer], title: str
) -> list[Slide]:
    """The three answers, the key figures, where the value lies, satisfaction month by month, and how each is computed."""
    asked = tuple((answer.question, answer.word, _plain(answer.sentence)) for answer in answers)
    figures = tuple(
        (card.label, card.value, " · ".join(part for part in (card.change, card.target) if part), _plain(card.sentence))
        for card in cards
    )
    measured = [answer for answer in scores if answer.totals.get("value") is not None][:1]
    metrics = [metric_named(card.answer.metric) for card in cards] + [metric_named(tiers.metric)]
    return [
        Slide(title, rows=((t("Question"), t("Answer"), t("What stands behind it")), *asked)),
        Slide(_headline(cards), rows=((t("Measure"), t("Value"), t("Change and target"), t("Evidence")), *figures)),
        *([_tier_slide(tiers)] if not tiers.is_empty else []),
        *(_score_slide(answer) for answer in measured),
        Slide(
            t("How is this computed?"),
            rows=((t("Measure"), t("Formula")), *((t(metric.sentence), t(metric.formula)) for metric in metrics)),
        ),
    ]


def _headline(cards: Sequence[KeyFigure]) -> str:
    """The first key figure with its change, as the title of them all."""
    first = cards[0]
    return f"{first.label}: {first.value}" + (f" · {first.change}" if first.change else "")


def _tier_slide(tiers: Answer) -> Slide:
    rows, words = tiers.rows.to_dict("records"), tier_words()
    chart = SlideChart(
        tuple(f"{words[row['tier']]} ({numbers.number_text(row['customers'], language())})" for row in rows),
        (
            (t("Share of customers"), tuple(_percent(row["share_of_customers"]) for row in rows)),
            (t("Share of value"), tuple(_percent(row["share_of_value"]) for row in rows)),
        ),
        PERCENT_FORMATS[language()],
    )
    return Slide(tier_sentence(tiers), (t("Where the value lies"),), chart)


def _score_slide(answer: Answer) -> Slide:
    is_share = answer.metric == "csat_by_month"
    measure = Measure("share") if is_share else Measure("points")
    rows = answer.rows.to_dict("records")
    name = t("Satisfied (CSAT)") if is_share else t("Promoters (NPS)")
    values = tuple(_percent(row["value"]) if is_share else _known(row["value"]) for row in rows)
    chart = SlideChart(
        tuple(
            t("{month}, n = {n}", month=numbers.month_text(row["month"], language()), n=str(int(row["n"])))
            for row in rows
        ),
        ((name, values),),
        PERCENT_FORMATS[language()] if is_share else "0",
        is_line=True,
    )
    said = t(
        "{name}: {value}, n = {n}.",
        name=name,
        value=measure.value(answer.totals["value"]),
        n=numbers.number_text(answer.n, language()),
    )
    return Slide(said, (change_sentence(answer, measure),), chart)


def _percent(share: float) -> float | None:
    """A share as whole and tenth per cent; nothing where it is unknown."""
    return None if isnan(share) else round(share * 100, 1)


def _known(value: float) -> float | None:
    return None if isnan(value) else round(value, 1)


def _plain(sentence: str) -> str:
    """A sentence without the marks of the screen's markdown."""
    return off_screen(sentence.replace("**", ""))
