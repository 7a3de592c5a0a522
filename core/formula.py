r"""Formulas that are both evaluated and shown as LaTeX, such as `beta1 * m_before + (1 - beta1) * g`.

Since both come from one text, what is shown cannot differ from what is computed. A formula is a Python expression of
names, whole numbers, + - * / **, unary minus, and the functions sqrt, abs, sign and max (of two arguments). Five more
functions stand for values that are measured and not computed: slope (the landscape's gradient), batch_slope (the
gradient on the step's batch), rounded, late (the gradient k steps ago), and clipped.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign, "max": np.maximum
}  # fmt: skip
MEASURED: Mapping[str, str] = {
    "slope": r"\nabla f(%s)",
    "batch_slope": r"\nabla f_{B_t}(%s)",
    "rounded": r"\operatorname{round}\left(%s\right)",
    "late": r"\left[%s\right]_{t-k}",
    "clipped": r"\operatorname{clip}\left(%s\right)",
}
ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
SUM, MINUS, PRODUCT, POWER, ATOM = range(5)
"""How tightly an expression binds. An operand that binds less tightly than its operator is put in brackets."""
FRAMES = {"sqrt": r"\sqrt{%s}", "abs": r"\left|%s\right|", "sign": r"\operatorname{sign}(%s)",
          "max": r"\max(%s)", **MEASURED}  # fmt: skip


@lru_cache(maxsize=1024)
def parsed(text: str) -> ast.expr:
    """The syntax tree of a formula; ValueError with a sentence if the text is not an expression."""
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        raise ValueError(f"{text!r} is no formula.") from None


def _strange(node: ast.AST) -> ValueError:
    return ValueError(f"{ast.unparse(node)!r} has no place in a formula.")


def names(text: str) -> tuple[str, ...]:
    """The names in a formula, in the order of their first appearance."""
    called = {id(node.func) for node in ast.walk(parsed(text)) if isinstance(node, ast.Call)}
    found = [node for node in ast.walk(parsed(text)) if isinstance(node, ast.Name) and id(node) not in called]
    return tuple(dict.fromkeys(node.id for node in sorted(found, key=lambda node: node.col_offset)))


def measured(text: str) -> bool:
    """Whether the formula contains a measured value, which cannot be computed from its names."""
    return bool(text) and any(isinstance(node, ast.Name) and node.id in MEASURED for node in ast.walk(parsed(text)))


def value(text: str, values: Mapping[str, Any]) -> Any:
    """The formula's value for these values of its names, which may be arrays.

    KeyError for a name without a value, ValueError for syntax that formulas do not allow.
    """
    return _value(parsed(text), values)


def _value(node: ast.AST, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int(number)):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            return ARITHMETIC[type(op)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=args) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_value(arg, values) for arg in args))
    raise _strange(node)


def latex(text: str, texts: Mapping[str, str], times: str) -> str:
    """The formula as LaTeX: `texts` gives the text of each name, `times` the sign between factors.

    KeyError for a name without a text, ValueError for syntax that formulas do not allow.
    """
    return _Writer(texts, times).write(parsed(text))[0]


@dataclass(frozen=True, slots=True)
class _Writer:
    texts: Mapping[str, str]
    times: str

    def write(self, node: ast.AST) -> tuple[str, int]:
        """The LaTeX of a node, and how tightly its outermost operator binds."""
        match node:
            case ast.Name(id=name):
                return self.texts[name], ATOM
            case ast.Constant(value=int(number)):
                return str(number), ATOM
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"-{self.within(operand, PRODUCT)}", MINUS
            case ast.BinOp() if type(node.op) in ARITHMETIC:
                return self.pair(node)
            case ast.Call(func=ast.Name(id=name), args=args) if name in FRAMES:
                return FRAMES[name] % r",\ ".join(self.within(arg, SUM) for arg in args), ATOM
        raise _strange(node)

    def within(self, part: ast.AST, firm: int) -> str:
        """The LaTeX of an operand, in brackets if it binds less tightly than `firm`."""
        written, holds = self.write(part)
        return written if holds >= firm else f"({written})"

    def pair(self, node: ast.BinOp) -> tuple[str, int]:
        """The LaTeX of a sum, product, fraction or power, and how tightly it binds."""
        if isinstance(node.op, ast.Div):
            return rf"\frac{{{self.within(node.left, SUM)}}}{{{self.within(node.right, SUM)}}}", POWER
        if isinstance(node.op, ast.Pow):
            return f"{self.within(node.left, ATOM)}^{{{self.within(node.right, SUM)}}}", POWER
        if isinstance(node.op, ast.Mult):
            # A minus on the first factor applies to the whole product, so the product binds like a negation.
            firm = MINUS if self.write(node.left)[1] == MINUS else PRODUCT
            return f"{self.within(node.left, MINUS)}{self.times}{self.within(node.right, PRODUCT)}", firm
        sign = "+" if isinstance(node.op, ast.Add) else "-"
        return f"{self.within(node.left, SUM)} {sign} {self.within(node.right, PRODUCT)}", SUM
