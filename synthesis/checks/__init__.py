"""What stands between a draft and the public: faults that must go, and things worth a second look. Pure.

Each rule reads a frozen report (`Draft`) and yields findings (`Check`); what only the database knows, such as
evidence that was hidden since, comes with the draft as `Behind`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from synthesis.checks.dissent import rules as dissent
from synthesis.checks.draft import Behind, Draft
from synthesis.checks.evidence import rules as evidence
from synthesis.checks.kinds import GROUPS, KINDS, Check
from synthesis.checks.links import rules as links
from synthesis.checks.meaning import rules as meaning
from synthesis.checks.notes import rules as notes
from synthesis.checks.numbers import rules as numbers
from synthesis.checks.outline import rules as outline
from synthesis.checks.pictures import rules as pictures
from synthesis.checks.quantities import rules as quantities
from synthesis.snapshot_types import Snapshot

type Rule = Callable[[Draft], Iterator[Check]]
type Told = Callable[[int], None]


RULES: tuple[Rule, ...] = (
    notes,
    links,
    pictures,
    evidence,
    dissent,
    meaning,
    quantities,
    numbers,
    outline,
)
NOTHING_BEHIND = Behind()

__all__ = ["GROUPS", "KINDS", "RULES", "Behind", "Check", "checks_of"]


def checks_of(
    snapshot: Snapshot, behind: Behind = NOTHING_BEHIND, told: Told = lambda _done: None
) -> list[Check]:
    """All findings, faults first, each group in reading order.

    `told` hears how many of RULES have been gone through.
    """
    draft = Draft(snapshot, behind)
    found: list[Check] = []
    for done, rule in enumerate(RULES, start=1):
        found.extend(check.settled(draft.state_of(check.thing)) for check in rule(draft))
        told(done)
    return sorted(dict.fromkeys(found), key=lambda check: (not check.must, draft.place_of(check.thing)))
