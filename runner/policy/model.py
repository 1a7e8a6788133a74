"""A policy as a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from runner.diagnostics import Source, Span
from runner.resources import NOTHING, Fields, NonEmpty, Positive
from runner.resources.fields import Decimal


class PolicyFields(Fields):
    """The rules of a policy; what is left out is not limited. Durations are in seconds, costs in the price file's money.

    `allowed_sizes` may hold `*`. `prices` is a YAML file beside the policy that maps sizes to their price for an hour.
    """

    allowed_sizes: list[NonEmpty] | None = None
    allowed_locations: list[NonEmpty] | None = None
    max_instances: Positive | None = None
    max_duration: Positive | None = None
    max_hourly_cost: Decimal | None = None
    max_total_cost: Decimal | None = None
    prices: NonEmpty | None = None


class Policy(NamedTuple):
    """Rules with their places. `prices` are for an hour, by sizes in small letters; `sources` are all files read."""

    fields: PolicyFields
    places: Mapping[str, Span]
    sources: tuple[Source, ...]
    prices: Mapping[str, float] = NOTHING
