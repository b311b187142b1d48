"""Words for the ways in which a load treats what is there; the ways themselves are the store's."""

from crm_core.words import mark

MODE_WORDS = {
    "append": mark("Add every row"),
    "new": mark("Add new ones only"),
    "update": mark("Update existing ones only"),
    "upsert": mark("Add and update"),
    "period": mark("Replace a period"),
    "all": mark("Replace all"),
}
BLANK_WORDS = {
    "keep": mark("keep the old value"),
    "clear": mark("clear the old value"),
}
ORPHAN_WORDS = {
    "keep": mark("load them, known by number only"),
    "quarantine": mark("let them wait in quarantine"),
    "leave-out": mark("leave them out"),
}
