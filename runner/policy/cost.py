"""What the machines of a project cost, in words for the readers of a plan."""

from __future__ import annotations

from runner.policy.check import hourly_cost
from runner.policy.model import Policy
from runner.policy.usage import usage
from runner.project import Project, Resource

_HOUR = 3600


def cost_notes(resource: Resource, project: Project, policies: tuple[Policy, ...]) -> tuple[str, ...]:
    """What a cluster or a job costs at most, by the first price file that knows its size."""
    used = usage(resource, project) if any(policy.prices for policy in policies) else None
    costs = (hourly_cost(used, policy) for policy in policies) if used is not None else iter(())
    cost = next((found for found in costs if found is not None), None)
    if used is None or cost is None:
        return ()
    hourly = f"{cost:.2f} an hour at most"
    if used.seconds is None:
        return (f"costs {hourly}",)
    return (f"costs {cost * used.seconds / _HOUR:.2f} at most ({hourly})",)
