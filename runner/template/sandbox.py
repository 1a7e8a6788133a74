"""Compiles and evaluates one expression: a Jinja2 expression whose syntax tree is on an allow-list.

Two walls: the tree is checked before anything is compiled (no calls, named filters, nothing that can grow beyond
what is written), and what is compiled runs in Jinja2's immutable sandbox, in an environment that never looks up a
Python attribute. A limit of time or memory alone would not hold: `"a" * 200000000` takes 784 MB before it is noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.environment import TemplateExpression
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from runner.template.filters import FILTER_NAMES, describe, filters, refuse_secret, refuse_undefined, within
from runner.template.values import TemplateBudget, TooLarge

_MAX_PRODUCT = 10**15
_MAX_NUMBER = 10**400
"""As many digits as a document's numbers may have; Python refuses to write a number of more than 4,300."""
_MOST_KEPT = 256
"""Characters of a text that is kept for the next use of the same expression."""

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


class UndefinedName(BadExpression):
    """The expression names something that is not there, or has no value."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Looks into plain data only, and does arithmetic on numbers only (`+` also joins texts)."""

    intercepted_binops = _ARITHMETIC
    text_chars = 0

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self._look_up(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self._look_up(obj, argument)

    def _look_up(self, obj: object, key: object) -> object:
        if isinstance(obj, jinja2.Undefined):
            return obj
        if isinstance(obj, Mapping) and isinstance(key, str):
            return obj[key] if key in obj else self.undefined(obj=None, name=key, hint=_missing(key, obj))
        if isinstance(obj, list) and isinstance(key, int) and not isinstance(key, bool) and -len(obj) <= key < len(obj):
            return obj[key]
        raise BadExpression(f"`{key}` cannot be looked up in {describe(obj)}")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - Jinja2's signature
        refuse_secret(left, right)
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            within(len(left) + len(right), self.text_chars)
            return left + right
        if not (_is_number(left) and _is_number(right)):
            raise BadExpression(f"`{operator}` works on numbers, not on {describe(left)} and {describe(right)}")
        if operator == "*" and abs(left) * abs(right) > _MAX_PRODUCT:
            raise TooLarge("a number above 1e15")
        return self.binop_table[operator](left, right)


class Compiler:
    """Expressions compiled once each, however often they are used."""

    def __init__(self, budget: TemplateBudget) -> None:
        self._budget = budget
        self._environment = _Sandbox(undefined=jinja2.StrictUndefined, optimized=False, cache_size=0)
        self._environment.text_chars = budget.text_chars
        self._environment.filters = filters(budget.text_chars)
        self._environment.tests = {name: self._environment.tests[name] for name in _TESTS}
        self._environment.globals = {}
        self._compiled: dict[str, Callable[..., object]] = {}
        self._names: Mapping[str, object] = {}
        self._values: dict[str, object] = {}
        """What expressions gave with these names, which all resources share that are no cells of a matrix."""

    def evaluate(self, expression: str, names: Mapping[str, object]) -> object:
        """The value of an expression.

        Raises:
            ForbiddenExpression: it uses something that templates may not.
            UndefinedName: it names something that is not there.
            BadExpression: it cannot be read, or evaluated with these values.
            TooLarge: it would build more than the budget allows.
        """
        if names is not self._names:
            self._names, self._values = names, {}
        elif expression in self._values:
            return self._values[expression]
        compiled = self._compiled.get(expression)
        if compiled is None:
            compiled = self._compile(expression)
            self._compiled[expression] = compiled
        try:
            value = compiled(**names)
            refuse_undefined(value)
        except (BadExpression, TooLarge):
            raise
        except jinja2.UndefinedError as error:
            raise UndefinedName(error.message or "is undefined") from None
        except (TypeError, ValueError, ArithmeticError, jinja2.TemplateRuntimeError, RecursionError) as error:
            raise BadExpression(str(error).removeprefix("filters.<locals>.")) from None
        if isinstance(value, int) and abs(value) > _MAX_NUMBER:
            raise TooLarge("a number of more than 400 digits")
        if isinstance(value, int | float) or (isinstance(value, str) and len(value) <= _MOST_KEPT):
            self._values[expression] = value
        return value

    def _compile(self, expression: str) -> Callable[..., object]:
        if len(expression) > self._budget.expression_chars:
            raise TooLarge(f"an expression of more than {self._budget.expression_chars} characters")
        if not expression.strip():
            raise BadExpression("the expression is empty")
        if expression.startswith("-") or expression.endswith("-"):
            # Jinja2 reads them as marks that remove white space; as a minus they would silently negate a number.
            raise BadExpression("`{{-` and `-}}` remove no white space here; write {{ -x }} for a negative number")
        try:
            parser = jinja2.parser.Parser(self._environment, expression, state="variable")
            tree = parser.parse_expression()
            if not parser.stream.eos:
                raise BadExpression(f"cannot read `{parser.stream.current.value}` here")
            _check(tree)
            # What was checked is what is compiled, as `Environment.compile_expression` does it.
            result = nodes.Assign(nodes.Name("result", "store"), _Plain().visit(tree), lineno=1)
            template = self._environment.from_string(nodes.Template([result], lineno=1))
            return TemplateExpression(template, undefined_to_none=False)
        except jinja2.TemplateSyntaxError as error:
            raise BadExpression(error.message or "cannot be read") from None
        except (RecursionError, MemoryError, SyntaxError):
            # Python's own compiler takes 200 parentheses: one for each operator that Jinja2 writes.
            raise TooLarge("an expression that is nested too deep") from None


class _Plain(NodeTransformer):
    """`a ~ b` as the filter `join`, which counts what it builds, and tuples as lists."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - named after Jinja2's node
        items = nodes.List([self.visit(item) for item in node.nodes], lineno=node.lineno)
        return nodes.Filter(items, "join", [], [], None, None, lineno=node.lineno)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802 - named after Jinja2's node
        return nodes.List([self.visit(item) for item in node.items], lineno=node.lineno)


def _check(tree: nodes.Node) -> None:
    stack: list[nodes.Node] = [tree]
    while stack:
        node = stack.pop()
        if not isinstance(node, _ALLOWED):
            raise ForbiddenExpression(_forbidden(node))
        if isinstance(node, nodes.Filter) and node.name not in FILTER_NAMES:
            raise ForbiddenExpression(f"no filter `{node.name}`; there are {', '.join(FILTER_NAMES)}")
        if isinstance(node, nodes.Filter) and (node.dyn_args or node.dyn_kwargs):
            raise ForbiddenExpression("`*` and `**` cannot unpack arguments")
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            raise ForbiddenExpression(f"no test `is {node.name}`; there are {', '.join(_TESTS)}")
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise ForbiddenExpression(f"`{node.attr}`: names do not begin with an underscore")
        if isinstance(node, nodes.Name) and node.name == "self":
            raise ForbiddenExpression("`self`, Jinja2's own object, is not allowed in a template")
        if isinstance(node, nodes.Const) and isinstance(node.value, int) and node.value > _MAX_NUMBER:
            raise TooLarge("a number of more than 400 digits")
        stack.extend(node.iter_child_nodes())


def _forbidden(node: nodes.Node) -> str:
    if isinstance(node, nodes.Call):
        return "calls are not allowed in a template"
    if isinstance(node, nodes.Pow):
        return "`**` is not allowed in a template"
    return f"{type(node).__name__.lower()} is not allowed in a template"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _missing(key: str, mapping: Mapping[Any, Any]) -> str:
    known = ", ".join(sorted(str(name) for name in mapping)) or "nothing"
    return f"`{key}` is not defined; there is {known}"
