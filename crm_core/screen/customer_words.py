"""One customer on the screen: who it is (masked until asked), what it is worth and why, and the way to it and back."""

from collections.abc import Mapping
from datetime import date
from itertools import dropwhile
from typing import Any

import pandas as pd
import streamlit as st

from crm_core.answers import Answer
from crm_core.numbers import NOTHING, compact_money_text, day_text, money_text, number_text, share_text
from crm_core.screen.as_written import as_written
from crm_core.screen.customer_link import FROM, KEY, open_customer
from crm_core.screen.fields import Column
from crm_core.screen.lifetime_words import MODEL_NAMES, horizon_words
from crm_core.screen.link import chosen, put_in_link
from crm_core.screen.navigation import PAGES, page_path
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t, tn
from crm_core.screen.value_sentences import BADGE_WORDS, reason_words
from crm_core.screen.value_words import tier_words
from crm_core.value.one_customer import customers_like, person_of
from crm_core.words import mark

MASK = "•••"
MOST_ANSWERS = 5
EVENT_WORDS = {
    "order": mark("Order"),
    "return": mark("Return"),
    "contact": mark("Contact"),
    "complaint": mark("Complaint"),
    "service": mark("Service"),
    "promise": mark("Promise"),
    "nps": mark("Answer: would recommend"),
    "csat": mark("Answer: satisfied"),
    "ces": mark("Answer: effort"),
    "attribute": mark("Answer: expectation"),
}
PERSONAL = {
    "name": mark("Name"),
    "email": mark("E-mail"),
    "phone": mark("Telephone"),
    "birth_year": mark("Year of birth"),
    "gender": mark("Gender"),
}
CONSENT = {
    "consent_email": mark("E-mail allowed"),
    "consent_sms": mark("Text messages allowed"),
    "consent_call": mark("Calls allowed"),
}


def chosen_customer() -> str:
    """Number of the customer that the link or a click names; empty for none."""
    put_in_link(KEY)
    return (chosen(KEY) or ("",))[0]


def customer_search() -> None:
    """A field in the sidebar that finds customers by number or name, from any page."""
    text = st.text_input(t("Find a customer"), key="customer-search", placeholder=t("number or name"))
    if len(text.strip()) < 2:
        return
    found = customers_like(reader().workspace, text)
    if not found:
        st.caption(t("Nobody has this number or name."))
    for number in found:
        if st.button(as_written(number), key=f"found-{number}", icon=":material/person:", type="tertiary"):
            open_customer(number)


def way_back() -> None:
    """A link to the page that the reader came from; the value page for those who came by a link."""
    file = st.session_state.get(FROM, "value")
    title = next(entry.title for entry in PAGES if entry.file == file)
    st.page_link(page_path(file), label=t("Back to: {page}", page=t(title)), icon=":material/arrow_back:")


def standing_sentence(answer: Answer) -> str:
    """Value and tier in the period, why, and the tiers before."""
    totals, words = answer.totals, tier_words()
    value = totals.get("value")
    if value is None:
        said = t("Without a tier: no order and no interaction in this period.")
    else:
        why = reason_words(totals["settings"])[value["reason_code"]]
        said = t(
            "**{tier}** (sure to {sure}): {worth}. Unrealised potential: {potential}. {why}",
            tier=", ".join([words[value["tier"]], *(t(BADGE_WORDS[badge]) for badge in value["badges"].split())]),
            sure=share_text(value["tier_probability"], language()),
            worth=_worth_words(value),
            potential=_money(value["potential_value"]),
            why=why,
        )
    ever = dropwhile(lambda dated: dated[1] == "none", totals["tiers"])
    history = " → ".join(f"{words[tier]} ({day_text(day, language())})" for day, tier in ever)
    if not history:
        return said
    return f"{said}\n\n{t('Tiers so far: {history}', history=history)}"


def _worth_words(value: Mapping[str, Any]) -> str:
    """What the customer brought in the period and which costs were taken off it; none is called zero that nobody recorded."""
    goods = round(value["revenue"] - value["cost_to_serve"] - value["actual_value"], 2)
    words = {
        "value": _money(value["actual_value"]),
        "revenue": _money(value["revenue"]),
        "goods": _money(goods),
        "cost": _money(value["cost_to_serve"]),
    }
    if goods and value["cost_to_serve"]:
        return t(
            "{value} left in the period of {revenue} net sales, after {goods} for goods and {cost} to serve", **words
        )
    if goods:
        return t(
            "{value} left in the period of {revenue} net sales, after {goods} for goods; no cost to serve recorded",
            **words,
        )
    if value["cost_to_serve"]:
        return t(
            "{value} left in the period of {revenue} net sales, after {cost} to serve; no cost of goods recorded",
            **words,
        )
    return t("{revenue} net sales in the period, without any recorded cost", **words)


def facts_sentence(answer: Answer) -> str:
    """Where the customer belongs and what it did so far."""
    facts = answer.totals["facts"]
    parts = [str(facts[name]) for name in ("sector", "region", "capacity", "acquisition_channel") if facts[name]]
    said = {
        "since": day_text(facts["acquired_on"], language()),
        "orders": tn("{n} order", "{n} orders", int(facts["orders"]), n=number_text(facts["orders"], language())),
        "revenue": _money(facts["revenue"]),
        "last": day_text(facts["last_order_on"], language()),
    }
    if not parts:
        return t("Customer since {since} · {orders}, {revenue} in all, the last on {last}", **said)
    return t(
        "{belongs} · customer since {since} · {orders}, {revenue} in all, the last on {last}",
        belongs=" · ".join(parts),
        **said,
    )


def outlook_cards(outlook: Answer) -> list[KeyFigure]:
    """What the customer will bring, whether it is still one, how often it will buy, and when next."""
    if outlook.is_empty:
        return []
    row, totals = outlook.rows.iloc[0].to_dict(), outlook.totals
    of_all = mark(
        "{low} to {high} with 90 %, {horizon}; discount {discount} a year, margin {margin}: that of all customers."
    )
    its_own = mark(
        "{low} to {high} with 90 %, {horizon}; discount {discount} a year, margin {own}: its own, drawn towards the {margin} of all "
        "customers."
    )
    terms = t(
        its_own if totals["is_margin_own"] else of_all,
        own=share_text(row["margin"], language(), 1),
        low=_money(row["low"]),
        high=_money(row["high"]),
        horizon=horizon_words(totals["years"]),
        discount=share_text(totals["discount"], language()),
        margin=share_text(totals["margin"], language(), 1),
    )
    often = tn(
        "{amount} each, as expected; so far {n} day of purchase.",
        "{amount} each, as expected; so far {n} days of purchase.",
        int(row["purchases"]),
        n=number_text(row["purchases"], language()),
        amount=_money(row["expected_amount"]),
    )
    return [
        KeyFigure(t("Lifetime value"), compact_money_text(row["value"], reader().currency, language()), terms, outlook),
        KeyFigure(
            t("Still a customer"), share_text(row["probability_active"], language()), _model_words(outlook), outlook
        ),
        KeyFigure(t("Purchases ahead"), number_text(row["expected_purchases"], language(), 1), often, outlook),
        KeyFigure(
            t("Next purchase, if active"),
            _days_ahead(row["next_purchase_on"], totals["until"]),
            _next_words(outlook, row["next_purchase_on"]),
            outlook,
        ),
    ]


def _next_words(outlook: Answer, day: pd.Timestamp) -> str:
    """By which day the next purchase is as likely as not, or why none is said."""
    if not pd.isna(day):
        return t("By {day} with an even chance.", day=day_text(day, language()))
    is_plain = outlook.totals["used"] == "plain"
    return t("The plain formula foretells none.") if is_plain else t("Not within ten years.")


def _days_ahead(day: pd.Timestamp, until: date) -> str:
    """How many days after the last day of the study a day lies."""
    if pd.isna(day):
        return NOTHING
    days = (day.date() - until).days
    return tn("{n} day", "{n} days", days, n=number_text(days, language()))


def _model_words(outlook: Answer) -> str:
    """Which model says so."""
    used = outlook.totals["used"]
    if used == "plain":
        return t("The plain formula stands in, which says nothing of it.")
    return t("Probability by {model}.", model=MODEL_NAMES[used])


def satisfaction_sentence(answer: Answer) -> str:
    """The newest answer to each question, and how many there are."""
    answers = answer.rows.loc[answer.rows["score"].notna()]
    if answers.empty:
        return t("It has answered no survey.")
    newest = answers.drop_duplicates(["kind", "reference"])
    words = {code: t(text) for code, text in EVENT_WORDS.items()}
    said = [
        t(
            "{question} {score} of {most} ({day})",
            question=" – ".join(part for part in (words[row["kind"]], row["reference"]) if isinstance(part, str)),
            score=number_text(row["score"], language(), 0 if row["score"] == int(row["score"]) else 1),
            most=number_text(row["scale_max"], language()),
            day=day_text(row["day"], language()),
        )
        for row in newest.head(MOST_ANSWERS).to_dict("records")
    ]
    return t("Satisfaction, newest answers: {answers}.", answers=" · ".join(said))


def open_sentence(answer: Answer) -> str:
    """Complaints and promises that wait for an answer."""
    waiting = int(answer.rows["is_open"].to_numpy(int).sum())
    if not waiting:
        return t("No complaint and no promise is open.")
    return t(
        "**{open} complaints or promises are open**, {overdue} of them past their promised day.",
        open=number_text(waiting, language()),
        overdue=number_text(int(answer.rows["is_overdue"].to_numpy(int).sum()), language()),
    )


def personal_data(answer: Answer) -> None:
    """Consent, and personal data behind a click: masked until the reader asks, and again on the next page."""
    person = person_of(reader().workspace, int(answer.totals["facts"]["customer_key"]))
    if person is None:
        st.caption(t("No customers sheet describes this customer."))
        return
    is_shown = st.toggle(t("Reveal personal data"), key=f"reveal-{answer.totals['facts']['customer_key']}")
    consent = {True: t("yes"), False: t("no"), None: t("not known")}
    lines = [
        f"{t(word)}: {as_written(str(person[name] or NOTHING)) if is_shown else MASK}"
        for name, word in PERSONAL.items()
    ]
    lines += [f"{t(word)}: {consent[person[name]]}" for name, word in CONSENT.items()]
    st.markdown(" · ".join(lines))


def event_columns() -> list[Column]:
    """Columns of the customer's history."""
    return [
        Column("day", t("Day"), "day"),
        Column("kind", t("What"), words={code: t(text) for code, text in EVENT_WORDS.items()}),
        Column("reference", t("Number or subject")),
        Column("amount", t("Amount"), "money"),
        Column("score", t("Score"), "number"),
        Column("scale_max", t("of at most"), "number"),
        Column("is_open", t("Still open"), "yes"),
        Column("is_overdue", t("Overdue"), "yes"),
    ]


def gap_columns() -> list[Column]:
    """Columns of the categories that peers buy."""
    return [
        Column("category", t("Category")),
        Column("share", t("Share of the sector who buy it"), "share"),
        Column("peers", t("Customers"), "number"),
        Column("median_amount", t("Median amount"), "money"),
    ]


def _money(amount: float) -> str:
    return money_text(amount, reader().currency, language())
