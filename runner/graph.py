"""The order of resources: what must be there before what."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable

from runner.project import Resource, ResourceId


def in_order(resources: Iterable[Resource]) -> list[Resource]:
    """The resources, each after those that it needs, otherwise in the order of the spec."""
    given = list(resources)
    by_id = {resource.id: resource for resource in given}
    position = {resource.id: number for number, resource in enumerate(given)}
    sorter: graphlib.TopologicalSorter[ResourceId] = graphlib.TopologicalSorter()
    for resource in given:
        sorter.add(resource.id, *resource.needs)
    sorter.prepare()
    ordered = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=position.__getitem__)
        ordered += [by_id[resource_id] for resource_id in ready]
        sorter.done(*ready)
    return ordered
