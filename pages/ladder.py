"""The ladder: how far have relationships come, for each customer and the whole base, and which way do they move?"""

from crm_core.charts import ladder_cells, ladder_quarters, migration_cells
from crm_core.relations import ladder_by_quarter, ladder_moves, ladder_steps, relationship_ladder
from crm_core.screen import ask, choice, download, figure, key_figures, page_head, reader, t, table
from crm_core.screen.ladder_words import (
    band_words,
    customers_of_stage,
    ladder_cards,
    ladder_customer_columns,
    ladder_form,
    ladder_sentence,
    short_stage_words,
    stage_words,
    step_columns,
    step_table,
)

page_head(
    t("The relationship ladder"),
    t("How far have relationships come, for each customer and the whole base, and which way do they move?"),
)
look, empty_text = reader().look, t("Nobody can be placed for this choice; the note says what is missing.")

steps = ask(ladder_steps)
key_figures(ladder_cards(steps), key="ladder-cards")
ladder_form()
chart = ladder_cells(
    steps.totals["cells"],
    look,
    band_words("index"),
    band_words("quality"),
    t("Index R"),
    t("Quality Q"),
    t("Customers"),
    t("Net margin a customer"),
    empty_text,
)
figure(steps, chart, t("Where customers stand: index and quality"), ladder_sentence(steps), key="ladder-cells")
table(steps, step_columns(), key="ladder-steps", title=t("The stages in figures"), rows=step_table(steps))

quarters = ask(ladder_by_quarter)
chart = ladder_quarters(quarters.rows, look, stage_words(), t("Share of those placed"), empty_text)
sentence = t("Each bar looks back 365 days, so neighbouring bars share nine months.")
figure(quarters, chart, t("The base on the ladder, quarter by quarter"), sentence, key="ladder-quarters")

moves = ask(ladder_moves)
chart = migration_cells(
    moves.rows,
    look,
    short_stage_words(),
    t("A quarter earlier"),
    t("Now"),
    t("Customers"),
    "",
    t("fewer than 30 customers"),
    empty_text,
)
sentence = t("On the diagonal are those who stayed on their stage.")
figure(moves, chart, t("From which stage to which"), sentence, key="ladder-moves")

shown = choice(t("Customers behind the stage"), stage_words(), key="stage", default="4")
ladder = ask(relationship_ladder)
members = customers_of_stage(ladder, shown)
table(ladder, ladder_customer_columns(), key="ladder-customers", title=stage_words()[shown], rows=members)
file_name = f"relationship_ladder {shown}"
download(members, file_name, key="ladder-download", columns=ladder_customer_columns())
