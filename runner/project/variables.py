"""Variables: how they are declared, and which value each one gets.

`--var` wins over `--var-file`, over the target, over `RUNNER_VAR_<name>` in the environment, over the default.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Literal, NamedTuple

from runner.diagnostics import Diagnostic, Origin, Report, Severity, Span, UsageError, closest
from runner.document import DEFAULT_BUDGET, Node, locate, plain, read_documents
from runner.project.files import read_source, shown
from runner.project.model import Given, Options, Secrets
from runner.resources import Fields, validate_fields
from runner.template import Origins, Secret, has_template, split
from runner.template.split import UnclosedExpression

ENVIRONMENT_PREFIX = "RUNNER_VAR_"

_LONG_FORM = {"type", "default", "allowed", "description", "secret"}
_TYPE_OF = {str: "string", bool: "boolean", int: "integer", float: "number"}
_IN_WORDS = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}


class VariableFields(Fields):
    """A variable in its long form."""

    type: Literal["string", "integer", "number", "boolean"] | None = None
    default: object = None
    allowed: list[object] | None = None
    description: str | None = None
    secret: bool = False


class Variable(NamedTuple):
    """A declared variable. `type` is None where any value goes."""

    name: str
    node: Node
    type: str | None
    has_default: bool
    default: object
    allowed: tuple[object, ...] | None
    description: str
    is_secret: bool

    @property
    def default_span(self) -> Span:
        """Where the default is written."""
        entries = self.node.value
        return entries["default"].span if isinstance(entries, dict) else self.node.span


class Values(NamedTuple):
    """The values of all variables that have one, the secret ones apart, and all that was given to each declared one."""

    names: Mapping[str, object]
    secrets: Secrets
    given: Mapping[str, tuple[Given, ...]]
    origins: Origins


def declare(section: Node | None, report: Report) -> dict[str, Variable]:
    """The variables of a project's `variables` section."""
    if section is None:
        return {}
    if not isinstance(section.value, dict):
        report(Diagnostic("wrong-type", "`variables` must be a mapping of names", section.written, "variables"))
        return {}
    declared = {}
    for name, node in section.value.items():
        for plain_part in _plain_parts(node):
            _refuse_templates(plain_part, f"variables.{name}", report)
        if not name.isidentifier():
            hint = "use letters, digits and `_`"
            report(Diagnostic("invalid-name", f"`{name}` cannot be a variable's name", node.written, "variables", hint))
        elif isinstance(node.value, dict):
            variable = _long_form(name, node, node.value, report)
            if variable is not None:
                declared[name] = variable
        else:
            value = plain(node)
            kind = _TYPE_OF.get(type(value))
            declared[name] = Variable(name, node, kind, True, value, None, "", is_secret=False)
    return declared


def _plain_parts(node: Node) -> Iterator[Node]:
    """The parts of a declaration that are values, and not words for people."""
    if isinstance(node.value, dict):
        yield from (item for key, item in node.value.items() if key in ("default", "allowed"))
    else:
        yield node


def _refuse_templates(node: Node, path: str, report: Report) -> None:
    """A variable does not refer to variables: an expression in one would stand in the manifest as it is."""
    value = node.value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_templates(item, path, report)
    if isinstance(value, str) and has_template(value):
        with contextlib.suppress(UnclosedExpression):
            if any(part.is_expression for part in split(value)):
                hint = "put the expression where the variable is used"
                message = "a variable's value is plain, it cannot hold {{ }}"
                report(Diagnostic("template-forbidden", message, locate(node, "{{"), path, hint))


def _long_form(name: str, node: Node, entries: dict[str, Node], report: Report) -> Variable | None:
    body = plain(node)
    path = ("variables", name)
    if not isinstance(body, dict) or not validate_fields(VariableFields, "variable", node, body, path, report).is_valid:
        return None
    fields = VariableFields.model_validate(body)
    kind = fields.type or (_TYPE_OF.get(type(fields.default)) if "default" in entries else None)
    allowed = tuple(fields.allowed) if fields.allowed is not None else None
    variable = Variable(
        name, node, kind, "default" in entries, fields.default, allowed, fields.description or "", fields.secret
    )
    if variable.is_secret and variable.has_default:
        hint = "give it with --var-file or RUNNER_VAR_" + name
        message = "a secret has no default in a file that is committed"
        report(Diagnostic("secret-in-spec", message, entries["default"].span, f"variables.{name}.default", hint))
        return None
    if variable.has_default:
        problem = _mismatch(variable, variable.default)
        if problem:
            report(Diagnostic("invalid-value", problem, entries["default"].span, f"variables.{name}.default"))
            return None
    return variable


def resolve(
    declared: Mapping[str, Variable], target_values: Node | None, target: str, options: Options, report: Report
) -> Values:
    """The value of each variable that has one.

    Raises:
        UsageError: `--var` or `--var-file` gives a value that is not declared or does not fit.
    """
    given = _Given(declared)
    for name, variable in declared.items():
        if variable.has_default:
            given.add(name, variable.default, "default", variable.default_span)
        from_environment = options.environ.get(ENVIRONMENT_PREFIX + name)
        if from_environment is not None:
            by = ENVIRONMENT_PREFIX + name
            given.add(name, _from_text(variable, from_environment, by), by, None)
    _from_target(declared, target_values, target, given, report)
    for name, value in options.approved.items():
        if name in declared:
            given.add(name, value, "the approved plan", None)
    for path in options.variable_files:
        _from_file(declared, path, given)
    for name, text in options.variables.items():
        _require(declared, name, f"--var {name}")
        given.add(name, _from_text(declared[name], text, f"--var {name}"), f"--var {name}", None)
    names = given.names
    secrets = Secrets({name: str(value) for name, value in names.items() if declared[name].is_secret})
    shown_names = {name: Secret(name) if name in secrets else value for name, value in names.items()}
    undecided = {name: Given("declared without a value", item.node.written, "") for name, item in declared.items()}
    all_given = {name: tuple(values) or (undecided[name],) for name, values in given.all.items()}
    return Values(shown_names, secrets, all_given, given.origins())


class _Given:
    """The values that variables were given so far, a later one over an earlier one."""

    def __init__(self, declared: Mapping[str, Variable]) -> None:
        self._declared = declared
        self.names: dict[str, object] = {}
        self.all: dict[str, list[Given]] = {name: [] for name in declared}

    def add(self, name: str, value: object, by: str, span: Span | None) -> None:
        """One more value of a declared variable: how it was given, and where it is written."""
        self.names[name] = value
        text = "(hidden)" if self._declared[name].is_secret else _in_one_line(value)
        self.all[name].append(Given(by, span, text))

    def origins(self) -> Origins:
        """Where each variable's value is written; its declaration where that is not in a file."""
        found = {}
        for name, variable in self._declared.items():
            last = self.all[name][-1] if self.all[name] else Given("", variable.node.written, "(no value)")
            role = f"variable {name}" if last.span else f"variable {name}, given with {last.by}"
            found[name] = (Origin(role, last.span or variable.node.written, last.text),)
        return found


def _in_one_line(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _from_target(
    declared: Mapping[str, Variable], target_values: Node | None, target: str, given: _Given, report: Report
) -> None:
    if target_values is None or target_values.value is None:
        return
    if not isinstance(target_values.value, dict):
        where = f"targets.{target}.variables"
        report(Diagnostic("wrong-type", f"`{where}` must be a mapping of names", target_values.written, where))
        return
    for name, node in target_values.value.items():
        path = f"targets.{target}.variables.{name}"
        if name not in declared:
            meant = closest(name, declared)
            hint = f"did you mean `{meant}`?" if meant else "declare it under `variables:`"
            report(Diagnostic("undefined-variable", f"no variable `{name}`", node.written, path, hint, meant))
            continue
        if declared[name].is_secret:
            message = "a secret has no value in a file that is committed"
            report(Diagnostic("secret-in-spec", message, node.span, path, "give it with --var-file"))
            continue
        _refuse_templates(node, path, report)
        value = plain(node)
        problem = _mismatch(declared[name], value)
        if problem:
            report(Diagnostic("invalid-value", problem, node.span, path))
        given.add(name, value, f"target {target}", node.span)


def _from_file(declared: Mapping[str, Variable], path: FilePath, given: _Given) -> None:
    source = read_source(path, shown(path))
    found: list[Diagnostic] = []
    documents = read_documents(source, found.append)
    # Warnings show a value, which may be a secret; errors say what is wrong without it.
    problems = [problem for problem in found if problem.severity is Severity.ERROR]
    if problems:
        raise UsageError(f"{problems[0].span}: {problems[0].message}", problems[0].hint)
    if len(documents) != 1 or not isinstance(documents[0].value, dict):
        raise UsageError(f"{shown(path)} is not one mapping of variables", "write name: value")
    for name, node in documents[0].value.items():
        _require(declared, name, str(node.written))
        value = plain(node)
        problem = _mismatch(declared[name], value)
        if problem:
            raise UsageError(f"{node.span}: {problem}")
        given.add(name, value, f"--var-file {shown(path)}", node.span)


def _require(declared: Mapping[str, Variable], name: str, where: str) -> None:
    if name not in declared:
        meant = closest(name, declared)
        known = ", ".join(sorted(declared)) or "none"
        hint = f"did you mean `{meant}`?" if meant else f"the spec declares {known}"
        raise UsageError(f"{where}: the spec has no variable `{name}`", hint)


def _from_text(variable: Variable, text: str, where: str) -> object:
    """A value that was given as text, in the variable's type."""
    value: object = text
    folded = text.strip().lower()
    try:
        if variable.type == "integer" and len(text) <= DEFAULT_BUDGET.digits:
            value = int(text)
        elif variable.type == "number":
            value = int(text) if text.strip().lstrip("+-").isdecimal() else float(text)  # as YAML reads it
        elif variable.type == "boolean" and folded in ("true", "false"):
            value = folded == "true"
    except ValueError:
        pass  # stays a text, which _mismatch names
    problem = _mismatch(variable, value)
    if problem:
        raise UsageError(f"{where}: {problem}")
    return value


def _mismatch(variable: Variable, value: object) -> str:
    """Why a value does not fit a variable, or an empty text. A secret's value is never shown."""
    shown_value = "a value that is hidden" if variable.is_secret else f"`{value}`"
    actual = _TYPE_OF.get(type(value))
    fits = variable.type is None or actual == variable.type or (variable.type == "number" and actual == "integer")
    if not fits:
        return f"`{variable.name}` must be {_IN_WORDS[str(variable.type)]}, and is {shown_value}"
    if variable.allowed is not None and value not in variable.allowed:
        allowed = ", ".join(str(item) for item in variable.allowed)
        return f"`{variable.name}` must be one of {allowed}, and is {shown_value}"
    return ""
