"""Which values are slips of a listed one, and which are values of their own."""

import pytest

from domain.near_miss import near_miss

PRODUCTS = ("GTX Basic", "GTX Pro", "GTX Plus Pro", "MG Special", "GTK 500")


@pytest.mark.parametrize(
    ("said", "likely"),
    [
        ("GTXPro", "GTX Pro"),
        ("gtx-pro", "GTX Pro"),
        ("MG Speical", "MG Special"),
        ("MG Spécial", "MG Special"),
        ("GTX Baisc", "GTX Basic"),
    ],
)
def test_other_spaces_marks_and_a_letter_or_two_are_slips(said, likely):
    assert near_miss(said, PRODUCTS) == (likely,)


@pytest.mark.parametrize("said", ["GTK 600", "GTK 50", "GTX", "MG", "GTX Plus", "", "???", "Something else"])
def test_other_digits_and_short_or_other_words_are_not(said):
    assert near_miss(said, PRODUCTS) == ()


def test_a_missing_legal_form_is_a_slip():
    assert near_miss("Acme Inc.", ("Acme Corporation", "Globex")) == ("Acme Corporation",)


def test_equally_near_values_are_all_named():
    assert near_miss("Northwend", ("Northwind", "Northwand")) == ("Northwind", "Northwand")
