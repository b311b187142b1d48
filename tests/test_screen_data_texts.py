"""By hand: a shop whose customers, products and files are named in signs of Markdown; no sentence on its pages obeys them."""

from collections.abc import Iterator

import pytest
from google.protobuf.json_format import MessageToDict

from crm_core import cockpit, intake
from crm_core.screen.navigation import PAGES
from crm_core.words import Language
from tests.house.screens import elements, open_page, strings_in

SIGNS = "*a* `b` $c^2$ :material/home: :red[d] <b>e</b> [f](http://g.invalid)"
WRITTEN_AS_THEY_ARE = (
    "arrow_data_frame",
    "dataframe",
    "plotly_chart",
    "selectbox",
    "multiselect",
    "text",
    "json",
    "code",
)


@pytest.fixture(scope="module", autouse=True)
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Forty orders of ten customers in two sectors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_WORKSPACES", str(tmp_path_factory.mktemp("workspaces")))
        workspace = cockpit.create_workspace("shop", f"Shop {SIGNS}", "USD")
        people = [f"{customer_id(one)};Sector{one % 2} {SIGNS};Region {SIGNS}" for one in range(10)]
        sales = [
            f"F{one}-{month};{customer_id(one)};2024-{month:02d}-15;{100 + one};Group {SIGNS}"
            for one in range(10)
            for month in (1, 4, 7, 10)
        ]
        for heading, lines in (
            ("customer_id;sector;region", people),
            ("order_id;customer_id;ordered_at;amount;category", sales),
        ):
            draft = intake.draft_file(
                workspace, "\n".join([heading, *lines]).encode(), f"file {SIGNS}.csv".replace("/", "-")
            )
            intake.load(workspace, draft)
        yield
        cockpit.close_workspaces()


def customer_id(number: int) -> str:
    return f"M{number} {SIGNS}"


def sentences(page: str, language: Language, link: dict[str, str]) -> list[str]:
    """Texts of the page that Streamlit reads as Markdown."""
    entry = next(entry for entry in PAGES if entry.file == page)
    screen = open_page(entry, language, workspace="shop", **link)
    assert [str(element.value) for element in (*screen.exception, *screen.error)] == []
    return [
        text
        for element in elements(screen)
        if element.proto is not None and element.type not in WRITTEN_AS_THEY_ARE
        for text in strings_in(MessageToDict(element.proto, preserving_proto_field_name=False))
    ]


@pytest.mark.parametrize(
    ("page", "language", "link"),
    [
        ("overview", "tr", {"sector": f"Sector1 {SIGNS}", "region": f"Region {SIGNS}"}),
        ("customer", "en", {"customer": customer_id(1)}),
        ("cohorts", "tr", {"cohorts-by": "sector", "cohort": f"Sector1 {SIGNS}"}),
        ("timing", "en", {"gaps-by": "sector"}),
        ("loads", "tr", {"load": "1"}),
        ("lifetime", "en", {"by": "sector"}),
    ],
)
def test_no_sentence_obeys_the_signs_in_a_name(page: str, language: Language, link: dict[str, str]) -> None:
    said = sentences(page, language, link)
    assert [
        text for text in said if any(part in text for part in SIGNS.split() if part != "*a*") or "*a*" in text
    ] == []
    assert any("home" in text for text in said), "no name stands on the page: the test sees nothing"
