"""By hand: Turkish letters, the Turkish alphabet, and texts in the reader's language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.words import fold, sort_key, translate, translate_count, turkish_lower, turkish_upper


def test_dotted_and_dotless_i_keep_their_dots() -> None:
    assert turkish_lower("IĞDIR İZMİR") == "ığdır izmir"
    assert turkish_upper("ığdır izmir") == "IĞDIR İZMİR"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İŞLEM_TARİHİ", "islem tarihi"),
        ("Müşteri No.", "musteri no"),
        ("MUSTERI  NO", "musteri no"),
        ("Sipariş-Tutarı (₺)", "siparis tutari"),
        ("ÇĞIİÖŞÜ çğıiöşü", "cgiiosu cgiiosu"),
        ("hâlâ", "hala"),
        ("i\u0307", "i"),
        ("", ""),
    ],
)
def test_folding_makes_the_spellings_of_a_heading_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet="abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ ", max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_turkish_alphabet_rules_the_order() -> None:
    cities = [
        "Uşak",
        "Ünye",
        "Şırnak",
        "Sivas",
        "İzmir",
        "Iğdır",
        "Çorum",
        "Ceyhan",
        "Oltu",
        "Ödemiş",
        "Gaziantep",
        "Ğ",
    ]
    assert sorted(cities, key=sort_key) == [
        "Ceyhan",
        "Çorum",
        "Gaziantep",
        "Ğ",
        "Iğdır",
        "İzmir",
        "Oltu",
        "Ödemiş",
        "Sivas",
        "Şırnak",
        "Uşak",
        "Ünye",
    ]


def test_foreign_letters_stand_where_a_turkish_reader_looks_for_them() -> None:
    assert sorted(["Rize", "Quebec", "Paris", "Van", "Yozgat", "Washington", "Xanthi"], key=sort_key) == [
        "Paris",
        "Quebec",
        "Rize",
        "Van",
        "Washington",
        "Xanthi",
        "Yozgat",
    ]


def test_english_is_the_source_text_with_its_places_filled() -> None:
    assert translate("{n} rows of {file}", "en", n="1,234", file="a.csv") == "1,234 rows of a.csv"
    assert translate_count("{n} customer", "{n} customers", 1, "en", n="1") == "1 customer"
    assert translate_count("{n} customer", "{n} customers", 0, "en", n="0") == "0 customers"


def test_a_text_with_braces_and_no_values_is_left_alone() -> None:
    assert translate("a {place} that stays", "en") == "a {place} that stays"
    assert translate("", "tr") == ""
