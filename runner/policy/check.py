"""Holds a project against policies: each violation at the text in the spec, with the rule's place."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from runner.diagnostics import Diagnostic, Origin, join_path
from runner.document import Path, child
from runner.policy.model import Policy
from runner.policy.usage import Usage, usage
from runner.project import Project, Resource

_HOUR = 3600
_SECTIONS = ("workspace", "computes", "jobs")


def violations(project: Project, policies: tuple[Policy, ...]) -> list[Diagnostic]:
    """What the policies do not allow. What cannot be known, as the size of somebody else's cluster, is not allowed."""
    found: list[Diagnostic] = []
    uses = [(r, usage(r, project)) for r in project.resources if r.kind.section in _SECTIONS]
    for policy in policies:
        for resource, used in uses:
            found += _of_place(resource, used, policy)
            if used is not None:
                found += _of_size(resource, used, policy)
                found += _of_number_and_time(resource, used, policy)
                found += _of_hourly_cost(resource, used, policy)
        found += _of_total_cost(uses, policy)
    return sorted(
        found, key=lambda one: (one.span.source.name, one.span.line, one.span.column) if one.span else ("", 0, 0)
    )


def hourly_cost(used: Usage, policy: Policy) -> float | None:
    """What a resource costs for an hour at most, or None where its size or the price is not known."""
    price = policy.prices.get(used.size.lower()) if used.size else None
    return None if price is None else price * used.nodes


def _of_size(resource: Resource, used: Usage, policy: Policy) -> Iterator[Diagnostic]:
    allowed = policy.fields.allowed_sizes
    if allowed is None or used.of is not None:
        return
    listed = ", ".join(allowed)
    if used.size is None:
        message = "the size of its machines cannot be known here"
        hint = f"name a cluster of this project, or resources.instance_type; allowed are {listed}"
        yield _violation(resource, used.size_at, message, hint, policy, "allowed_sizes")
    elif not any(fnmatchcase(used.size.lower(), one.lower()) for one in allowed):
        message = f"the size {used.size} is not allowed"
        yield _violation(resource, used.size_at, message, f"allowed are {listed}", policy, "allowed_sizes")


def _of_place(resource: Resource, used: Usage | None, policy: Policy) -> Iterator[Diagnostic]:
    allowed = policy.fields.allowed_locations
    is_placed = resource.kind.name == "workspace" or (used is not None and resource.kind.section == "computes")
    if allowed is None or not is_placed:
        return
    written = resource.manifest.get("location") if used is None else used.location
    place = written.replace(" ", "").lower() if isinstance(written, str) else None
    hint = f"allowed are {', '.join(allowed)}"
    if place is None:
        message = "its location cannot be known here"
        yield _violation(resource, ("location",), message, f"write it; {hint}", policy, "allowed_locations")
    elif place not in {one.replace(" ", "").lower() for one in allowed}:
        message = f"the location {written} is not allowed"
        yield _violation(resource, ("location",), message, hint, policy, "allowed_locations")


def _of_number_and_time(resource: Resource, used: Usage, policy: Policy) -> Iterator[Diagnostic]:
    most = policy.fields.max_instances
    if most is not None and used.nodes > int(most):
        message = f"{used.nodes} instances are more than {most}"
        yield _violation(resource, used.nodes_at, message, "lower it", policy, "max_instances")
    longest = policy.fields.max_duration
    if longest is None or resource.kind.section != "jobs":
        return
    at, hint = ("limits", "timeout"), f"write limits: {{timeout: {longest}}} or less"
    if used.seconds is None:
        yield _violation(resource, at, "nothing says when the job ends", hint, policy, "max_duration")
    elif used.seconds > int(longest):
        yield _violation(resource, at, f"{used.seconds} s are more than {longest}", hint, policy, "max_duration")


def _of_hourly_cost(resource: Resource, used: Usage, policy: Policy) -> Iterator[Diagnostic]:
    most = policy.fields.max_hourly_cost
    if most is None or used.of is not None:
        return
    cost = hourly_cost(used, policy)
    if cost is None:
        message = f"what {used.size or 'its machines'} cost{'s' if used.size else ''} cannot be known here"
        yield _violation(resource, used.size_at, message, "add the size to the prices", policy, "max_hourly_cost")
    elif cost > float(most):
        message = f"{cost:.2f} an hour are more than {float(most):.2f}"
        yield _violation(resource, used.nodes_at, message, "take fewer or smaller machines", policy, "max_hourly_cost")


def _of_total_cost(uses: list[tuple[Resource, Usage | None]], policy: Policy) -> Iterator[Diagnostic]:
    most = policy.fields.max_total_cost
    if most is None:
        return
    total = 0.0
    for resource, used in uses:
        if used is None or resource.kind.section != "jobs":
            continue
        cost = hourly_cost(used, policy)
        if cost is None or used.seconds is None:
            what = "its cost" if cost is None else "when it ends"
            message = f"{what} cannot be known here, and the jobs have a common limit"
            hint = "write limits.timeout" if cost is not None else "add its size to the prices"
            at = ("limits", "timeout") if cost is not None else used.size_at
            yield _violation(resource, at, message, hint, policy, "max_total_cost")
        else:
            total += cost * used.seconds / _HOUR
    if total > float(most):
        message = f"the jobs may cost {total:.2f} in all, which is more than {float(most):.2f}"
        yield Diagnostic("policy-violation", message, policy.places["max_total_cost"], "", "shorten or remove some")


def _violation(resource: Resource, at: Path, message: str, hint: str, policy: Policy, rule: str) -> Diagnostic:
    """A violation at the deepest part of a place that is written."""
    node = resource.node
    for depth in range(len(at), 0, -1):
        found = child(resource.node, at[:depth])
        if found is not None:
            node = found
            break
    span = node.span if node is not resource.node and not isinstance(node.value, dict) else node.written
    related = (*node.also, Origin(f"policy `{rule}`", policy.places[rule]))
    return Diagnostic("policy-violation", message, span, join_path((*resource.path, *at)), hint, related=related)
