from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.setup.addresses import read_line, read_lines


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        ("nadia@example.org", "", "nadia@example.org"),
        ("  Nadia@Example.ORG ; ", "", "nadia@example.org"),
        ("Nadia Rahmani <nadia@example.org>", "Nadia Rahmani", "nadia@example.org"),
        ('"Rahmani, Nadia" <nadia@example.org>,', "Rahmani, Nadia", "nadia@example.org"),
        ("<nadia@example.org>", "", "nadia@example.org"),
        ("ليلى حداد <layla@example.org>", "ليلى حداد", "layla@example.org"),
    ],
)
def test_a_line_gives_a_name_and_an_address_in_lower_case(line, name, address):
    read = read_line(line)

    assert (read.name, read.address, read.problem) == (name, address, "")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Nadia Rahmani", "There is no email address on this line."),
        ("a@example.org b@example.org", "There is more than one email address on this line."),
        (
            "Nadia <nadia@example>",
            "This is not an email address. Write it in the format name@example.org.",
        ),
        ("x" * 250 + "@example.org", "The email address is too long."),
        ("N" * 81 + " <nadia@example.org>", "The name must be 80 characters or less. It has 81."),
        ("Na\x00dia <nadia@example.org>", "Remove the line breaks and invisible characters."),
        ("Nadia\ufffd <nadia@example.org>", "Remove the line breaks and invisible characters."),
    ],
)
def test_a_line_that_is_not_understood_says_why(line, problem):
    read = read_line(line)

    assert (read.problem, read.address) == (problem, "")


def test_empty_lines_and_lines_of_separators_are_no_lines():
    text = "a@example.org\n\n  ,\r\nb@example.org;\n"

    assert [read.address for read in read_lines(text)] == ["a@example.org", "b@example.org"]


@given(st.text(max_size=400))
def test_no_line_breaks_the_reader_and_each_is_good_or_says_why(text):
    for read in read_lines(text):
        assert bool(read.problem) != bool(read.address)
        assert "\n" not in read.name
