"""What an apply would do: one step for each resource, as data; and the same as a file that is approved."""

from runner.plan.decide import Rerun, make_plan
from runner.plan.document import json_value, plan_document
from runner.plan.model import Action, Change, Plan, Refusal, Step
from runner.plan.removal import destroy_plan

__all__ = [
    "Action",
    "Change",
    "Plan",
    "Refusal",
    "Rerun",
    "Step",
    "destroy_plan",
    "json_value",
    "make_plan",
    "plan_document",
]
