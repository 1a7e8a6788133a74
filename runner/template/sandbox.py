"""Compiles and evaluates one expression: a Jinja2 expression whose syntax tree is on an allow-list.

Two walls: the tree is checked before anything is compiled (no calls, named filters, nothing that can grow beyond
what is written), and what is compiled runs in Jinja2's immutable sandbox, in an environment that never looks up a
Python attribute. A limit of time or memory alone would not hold: `"a" * 200000000` takes 784 MB before it is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from runner.template.values import Secret, TemplateBudget, TooLarge

_MAX_NUMBER = 10**15

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Const,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Pos,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Concat,
    nodes.CondExpr,
    nodes.List,
    nodes.Tuple,
    nodes.Dict,
    nodes.Pair,
    nodes.Keyword,
)
_TESTS = ("defined", "undefined", "none", "in", "string", "number", "mapping", "sequence", "boolean", "integer")
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%"})


class ForbiddenExpression(ValueError):
    """The expression uses something that templates may not."""


class BadExpression(ValueError):
    """The expression cannot be read or evaluated; the message says why in the user's words."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Looks into plain data only, and does arithmetic on numbers only (`+` also joins texts)."""

    intercepted_binops = _ARITHMETIC

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja2's signature
        return self._look_up(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - Jinja2's signature
        return self._look_up(obj, argument)

    def _look_up(self, obj: object, key: object) -> object:
        if isinstance(obj, jinja2.Undefined):
            return obj
        if isinstance(obj, Mapping) and isinstance(key, str):
            return obj[key] if key in obj else self.undefined(obj=None, name=key, hint=_missing(key, obj))
        if isinstance(obj, list) and isinstance(key, int) and not isinstance(key, bool) and -len(obj) <= key < len(obj):
            return obj[key]
        raise BadExpression(f"`{key}` cannot be looked up in {_describe(obj)}")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja2's signature
        _refuse_secret(left, right)
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return left + right
        if not (_is_number(left) and _is_number(right)):
            raise BadExpression(f"`{operator}` works on numbers, not on {_describe(left)} and {_describe(right)}")
        if operator == "*" and abs(left) * abs(right) > _MAX_NUMBER:
            raise TooLarge("a number above 1e15")
        return self.binop_table[operator](left, right)


class Compiler:
    """Expressions compiled once each, however often they are used."""

    def __init__(self, budget: TemplateBudget) -> None:
        self._budget = budget
        self._environment = _Sandbox(undefined=jinja2.StrictUndefined, optimized=False, cache_size=0)
        self._environment.filters = _filters(budget.text_chars)
        self._environment.tests = {name: self._environment.tests[name] for name in _TESTS}
        self._environment.globals = {}
        self._compiled: dict[str, Callable[..., object]] = {}

    def evaluate(self, expression: str, names: Mapping[str, object]) -> object:
        """The value of an expression.

        Raises:
            ForbiddenExpression: it uses something that templates may not.
            BadExpression: it cannot be read, or names something that is not there.
            TooLarge: it would build more than the budget allows.
        """
        compiled = self._compiled.get(expression)
        if compiled is None:
            compiled = self._compile(expression)
            self._compiled[expression] = compiled
        try:
            value = compiled(**names)
            if isinstance(value, jinja2.Undefined):
                value._fail_with_undefined_error()  # noqa: SLF001 - how an Undefined says what was missing
        except jinja2.UndefinedError as error:
            raise BadExpression(error.message or "is undefined") from None
        except (TypeError, ArithmeticError, jinja2.TemplateRuntimeError, RecursionError) as error:
            raise BadExpression(str(error)) from None
        return value

    def _compile(self, expression: str) -> Callable[..., object]:
        if len(expression) > self._budget.expression_chars:
            raise TooLarge(f"an expression of more than {self._budget.expression_chars} characters")
        if not expression.strip():
            raise BadExpression("the expression is empty")
        try:
            parser = jinja2.parser.Parser(self._environment, expression, state="variable")
            tree = parser.parse_expression()
            if not parser.stream.eos:
                raise BadExpression(f"cannot read `{parser.stream.current.value}` here")
            _check(tree)
            return self._environment.compile_expression(expression, undefined_to_none=False)
        except jinja2.TemplateSyntaxError as error:
            raise BadExpression(error.message or "cannot be read") from None
        except (RecursionError, MemoryError):
            raise TooLarge("an expression that is nested too deep") from None


def _check(tree: nodes.Node) -> None:
    stack: list[nodes.Node] = [tree]
    while stack:
        node = stack.pop()
        if not isinstance(node, _ALLOWED):
            raise ForbiddenExpression(_forbidden(node))
        if isinstance(node, nodes.Filter) and node.name not in _FILTER_NAMES:
            raise ForbiddenExpression(f"no filter `{node.name}`; there are {', '.join(_FILTER_NAMES)}")
        if isinstance(node, nodes.Filter) and (node.dyn_args or node.dyn_kwargs):
            raise ForbiddenExpression("`*` and `**` cannot unpack arguments")
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            raise ForbiddenExpression(f"no test `is {node.name}`; there are {', '.join(_TESTS)}")
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise ForbiddenExpression(f"`{node.attr}`: names do not begin with an underscore")
        stack.extend(node.iter_child_nodes())


def _forbidden(node: nodes.Node) -> str:
    if isinstance(node, nodes.Call):
        return "calls are not allowed in a template"
    if isinstance(node, nodes.Pow):
        return "`**` is not allowed in a template"
    return f"{type(node).__name__.lower()} is not allowed in a template"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _describe(value: object) -> str:
    if value is None:
        return "null"
    names: dict[type, str] = {str: "a text", bool: "a boolean", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "a secret" if isinstance(value, Secret) else "a mapping")


def _missing(key: str, mapping: Mapping[Any, Any]) -> str:
    known = ", ".join(sorted(str(name) for name in mapping)) or "nothing"
    return f"`{key}` is not defined; there is {known}"


def _refuse_secret(*values: object) -> None:
    for value in values:
        if isinstance(value, Secret):
            str(value)  # raises with the reason


def _filters(limit: int) -> dict[str, Callable[..., Any]]:
    """Our own filters: each works on plain values and builds no more than `limit` characters."""

    def text(value: object) -> str:
        if isinstance(value, jinja2.Undefined):
            value._fail_with_undefined_error()  # noqa: SLF001 - how an Undefined says what was missing
        _refuse_secret(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float):
            return str(value)
        raise TypeError(f"cannot write {_describe(value)} as text; use `| tojson`")

    def within(length: int) -> None:
        if length > limit:
            raise TooLarge(f"a text of more than {limit:,} characters")

    def default(value: object, other: object = "", *, boolean: bool = False) -> object:
        return other if isinstance(value, jinja2.Undefined) or (boolean and not value) else value

    def replace(value: object, old: object, new: object) -> str:
        whole, before, after = text(value), text(old), text(new)
        within(len(whole) + max(0, len(after) - len(before)) * whole.count(before))
        return whole.replace(before, after)

    def join(value: Sequence[object], separator: object = "") -> str:
        if not isinstance(value, list):
            raise TypeError(f"`join` works on a list, not on {_describe(value)}")
        items, between = [text(item) for item in value], text(separator)
        within(sum(map(len, items)) + len(between) * len(items))
        return between.join(items)

    def number(value: object) -> int | float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        raise TypeError(f"{_describe(value)} is not a number")

    def to_int(value: object) -> int:
        try:
            return int(text(value).strip()) if isinstance(value, str) else int(number(value))
        except (ValueError, OverflowError):
            raise TypeError(f"`{text(value)[:40]}` is not a whole number") from None

    def to_float(value: object) -> float:
        try:
            return float(text(value).strip()) if isinstance(value, str) else float(number(value))
        except (ValueError, OverflowError):
            raise TypeError(f"`{text(value)[:40]}` is not a number") from None

    def to_json(value: object) -> str:
        def plain(item: object) -> object:
            _refuse_secret(item)
            raise TypeError(f"cannot write {_describe(item)} as JSON")

        if isinstance(value, jinja2.Undefined):
            value._fail_with_undefined_error()  # noqa: SLF001 - how an Undefined says what was missing
        written = json.dumps(value, default=plain)
        within(len(written))
        return written

    def length(value: object) -> int:
        if isinstance(value, str | list | dict):
            return len(value)
        raise TypeError(f"{_describe(value)} has no length")

    def item(value: object, index: int) -> object:
        if isinstance(value, str | list) and value:
            return value[index]
        raise TypeError("there is no first or last item in an empty value")

    return {
        "default": default,
        "float": to_float,
        "int": to_int,
        "join": join,
        "first": lambda value: item(value, 0),
        "last": lambda value: item(value, -1),
        "length": length,
        "lower": lambda value: text(value).lower(),
        "upper": lambda value: text(value).upper(),
        "trim": lambda value: text(value).strip(),
        "replace": replace,
        "round": lambda value, digits=0: round(number(value), min(max(to_int(digits), 0), 15)),
        "abs": lambda value: abs(number(value)),
        "string": text,
        "tojson": to_json,
    }


_FILTER_NAMES = tuple(sorted(_filters(0)))
