"""Evaluates an arithmetic formula in LaTeX symbol by symbol, as a reader with a calculator would."""

import math
import re

SIGNS = re.compile(r"\d+\.?\d*(?:e[+-]?\d+)?|\\(?:left|right)\||\\operatorname\{sign\}|\\[a-z]+|\\ |\S")

FUNCTIONS = {
    r"\frac": (lambda above, below: above / below, "{", "}", "}{"),
    r"\sqrt": (math.sqrt, "{", "}", ""),
    r"\operatorname{sign}": (lambda found: (found > 0) - (found < 0), "(", ")", ""),
    r"\max": (max, "(", ")", ","),
}  # fmt: skip


class Reading:
    def __init__(self, text):
        self.signs = [sign for sign in SIGNS.findall(text) if sign != "\\ "]

    def next(self):
        return self.signs[0] if self.signs else ""

    def take(self, *wanted):
        sign = self.signs.pop(0)
        assert sign in wanted, (sign, wanted, self.signs)
        return sign

    def sum(self):
        total = -self.product() if self.next() == "-" and self.take("-") else self.product()
        while self.next() in {"+", "-"}:
            total = total + self.product() if self.take("+", "-") == "+" else total - self.product()
        return total

    def product(self):
        total = self.power()
        while self.next() == r"\cdot":
            self.take(r"\cdot")
            total = total * self.power()
        return total

    def power(self):
        root = self.atom()
        if self.next() != "^":
            return root
        self.take("^")
        return root ** self.within("{", "}")

    def within(self, first, last):
        self.take(first)
        found = self.sum()
        self.take(last)
        return found

    def atom(self):
        sign = self.next()
        if sign == "(":
            return self.within("(", ")")
        if sign == r"\left|":
            return abs(self.within(r"\left|", r"\right|"))
        self.signs.pop(0)
        if sign not in FUNCTIONS:
            return float(sign)
        function, first, last, between = FUNCTIONS[sign]
        found = [self.within(first, last)] if not between else self.pair(first, last, between)
        return function(*found)

    def pair(self, first, last, between):
        self.take(first)
        one = self.sum()
        for sign in between:
            self.take(sign)
        other = self.sum()
        self.take(last)
        return one, other


def evaluate(text):
    """The value of the formula; AssertionError if it cannot be read to its end."""
    reading = Reading(text)
    found = reading.sum()
    assert not reading.signs, reading.signs
    return found
