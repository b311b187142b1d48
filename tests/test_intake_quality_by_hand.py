"""By hand: the quality score of small files, each part worked out."""

from datetime import date

import pytest

from crm_core import intake
from crm_core.intake.quality import fresh_share, quality, quality_of_load
from crm_core.store import Workspace

SALES = """Fatura No;Cari Kod;Tarih;Tutar
1;A;01.02.2024;5
1;A;01.02.2024;5
2;;02.02.2024;6
3;B;31.02.2024;yok
4;C;03.02.2024;
;TOPLAM;;16
"""


def test_every_part_is_counted_as_it_is_defined(empty_workspace: Workspace) -> None:
    draft = intake.draft_file(empty_workspace, SALES.encode(), "sales.csv")
    found = quality(draft, intake.check(empty_workspace, draft), today=date(2024, 2, 15))
    assert found.parts == {
        "loadable": pytest.approx(2 / 5, abs=1e-6),  # without customer, 31.02.2024 and "yok", without amount
        "completeness": 18 / 20,  # 5 rows of 4 cells and a row of sums; one customer and one amount empty
        "validity": pytest.approx(1 - 2 / 18, abs=1e-6),  # 31.02.2024 and "yok"
        "uniqueness": 1 - 1 / 5,
        "timeliness": 1.0,
        "consistency": 1 - 1 / 5,  # the row without a customer
    }
    assert found.score == pytest.approx(100 * 0.4 * (0.9 + 16 / 18 + 0.8 + 1 + 0.8) / 5, abs=1e-3)


def test_a_file_of_which_no_row_can_be_loaded_is_worth_nothing(empty_workspace: Workspace) -> None:
    text = "Cari Kod;Tarih;Ticket Type\nA;01.02.2024;Technical issue\nB;02.02.2024;Refund request\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "tickets.csv")
    found = quality(draft, intake.check(empty_workspace, draft), today=date(2024, 2, 15))
    assert (found.parts["loadable"], found.parts["validity"], found.score) == (0, pytest.approx(4 / 6, abs=1e-6), 0)


def test_rows_dropped_by_choice_lower_uniqueness_alone(empty_workspace: Workspace) -> None:
    text = "Fatura No;Cari Kod;Tarih;Tutar\n1;A;01.02.2024;5\n1;A;01.02.2024;5\n2;B;31.02.2024;5\n2;B;31.02.2024;5\n"
    draft = intake.answer(intake.draft_file(empty_workspace, text.encode(), "a.csv"), "duplicates", "drop")
    result = intake.check(empty_workspace, draft)
    found = quality(draft, result, today=date(2024, 2, 15))
    assert result.rows_accepted == 1
    assert (found.parts["loadable"], found.parts["uniqueness"]) == (0.5, 0.5)


@pytest.mark.parametrize(("days", "share"), [(-3, 1), (31, 1), (198, 0.5), (364, 1 / 334), (365, 0), (4000, 0)])
def test_fresh_data_are_worth_more(days: int, share: float) -> None:
    assert fresh_share(days) == pytest.approx(share)


def test_a_sheet_without_days_has_no_timeliness_and_the_load_keeps_its_score(empty_workspace: Workspace) -> None:
    draft = intake.draft_file(empty_workspace, "Müşteri No;Sektör\nA;Gıda\nB;\n".encode(), "customers.csv")
    found = quality(draft, intake.check(empty_workspace, draft), today=date(2024, 2, 15))
    assert found.parts["timeliness"] is None and found.score == pytest.approx(100 * 1 * (0.75 + 3) / 4)
    intake.load(empty_workspace, draft)
    assert quality_of_load(intake.loads(empty_workspace)["understood"].iloc[0]) == found
    assert quality_of_load("{}") is None
