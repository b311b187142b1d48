"""Customer value: who brings it, who could bring more, who costs more than they bring, and do they come back?"""

import streamlit as st

from crm_core.charts import cohort_heatmap, month_bars, tier_bars, value_map, whale_curve_chart
from crm_core.screen import ask, choice, download, figure, key_figures, notes, page_head, reader, t, table
from crm_core.screen.migration_words import cost_columns
from crm_core.screen.tier_form import tier_trial
from crm_core.screen.value_sentences import (
    STRATEGIES,
    below_zero_sentence,
    cohort_sentence,
    customer_columns,
    map_sentence,
    months_sentence,
    peak_words,
    said_above,
    steadiness_sentence,
    tier_cards,
    whale_sentence,
)
from crm_core.screen.value_words import tier_sentence, tier_words
from crm_core.terms import TIERS
from crm_core.value import (
    cohort_retention,
    cost_sensitivity,
    customer_tiers,
    net_margin_by_month,
    revenue_by_month,
    tier_summary,
    whale_curve,
)

page_head(
    t("Customer value"),
    t("Who brings the value, who could bring more, who costs more than they bring, who comes back?"),
)

look, words, empty = reader().look, tier_words(), t("Nothing to show in this choice.")
trial = tier_trial()
tiers, points = ask(tier_summary, **trial), ask(customer_tiers, at_most=1500, **trial)
whale = ask(whale_curve, **{name: number for name, number in trial.items() if name in whale_curve.options})

st.markdown(tier_sentence(tiers))
key_figures(tier_cards(tiers), "tiers")
st.markdown(steadiness_sentence(tiers))

left, right = st.columns(2)
with left:
    chart = tier_bars(tiers.rows, look, words, t("Share of customers"), t("Share of value"), empty)
    figure(tiers, chart, t("Customers and value in each tier"), below_zero_sentence(tiers), key="tier-bars")
with right:
    chart = whale_curve_chart(whale.rows, look, t("Share of customers"), t("Share of value"), peak_words(whale), empty)
    figure(said_above(whale), chart, t("How value adds up, best customers first"), whale_sentence(whale), key="whale")

chart = value_map(points.rows, look, words, t("Actual value"), t("Unrealised potential"), empty)
figure(said_above(points), chart, t("Value today and value possible"), map_sentence(points), key="map")

tier = choice(t("Customers of the tier"), {code: words[code] for code in TIERS}, key="list", default="mvc")
customers = ask(customer_tiers, tier=tier, first=200, **trial)
st.markdown(t(STRATEGIES[tier]))
table(customers, customer_columns(customers), "customers", t("Customers: {tier}", tier=words[tier]))
download(
    lambda: ask(customer_tiers, tier=tier, **trial).rows,
    t("Customers: {tier}", tier=words[tier]),
    "customers",
    columns=customer_columns(customers),
)

costs = ask(cost_sensitivity)
table(costs, cost_columns(), "costs", t("Who would stand in another tier if serving cost half or double"))
notes(costs)

running = t("month not finished")
headlines = {revenue_by_month: t("Net revenue"), net_margin_by_month: t("Net margin after cost to serve")}
for slot, (metric, name) in zip(st.columns(2), headlines.items(), strict=True):
    with slot:
        months, title = said_above(ask(metric)), t("{measure} by month", measure=name)
        is_running = months.totals["is_last_month_unfinished"]
        chart = month_bars(
            months.rows, look, name, is_unfinished_last=is_running, unfinished_word=running, empty_text=empty
        )
        figure(months, chart, title, months_sentence(months), key=metric.name)

cohorts = ask(cohort_retention)
chart = cohort_heatmap(
    cohorts.rows, look, t("Won in"), t("Months since the first order"), t("Share who ordered"), t("Customers"),
    unfinished_word=running, empty_text=empty,
)  # fmt: skip
figure(cohorts, chart, t("Who came back, by month of the first order"), cohort_sentence(cohorts), key="cohorts")
