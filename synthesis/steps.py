"""The steps of a build, in the words of the page that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from synthesis.formats import FORMATS


@dataclass(frozen=True)
class Step:
    key: str
    label: str | Promise
    doing: str | Promise


CHECK = Step("check", _("Check"), _("checking"))
SNAPSHOT = Step("snapshot", _("Snapshot"), _("freezing words and numbers"))
VERIFY = Step("verify", _("Verify"), _("verifying the files"))


def steps_of(formats: Sequence[str]) -> list[Step]:
    """What a build of these formats does, in order; `Build.step` counts them from 1."""
    writing = [Step(one.key, one.label, one.doing) for one in map(FORMATS.__getitem__, formats)]
    return [CHECK, SNAPSHOT, *writing, VERIFY]
