"""Connects resources: which reference leads to which other resource of the project."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Mapping

from runner.diagnostics import Diagnostic, Origin, Report, Severity, closest, join_path
from runner.document import Node, Path, child, contributors, removals
from runner.project.model import Link, Resource, ResourceId
from runner.reference import Reference, parse_job_output, parse_reference
from runner.resources import Manifest, child_value, find, pattern, replace_at


class Directory:
    """All resources of a project by section, name and family, for references to be looked up in."""

    def __init__(
        self,
        resources: Iterable[Resource],
        broken: frozenset[tuple[str, str]],
        removed: Mapping[tuple[str, str], Origin],
    ) -> None:
        self._removed = removed
        self._by_name: dict[tuple[str, str], list[Resource]] = {}
        self._names: dict[str, list[str]] = {}
        self._families: dict[str, list[Resource]] = {}
        self._broken = broken
        for resource in resources:
            for name in {resource.key: None, resource.name or resource.key: None}:
                self._by_name.setdefault((resource.kind.section, name), []).append(resource)
                self._names.setdefault(resource.kind.section, []).append(name)
            if resource.kind.section == "jobs":
                self._families.setdefault(resource.family, []).append(resource)

    def named(self, section: str, name: str) -> list[Resource]:
        """The resources of a section by key or name: several where they are versions of one."""
        return self._by_name.get((section, name), [])

    def names(self, section: str) -> list[str]:
        """What a person can name a resource of a section by."""
        return self._names.get(section, [])

    def jobs(self, key: str) -> list[Resource]:
        """The job of this key, or all cells of the matrix of this key."""
        return self.named("jobs", key)[:1] or self._families.get(key, [])

    def is_broken(self, section: str, key: str) -> bool:
        """Whether what has this key, or a matrix that it is a cell of, is there and invalid."""
        return not self._broken.isdisjoint(((section, key), (section, key.rpartition("-")[0])))

    def removal(self, section: str, key: str) -> tuple[Origin, ...]:
        """The place of an override that took away what had this key."""
        found = self._removed.get((section, key))
        return () if found is None else (found,)

    def job_keys(self) -> list[str]:
        """What a person can name a job by."""
        return [*self._families, *self.names("jobs")]


def links_of(resource: Resource, directory: Directory, report: Report) -> tuple[Link, ...]:
    """The references of a resource that lead to other resources of the project."""
    found = []
    for wanted, section_of in resource.kind.references.items():
        for at, value in find(resource.manifest, wanted):
            section = section_of if isinstance(section_of, str) else section_of(resource.manifest, at)
            reference = _reference(value, section) if isinstance(value, str) else None
            if reference is None or reference.registry is not None or reference.label not in (None, "latest"):
                continue
            others = directory.named(section, reference.name)
            if reference.version is not None:
                others = [other for other in others if version_of(other.manifest) == reference.version]
            if len(others) > 1:
                node = child(resource.node, at) or resource.node
                versions = ", ".join(str(version_of(other.manifest)) for other in others)
                message = f"`{value}` could be version {versions} of this project"
                where = join_path((*resource.path, *at))
                report(
                    Diagnostic(
                        "ambiguous-reference",
                        message,
                        node.span,
                        where,
                        f"name one: azureml:{reference.name}:…",
                        related=contributors(resource.node, at),
                    )
                )
            elif others:
                found.append(Link(at, others[0].id))
            elif not directory.is_broken(section, reference.name):
                _warn_if_misspelt(resource, at, str(value), reference, directory.names(section), report)
    found += _outputs_of_jobs(resource, directory, report)
    return tuple(found)


def _warn_if_misspelt(
    resource: Resource, at: Path, value: str, reference: Reference, names: Iterable[str], report: Report
) -> None:
    """A name that is not the project's own may exist on the target, unless it is nearly one of the project's."""
    meant = closest(reference.name, names)
    if not meant:
        return
    node = child(resource.node, at) or resource.node
    where, also = join_path((*resource.path, *at)), contributors(resource.node, at)
    suggestion = _renamed(value, reference, meant)
    hint = f"did you mean `{suggestion}`?"
    message = f"`{value}` is not in this project, and will be looked for on the target"
    report(Diagnostic("unknown-reference", message, node.span, where, hint, suggestion, Severity.WARNING, also))


def with_exact_names(resource: Resource, known: Mapping[ResourceId, Resource]) -> Resource:
    """The resource with each reference by key naming the resource as it is named on the target."""
    replaced: dict[Path, object] = {}
    for link in resource.links:
        other = known[link.to]
        value = child_value(resource.manifest, link.at)
        if link.output is None and other.name is not None and isinstance(value, str):
            reference = _reference(value, link.to.section)
            if reference is not None and reference.name != other.name:
                replaced[link.at] = _renamed(value, reference, other.name)
    if not replaced:
        return resource
    manifest = {name: replace_at(value, (name,), replaced) for name, value in resource.manifest.items()}
    return resource._replace(manifest=manifest)


def _renamed(value: str, reference: Reference, name: str) -> str:
    """The reference with another name; `a` is a part of `azureml:a:1` twice, so the place of the name counts."""
    at = value.index(":") + 1 if ":" in value else 0
    return value[:at] + name + value[at + len(reference.name) :]


def _reference(value: str, section: str) -> Reference | None:
    """A compute may be named without `azureml:` (CLI v2)."""
    return parse_reference(f"azureml:{value}" if section == "computes" and ":" not in value else value)


def version_of(manifest: Manifest) -> str | None:
    """The version that a manifest gives, as references write it."""
    version = manifest.get("version")
    return None if version is None else str(version)


def _outputs_of_jobs(resource: Resource, directory: Directory, report: Report) -> list[Link]:
    found = []
    for wanted in (pattern("inputs.*.path"), pattern("inputs.*")):
        for at, value in find(resource.manifest, wanted):
            output = parse_job_output(value) if isinstance(value, str) else None
            if output is None:
                continue
            jobs = directory.jobs(output.job)
            if not jobs and directory.is_broken("jobs", output.job):
                continue
            node = child(resource.node, at) or resource.node
            path = join_path((*resource.path, *at))
            also = contributors(resource.node, at)
            if len(jobs) != 1:
                meant = closest(output.job, directory.job_keys())
                hint = f"did you mean `{meant}`?" if meant else "name a job of this project"
                message = f"there is no job `{output.job}`"
                if jobs:
                    message = f"`{output.job}` is a matrix of {len(jobs)} jobs"
                    hint = f"name one of them, as {jobs[0].key}"
                suggestion = meant if not jobs else ""
                also = (*also, *directory.removal("jobs", output.job))
                report(Diagnostic("unknown-job", message, node.span, path, hint, suggestion, related=also))
                continue
            outputs = jobs[0].manifest.get("outputs")
            names = list(outputs) if isinstance(outputs, Mapping) else []
            if output.output not in names:
                meant = closest(output.output, names)
                hint = f"did you mean `{meant}`?" if meant else f"declare it in jobs.{output.job}.outputs"
                message = f"the job `{output.job}` has no output `{output.output}`"
                also = (*also, *removals(jobs[0].node, ("outputs", output.output)))
                report(Diagnostic("undefined-output", message, node.span, path, hint, meant, related=also))
                continue
            found.append(Link(at, jobs[0].id, output.output))
    return found


def dependencies(
    resource: Resource, depends_on: Node | None, directory: Directory, report: Report
) -> tuple[ResourceId, ...]:
    """The jobs that `depends_on` names; the key of a matrix means all its cells."""
    if depends_on is None:
        return ()
    items = depends_on.value if isinstance(depends_on.value, list) else [depends_on]
    found: list[ResourceId] = []
    path = join_path((*resource.path, "depends_on"))
    for item in items:
        also = tuple(dict.fromkeys((*depends_on.also, *item.also)))
        if not isinstance(item.value, str):
            hint = "write depends_on: [JOB, …]"
            report(Diagnostic("wrong-type", "`depends_on` lists keys of jobs", item.span, path, hint, related=also))
            continue
        jobs = directory.jobs(item.value)
        if not jobs and not directory.is_broken("jobs", item.value):
            meant = closest(item.value, directory.job_keys())
            hint = f"did you mean `{meant}`?" if meant else "name a job of this project"
            message = f"there is no job `{item.value}`"
            also = (*also, *directory.removal("jobs", item.value))
            report(Diagnostic("unknown-job", message, item.span, path, hint, meant, related=also))
        found += [job.id for job in jobs]
    return tuple(dict.fromkeys(found))


def report_cycle(resources: Iterable[Resource], report: Report) -> None:
    """Reports one cycle among resources, at its first one, with the way around it."""
    by_id = {resource.id: resource for resource in resources}
    try:
        graphlib.TopologicalSorter({resource.id: resource.needs for resource in by_id.values()}).prepare()
    except graphlib.CycleError as error:
        around: list[ResourceId] = error.args[1][::-1]
        at = by_id[around[0]]
        way = " → ".join(str(step) for step in around)
        message = f"these resources need each other in a circle: {way}"
        report(Diagnostic("dependency-cycle", message, at.node.written, str(at.id), "remove one of the references"))
