"""Lifetime value: what will each customer still bring, how sure is that, and is the model any good?"""

import streamlit as st

from crm_core.charts import calibration_dots, group_intervals, survival_lines, tracking_lines
from crm_core.screen import ask, choice, download, figure, key_figures, notes, page_head, reader, t, table
from crm_core.screen import lifetime_words as words
from crm_core.value import (
    clv_backtest,
    clv_by_group,
    clv_model,
    clv_parameters,
    clv_tracking,
    customer_clv,
    sbg_projection,
    yearly_buying,
)

ON_SCREEN = 200

page_head(t("Lifetime value"), t("What will each customer still bring, how sure is that, and is the model any good?"))

look, empty_text = reader().look, t("Nothing to show in this choice.")
model = choice(t("Model"), words.choosable_models(), key="model", default="auto")
assumed = words.assumption_fields(ask(clv_by_group, model=model))
by = choice(t("Compare customers by"), words.grouping_words(), key="by", default="tier")
groups = ask(clv_by_group, by=by, model=model, **assumed.options())
tenths = ask(clv_backtest, model=model)

key_figures(words.lifetime_cards(groups, tenths), "lifetime")

chart = group_intervals(
    groups.rows, look, words.group_words(by), t("Value"), "money",
    hidden_text=t("fewer than 10 customers"), is_full_scale=False, empty_text=empty_text,
)  # fmt: skip
figure(groups, chart, t("What each group will bring"), words.totals_sentence(groups), key="lifetime-groups")

models = ask(clv_model, model=model)
title = t("Which model, and why")
table(models, words.model_columns(), key="lifetime-models", title=title, rows=words.model_table(models))
st.markdown(words.choice_sentence(models))

weeks = ask(clv_tracking, model=model)
left, right = st.columns(2)
with left:
    chart = tracking_lines(
        weeks.rows, look, t("Repeat purchases a week"), t("Came"), t("Expected"), t("held out →"), t("Week"), empty_text
    )
    figure(weeks, chart, t("Does it follow the weeks?"), words.tracking_sentence(weeks), key="lifetime-weeks")
with right:
    chart = calibration_dots(
        tenths.rows, look, t("Purchases a customer"), t("Came"), t("Foreseen"), t("Tenth by forecast"), "n", empty_text
    )
    figure(
        tenths, chart, t("Did it foresee the weeks held out?"), words.backtest_sentence(tenths), key="lifetime-tenths"
    )

fitted = ask(clv_parameters, model=model)
title = t("Parameters and their errors")
table(fitted, words.parameter_columns(), key="lifetime-parameters", title=title, rows=words.parameter_table(fitted))

customers = ask(customer_clv, model=model, at_most=ON_SCREEN, **assumed.options())
table(customers, words.customer_columns(), key="lifetime-customers", title=t("Customers by lifetime value"))
download(
    lambda: ask(customer_clv, model=model, **assumed.options()).rows,
    "customer_clv",
    key="lifetime-customers-all",
    columns=words.customer_columns(),
)

yearly = ask(yearly_buying)
table(yearly, words.yearly_columns(), key="lifetime-years", title=t("Those who buy once a year or so"))
st.markdown(words.yearly_sentence(yearly))
notes(yearly)

contracts = ask(sbg_projection)
chart = survival_lines(contracts.rows, look, t("Still running"), t("So far"), t("Projected"), t("Months"), empty_text)
figure(contracts, chart, t("Memberships still running"), words.contract_sentence(contracts), key="lifetime-contracts")
