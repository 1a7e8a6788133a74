"""What may be applied: rules over sizes, places, numbers, times and costs, of the project or from outside of it."""

from runner.policy.check import violations
from runner.policy.model import Policy
from runner.policy.read import policies_of

__all__ = ["Policy", "policies_of", "violations"]
