"""Numbers as people write them: texts and their values, and what no number is."""

import unicodedata
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.number import WIDE, NotANumberError, exact, listed, read_number, two_readings

pytestmark = pytest.mark.plain


def wide(text):
    """The text in full-width characters."""
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


def test_every_full_width_character_is_the_one_that_unicode_says():
    assert {chr(code): chr(plain) for code, plain in WIDE.items()} == {
        char: unicodedata.normalize("NFKC", char) for char in map(wide, map(chr, range(ord("!"), ord("~") + 1)))
    }


READ = [
    ("1,5", 1.5), ("0,001", 0.001), (",5", 0.5), ("−0,01", -0.01), ("–3", -3.0), (wide("-3"), -3.0), ("\u20103", -3.0),
    ("1e−3", 1e-3), ("1E-3", 1e-3), ("2,5e-3", 2.5e-3), ("1,234e-3", 1.234e-3), ("1e 06", 1e6),
    ("10⁻³", 1e-3), ("−10⁻³", -1e-3), ("10^-3", 1e-3), ("10^(-3)", 1e-3), ("10**-3", 1e-3), ("10 ^ 3", 1e3),
    ("1·10⁻³", 1e-3), ("1 · 10⁻³", 1e-3), ("1⋅10^−3", 1e-3), ("1×10⁻³", 1e-3), ("1 x 10^-3", 1e-3), ("1*10**-3", 1e-3),
    ("1.234·10⁺⁴", 12340.0), ("−2.500·10⁻³⁰", -2.5e-30), ("(2.5·10−10)", 2.5e-10), ("(−0.5)", -0.5), ("10−8", 1e-8),
    ("3.3·10⁻⁵", 3.3e-5), ("7·10²²", 7e22), ("1·10⁻³²³", 1e-323), ("1·10⁹⁹⁹", float("inf")),
    ("1 000", 1e3), ("1\u00a0000", 1e3), ("1\u2009000\u2009000,5", 1_000_000.5), ("1\u202f000.5", 1000.5),
    ("1 000 000.5", 1_000_000.5), ("1.000.000,5", 1_000_000.5), ("1,000,000.5", 1_000_000.5),
    ("1'000", 1e3), ("1’000,5", 1000.5), ("1,000", 1e3), ("1,234,567", 1_234_567.0), ("1,234.5", 1234.5),
    ("1.234.567", 1_234_567.0), ("1.234,5", 1234.5), ("1.234", 1.234), ("1,0000", 1.0), ("0,1234", 0.1234),
    (wide("12,5"), 12.5), (wide("1.5e-3"), 1.5e-3), ("\ufeff1.5", 1.5), ("1.5\u200b", 1.5), ("\u00a01.5\u202f", 1.5),
    ("∞", float("inf")), ("−∞", -float("inf")), ("−inf", -float("inf")), ("−1.", -1.0), ("−.5", -0.5), ("−0", -0.0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ)
def test_a_number_is_read_as_people_write_it(text, value):
    found = read_number(text)
    assert (found, str(found)) == (value, str(value))


REFUSED = [
    ("", "it is empty"), ("\ufeff \u00a0", "it is empty"), ("-", "it ends too early"), ("(1", "it ends too early"),
    ("–", "it ends too early"), ("0.5x", "the character 'x' at place 4 does not belong there"),
    ("\ufeff0.5x", "the character 'x' at place 5 does not belong there"),
    ("½", "the character '½' at place 1 does not belong there"),
    ("1/3", "the character '/' at place 2 does not belong there"),
    ("5 %", "the character '%' at place 3 does not belong there"),
    ("(5 x", "the character 'x' at place 4 does not belong there"),
    ("1 5", "the character '5' at place 3 does not belong there"),
    ("1,", "the character ',' at place 2 does not belong there"),
    ("1,000,5", "the character ',' at place 6 does not belong there"),
    ("1e", "the character 'e' at place 2 does not belong there"),
    ("1·10", "the character '·' at place 2 does not belong there"),
    ("10-8", "the character '-' at place 3 does not belong there"),
    ("2⁻³", "the character '⁻' at place 2 does not belong there"),
    ("(1)x", "the character 'x' at place 4 does not belong there"),
    ("1)", "the character ')' at place 2 does not belong there"),
    ("\ud800", "the character '\\ud800' at place 1 does not belong there"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_is_no_number_is_refused_with_the_character_at_fault(text, why):
    with pytest.raises(NotANumberError) as refusal:
        read_number(text)
    assert str(refusal.value) == f"{text!r} is not a number: {why}."
    assert refusal.value.why == why
    assert two_readings(text) == ""


SIGNS, POWERS = (
    ("", "-", "−", "+", "–", wide("-")),
    ("e{}", "E {}", "·10^{}", " · 10^({})", "×10**{}", "·10{}", "x10 ^ {}"),
)
DIGITS = ("1", "2.5", "2,5", "0,001", "1234.5", wide("9.5"))
PLAIN = str.maketrans("−–" + wide("-95.") + ",", "---95..")


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("digits", DIGITS)
def test_every_sign_goes_with_all_digits_and_every_power_of_ten(digits, power):
    for sign, minus, exponent in product(SIGNS, "-−", (3, 22, 300)):
        text = f"{sign}{digits}{power.format(f'{minus}{exponent}')}"
        assert read_number(text) == float(f"{sign}{digits}e-{exponent}".translate(PLAIN)), text


BY_COMMA = [("1,234", 1234.0, 1.234), ("−1,000", -1000.0, -1.0), (wide("1,234"), 1234.0, 1.234)]


@pytest.mark.parametrize(("text", "thousands", "decimal"), BY_COMMA)
def test_a_comma_that_could_be_either_separates_thousands_unless_it_is_known_to_be_decimal(text, thousands, decimal):
    assert (read_number(text), read_number(text, decimal_comma=True)) == (thousands, decimal)
    assert two_readings(text).startswith(f"{text!r} was read as {exact(thousands)}, with a comma between thousands. ")
    assert two_readings(text, decimal_comma=True) == f"{text!r} was read as {exact(decimal)}, with a decimal comma."


CLEAR = ["1", "1.5", "nan", "much", "", "1,5", "0,001", "1,234,567", "1,234.5", "1.234,5", "1,234·10⁻³", "10⁻³"]


@pytest.mark.parametrize("text", CLEAR)
def test_a_text_with_a_single_reading_gets_no_sentence(text):
    assert two_readings(text) == two_readings(text, decimal_comma=True) == ""


SIGNS_READ = "The commas were read as decimal signs: "
LISTS = [
    ("", [], ""),
    ("0.5, 0.25;0.125 1", ["0.5", "0.25", "0.125", "1"], ""),
    ("-1,-2,.5", ["-1", "-2", ".5"], ""),
    ("1 ,2", ["1", "2"], ""),
    ("1,2,3", ["1", "2", "3"], ""),
    ("0,5; 1,500;,7;", ["0.5", "1.500", ".7"], ""),
    ("0,5; 1, 2", ["0.5", "1", "2"], ""),
    ("0,01 0,1 1", ["0.01", "0.1", "1"], ""),
    ("0,01", ["0.01"], ""),
    ("1,000", ["1,000"], ""),
    ("1,000, 10,000", ["1,000", "10,000"], ""),
    ("10\u202f000 2\u00a0500\n3", ["10000", "2500", "3"], ""),
    ("1,2 3,4", ["1.2", "3.4"], f"{SIGNS_READ}1.2; 3.4."),
    ("1,000; 2,000", ["1.000", "2.000"], f"{SIGNS_READ}1.000; 2.000."),
    (
        "1,5",
        ["1", "5"],
        "'1,5' was read as two numbers. Write a semicolon behind a number that has a decimal comma.",
    ),
    ("1,2,3 4", ["1", "2", "3", "4"], ""),
    (wide("0,01;1"), ["0.01", "1"], ""),
]


@pytest.mark.parametrize(("text", "texts", "sentence"), LISTS)
def test_a_list_is_divided_into_the_texts_of_its_numbers(text, texts, sentence):
    assert listed(text) == (texts, sentence)


@settings(max_examples=300)
@given(st.floats(), st.sampled_from(["{!r}", "{:g}", "{:.3f}", "{:.0e}", " {:.17g}\n", "{:+}"]))
def test_what_python_reads_has_the_same_bits(value, form):
    text = form.format(value)
    assert read_number(text).hex() == float(text).hex()
    assert two_readings(text) == ""


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=30), st.text("0123456789.,-−+·e^() \u202f⁻³x'", max_size=12)))
def test_any_text_is_a_number_or_gets_a_sentence(text):
    for decimal_comma in (False, True):
        said = "it is empty."
        try:
            read_number(text, decimal_comma=decimal_comma)
        except NotANumberError as refusal:
            said = str(refusal)
        assert said.endswith((" does not belong there.", "it ends too early.", "it is empty."))
