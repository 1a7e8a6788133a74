"""What a reader of a plan should know about how this machine honours a resource: what differs from Azure ML."""

from __future__ import annotations

import platform
from collections.abc import Mapping

from runner.project import Resource

_OF_CONTAINERS = ("docker_args", "shm_size", "instance_type", "locations", "max_instance_count", "properties")
_RECORDED = {
    "datastores": "recorded only: this machine has no datastores",
    "data": "recorded only: jobs here take files by their paths",
    "models": "recorded only: jobs here register models in MLflow",
}
_OF_THE_SERVICE = {
    "identity": "without identity: it runs as you",
    "queue_settings": "without queue_settings: nothing is paid for here",
    "services": "without services: look into its folder",
}


def notes(resource: Resource) -> tuple[str, ...]:
    """How this machine honours a resource, one line each; empty where there is nothing to know."""
    if resource.kind.section in _RECORDED:
        return (_RECORDED[resource.kind.section],)
    if resource.kind.name != "command_job":
        return ()
    manifest = resource.manifest
    found = [f"runs in this machine's Python {platform.python_version()} (environment: host)"]
    resources = manifest.get("resources")
    without = [name for name in _OF_CONTAINERS if isinstance(resources, Mapping) and name in resources]
    if without:
        found.append(f"without resources.{', '.join(without)}: there is no container and no choice of nodes here")
    found += [text for name, text in _OF_THE_SERVICE.items() if name in manifest]
    return tuple(found)
