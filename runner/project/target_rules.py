"""What a workspace cannot honour: found when the spec is read, since azure-ai-ml would do something else instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runner.diagnostics import Diagnostic, Report, join_path
from runner.document import Path, child
from runner.project.model import Resource, Target
from runner.resources import child_value, word

_WORKSPACE = "azureml"


def report_refused(resources: Iterable[Resource], target: Target, report: Report) -> None:
    """Reports what the chosen target cannot honour whatever it is like."""
    if target.backend != _WORKSPACE:
        return
    for resource in resources:
        for at, message, hint in _refused(resource):
            node = child(resource.node, at) or resource.node
            where = join_path((*resource.path, *at))
            report(Diagnostic("unsupported-here", message, node.span, where, hint, related=tuple(node.also)))


def _refused(resource: Resource) -> Iterator[tuple[Path, str, str]]:
    if resource.kind.section != "jobs":
        return
    if word(resource.manifest.get("compute")) == "local":
        hint = "name a cluster, or leave it out for serverless compute"
        yield ("compute",), "`local` would start the job on this machine, not on the workspace", hint
    for at in (("code",), ("trial", "code")):
        code = child_value(resource.manifest, at)
        if isinstance(code, str) and code.startswith("git+"):
            yield at, "a workspace takes no code from git", "clone it into the project and name the folder"
