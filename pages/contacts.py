"""Contacts: which stages do we cover, who begins, in which way, and do we keep what we promise?"""

from crm_core.charts import class_rows
from crm_core.relations import contact_mix, part_rows
from crm_core.screen import ask, figure, page_head, reader, t, table
from crm_core.screen.contact_words import DIMENSIONS, contact_columns, contact_sentence, part_names
from crm_core.screen.relation_words import class_words

page_head(t("Contacts and promises"), t("Which stages do we cover, who begins, in which way, and do we keep promises?"))

mix = ask(contact_mix)
for dimension, title in DIMENSIONS.items():
    figure(
        mix,
        class_rows(
            part_rows(mix, dimension),
            reader().look,
            part_names(dimension),
            class_words(),
            not_measured_text=t("Not measured in this period."),
        ),
        title=t(title),
        sentence=contact_sentence(mix, dimension),
        key=f"contacts-{dimension}",
    )
table(mix, contact_columns(), key="contacts-table", title=t("Contacts and promises in figures"))
