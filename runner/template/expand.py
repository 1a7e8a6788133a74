"""Expands the expressions in the string leaves of a node; the structure itself is never templated."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from runner.diagnostics import Diagnostic, Origin, Report, closest, join_path
from runner.document import Node, Path, contributors, locate
from runner.template.split import Part, UnclosedExpression, has_template, split
from runner.template.values import Names, Secret, TemplateBudget, TooLarge

if TYPE_CHECKING:
    from runner.template.sandbox import Compiler

_NAME = re.compile(r"\b(var|matrix|target|env)\s*(?:\.\s*|\[\s*['\"])([A-Za-z_]\w*)")


class Expander:
    """Expands nodes of one project: expressions are compiled once, and all expanded text is counted together."""

    def __init__(self, report: Report, budget: TemplateBudget | None = None) -> None:
        self._report = report
        self._budget = budget or TemplateBudget()
        self._compiler: Compiler | None = None
        self._total = 0
        self._names_in: dict[str, list[tuple[str, str]]] = {}
        self._whole: tuple[Node, int] | None = None
        self.failed: set[str] = set()
        """Places (`jobs.train.command`) of texts that were kept because an expression in them failed."""

    def expand(self, node: Node, names: Names, path: Path = ()) -> Node:
        """The same structure with every expression replaced by its value; problems are reported, the text kept."""
        self._whole = node, len(path)
        return self._expand(node, names, path)

    def _expand(self, node: Node, names: Names, path: Path) -> Node:
        value = node.value
        if isinstance(value, str):
            return self._text(node, value, names, path) if has_template(value) else node
        if isinstance(value, dict):
            entries = {
                key: new
                for key, item in value.items()
                if _may_change(item) and (new := self._expand(item, names, (*path, key))) is not item
            }
            return node._replace(value={**value, **entries}) if entries else node
        if isinstance(value, list):
            items = [
                self._expand(item, names, (*path, index)) if _may_change(item) else item
                for index, item in enumerate(value)
            ]
            changed = any(new is not old for new, old in zip(items, value, strict=True))
            return node._replace(value=items) if changed else node
        return node

    def _text(self, node: Node, text: str, names: Names, path: Path) -> Node:
        try:
            parts = split(text)
        except UnclosedExpression as error:
            hint = "close it with `}}`, or write {{ '{{' }} for the two braces themselves"
            span = locate(node, "{{", text[: error.start].count("{{"))
            self._report_failed(Diagnostic("template-syntax", str(error), span, join_path(path), hint))
            return node
        if not any(part.is_expression for part in parts):
            return node
        also = (*node.also, *self._contributions("".join(part.text for part in parts if part.is_expression), names))
        if len(parts) == 1:
            return self._typed(node._replace(also=also), parts[0], names, path)
        secrets: set[str] = set(node.secrets)
        pieces: list[str] = []
        failed: set[str] = set()
        for part in parts:
            if not part.is_expression:
                pieces.append(part.text)
                continue
            if part.text in failed:
                continue  # said once for all equal ones
            value = self._evaluate(node, part, names, path)
            if isinstance(value, Secret):
                secrets.add(value.name)
                pieces.append(value.placeholder)
                continue
            written = _as_text(value)
            if written is not None:
                pieces.append(written)
                continue
            if value is not _FAILED:
                message, hint = _not_a_text(value)
                self._fail(node, part, names, path, "template-value", message, hint)
            failed.add(part.text)
            if len(failed) == _MAX_FAILED:
                break
        if failed:
            return node
        expanded = "".join(pieces)
        if not self._within_budget(node, len(expanded), path):
            return node
        return node._replace(value=expanded, also=also, secrets=frozenset(secrets))

    def _typed(self, node: Node, part: Part, names: Names, path: Path) -> Node:
        """A scalar that is wholly one expression keeps the value's type."""
        value = self._evaluate(node, part, names, path)
        if value is _FAILED:
            return node
        if isinstance(value, Secret):
            return node._replace(value=value.placeholder, secrets=node.secrets | {value.name})
        try:
            built = _node_of(value, node)
        except TypeError as error:
            self._fail(node, part, names, path, "template-value", str(error), "")
            return node
        return built if self._within_budget(node, _size(value), path) else node

    def _evaluate(self, node: Node, part: Part, names: Names, path: Path) -> object:
        # Imported when the first template is met: a plain file should not pay 20 ms for Jinja2.
        from runner.template.sandbox import BadExpression, Compiler, ForbiddenExpression, UndefinedName

        if self._compiler is None:
            self._compiler = Compiler(self._budget)
        expression = part.text
        try:
            return self._compiler.evaluate(expression, names.roots)
        except ForbiddenExpression as error:
            hint = "templates look up values and use filters; compute anything else outside"
            self._fail(node, part, names, path, "template-forbidden", str(error), hint)
        except TooLarge as error:
            self._fail(node, part, names, path, "over-budget", f"the template would build {error}", "")
        except UndefinedName as error:
            unset, closed = self._unset(expression, names), self._not_let_in(expression, names)
            if unset:
                message = f"the variable `{unset}` has no value"
                hint = f"give it one: --var {unset}=VALUE, --var-file FILE, or a default"
                self._fail(node, part, names, path, "unset-variable", message, hint)
            elif closed:
                message = f"`{closed}` of the environment has no value here"
                hint = f"set it, and let it in with --allow-env {closed}"
                self._fail(node, part, names, path, "unset-variable", message, hint)
            else:
                self._fail(node, part, names, path, "template-error", str(error), _hint(expression, names))
        except BadExpression as error:
            self._fail(node, part, names, path, "template-error", str(error), "")
        return _FAILED

    def _fail(self, node: Node, part: Part, names: Names, path: Path, code: str, message: str, hint: str) -> None:
        expression, fragment = part.text, f"{{{{{part.text}}}}}"
        before = node.value[: part.start].count(fragment) if isinstance(node.value, str) else 0
        span = locate(node, fragment, before)
        whole, depth = self._whole or (node, len(path))
        related = tuple(dict.fromkeys((*contributors(whole, path[depth:]), *self._contributions(expression, names))))
        where = join_path(path)
        self._report_failed(Diagnostic(code, f"{{{{{expression}}}}}: {message}", span, where, hint, related=related))

    def _report_failed(self, diagnostic: Diagnostic) -> None:
        self.failed.add(diagnostic.path)
        self._report(diagnostic)

    def _unset(self, expression: str, names: Names) -> str:
        """The first variable of an expression that is declared and has no value, or an empty text."""
        known = names.roots.get("var")
        values = known if isinstance(known, Mapping) else {}
        declared = names.origins.get("var", {})
        return next((name for name in _variables(expression) if name in declared and name not in values), "")

    def _not_let_in(self, expression: str, names: Names) -> str:
        """The first variable of the environment in an expression that is not there, or an empty text."""
        known = names.roots.get("env")
        values = known if isinstance(known, Mapping) else {}
        used = (name for root, name in _NAME.findall(expression) if root == "env")
        return next((name for name in used if name not in values), "")

    def _contributions(self, text: str, names: Names) -> list[Origin]:
        """Where the names in expressions come from: those of the matrix first, which is taken apart before."""
        found = self._names_in.get(text)
        if found is None:
            unique = dict.fromkeys(_NAME.findall(text))
            found = self._names_in[text] = sorted(unique, key=lambda name: name[0] != "matrix")
        return [origin for root, name in found for origin in names.origins.get(root, {}).get(name, ())]

    def _within_budget(self, node: Node, size: int, path: Path) -> bool:
        self._total += size
        if size <= self._budget.text_chars and self._total <= self._budget.total_chars:
            return True
        message = "the expanded text is too long" if size > self._budget.text_chars else "templates expand too far"
        self._report_failed(Diagnostic("over-budget", message, node.span, join_path(path), "shorten it"))
        return False


def _may_change(node: Node) -> bool:
    """Whether expanding a node could change it; quick, as most of a spec is no template."""
    value = node.value
    return "{{" in value if isinstance(value, str) else isinstance(value, _COLLECTIONS)


_COLLECTIONS = (dict, list)
_FAILED = object()
_MAX_FAILED = 20
"""Expressions of one text that are reported; a text of thousands would take long to look through for each."""
_NODE_CHARS = 32
"""What a value costs beside its characters, so that empty lists cannot be repeated for nothing."""


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"  # as YAML writes it
    return str(value) if isinstance(value, str | int | float) else None


def _not_a_text(value: object) -> tuple[str, str]:
    """Why a value cannot stand inside a text, and what to do."""
    if isinstance(value, dt.date):
        return "a date cannot stand inside a text", "put it in quotes where it is given"
    what = "null" if value is None else "a list or a mapping"
    return f"{what} cannot stand inside a text", "use `| tojson`, or `| default(…)`"


def _size(value: object) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return sum(_NODE_CHARS + _size(item) for item in value)
    if isinstance(value, dict):
        return sum(_NODE_CHARS + len(key) + _size(item) for key, item in value.items())
    return 1


def _node_of(value: object, at: Node) -> Node:
    """A value that an expression built, as nodes that all stand where the expression does."""
    if value is None or isinstance(value, str | int | float | dt.date):
        return at._replace(value=value)
    if isinstance(value, list):
        return at._replace(value=[_node_of(item, at._replace(key=None)) for item in value])
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return at._replace(value={key: _node_of(item, at) for key, item in value.items()})
    if isinstance(value, Secret):
        return at._replace(value=value.placeholder, secrets=at.secrets | {value.name})
    raise TypeError("the expression does not give plain data")


def _variables(expression: str) -> list[str]:
    return [name for root, name in _NAME.findall(expression) if root == "var"]


def _hint(expression: str, names: Names) -> str:
    known = names.roots.get("var")
    for name in _variables(expression):
        if isinstance(known, Mapping) and name not in known:
            meant = closest(name, known)
            return f"did you mean `var.{meant}`?" if meant else "declare it under `variables:`"
    if not any(re.search(rf"\b{name}\b", expression) for name in names.roots):
        return f"the names are {', '.join(sorted(names.roots))}"
    return "check the name, or give it a value"
