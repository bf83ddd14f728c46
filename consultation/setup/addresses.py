"""Reading the lines in which people are pasted: `Name <address>`, or an address alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from consultation.models.user import NAME_LENGTH
from consultation.people.lines import clean_line

LONGEST_ADDRESS = 254
NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
ENDINGS = ",; \t"
QUOTES = "\"'“”‘’ \t"


@dataclass(frozen=True)
class Pasted:
    """One line as it was pasted. `problem` is a sentence; without one the address, in lower case, is good."""

    line: str
    name: str = ""
    address: str = ""
    problem: str = ""


def read_lines(text: str) -> Iterator[Pasted]:
    """Every line that holds anything, in order. Nothing is dropped."""
    for line in text.splitlines():
        if line.strip(ENDINGS):
            yield read_line(line.strip())


def read_line(line: str) -> Pasted:
    bare = line.strip(ENDINGS)
    found = NAMED.fullmatch(bare)
    name, address = (found["name"], found["address"]) if found else ("", bare)
    address = address.strip().lower()
    try:
        _check_address(address)
        name = clean_line(name.strip(QUOTES))
    except ValidationError as error:
        return Pasted(line, problem=" ".join(error.messages))
    if len(name) > NAME_LENGTH:
        problem = _("The name must be %(limit)d characters or less. It has %(length)d.")
        return Pasted(line, problem=problem % {"limit": NAME_LENGTH, "length": len(name)})
    return Pasted(line, name, address)


def _check_address(address: str) -> None:
    """Raises ValidationError with a sentence that says what is wrong."""
    if "@" not in address:
        raise ValidationError(_("There is no email address on this line."))
    if address.count("@") > 1:
        raise ValidationError(_("There is more than one email address on this line."))
    if len(address) > LONGEST_ADDRESS:
        raise ValidationError(_("The email address is too long."))
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(
            _("This is not an email address. Write it in the format name@example.org.")
        ) from None
