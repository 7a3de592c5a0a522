"""The possible changes to Python code, made by the operators of cosmic-ray.

Left out are changes of which no test could tell anything:

- inside annotations, which nothing evaluates;
- `is` in the place of another comparison, which depends on which numbers Python keeps only once;
- an operator on bits in the place of arithmetic, which real numbers do not have, so that anything would kill it;
- the removal of a decorator: a cache gives the same values, and uncompiled `@kernel` does nothing.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

from tools.mutants.mutant import Edit

FUNCTIONS = {"funcdef", "lambdef"}
APART = (("Is", "IsNot"), ("RShift", "LShift", "BitOr", "BitAnd", "BitXor"))
"""Operators that are replaced only by each other."""


def operators() -> dict[str, Any]:
    """The operators that are used, by name: those that need no arguments, without what is left out."""
    provider = OperatorProvider()
    found = {name: provider[name] for name in provider if name != "RemoveDecorator" and not provider[name].arguments()}
    return {name: made() for name, made in found.items() if is_fair(*name.split("_")[1:3])}


def is_fair(before: str = "", after: str = "") -> bool:
    """Whether an operator of this name may become the other one."""
    return all((before in names) == (after in names) for names in APART)


def annotates(node: Any) -> bool:
    """Whether a node is part of an annotation."""
    while (parent := node.parent) is not None:
        if parent.type == "tfpdef" or (parent.type == "annassign" and node is parent.children[1]):
            return True
        if parent.type == "funcdef" and node is parent.annotation:
            return True
        node = parent
    return False


def is_inside(node: Any) -> bool:
    """Whether a node is in a function."""
    while (node := node.parent) is not None:
        if node.type in FUNCTIONS:
            return True
    return False


def edits(text: str, *, functions: bool) -> Iterator[Edit]:
    """Every change to a text; only those inside functions if `functions`."""
    nodes = list(ast_nodes(get_ast(text)))
    for name, operator in operators().items():
        positions = ((node, start) for node in nodes for start, _ in operator.mutation_positions(node))
        for number, (node, (line, column)) in enumerate(positions):
            if not annotates(node) and (is_inside(node) or not functions):
                yield Edit(line, column, name, partial(changed, text, operator, number))


def changed(text: str, operator: Any, number: int) -> str:
    """The text after one change."""
    return mutate_code(text, operator, number) or text
