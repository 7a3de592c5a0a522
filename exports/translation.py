"""Translates the source of kernels and curves to PyTorch or NumPy, so that no formula is written twice.

A kernel is a loop over lanes, but an exported script has one walker, so the loop is removed and `x[i]` becomes `x`. Our
own sincos, exp and log become the library's, and c[0], c[1], ... become the values of a scene. Functions and constants
that a kernel uses from its module are included before it.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from textwrap import dedent
from types import ModuleType
from typing import Any

import numpy as np

from core import rng, vmath
from core.param import demand

LANES = ("x", "y", "f", "gx", "gy")
ALIKE = {np.sqrt: "sqrt", np.abs: "abs", np.sign: "sign", np.copysign: "copysign"}
"""Functions that kernels use, with their names in PyTorch."""
OURS = {vmath.exp: "exp", vmath.log: "log"}
CIRCLE = {vmath.sincos: "", vmath.sincos_turns: "2.0 * math.pi * "}
BENT = {"torch.sqrt", "torch.abs", "torch.sign", "torch.copysign", "max", "min"}
"""Functions that are not differentiable somewhere, or whose derivative PyTorch gets wrong there."""

Texts = dict[str, str]
"""Definitions by name, each placed after those it needs."""


def plain(function: Any) -> Any:
    """The Python function behind a compiled or a wrapped one."""
    return inspect.unwrap(getattr(function, "py_func", function))


def tree_of(function: Any) -> ast.FunctionDef:
    """The source of a function as a tree, without its decorators."""
    node = ast.parse(dedent(inspect.getsource(plain(function)))).body[0]
    if not isinstance(node, ast.FunctionDef):
        raise TypeError(f"{plain(function)} is not written as a function.")
    node.decorator_list = []
    return node


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _loaded(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The pairs of target and value of an assignment, element by element if both sides are tuples of one length."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, other)
    else:
        yield target, value


def _assigned(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    for part in ast.walk(node):
        if isinstance(part, ast.Assign):
            for target in part.targets:
                yield from _pairs(target, part.value)
        elif isinstance(part, ast.AugAssign):
            yield part.target, part.value


def variable(node: ast.AST, given: set[str]) -> set[str]:
    """The names in a function that depend on the given ones. In PyTorch these are tensors, and all others floats."""
    found, before = set(given), 0
    while before < len(found):
        before = len(found)
        for target, value in _assigned(node):
            if found & _loaded(value):
                found |= _loaded(target)
    return found


class Rewriter(ast.NodeTransformer):
    """Rewrites the syntax tree of one function for `library`, which is "torch" or "np".

    `names`: new names by old ones. `c`: texts that replace c[0], c[1], ..., if there are any. `tensors`: the names of
    tensors. `data`: the name of the list of samples.
    """

    def __init__(
        self, function: Any, library: str, names: Texts, c: tuple[str, ...], tensors: set[str], data: str = "DATA"
    ) -> None:
        self.known, self.library, self.names = plain(function).__globals__, library, names
        self.c, self.tensors, self.data = c, tensors, data

    def meant(self, node: ast.expr) -> Any:
        """The object that a name or attribute refers to in the function's module; None if there is none."""
        if isinstance(node, ast.Name):
            return self.known.get(node.id)
        owner = self.meant(node.value) if isinstance(node, ast.Attribute) else None
        return getattr(owner, node.attr) if isinstance(owner, ModuleType) and isinstance(node, ast.Attribute) else None

    def call(self, name: str, argument: ast.expr, factor: str = "") -> str:
        """A call of the library's function, or of that in `math` if PyTorch would get a float."""
        text = ast.unparse(argument)
        if self.library == "torch" and not self.tensors & _loaded(argument):
            library = "" if name == "abs" else "math."
        else:
            library = f"{self.library}."
        return f"{library}{name}({factor}({text}))" if factor else f"{library}{name}({text})"

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace a name by its new name, and that of the samples by the name of their list."""
        if node.id == "data":
            return ast.Name(self.data, node.ctx)
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Take np.pi and np.e from `math`, and the shape of the samples from a list."""
        if ast.unparse(node) == "data.shape":
            return _expression(f"(len({self.data}),)")
        constant = self.library == "torch" and isinstance(self.meant(node), float)
        return _expression(f"math.{node.attr}") if constant else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Call our own functions and, in PyTorch, those of NumPy by the library's names."""
        meant = self.meant(node.func)
        self.generic_visit(node)
        if meant in CIRCLE:
            both = (self.call(name, node.args[0], CIRCLE[meant]) for name in ("sin", "cos"))
            return _expression(f"({', '.join(both)})")
        if meant in OURS:
            return _expression(self.call(OURS[meant], node.args[0]))
        if self.library == "torch" and isinstance(meant, np.ufunc):
            demand(meant in ALIKE, f"{meant.__name__} has no translation into PyTorch.")
            node.func = _expression(self.call(ALIKE[meant], node.args[0]).partition("(")[0])
        if self.library == "torch" and ast.unparse(node.func) == "int" and isinstance(node.args[0], ast.Constant):
            return ast.Constant(int(ast.literal_eval(node.args[0])))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Replace an index: of a lane, a parameter, a sample, or one of the two values of sincos."""
        owner, index = ast.unparse(node.value), ast.unparse(node.slice).strip("()")
        if self.library == "torch" and owner in LANES and index == "i":
            return ast.Name(owner, node.ctx)
        if owner == "c" and self.c:
            return _expression(self.c[int(index)])
        if owner == "data":
            return _expression(f"{self.data}[{index.replace(', ', '][')}]")
        self.generic_visit(node)
        picked = isinstance(node.value, ast.Tuple) and isinstance(node.slice, ast.Constant)
        return node.value.elts[int(index)] if picked and isinstance(node.value, ast.Tuple) else node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Replace assignment in place, since PyTorch may still need the old value for the derivative."""
        self.generic_visit(node)
        if self.library == "np":
            return node
        return ast.Assign([node.target], ast.BinOp(_expression(ast.unparse(node.target)), node.op, node.value))

    def visit_For(self, node: ast.For) -> ast.AST | list[ast.stmt]:
        """Remove the loop over the lanes, and keep other loops."""
        lanes = self.library == "torch" and ast.unparse(node.iter) == "range(x.size)"
        self.generic_visit(node)
        return node.body if lanes else node


def needed(function: Any) -> dict[str, Any]:
    """The functions and numbers that a function uses from its own module or from `core.rng`, by name."""
    inner, found = plain(function), {}
    for name in sorted(_loaded(tree_of(function))):
        meant = inner.__globals__.get(name)
        ours = callable(meant) and getattr(plain(meant), "__module__", "") in (inner.__module__, rng.__name__)
        if ours or isinstance(meant, int | float | np.integer):
            found[name] = meant
    return found


def number(value: Any) -> str:
    """A constant as text that reads back to the same bits."""
    if isinstance(value, np.integer):
        return f"np.uint64({int(value)})"
    return repr(value if isinstance(value, int) else float(value))


def _brought(function: Any, library: str, prefix: str) -> tuple[Texts, Texts]:
    """The definitions that a function needs, and their new names. A prefix keeps them apart from other definitions."""
    along = needed(function)
    names, texts = {name: prefix + name for name in along}, Texts()
    for name, meant in along.items():
        if callable(meant):
            texts |= definitions(meant, library, prefix)
        else:
            texts[names[name]] = f"{names[name]} = {number(meant)}"
    return texts, names


def _bare(line: str) -> str:
    """A line without the unusual brackets that `ast.unparse` puts around a tuple."""
    start = re.match(r"\s*(?:return|[^=]*[^=!<>] =) (?=\(.*\)$)", line)
    if start is None:
        return line
    bare = start[0] + line[start.end() + 1 : -1]
    try:
        same = ast.dump(ast.parse(bare.strip())) == ast.dump(ast.parse(line.strip()))
    except SyntaxError:
        return line
    return bare if same else line


def _written(node: ast.FunctionDef) -> str:
    return "\n".join(map(_bare, ast.unparse(ast.fix_missing_locations(node)).splitlines()))


def definitions(function: Any, library: str = "np", prefix: str = "") -> Texts:
    """A function and what it needs. In PyTorch all its arguments except whole numbers count as tensors.

    A function that works on samples takes their list as its own argument.
    """
    texts, names = _brought(function, library, prefix)
    node = tree_of(function)
    tensors = variable(node, {argument.arg for argument in node.args.args})
    Rewriter(function, library, names, (), tensors, "data").visit(node)
    node.name = prefix + node.name
    return texts | {node.name: _written(node)}


def _close(node: ast.FunctionDef, outputs: tuple[str, ...]) -> None:
    """Make the function return its outputs, without assigning them first if that is all the last lines do."""
    last = [s for s in node.body[-len(outputs) :] if isinstance(s, ast.Assign) and len(s.targets) == 1]
    if tuple(ast.unparse(s.targets[0]) for s in last) == outputs:
        values = ", ".join(ast.unparse(s.value) for s in last)
        del node.body[-len(outputs) :]
    else:
        values = ", ".join(outputs)
    node.body.append(ast.Return(_expression(values)))


def kernel(
    function: Any, name: str, outputs: tuple[str, ...], c: tuple[str, ...] | None, *, batches: bool = False
) -> Texts:
    """A landscape's kernel as a PyTorch function of one point, with what it needs.

    `outputs`: what it writes, ("f",) or ("gx", "gy"). `c`: its parameters as texts, or None if they change with time
    and the function takes them as a third argument. With `batches` the last argument is a list of samples.
    """
    texts, names = _brought(function, "torch", "")
    node = tree_of(function)
    tensors, data = variable(node, set(LANES)), "data" if batches else "DATA"
    Rewriter(function, "torch", names, c or (), tensors, data).visit(node)
    node.name, node.args = name, _arguments("x", "y", *["c"] * (c is None), *["data"] * batches)
    _close(node, outputs)
    return texts | {name: _written(node)}


def _arguments(*names: str) -> ast.arguments:
    return ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])


def bent(texts: Texts) -> bool:
    """Whether PyTorch's derivative of these functions may somewhere be undefined, or differ from the landscape's."""

    def risky(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return isinstance(node, ast.If | ast.IfExp)
        return ast.unparse(node.func) in BENT and not _safe(node.args[0])

    return any(risky(node) for text in texts.values() for node in ast.walk(ast.parse(text)))


def _safe(argument: ast.expr) -> bool:
    """Whether the argument of a root is of the form 1 + u * u, which is never near zero, so that the root is smooth."""
    match argument:
        case ast.BinOp(ast.Constant(1.0), ast.Add(), ast.BinOp(one, ast.Mult(), other)):
            return ast.unparse(one) == ast.unparse(other)
    return False
