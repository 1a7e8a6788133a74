"""What a spec may ask for that this machine cannot honour: named in the plan, never ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from runner.diagnostics import Diagnostic, join_path
from runner.document import Path, child
from runner.plan import Refusal
from runner.project import Project, Resource
from runner.reference import expressions, is_local_path, parse_job_output
from runner.resources import find, pattern, whole_number

_CODE = "unsupported-here"
_NOT_HERE = {
    "distribution": "it starts one process; remove it for this target",
    "parent_job_name": "remove it for this target",
}


def refusals(project: Project) -> list[Refusal]:
    """Everything in the project that the local target refuses."""
    found = []
    for resource in project.resources:
        for path, message, hint in _problems(resource):
            node = child(resource.node, path)
            span = node.span if node is not None else resource.node.written
            where = join_path((*resource.path, *path))
            found.append(Refusal(resource.id, Diagnostic(_CODE, message, span, where, hint)))
    return found


def _problems(resource: Resource) -> Iterator[tuple[Path, str, str]]:
    if resource.kind.name == "command_job":
        yield from _job(resource)
    elif resource.kind.name == "sweep_job":
        hint = "make it a command job with a `matrix`, or apply the sweep to a workspace"
        yield ("type",), "a sweep does not run on this machine", hint
    elif resource.kind.name == "amlcompute" and whole_number(resource.manifest.get("max_instances"), 4) == 0:
        yield ("max_instances",), "a cluster of 0 nodes never starts a job", "set `max_instances` to 1 or more"


def _job(resource: Resource) -> Iterator[tuple[Path, str, str]]:
    manifest = resource.manifest
    code = manifest.get("code")
    if isinstance(code, str) and not is_local_path(code):
        yield ("code",), f"`{code}` cannot be fetched to this machine", "name a folder of the project"
    for wanted in (pattern("inputs.*.path"),):
        for path, value in find(manifest, wanted):
            if isinstance(value, str) and not is_local_path(value) and parse_job_output(value) is None:
                hint = "name a local file or folder, or another job's output; a target's override can do that"
                yield path, f"`{value}` cannot be read on this machine", hint
    for field in ("datastore", "path_on_compute"):
        for path, _ in find(manifest, ("inputs", "*", field)):
            yield path, f"`{field}` means nothing on this machine", "remove it for this target"
    command = str(manifest.get("command", ""))
    if any(expression.path[0] == "default_datastore" for expression in expressions(command)):
        yield ("command",), "there is no datastore on this machine", "use an output: ${{outputs.NAME}}"
    for path, _ in find(manifest, pattern("outputs.*.path")):
        yield path, "outputs stay in the job's folder on this machine", "remove `path` for this target"
    for path, _ in find(manifest, pattern("outputs.*.name")):
        yield path, "an output is not registered as an asset on this machine", "remove `name` for this target"
    for field, hint in _NOT_HERE.items():
        if field in manifest:
            yield (field,), f"`{field}` means nothing on this machine", hint
    resources = manifest.get("resources")
    count = resources.get("instance_count") if isinstance(resources, Mapping) else None
    if whole_number(count, 1) > 1:
        yield ("resources", "instance_count"), "this machine is one node", "set it to 1 for this target"
