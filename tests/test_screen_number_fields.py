"""By hand: a number field follows its usual number until the reader types another one (written in Turkish, the language without a choice)."""

from streamlit.testing.v1 import AppTest

PAGE = """
import streamlit as st

from crm_core.screen import number_field

usual = st.number_input("usual", value=59.9)
st.markdown(f"{float(number_field('Margin, %', usual, 'margin', digits=1)):g}")
"""


def _shown(screen: AppTest) -> tuple[str | None, str]:
    return screen.text_input[0].value, screen.markdown[0].value


def test_it_follows_the_usual_number() -> None:
    screen = AppTest.from_string(PAGE).run()
    assert _shown(screen) == ("59,9", "59.9")
    screen.number_input[0].set_value(60.4).run()
    assert _shown(screen) == ("60,4", "60.4")
    screen.number_input[0].set_value(-1.5).run()
    assert _shown(screen) == ("-1,5", "-1.5")


def test_what_the_reader_typed_stays() -> None:
    screen = AppTest.from_string(PAGE).run()
    screen.text_input[0].input("30").run()
    screen.number_input[0].set_value(60.4).run()
    assert _shown(screen) == ("30", "30")


def test_what_cannot_be_read_stays_to_be_mended() -> None:
    screen = AppTest.from_string(PAGE).run()
    screen.text_input[0].input("a third").run()
    screen.number_input[0].set_value(60.4).run()
    assert _shown(screen) == ("a third", "60.4")
    assert "a third" in screen.error[0].value
