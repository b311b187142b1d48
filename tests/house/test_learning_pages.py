"""House: on the learners' pages a guess, an answer and a control do what they say, and stay where they were put."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from streamlit.testing.v1 import AppTest

from crm_core import cockpit
from crm_core.learning import lesson
from crm_core.screen.server import MAIN_SCRIPT
from crm_core.words import Language

SECONDS = 120


@pytest.fixture(scope="module", autouse=True)
def workspaces(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("learning")
    copyfile(demo_file, folder / "demo-baseline.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_WORKSPACES", str(folder))
        yield
        cockpit.close_workspaces()


def opened(page: str, language: Language = "en", **link: str) -> AppTest:
    screen = AppTest.from_file(str(MAIN_SCRIPT), default_timeout=SECONDS)
    screen.query_params["lang"] = language
    for key, value in link.items():
        screen.query_params[key.replace("_", "-")] = value
    return moved(screen.run(), page)


def moved(screen: AppTest, page: str) -> AppTest:
    return screen.switch_page(f"../../pages/{page}.py").run()


def press(screen: AppTest, label: str) -> AppTest:
    next(button for button in screen.button if button.label == label).click()
    return screen.run()


def paragraphs(screen: AppTest) -> str:
    return " ".join(element.value for element in screen.markdown)


def test_guess_is_judged_after_it_is_shown_and_can_be_made_again() -> None:
    screen = opened("learn_tiers")
    assert "too low" not in paragraphs(screen)
    screen.text_input(key="learn-value_tiers-guess@en").input("0.5")
    screen = press(screen, "Show the true figure")
    assert "Your guess of 0.5 is" in paragraphs(screen) and "too low" in paragraphs(screen)
    assert "Your guess" not in paragraphs(press(screen, "Guess again"))


def test_wrong_answer_gets_its_reason_and_the_right_one_its_own() -> None:
    screen = opened("learn_tiers")
    question = lesson("value_tiers", "en").questions[0]
    screen.radio[0].set_value(1).run()
    assert [element.value for element in screen.warning if question.choice(1).reason in element.value]
    screen.radio[0].set_value(2).run()
    assert [element.value for element in screen.success if question.choice(2).reason in element.value]
    assert "1 of 5 answered right." in paragraphs(screen)


def test_answers_stay_when_the_page_is_left_and_go_when_the_lesson_starts_again() -> None:
    screen = opened("learn_tiers")
    screen.radio[0].set_value(2).run()
    screen = moved(moved(screen, "learn_relations"), "learn_tiers")
    assert screen.radio[0].value == 2
    answered = screen.radio[0].key
    screen = press(screen, "Start the lesson again")
    assert screen.radio[0].value is None
    assert screen.radio[0].key != answered, "a browser keeps what a field of the same name holds"
    assert "0 of 5 answered right." in paragraphs(screen)


def test_surprise_asks_the_same_questions_in_another_order() -> None:
    screen = opened("learn_relations")
    before = [asked.label for asked in screen.radio]
    after = [asked.label for asked in press(screen, "Surprise me: another order").radio]
    assert after != before
    assert sorted(after) == sorted(before)


def test_simulator_opens_after_the_guess_and_its_sentence_moves_with_the_slider() -> None:
    screen = opened("leaky_bucket")
    assert len(screen.slider) == 0
    screen = press(screen, "Show the true figure")
    assert "+0 against" in paragraphs(screen) or " 0 against" in paragraphs(screen)
    screen.slider(key="bucket-out@en").set_value(0).run()
    assert "Nobody leaves, so the base grows without end." in paragraphs(screen)
    assert screen.query_params["bucket-out"] == "0"


def test_link_opens_the_simulator_as_it_was_set_in_the_other_language() -> None:
    screen = opened("leaky_bucket", "tr", bucket_in="10", bucket_out="50", bucket_newcomers="2")
    assert [slider.value for slider in screen.slider] == [10, 50]
    assert "**%50**" in paragraphs(screen)
    assert "k = 2" in " ".join(element.value for element in screen.latex)


def test_link_that_says_nonsense_gives_the_measured_start() -> None:
    usual = opened("leaky_bucket", bucket_out="3")
    screen = opened("leaky_bucket", bucket_in="many", bucket_out="3", bucket_newcomers="9", bucket_margin="x")
    assert [slider.value for slider in screen.slider] == [slider.value for slider in usual.slider]
    assert [element.value for element in screen.error] == []


def test_surprise_moves_the_controls_and_back_to_the_start_undoes_it() -> None:
    screen = press(opened("leaky_bucket"), "Show the true figure")
    before = [slider.value for slider in screen.slider]
    screen = press(screen, "Surprise me")
    assert [slider.value for slider in screen.slider] != before
    screen = press(screen, "Back to the start")
    assert [slider.value for slider in screen.slider] == before
    assert "bucket-in" not in screen.query_params


def test_a_round_is_kept_with_its_reason_until_the_lesson_starts_again() -> None:
    screen = press(opened("leaky_bucket", bucket_in="10", bucket_out="50"), "Show the true figure")
    next(field for field in screen.text_input if field.label.startswith("What did we decide")).input(
        "Close the hole"
    ).run()
    screen = press(screen, "Keep this round")
    assert "10 in per month, 50% out in a year" in paragraphs(screen)
    assert "Close the hole" in [element.value for element in screen.text]
    assert "10 in per month" in paragraphs(press(screen, "Surprise me: another order"))
    assert "10 in per month" not in paragraphs(press(screen, "Start the lesson again"))


def test_the_figure_of_a_card_waits_for_the_guess_and_shows_its_working() -> None:
    screen = opened("learn_tiers")
    assert "Where the value lies" not in [element.value for element in screen.subheader]
    screen = press(screen, "Show the true figure")
    assert "Where the value lies" in " ".join(element.value for element in [*screen.subheader, *screen.markdown])
    assert "of the value ÷" in paragraphs(screen)


def test_margin_is_typed_by_the_marks_of_the_language_and_travels_as_a_plain_number() -> None:
    screen = press(opened("leaky_bucket", "tr"), "Gerçek sayıyı göster")
    field = next(field for field in screen.text_input if field.label.startswith("Müşteri başına"))
    field.input("2.345,67").run()
    assert screen.query_params["bucket-margin"] == "2345.67"
    assert "₺2.345,67" in " ".join(element.value for element in screen.caption)
