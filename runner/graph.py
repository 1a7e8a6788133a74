"""The order of resources: what must be there before what."""

from __future__ import annotations

import graphlib
import heapq
from collections.abc import Iterable

from runner.project import Resource, ResourceId


def in_order(resources: Iterable[Resource]) -> list[Resource]:
    """The resources, each after those that it needs, otherwise in the order of the spec."""
    given = list(resources)
    position = {resource.id: number for number, resource in enumerate(given)}
    sorter: graphlib.TopologicalSorter[ResourceId] = graphlib.TopologicalSorter()
    for resource in given:
        sorter.add(resource.id, *resource.needs)
    sorter.prepare()
    ordered: list[Resource] = []
    ready: list[int] = []
    while sorter.is_active():
        for resource_id in sorter.get_ready():
            heapq.heappush(ready, position[resource_id])
        resource = given[heapq.heappop(ready)]
        ordered.append(resource)
        sorter.done(resource.id)
    return ordered
