"""What an apply would do: one step for each resource, as data; and the same as a file that is approved."""

from runner.plan.decide import Rerun, make_plan
from runner.plan.document import json_value, plan_document
from runner.plan.model import Action, Change, Plan, Refusal, Step

__all__ = ["Action", "Change", "Plan", "Refusal", "Rerun", "Step", "json_value", "make_plan", "plan_document"]
