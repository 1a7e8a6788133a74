"""Targets: which one is meant, its fields, and its overrides over the spec."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from runner.diagnostics import Diagnostic, Report, UsageError, closest
from runner.document import Node, naming_contributors, plain
from runner.project.model import BUILT_IN, Target
from runner.reference import is_open
from runner.resources import Fields, NonEmpty, Positive, kind, validate_fields, whole_number


class TargetFields(Fields):
    """A target of a project file. `slots` is how many jobs without a cluster run at once on this machine."""

    backend: Literal["local", "azureml"]
    default: bool = False
    environment: Literal["host"] | None = None
    protect: bool = False
    slots: Positive | None = None
    subscription_id: NonEmpty | None = None
    resource_group: NonEmpty | None = None
    workspace: NonEmpty | None = None
    variables: dict[str, object] | None = None
    overrides: dict[str, object] | None = None


def named(section: Node | None) -> Mapping[str, Node]:
    """The targets of a project by their names."""
    return section.value if section is not None and isinstance(section.value, dict) else {}


def choose(
    section: Node | None, wanted: str | None, report: Report, *, is_any_right: bool = False
) -> tuple[str, Node | None]:
    """The name of the target that is meant and its node; None for the built-in one.

    Where none was named and none is the default it is the first one, if `is_any_right`.

    Raises:
        UsageError: there is no target of the wanted name, or none was named and none is the default.
    """
    if section is None:
        if wanted not in (None, BUILT_IN.name):
            raise UsageError(f"the spec has no target `{wanted}`", f"it has only `{BUILT_IN.name}`, this machine")
        return BUILT_IN.name, None
    if not isinstance(section.value, dict):
        hint = "write NAME: {backend: local}"
        report(Diagnostic("wrong-type", "`targets` must be a mapping of names", section.written, "targets", hint))
        return BUILT_IN.name, None
    if not section.value:
        hint = "remove it to run on this machine, or write NAME: {backend: azureml, …}"
        report(Diagnostic("empty-value", "`targets` names no target", section.written, "targets", hint))
        return BUILT_IN.name, None
    names = section.value
    if wanted is not None:
        if wanted not in names:
            meant = closest(wanted, names)
            hint = f"did you mean `{meant}`?" if meant else f"the targets are {', '.join(names)}"
            raise UsageError(f"the spec has no target `{wanted}`", hint)
        return wanted, names[wanted]
    defaults = [name for name, node in names.items() if _is_default(node)]
    if len(defaults) > 1:
        second = names[defaults[1]]
        message = f"`{defaults[0]}` and `{defaults[1]}` are both the default target"
        report(Diagnostic("conflicting-fields", message, second.written, "targets", "leave `default: true` in one"))
    if defaults:
        return defaults[0], names[defaults[0]]
    if len(names) == 1 or is_any_right:
        return next(iter(names.items()))
    raise UsageError(f"which target? The spec has {', '.join(names)}, and none is the default", "give --target NAME")


def _is_default(node: Node) -> bool:
    return isinstance(node.value, dict) and "default" in node.value and node.value["default"].value is True


def part(node: Node | None, key: str) -> Node | None:
    """A part of a target's node, `variables` or `overrides`."""
    return node.value.get(key) if node is not None and isinstance(node.value, dict) else None


def build(name: str, node: Node | None, report: Report) -> Target:
    """The target's fields, its templates already expanded."""
    if node is None:
        return BUILT_IN
    values = plain(node)
    report = naming_contributors(node, ("targets", name), report)
    if (
        not isinstance(values, dict)
        or not validate_fields(TargetFields, "target", node, values, ("targets", name), report).is_valid
    ):
        if not isinstance(values, dict):
            report(Diagnostic("wrong-type", f"`targets.{name}` must be a mapping", node.written, f"targets.{name}"))
        return BUILT_IN
    fields = TargetFields.model_validate(values)
    _refuse_other_backends(name, node, fields.backend, report)
    wrong = _wrong_places(name, node, values, report) if fields.backend == "azureml" else frozenset()
    return Target(
        name=name,
        backend=fields.backend,
        environment=fields.environment or ("host" if fields.backend == "local" else None),
        slots=None if fields.slots is None else whole_number(fields.slots, 1),
        subscription_id=fields.subscription_id,
        resource_group=fields.resource_group,
        is_protected=fields.protect,
        workspace=None if "workspace" in wrong else fields.workspace,
    )


_SUBSCRIPTION = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_RESOURCE_GROUP = re.compile(r"[\w().-]{0,89}[\w()-]")
"""As Azure's resource manager has them (its rules for the names of resources)."""


def _wrong_places(name: str, node: Node, values: Mapping[str, object], report: Report) -> frozenset[str]:
    """The fields whose place in Azure cannot be one, reported: it would be missed only when something is sent there."""
    wrong = set()
    workspace = kind("workspace")
    forms: tuple[tuple[str, Callable[[str], object], str], ...] = (
        ("subscription_id", _SUBSCRIPTION.fullmatch, "write its id, which `az account show` prints"),
        ("resource_group", _RESOURCE_GROUP.fullmatch, "use letters, digits, `.`, `_`, `-` and brackets, at most 90"),
        ("workspace", workspace.accepts_name, f"use {workspace.name_rule_text}"),
    )
    for field, fits, hint in forms:
        value, item = values.get(field), part(node, field)
        if item is not None and isinstance(value, str) and not (is_open(value) or "{{" in value or fits(value)):
            message = f"`{value}` cannot be the {field.replace('_', ' ')} of a target"
            where, related = f"targets.{name}.{field}", tuple(item.also)
            report(Diagnostic("invalid-value", message, item.span, where, hint, related=related))
            wrong.add(field)
    return frozenset(wrong)


def names_of(target: Target, node: Node | None) -> dict[str, str]:
    """What expressions may know of a target, and whatever is written of it where it is not valid."""
    written = {name: part(node, name) for name in ("backend", *ONLY["azureml"])}
    found = {name: item.value for name, item in written.items() if item is not None and isinstance(item.value, str)}
    return {"name": target.name, "backend": target.backend, **found}


ONLY = {
    "local": ("environment", "slots"),
    "azureml": ("subscription_id", "resource_group", "workspace"),
}
"""Fields of a target that mean something to one backend only."""


def _refuse_other_backends(name: str, node: Node, backend: str, report: Report) -> None:
    for other, fields in ONLY.items():
        for field in fields if other != backend else ():
            item = part(node, field)
            if item is not None:
                message = f"`{field}` means nothing on the {backend} backend"
                where = f"targets.{name}.{field}"
                report(Diagnostic("unknown-field", message, item.written, where, "remove it, or change `backend`"))
