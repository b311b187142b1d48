"""Overview: how are we doing, what changed beyond the noise, and where should I look next?"""

from crm_core.charts import tier_bars
from crm_core.satisfaction import complaints_per_100_orders_by_month, csat_by_month, nps_by_month
from crm_core.screen import ask, figure, key_figures, page_head, reader, t
from crm_core.screen.board_deck import board_download
from crm_core.screen.board_words import (
    board_places,
    relations_answer,
    satisfaction_answer,
    show_board_answer,
    value_answer,
)
from crm_core.screen.headlines import Measure, headline_card
from crm_core.screen.signal_words import show_signals
from crm_core.screen.value_words import tier_sentence, tier_words
from crm_core.value import (
    active_customers_by_month,
    net_margin_by_month,
    repeat_share_by_month,
    revenue_by_month,
    tier_summary,
)

page_head(t("Overview"), t("How are we doing, what changed beyond the noise, and where should I look next?"))

first, second, third = board_places()
csat, nps = ask(csat_by_month), ask(nps_by_month)
falling = satisfaction_answer(csat, nps)
show_board_answer(second, falling)

to_value = {"page": "value", "page_label": t("More")}
to_satisfaction = {"page": "satisfaction", "page_label": t("More")}
to_relations = {"page": "relations", "page_label": t("More")}

orders, answers = t("orders"), t("answers")

cards = [
    headline_card(ask(revenue_by_month), t("Net revenue"), Measure("money", counted=orders), **to_value),
    headline_card(ask(net_margin_by_month), t("Net margin"), Measure("money", counted=orders), **to_value),
    headline_card(
        ask(active_customers_by_month),
        t("Active customers a month"),
        Measure("number", is_mean_of_months=True),
        **to_value,
    ),
    headline_card(
        ask(repeat_share_by_month), t("Returning customers"), Measure("share", is_mean_of_months=True), **to_relations
    ),
    headline_card(csat, t("Satisfied (CSAT)"), Measure("share", counted=answers), **to_satisfaction),
    headline_card(nps, t("Promoters (NPS)"), Measure("points", counted=answers), **to_satisfaction),
    headline_card(
        ask(complaints_per_100_orders_by_month),
        t("Complaints per 100 orders"),
        Measure("number1", is_up_good=False, counted=orders),
        **to_satisfaction,
    ),
]
key_figures(cards, key="overview")

show_signals()

tiers = ask(tier_summary)  # after the rest, and relations last: a period never asked before takes them longer
worth = value_answer(tiers)
show_board_answer(first, worth)
figure(
    tiers,
    tier_bars(tiers.rows, reader().look, tier_words(), t("Share of customers"), t("Share of value")),
    title=t("Where the value lies"),
    sentence=tier_sentence(tiers),
    key="overview-tiers",
)

relation = relations_answer()
show_board_answer(third, relation)
board_download([worth, falling, relation], cards, tiers, (csat, nps))
