"""The field's terms that are codes in the data and words on the screen, each with one meaning."""

from crm_core.words import mark

TIERS = ("mvc", "mgc", "migrator", "bz")
TIER_WORDS = {
    "mvc": mark("Most valuable"),
    "mgc": mark("Most growable"),
    "migrator": mark("Migrator"),
    "bz": mark("Below zero"),
    "none": mark("Without a tier"),
}

CLASSES = ("relational", "mixed", "transactional", "unclassified")
CLASS_WORDS = {
    "relational": mark("Relational"),
    "mixed": mark("Mixed"),
    "transactional": mark("Transactional"),
    "unclassified": mark("Not classifiable"),
}

SHEET_WORDS = {
    "customers": mark("Customers"),
    "transactions": mark("Transactions"),
    "interactions": mark("Interactions"),
    "surveys": mark("Surveys"),
    "programmes": mark("Programmes"),
    "campaigns": mark("Campaign spending"),
    "prices": mark("Price index"),
}
