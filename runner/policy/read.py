"""Reads policies: the project's own, and those that the command line names, which a spec cannot loosen."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from runner.diagnostics import Diagnostic, InvalidSpec, Report, Source, has_errors
from runner.document import Node, plain, read_documents
from runner.policy.model import Policy, PolicyFields
from runner.project import Project
from runner.project.files import inside, read_source, shown
from runner.resources import validate_fields


def policies_of(project: Project, files: Iterable[Path]) -> tuple[Policy, ...]:
    """The policy of a project, if it has one, and those of files.

    Raises:
        InvalidSpec: one of them has errors; all are in the exception.
    """
    problems: list[Diagnostic] = []
    found = []
    if project.policy is not None:
        found.append(_policy(project.policy, ("policy",), (), problems.append, project.root))
    for file in files:
        source = read_source(Path(os.path.abspath(file)), shown(file))
        documents = read_documents(source, problems.append)
        if len(documents) == 1:
            found.append(_policy(documents[0], (), (source,), problems.append, None))
        elif not has_errors(problems):
            problems.append(Diagnostic("empty-file", f"{source.name} is not one policy"))
    if has_errors(problems):
        raise InvalidSpec(problems)
    return tuple(policy for policy in found if policy is not None)


def _policy(
    node: Node, path: tuple[str, ...], sources: tuple[Source, ...], report: Report, root: Path | None
) -> Policy | None:
    values = plain(node)
    if not isinstance(values, dict) or not isinstance(node.value, dict):
        report(Diagnostic("wrong-type", "a policy must be a mapping of rules", node.written, "policy"))
        return None
    if not validate_fields(PolicyFields, "policy", node, values, path, report).is_valid:
        return None
    fields = PolicyFields.model_validate(values)
    places = {name: item.span for name, item in node.value.items()}
    if fields.prices is None:
        for rule in ("max_hourly_cost", "max_total_cost"):
            if rule in places:
                hint = "add prices: FILE, which maps sizes to their price for an hour"
                report(Diagnostic("missing-field", f"`{rule}` needs `prices`", places[rule], "policy.prices", hint))
        return Policy(fields, places, sources)
    file = places["prices"].source.path.parent / fields.prices
    if root is not None and not inside(file, root):
        message = f"`{fields.prices}` lies outside the project"
        report(Diagnostic("path-outside-project", message, places["prices"], "policy.prices"))
        return None
    source, prices = _prices(file, node.value["prices"], report)
    return Policy(fields, places, (*sources, *source), prices)


def _prices(file: Path, at: Node, report: Report) -> tuple[tuple[Source, ...], dict[str, float]]:
    try:
        source = read_source(file, shown(file))
    except InvalidSpec as error:
        for diagnostic in error.diagnostics:
            report(diagnostic._replace(span=diagnostic.span or at.span, path="policy.prices"))
        return (), {}
    documents = read_documents(source, report)
    entries = documents[0].value if len(documents) == 1 else None
    if not isinstance(entries, dict):
        report(Diagnostic("wrong-type", f"{source.name} must map sizes to prices", at.span, "policy.prices"))
        return (source,), {}
    prices = {}
    for size, item in entries.items():
        value = item.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            report(Diagnostic("wrong-type", f"the price of `{size}` must be a number from 0 on", item.span, size))
        else:
            prices[size.lower()] = float(value)
    return (source,), prices
