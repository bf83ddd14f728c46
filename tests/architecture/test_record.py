"""Every act that is written into the record has words in the log."""

from __future__ import annotations

import ast

from moderation.acts import ACTS
from tests.architecture.house import FLOORS, modules, tree

NOT_IN_A_LOG = {"person.suspended", "person.readmitted", "administrator.named", "administrator.removed"}
OF_NO_CONSULTATION = NOT_IN_A_LOG | {"demo.entered", "log_in_link.made", "log_in_link.used"}


def constants(module: ast.Module) -> dict[str, str]:
    return {
        node.targets[0].id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def said(argument: ast.expr, named: dict[str, str]) -> str:
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    return named.get(argument.id, "") if isinstance(argument, ast.Name) else ""


def recorded() -> set[str]:
    """The first words handed to `record` and its like anywhere in the house."""
    found = set()
    for app in FLOORS:
        for path in modules(app):
            module = tree(path)
            named = constants(module)
            for node in ast.walk(module):
                if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in {
                    "record",
                    "_record",
                }:
                    continue
                for argument in node.args[:2]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        found.add(argument.value)
                    elif isinstance(argument, ast.Name) and argument.id in named:
                        found.add(named[argument.id])
    return {action for action in found if "." in action}


def test_every_act_on_record_has_words_in_the_log():
    acts = recorded()

    assert len(acts) > 40
    assert sorted(acts - set(ACTS) - OF_NO_CONSULTATION) == []
