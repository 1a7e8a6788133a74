"""Rules between resources: what one of a project asks of another that does not give it."""

from __future__ import annotations

from collections.abc import Mapping

from runner.diagnostics import Diagnostic, Origin, Report, Severity, join_path
from runner.document import child
from runner.project.model import Resource, ResourceId
from runner.resources import child_value, whole_number

_DEFAULT_MOST_NODES = 4
"""Of a cluster that gives no `max_instances` (`AmlCompute._to_rest_object` of azure-ai-ml)."""


_COUNTS = (("resources", "instance_count"), ("trial", "resources", "instance_count"))
"""Where a command job, and a sweep, say on how many nodes they run."""


def report_too_many_nodes(job: Resource, known: Mapping[ResourceId, Resource], report: Report) -> None:
    """Warns of a job on more nodes than its cluster may have: it would wait for ever."""
    for link in job.links:
        cluster = known.get(link.to)
        if link.at[-1] != "compute" or cluster is None or cluster.kind.name != "amlcompute":
            continue
        at = next((at for at in _COUNTS if child_value(job.manifest, at) is not None), None)
        most = whole_number(cluster.manifest.get("max_instances"), _DEFAULT_MOST_NODES)
        node = child(job.node, at) if at else None
        wanted = whole_number(child_value(job.manifest, at), 1) if at else 1
        if at is None or node is None or wanted <= most:
            continue
        limit = child(cluster.node, ("max_instances",))
        related = (*node.also, Origin(f"`max_instances` of {cluster.id}", (limit or cluster.node).written))
        message = f"the job wants {wanted} nodes, and {cluster.id} has {most} at most"
        where = join_path((*job.path, *at))
        hint = "lower it, or raise `max_instances` of the cluster"
        report(
            Diagnostic(
                "conflicting-fields", message, node.span, where, hint, severity=Severity.WARNING, related=related
            )
        )
