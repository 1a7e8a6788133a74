"""What a resource uses: which machines, how many, where, and for how long at most."""

from __future__ import annotations

from typing import NamedTuple

from runner.document import Path
from runner.project import Project, Resource, ResourceId
from runner.resources import child_value, whole_number, word

_DEFAULT_SIZE = "STANDARD_DS3_V2"
_DEFAULT_NODES = 4
"""Of a cluster that does not say (`AmlCompute._to_rest_object` of azure-ai-ml)."""
_CLUSTERS = ("amlcompute", "computeinstance")


class Usage(NamedTuple):
    """What a resource uses; None is what cannot be known here. `seconds` is the longest time, of jobs only.

    `of` is the cluster of the project that a job runs on: its size and place are looked at there. The paths are where
    the values stand, or would stand.
    """

    size: str | None
    nodes: int
    location: str | None
    seconds: int | None
    size_at: Path
    nodes_at: Path
    of: ResourceId | None = None


def usage(resource: Resource, project: Project) -> Usage | None:
    """What a resource uses, or None where that is nothing that a policy looks at."""
    if resource.kind.name in _CLUSTERS:
        return _of_cluster(resource, project)
    if resource.kind.section != "jobs" or word(resource.manifest.get("compute")) == "local":
        return None
    by_id = {other.id: other for other in project.resources}
    owner: Path = ("trial",) if resource.kind.name == "sweep_job" else ()
    nodes = whole_number(child_value(resource.manifest, (*owner, "resources", "instance_count")), 1)
    seconds, at_once = _time(resource)
    nodes_at = (*owner, "resources", "instance_count")
    cluster = next((by_id[link.to] for link in resource.links if link.at == ("compute",) and link.to in by_id), None)
    if cluster is not None and cluster.kind.name in _CLUSTERS:
        of = _of_cluster(cluster, project)
        return Usage(of.size, nodes * at_once, of.location, seconds, ("compute",), nodes_at, cluster.id)
    if "compute" in resource.manifest:
        return Usage(None, nodes * at_once, None, seconds, ("compute",), nodes_at)
    size_at = (*owner, "resources", "instance_type")
    size = child_value(resource.manifest, size_at)
    place = _workspace_location(project)
    return Usage(size if isinstance(size, str) else None, nodes * at_once, place, seconds, size_at, nodes_at)


def _of_cluster(resource: Resource, project: Project) -> Usage:
    manifest = resource.manifest
    is_cluster = resource.kind.name == "amlcompute"
    nodes = whole_number(manifest.get("max_instances"), _DEFAULT_NODES) if is_cluster else 1
    location = manifest.get("location", _workspace_location(project))
    size = manifest.get("size", _DEFAULT_SIZE)
    place = location if isinstance(location, str) else None
    return Usage(str(size), nodes, place, None, ("size",), ("max_instances",))


def _workspace_location(project: Project) -> str | None:
    location = next((r.manifest.get("location") for r in project.resources if r.kind.name == "workspace"), None)
    return location if isinstance(location, str) else None


def _time(resource: Resource) -> tuple[int | None, int]:
    """The longest time of a job in seconds, and how many trials of a sweep run at once."""
    limits = resource.manifest.get("limits")
    timeout = child_value(limits, ("timeout",))
    seconds = whole_number(timeout, 0) or None
    if resource.kind.name != "sweep_job":
        return seconds, 1
    trials = whole_number(child_value(limits, ("max_total_trials",)), 1)
    at_once = min(whole_number(child_value(limits, ("max_concurrent_trials",)), trials), trials) or 1
    each = whole_number(child_value(limits, ("trial_timeout",)), 0)
    if seconds is None and each:
        seconds = each * -(-trials // at_once)
    return seconds, at_once
